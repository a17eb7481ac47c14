"""The store protocol on TinyDB tables and journaled streams."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from checklist_app.errors import conflict, invalid, not_found
from checklist_app.store.chain import canonical, chain_hash, check_name
from checklist_app.store.counters import Counters, MemoryCounters
from checklist_app.store.embedded.disk import Disk
from checklist_app.store.embedded.journal import SIZES, Sizes
from checklist_app.store.embedded.queue import MemoryQueue
from checklist_app.store.embedded.record import encode
from checklist_app.store.embedded.storage import JournalStorage
from checklist_app.store.embedded.stream import Stream, entry_of
from checklist_app.store.embedded.table import Table
from checklist_app.store.embedded.tinydb_face import JournaledTinyDB
from checklist_app.store.embedded.unit import Unit
from checklist_app.store.protocol import Body, Document, Entry, Head, Key, Kind, NewEntry, at_least_zero
from checklist_app.store.queue import Queue


class EmbeddedStore:
    def __init__(self, disk: Disk, kinds: Iterable[Kind] = (), *, sizes: Sizes = SIZES) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self.storage = JournalStorage(disk, self._kinds.values(), sizes=sizes)
        self.tinydb = JournaledTinyDB(self.storage)
        self.counters: Counters = MemoryCounters()
        self.queue: Queue = MemoryQueue()

    # --- documents

    def get(self, kind: str, id: str) -> Document | None:
        table = self._table(kind)
        found = self.storage.looking(lambda: (table.row_of(id), table.batch))
        return _document(kind, found[1]) if found else None

    def get_all(self, kind: str, ids: Iterable[str]) -> dict[str, Document]:
        found = ((id, self.get(kind, id)) for id in ids)
        return {id: document for id, document in found if document}

    def find(
        self,
        kind: str,
        where: Mapping[str, Key] | None = None,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> list[Document]:
        table, wanted = self._table(kind), dict(where or {})
        raws = self.storage.looking(
            lambda: ([table.rows[number] for number in _candidates(table, wanted)], table.batch)
        )
        rows = [row for row in map(orjson.loads, raws) if row["id"] > after and _fits(row["body"], wanted)]
        rows.sort(key=lambda row: str(row["id"]))
        return [_document(kind, row) for row in rows[: at_least_zero(limit)]]

    def find_each(self, kind: str, field: str, values: Iterable[str]) -> dict[str, list[Document]]:
        self._table(kind)
        return {value: self.find(kind, {field: value}) for value in values}

    def count(self, kind: str, where: Mapping[str, Key] | None = None) -> int:
        table, wanted = self._table(kind), dict(where or {})
        if len(wanted) == 1 and (index := table.indexes.get(next(iter(wanted)))):
            key = next(iter(wanted.values()))
            return self.storage.looking(lambda: (len(index.rows(key)), table.batch))
        if wanted:
            return len(self.find(kind, wanted))
        return self.storage.looking(lambda: (len(table.rows), table.batch))

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        spelled = canonical(body)
        check_name(id)
        table = self._table(kind)
        with self.storage.writing() as unit:
            held = table.row_of(id)
            if (held[1]["version"] if held else 0) != version:
                raise conflict("store.stale", kind=kind, id=id)
            _check_unique(table, id, body)
            raw = b'{"id":%b,"version":%d,"body":%b}' % (encode(id), version + 1, spelled)
            row = {"id": id, "version": version + 1, "body": body}
            unit.set_row(table, held[0] if held else table.next_row, raw, row)
        return Document(kind, id, version + 1, orjson.loads(spelled))

    def delete(self, kind: str, id: str, *, version: int) -> None:
        table = self._table(kind)
        with self.storage.writing() as unit:
            held = table.row_of(id)
            if held is None:
                raise not_found("store.no_document", kind=kind, id=id)
            if held[1]["version"] != version:
                raise conflict("store.stale", kind=kind, id=id)
            unit.remove_row(table, held[0])

    # --- streams

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        check_name(stream)
        wanted = [(new.id, canonical(new.body)) for new in entries]
        for id, _ in wanted:
            check_name(id)
        if not wanted:
            return []
        with self.storage.writing() as unit:
            held = self.storage.stream(stream)
            known = self.storage.known.of(held)
            self._check_repeated(held, known, wanted)
            answered = []
            for id, body in wanted:
                entry = held.entry(known[id]) if id in known else _add(unit, held, id, body)
                known[id] = entry.seq
                answered.append(entry)
        return answered

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
        held = self.storage.streams.get(stream)
        if held is None:
            return []
        first = max(after, 0)
        raws = self.storage.looking(lambda: (held.slices(first, at_least_zero(limit)), held.batch))
        return [entry_of(seq, raw) for seq, raw in enumerate(raws, start=first + 1)]

    def entry(self, stream: str, id: str) -> Entry | None:
        held = self.storage.streams.get(stream)
        if held is None:
            return None
        with self.storage.lock:
            seq = self.storage.known.of(held).get(id, 0)
        found = self.read(stream, after=seq - 1, limit=1) if seq else []
        return next((entry for entry in found if entry.id == id), None)  # it may have been undone

    def head(self, stream: str) -> Head:
        held = self.storage.streams.get(stream)
        return self.storage.looking(lambda: (held.head, held.batch)) if held else Head()

    def heads(self, streams: Iterable[str]) -> dict[str, Head]:
        return {stream: self.head(stream) for stream in streams}

    def streams(self, prefix: str = "", *, after: str = "", limit: int | None = None) -> list[str]:
        def look() -> list[str]:
            held = self.storage.streams.values()
            return [each.name for each in held if each.ends and each.name.startswith(prefix)]

        names = self.storage.looking(lambda: (look(), self.storage.batch))
        return sorted(name for name in names if name > after)[: at_least_zero(limit)]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.storage.writing():
            yield

    @property
    def in_transaction(self) -> bool:
        return self.storage.is_writing

    def fault(self) -> str | None:
        return self.storage.journal.fault

    def close(self) -> None:
        self.storage.close()

    def _table(self, kind: str) -> Table:
        if kind not in self._kinds:
            raise invalid("store.unknown_kind", kind=kind)
        return self.storage.table(kind)

    def _check_repeated(self, held: Stream, known: dict[str, int], wanted: list[tuple[str, bytes]]) -> None:
        """Before anything is added: an id that comes again must say the same."""
        said: dict[str, bytes] = {}
        for id, body in wanted:
            if id in known and id not in said:
                said[id] = canonical(held.entry(known[id]).body)
            if said.setdefault(id, body) != body:
                raise conflict("store.entry_differs", stream=held.name, id=id)


def _add(unit: Unit, held: Stream, id: str, body: bytes) -> Entry:
    before = held.head
    chained = chain_hash(before.hash, stream=held.name, seq=before.seq + 1, id=id, body=body)
    unit.add_entry(held, id, chained, body)
    return Entry(before.seq + 1, id, chained, orjson.loads(body), fresh=True)


def _candidates(table: Table, wanted: Mapping[str, Key]) -> Sequence[int]:
    """Rows of the most telling declared field; the caller compares them with all of `wanted`."""
    if not wanted:
        return list(table.rows)
    postings: list[Sequence[int]] = []
    for field, key in wanted.items():
        index = table.indexes.get(field) or table.unique.get(field)
        if index is None or not isinstance(key, str | int):
            raise invalid("store.not_indexed", kind=table.name, asked=field)
        postings.append(index.rows(key))
    fewest: Sequence[int] = min(postings, key=len)
    return fewest


def _fits(body: Body, wanted: Mapping[str, Key]) -> bool:
    return all(_holds(body.get(field), key) for field, key in wanted.items())


def _holds(value: Any, key: Key) -> bool:
    return key in value if isinstance(value, list) else bool(value == key)


def _check_unique(table: Table, id: str, body: Body) -> None:
    for field in table.unique:
        value = body.get(field)
        if isinstance(value, str | int) and table.holder_of(field, value) not in (None, id):
            raise conflict("store.taken", field=field, kind=table.name)


def _document(kind: str, row: dict[str, Any]) -> Document:
    return Document(kind, row["id"], row["version"], row["body"])
