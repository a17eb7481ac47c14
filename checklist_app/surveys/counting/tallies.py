"""The tallies of streams of answers, kept up to date: each goes on from where it stopped, and a copy in the
store spares a start from counting everything again. A copy can always be thrown away: it names the entry that
it counted last by number and hash, and where that is not in the stream, everything is counted anew."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, cast

from checklist_app.errors import Problem
from checklist_app.store import Body, Head, Kind, Store
from checklist_app.surveys.counting.tally import Tally, tally_of

CHUNK: Final = 5_000
WORTH_KEEPING: Final = 500  # answers counted since the last copy
MOST_HELD: Final = 2_000


@dataclass(frozen=True, slots=True)
class Counted:
    """The tally of a stream up to an entry."""

    head: Head
    tally: Tally


@dataclass(slots=True)
class _Held:
    counted: Counted | None = None
    kept: int = 0
    guard: Lock = field(default_factory=Lock)


class Tallies:
    KIND = Kind("survey_tallies")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = Lock()
        self._held: OrderedDict[str, _Held] = OrderedDict()

    def of(self, stream: str) -> Counted:
        """Everything that the stream holds now."""
        held = self._slot(stream)
        with held.guard:
            known = held.counted or self._copied(stream)
            counted = self._further(stream, known)
            if counted.head.seq - held.kept >= WORTH_KEEPING:
                self._keep(stream, counted)
                held.kept = counted.head.seq
            held.counted = counted
            return counted

    def recounted(self, stream: str) -> Counted:
        """From the first entry, believing nothing."""
        return self._further(stream, Counted(Head(), Tally()))

    def _slot(self, stream: str) -> _Held:
        with self._guard:
            held = self._held.setdefault(stream, _Held())
            self._held.move_to_end(stream)
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
            return held

    def _further(self, stream: str, known: Counted) -> Counted:
        after, hash, tally = known.head.seq, known.head.hash, known.tally
        while entries := self._store.read(stream, after=after, limit=CHUNK):
            if tally is known.tally:
                tally = known.tally.copy()
            for entry in entries:
                tally.add(entry.body)
            after, hash = entries[-1].seq, entries[-1].hash
        return Counted(Head(after, hash), tally)

    def _copied(self, stream: str) -> Counted:
        document = self._store.get(self.KIND.name, stream)
        if document is not None:
            body = cast(dict[str, Any], document.body)
            head = Head(body["seq"], body["hash"])
            last = self._store.read(stream, after=head.seq - 1, limit=1)
            if last and last[0].hash == head.hash:
                return Counted(head, tally_of(body["tally"]))
        return Counted(Head(), Tally())

    def _keep(self, stream: str, counted: Counted) -> None:
        """A copy spares work; that it cannot be written is no reason not to answer."""
        body: Body = {"seq": counted.head.seq, "hash": counted.head.hash, "tally": counted.tally.body}
        document = self._store.get(self.KIND.name, stream)
        try:
            self._store.put(self.KIND.name, stream, body, version=document.version if document else 0)
        except Problem:
            return
