"""A store seen as a whole, for copying, verifying and exporting all of it: each engine gives its content in
one order and takes it as it is, with the versions, numbers and hashes that it had elsewhere. Who writes so
is nobody who edits: nothing is compared and nothing numbered here."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from checklist_app.store.protocol import Head


class Row(NamedTuple):
    """A document; `body` is its canonical JSON, so that two that are equal are equal to the byte."""

    kind: str
    id: str
    version: int
    body: bytes


class Line(NamedTuple):
    """An entry of a stream; `body` as above."""

    stream: str
    seq: int
    id: str
    hash: str
    body: bytes

    @property
    def head(self) -> Head:
        return Head(self.seq, self.hash)


@dataclass(frozen=True, slots=True)
class Verified:
    entries: int
    streams: int
    rows: int
    files: int


class Moment(Protocol):
    """All that a store holds at one moment, whatever is written meanwhile. Names come in order."""

    def kinds(self) -> list[str]:
        """That have documents."""

    def rows(self, kind: str) -> Iterator[Row]:
        """By id."""

    def heads(self) -> Iterator[tuple[str, Head]]:
        """By stream."""

    def lines(self, stream: str, *, after: int) -> Iterator[Line]:
        """Of one stream, by number."""

    def all_lines(self) -> Iterator[Line]:
        """By stream and number, also of streams whose head is lost."""

    def check_indexes(self) -> None:
        """A Problem for a document that would not be found under its fields, or would by mistake."""


class Whole(Protocol):
    def moment(self) -> AbstractContextManager[Moment]: ...

    def unfinished(self) -> str:
        """The source of the copy that was begun here and is not finished yet; else empty."""

    def begin(self, source: str) -> None:
        """From here on until `finish`, nobody else can open it."""

    def put(self, kind: str, rows: Sequence[Row]) -> None:
        """In the place of those that have their ids; all of them or none."""

    def drop(self, kind: str, ids: Sequence[str]) -> None: ...

    def add(self, lines: Sequence[Line]) -> None:
        """At the ends of their streams; all of them or none."""

    def finish(self) -> None: ...

    def close(self) -> None: ...
