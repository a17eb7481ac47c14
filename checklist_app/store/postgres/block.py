"""What one thread has read and wants to write in a transaction. Nothing of it is in the database before the
end; reads inside the block see it laid over what is there."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias, TypeVar

from checklist_app import ids
from checklist_app.store.postgres.keys import FieldKey, claims_of
from checklist_app.store.protocol import Document, Entry, Head, Kind

Place: TypeAlias = tuple[str, str]  # kind, id
Claim: TypeAlias = tuple[str, FieldKey]  # kind
K = TypeVar("K")
V = TypeVar("V")


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
    `tried`: the answer that the last try would have given.
    `lost`: the answer of a try that may have been committed; only the word of it did not come back."""

    seen: dict[Place, int] = field(default_factory=dict)
    written: dict[Place, Document | None] = field(default_factory=dict)
    looked: dict[str, Head] = field(default_factory=dict)
    appended: dict[str, list[Fresh]] = field(default_factory=dict)
    token: str = field(default_factory=ids.new_secret)
    tried: dict[str, list[Entry]] = field(default_factory=dict)
    lost: dict[str, list[Entry]] = field(default_factory=dict)
    _holders: dict[Claim, str | None] = field(default_factory=dict)
    _added: dict[tuple[str, str], Entry] = field(default_factory=dict)  # by stream and id
    _ends: dict[str, Head] = field(default_factory=dict)
    _undo: list[Callable[[], object]] = field(default_factory=list)

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

    def holder(self, claim: Claim) -> str | None:
        """Which of the documents written here has this unique value."""
        return self._holders.get(claim)

    def write(self, kind: Kind, id: str, document: Document | None) -> None:
        place = (kind.name, id)
        for claim in _claims(kind, self.written.get(place)):
            self._change(self._holders, claim, None)
        for claim in _claims(kind, document):
            self._change(self._holders, claim, id)
        self._change(self.written, place, document)

    def added(self, stream: str, fresh: Iterable[Fresh]) -> dict[str, Entry]:
        """Which of them were added here before, as they were answered then."""
        places = ((stream, entry.id) for entry in fresh)
        return {place[1]: self._added[place] for place in places if place in self._added}

    def end(self, stream: str) -> Head | None:
        """Where the stream ends with what was added here."""
        return self._ends.get(stream)

    def append(self, stream: str, fresh: Iterable[Fresh]) -> None:
        if stream not in self.appended:
            self._change(self.appended, stream, [])
        held = self.appended[stream]
        self._undo.append(partial(held.__delitem__, slice(len(held), None)))
        held.extend(fresh)

    def number(self, stream: str, added: Iterable[Entry]) -> None:
        """As it would be now; what it will be is decided at the end."""
        for entry in added:
            self._change(self._added, (stream, entry.id), replace(entry, fresh=False))
            self._change(self._ends, stream, Head(entry.seq, entry.hash))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone, so that whoever catches the failure may go on. What was seen stays
        seen."""
        before = len(self._undo)
        try:
            yield
        except BaseException:
            while len(self._undo) > before:
                self._undo.pop()()
            raise

    def _change(self, held: dict[K, V], key: K, value: V) -> None:
        self._undo.append(
            partial(held.__setitem__, key, held[key]) if key in held else partial(held.__delitem__, key)
        )
        held[key] = value


def _claims(kind: Kind, document: Document | None) -> list[Claim]:
    return [(kind.name, claim) for claim in claims_of(kind, document.body)] if document else []
