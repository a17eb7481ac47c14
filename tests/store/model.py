"""The store as plain dictionaries: what an engine must behave like. Used as the model of the
state machine and wherever a test needs a store but not its durability."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace

from checklist_app.errors import conflict, invalid, not_found
from checklist_app.store import Body, Document, Entry, Head, Key, Kind, NewEntry
from checklist_app.store.chain import canonical, chain_hash, check_name
from checklist_app.store.counters import Counters, MemoryCounters
from checklist_app.store.embedded.queue import MemoryQueue
from checklist_app.store.protocol import at_least_zero
from checklist_app.store.queue import Queue


class ModelStore:
    def __init__(self, kinds: Iterable[Kind] = ()) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self.documents: dict[str, dict[str, Document]] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.counters: Counters = MemoryCounters()
        self.queue: Queue = MemoryQueue()
        self._lock = threading.RLock()
        self._inside = threading.local()

    def _declared(self, kind: str, fields: Mapping[str, Key] | None = None) -> Kind:
        if kind not in self.kinds:
            raise invalid("store.unknown_kind", kind=kind)
        declared = self.kinds[kind]
        for field, asked in (fields or {}).items():
            if field not in declared.indexes + declared.unique or not isinstance(asked, str | int):
                raise invalid("store.not_indexed", kind=kind, asked=field)
        return declared

    def get(self, kind: str, id: str) -> Document | None:
        self._declared(kind)
        return deepcopy(self.documents.get(kind, {}).get(id))

    def get_all(self, kind: str, ids: Iterable[str]) -> dict[str, Document]:
        found = ((id, self.get(kind, id)) for id in ids)
        return {id: document for id, document in found if document}

    def find(
        self, kind: str, where: Mapping[str, Key] | None = None, *, after: str = "", limit: int | None = None
    ) -> list[Document]:
        self._declared(kind, where)
        held = sorted(self.documents.get(kind, {}).values(), key=lambda document: document.id)
        fitting = [d for d in held if d.id > after and all(_has(d, f, v) for f, v in (where or {}).items())]
        return deepcopy(fitting[: at_least_zero(limit)])

    def find_each(self, kind: str, field: str, values: Iterable[str]) -> dict[str, list[Document]]:
        self._declared(kind)
        return {value: self.find(kind, {field: value}) for value in values}

    def count(self, kind: str, where: Mapping[str, Key] | None = None) -> int:
        return len(self.find(kind, where))

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        canonical(body)
        check_name(id)
        declared = self._declared(kind)
        with self._lock:
            held = self.documents.setdefault(kind, {})
            if (held[id].version if id in held else 0) != version:
                raise conflict("store.stale", kind=kind, id=id)
            for field in declared.unique:
                if any(
                    d.id != id and d.body.get(field) == body.get(field) is not None for d in held.values()
                ):
                    raise conflict("store.taken", field=field, kind=kind)
            held[id] = Document(kind, id, version + 1, deepcopy(body))
            return deepcopy(held[id])

    def delete(self, kind: str, id: str, *, version: int) -> None:
        with self._lock:
            held = self.documents.get(kind, {})
            if id not in held:
                raise not_found("store.no_document", kind=kind, id=id)
            if held[id].version != version:
                raise conflict("store.stale", kind=kind, id=id)
            del held[id]

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        check_name(stream)
        entries = list(entries)
        for new in entries:
            check_name(new.id)
            canonical(new.body)
        with self._lock:
            held = list(self.entries.get(stream, []))
            answered = []
            for new in entries:
                known = next((entry for entry in held if entry.id == new.id), None)
                if known is None:
                    seq, previous = len(held) + 1, held[-1].hash if held else ""
                    chained = chain_hash(
                        previous, stream=stream, seq=seq, id=new.id, body=canonical(new.body)
                    )
                    held.append(Entry(seq, new.id, chained, deepcopy(new.body)))
                    known = replace(held[-1], fresh=True)
                elif known.body != new.body:
                    raise conflict("store.entry_differs", stream=stream, id=new.id)
                answered.append(known)
            if held:
                self.entries[stream] = held
            return deepcopy(answered)

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
        return deepcopy(self.entries.get(stream, [])[max(after, 0) :][: at_least_zero(limit)])

    def entry(self, stream: str, id: str) -> Entry | None:
        return next((entry for entry in self.read(stream) if entry.id == id), None)

    def head(self, stream: str) -> Head:
        entries = self.entries.get(stream, [])
        return Head(entries[-1].seq, entries[-1].hash) if entries else Head()

    def heads(self, streams: Iterable[str]) -> dict[str, Head]:
        return {stream: self.head(stream) for stream in streams}

    def streams(self, prefix: str = "", *, after: str = "", limit: int | None = None) -> list[str]:
        return sorted(name for name in self.entries if name.startswith(prefix) and name > after)[
            : at_least_zero(limit)
        ]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._lock:
            before, outer = self.copy(), self.in_transaction
            self._inside.now = True
            try:
                yield
            except BaseException:
                self.documents, self.entries = before.documents, before.entries
                raise
            finally:
                self._inside.now = outer

    @property
    def in_transaction(self) -> bool:
        return getattr(self._inside, "now", False)

    def copy(self) -> "ModelStore":
        """Documents and entries are replaced, never changed: both may hold the same."""
        made = ModelStore(self.kinds.values())
        made.documents = {kind: {**held} for kind, held in self.documents.items()}
        made.entries = {**self.entries}
        return made

    def fault(self) -> str | None:
        return None

    def close(self) -> None:
        pass


def _has(document: Document, field: str, wanted: Key) -> bool:
    value = document.body.get(field)
    return wanted in value if isinstance(value, list) else value == wanted
