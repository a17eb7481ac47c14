"""A store that tells how long each verb took and how it ended, and how much was written for good. It
changes nothing of what the engine inside answers or refuses."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import local
from time import perf_counter
from typing import Final, Literal, ParamSpec, Protocol, TypeAlias, TypeVar, runtime_checkable

from checklist_app.errors import Problem
from checklist_app.store.counters import Counters
from checklist_app.store.protocol import Body, Document, Entry, Head, Key, NewEntry, Store
from checklist_app.store.queue import Queue

P = ParamSpec("P")
R = TypeVar("R")

Shape: TypeAlias = Literal["documents", "entries"]
TellVerb: TypeAlias = Callable[[str, str, float], None]
"""The verb, how it ended ("ok", or the reason in the code of the store's refusal), and its seconds."""
TellKept: TypeAlias = Callable[[Shape, str, int], None]
"""What was added and will stay: documents of a kind, or entries of a family of streams, which is what stands
before the first slash of their names; and how many."""

FAILED: Final = "failed"  # by something that is no refusal of the store


@runtime_checkable
class Figured(Protocol):
    """An engine may tell figures of its own parts, such as how many connections of its pool are in use."""

    def figures(self) -> Mapping[str, float]: ...


def figures_of(store: Store) -> Mapping[str, float]:
    return store.figures() if isinstance(store, Figured) else {}


class _Held(local):
    """What this thread has written inside blocks that have not ended."""

    def __init__(self) -> None:
        self.depth = 0
        self.kept: Counter[tuple[Shape, str]] = Counter()


class MeteredStore:
    def __init__(self, store: Store, tell_kept: TellKept, tell_verb: tuple[TellVerb, ...]) -> None:
        self._store = store
        self._tell_kept = tell_kept
        self._tellers = tell_verb
        self._held = _Held()

    def get(self, kind: str, id: str) -> Document | None:
        return self._timed("get", self._store.get, kind, id)

    def get_all(self, kind: str, ids: Iterable[str]) -> dict[str, Document]:
        return self._timed("get_all", self._store.get_all, kind, ids)

    def find(
        self, kind: str, where: Mapping[str, Key] | None = None, *, after: str = "", limit: int | None = None
    ) -> list[Document]:
        return self._timed("find", self._store.find, kind, where, after=after, limit=limit)

    def find_each(self, kind: str, field: str, values: Iterable[str]) -> dict[str, list[Document]]:
        return self._timed("find_each", self._store.find_each, kind, field, values)

    def count(self, kind: str, where: Mapping[str, Key] | None = None) -> int:
        return self._timed("count", self._store.count, kind, where)

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        document = self._timed("put", self._store.put, kind, id, body, version=version)
        if version == 0:
            self._keep("documents", kind, 1)
        return document

    def delete(self, kind: str, id: str, *, version: int) -> None:
        self._timed("delete", self._store.delete, kind, id, version=version)

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        appended = self._timed("append", self._store.append, stream, entries)
        if fresh := sum(entry.fresh for entry in appended):
            self._keep("entries", stream.partition("/")[0], fresh)
        return appended

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
        return self._timed("read", self._store.read, stream, after=after, limit=limit)

    def entry(self, stream: str, id: str) -> Entry | None:
        return self._timed("entry", self._store.entry, stream, id)

    def head(self, stream: str) -> Head:
        return self._timed("head", self._store.head, stream)

    def heads(self, streams: Iterable[str]) -> dict[str, Head]:
        return self._timed("heads", self._store.heads, streams)

    def streams(self, prefix: str = "", *, after: str = "", limit: int | None = None) -> list[str]:
        return self._timed("streams", self._store.streams, prefix, after=after, limit=limit)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Timed from the beginning of the block until all of it is written."""
        began, before = perf_counter(), self._held.kept.copy()
        try:
            with self._store.transaction(), self._block():
                yield
        except BaseException as error:
            self._tell_verb("transaction", _reason(error), perf_counter() - began)
            self._held.kept = before
            raise
        self._tell_verb("transaction", "ok", perf_counter() - began)
        self._tell_held()

    @property
    def in_transaction(self) -> bool:
        return self._store.in_transaction

    @property
    def counters(self) -> Counters:
        return self._store.counters

    @property
    def queue(self) -> Queue:
        return self._store.queue

    def fault(self) -> str | None:
        return self._store.fault()

    def close(self) -> None:
        self._store.close()

    @contextmanager
    def _block(self) -> Iterator[None]:
        self._held.depth += 1
        try:
            yield
        finally:
            self._held.depth -= 1

    def _keep(self, shape: Shape, name: str, count: int) -> None:
        self._held.kept[shape, name] += count
        self._tell_held()

    def _tell_held(self) -> None:
        """Nothing is for good before the outermost block has ended."""
        if not self._held.depth:
            for (shape, name), count in self._held.kept.items():
                self._tell_kept(shape, name, count)
            self._held.kept.clear()

    def _tell_verb(self, verb: str, outcome: str, seconds: float) -> None:
        for tell in self._tellers:
            tell(verb, outcome, seconds)

    def _timed(self, verb: str, act: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
        began = perf_counter()
        try:
            answer = act(*given, **named)
        except BaseException as error:
            self._tell_verb(verb, _reason(error), perf_counter() - began)
            raise
        self._tell_verb(verb, "ok", perf_counter() - began)
        return answer


def _reason(error: BaseException) -> str:
    house, _, reason = error.code.partition(".") if isinstance(error, Problem) else ("", "", "")
    return reason if house == "store" else FAILED
