"""What every storage engine promises. Two shapes only:

documents (kind, id, version, body) for what is edited, and
streams (stream, seq, entry id, body) for what only grows.

Bodies are JSON objects without fractions: money and scores are text, so that every engine,
every export and the phone compute the same canonical bytes and the same hashes.
An acknowledged write is durable: when a verb returns, its effect survives a power cut.
A read never shows a write that could still be lost.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from checklist_app.store.counters import Counters
from checklist_app.store.queue import Queue

JsonValue: TypeAlias = str | int | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
Body: TypeAlias = dict[str, JsonValue]
Key: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document, with the top-level fields of its body that can be asked for.

    A field whose value is a list is indexed under each of its members.
    """

    name: str
    indexes: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    kind: str
    id: str
    version: int
    body: Body


@dataclass(frozen=True, slots=True)
class NewEntry:
    id: str
    body: Body


@dataclass(frozen=True, slots=True)
class Entry:
    """`hash` covers the entry and the hash of the one before it (see chain.py). `fresh`: whether this very
    append added it, or it had been delivered before."""

    seq: int
    id: str
    hash: str
    body: Body
    fresh: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a stream; seq 0 and an empty hash before the first."""

    seq: int = 0
    hash: str = ""


class Store(Protocol):
    """Verbs raise Problem only: invalid, not_found, conflict or unavailable.
    An `after` or a `limit` below zero counts as zero."""

    def get(self, kind: str, id: str) -> Document | None: ...

    def get_all(self, kind: str, ids: Iterable[str]) -> dict[str, Document]:
        """By id, those of them that there are: as `get` for each, in one question to a database."""
        ...

    def find(
        self, kind: str, where: Mapping[str, Key] | None = None, *, after: str = "", limit: int | None = None
    ) -> list[Document]:
        """Documents whose declared fields equal `where`, by id, those after `after` first."""
        ...

    def find_each(self, kind: str, field: str, values: Iterable[str]) -> dict[str, list[Document]]:
        """By value: as `find` for each, in one question to a database."""
        ...

    def count(self, kind: str, where: Mapping[str, Key] | None = None) -> int: ...

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        """Write what was edited from `version` (0: it must not exist yet). A stale version and a
        value already taken in a unique field are conflicts; nothing is silently overwritten."""
        ...

    def delete(self, kind: str, id: str, *, version: int) -> None: ...

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        """Add entries in order and answer them all with their numbers. An id that the stream
        already holds is answered as it stands (same body) or refused as a conflict (another body);
        a refusal adds none of the entries."""
        ...

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]: ...

    def entry(self, stream: str, id: str) -> Entry | None:
        """The one of this id, if it was added."""
        ...

    def head(self, stream: str) -> Head: ...

    def heads(self, streams: Iterable[str]) -> dict[str, Head]:
        """By stream: as `head` for each, in one question to a database."""
        ...

    def streams(self, prefix: str = "", *, after: str = "", limit: int | None = None) -> list[str]:
        """Names of the streams that have entries, in order of name."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All writes of this thread inside the block happen together when its outermost block ends, or not at
        all. What was got, and each stream whose entries or head were looked at, must then still be as it was;
        else the end of the block is a conflict, `store.stale`, and who has nobody to tell it begins anew
        (see stale.py). A stream that was only appended to goes on from wherever it is then: the numbers that
        append answered inside the block are those that it had if nobody came between.
        Nothing slow belongs in the block: in the embedded engine it holds the write lock."""
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside such a block."""
        ...

    @property
    def counters(self) -> Counters:
        """Apart from transactions, too; what they say may be lost."""
        ...

    @property
    def queue(self) -> Queue:
        """Apart from transactions: what is put or taken there is there at once."""
        ...

    def fault(self) -> str | None:
        """Why writes are refused at the moment, if they are."""
        ...

    def close(self) -> None: ...


def at_least_zero(limit: int | None) -> int | None:
    return None if limit is None else max(limit, 0)
