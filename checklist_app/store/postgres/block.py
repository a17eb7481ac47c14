"""What one thread has read and wants to write in a transaction. Nothing of it is in the database before the
end; reads inside the block see it laid over what is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from checklist_app import ids
from checklist_app.store.protocol import Document, Entry, Head

Place = tuple[str, str]  # kind, id


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry to be added; `body` is its canonical JSON."""

    id: str
    body: str


@dataclass(slots=True)
class Block:
    """`seen`: the version at which each document was got or is written upon (0: not there).
    `written`: what stands there at the end; None for what is deleted.
    `looked`: the head of each stream whose entries or head were looked at.
    `appended`: what is added to each stream, in order.
    `token` names the block, and no moment as an id would: a commit whose answer was lost can be repeated.
    `tried`: the answer that the last try would have given."""

    seen: dict[Place, int] = field(default_factory=dict)
    written: dict[Place, Document | None] = field(default_factory=dict)
    looked: dict[str, Head] = field(default_factory=dict)
    appended: dict[str, tuple[Fresh, ...]] = field(default_factory=dict)
    token: str = field(default_factory=ids.new_secret)
    tried: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return bool(self.written or self.appended)

    @property
    def once(self) -> bool:
        """Whether a second commit of it could be refused for what its first did, or somebody since."""
        return bool(self.seen or self.looked)

    @property
    def missed(self) -> list[Place]:
        """Got, not there, and not made here."""
        return sorted(
            place for place, version in self.seen.items() if not version and place not in self.written
        )

    @property
    def unbegun(self) -> list[str]:
        """Looked at, without an entry, and not begun here."""
        return sorted(
            stream for stream, head in self.looked.items() if not head.seq and stream not in self.appended
        )

    @property
    def streams(self) -> list[str]:
        return sorted({*self.looked, *self.appended})

    def saw(self, place: Place, version: int) -> None:
        """The first look counts: what was decided upon it must still hold at the end."""
        self.seen.setdefault(place, version)

    def of_kind(self, kind: str) -> dict[str, Document | None]:
        return {place[1]: document for place, document in self.written.items() if place[0] == kind}

    def append(self, stream: str, fresh: list[Fresh]) -> None:
        if fresh:
            self.appended[stream] = (*self.appended.get(stream, ()), *fresh)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone, so that whoever catches the failure may go on. What was seen stays
        seen."""
        written, appended = dict(self.written), dict(self.appended)
        try:
            yield
        except BaseException:
            self.written, self.appended = written, appended
            raise
