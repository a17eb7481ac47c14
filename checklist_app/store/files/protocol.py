"""What a place for files does, whatever it is made of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

Finished = Path | Iterator[bytes]


class Files(Protocol):
    """By their content: the name of a file is its SHA-256, so the same file is kept once, and a file that
    was damaged says so itself."""

    def put(self, content: bytes, *, sha256: str | None = None) -> str:
        """Its name. Durable when it returns; with `sha256`, content that does not agree is refused."""

    def has(self, sha256: str) -> bool: ...

    def get(self, sha256: str) -> bytes:
        """What was put, to the byte, or a Problem."""

    def names(self) -> Iterator[str]:
        """In order."""

    def require(self) -> None:
        """At the start of a server: a Problem for a place that will never do. One that is only out of
        reach at the moment is told in the log."""

    def answers(self) -> bool:
        """A cheap question, for those who watch the server."""


class Shelf(Protocol):
    """Large files that are made once, fetched a few times and removed, under names of their own."""

    def take(self, draft: Path, name: str) -> None:
        """Without holding it in memory; the draft may stay behind."""

    def open(self, name: str) -> Finished | None:
        """Where it lies, or its bytes piece by piece; None when it is not there."""

    def names(self) -> Iterator[str]: ...

    def remove(self, name: str) -> None:
        """Also when it is not there."""
