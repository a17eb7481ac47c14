"""The tallies of streams of answers, kept up to date: each goes on from where it stopped, and a copy in the
store spares a start from counting everything again. A copy can always be thrown away: it names the entry that
it counted last by number and hash, and where that is not in the stream, everything is counted anew."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from threading import Lock
from typing import Any, Final, cast

from checklist_app.errors import Problem
from checklist_app.store import Body, Document, Entry, Head, Kind, Store
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
    """`whole` is everything, `over` what the days gave that are over; that is also what the copy holds."""

    whole: Counted | None = None
    over: Counted | None = None
    kept: int = 0
    guard: Lock = field(default_factory=Lock)

    @property
    def counted(self) -> Counted | None:
        return self.whole or self.over


class Tallies:
    KIND = Kind("survey_tallies")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = Lock()
        self._held: OrderedDict[str, _Held] = OrderedDict()

    def of(self, stream: str) -> Counted:
        """Everything that the stream holds now."""
        return self.of_each([stream])[stream]

    def of_each(self, streams: Iterable[str]) -> dict[str, Counted]:
        """As `of`; only what is new is asked of each stream by itself."""
        ends = self._store.heads(streams)
        slots = {stream: self._slot(stream) for stream in ends}
        uncounted = [stream for stream, held in slots.items() if ends[stream].seq and not held.counted]
        copies = self._store.get_all(self.KIND.name, uncounted) if uncounted else {}
        counted = {}
        for stream, held in slots.items():
            end = ends[stream]
            with held.guard:
                known = held.counted or self._proved(stream, copies.get(stream), end)
                held.whole = self._up_to(stream, known, end)
                counted[stream] = held.whole
        return counted

    def before(self, stream: str, day: date) -> Counted:
        """What had come in before the first answer of this day. Whoever looks again after each visitor learns
        nothing from the difference as long as the day is not over."""
        held = self._slot(stream)
        with held.guard:
            known = held.over or self._copied(stream)
            held.over = self._further(stream, known, before=day.isoformat())
            if held.over.head.seq - held.kept >= WORTH_KEEPING:
                self._keep(stream, held.over)
                held.kept = held.over.head.seq
            return held.over

    def _slot(self, stream: str) -> _Held:
        with self._guard:
            held = self._held.setdefault(stream, _Held())
            self._held.move_to_end(stream)
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
            return held

    def _up_to(self, stream: str, known: Counted, end: Head) -> Counted:
        """Or further, when more has come in meanwhile."""
        if known.head.seq >= end.seq:
            return known
        counted = Counted(known.head, known.tally.copy())
        while counted.head.seq < end.seq and (
            entries := self._store.read(stream, after=counted.head.seq, limit=CHUNK)
        ):
            counted = _with(counted.tally, entries)
        return counted

    def _further(self, stream: str, known: Counted, *, before: str) -> Counted:
        counted, limit = known, 1  # the next one tells whether there is anything to do
        while entries := self._store.read(stream, after=counted.head.seq, limit=limit):
            some = [*takewhile(lambda entry: str(entry.body["day"]) < before, entries)]
            if not some:
                break
            tally = counted.tally.copy() if counted is known else counted.tally
            counted, limit = _with(tally, some), CHUNK
        return counted

    def _copied(self, stream: str) -> Counted:
        return self._proved(stream, self._store.get(self.KIND.name, stream))

    def _proved(self, stream: str, copy: Document | None, end: Head | None = None) -> Counted:
        """The copy, if it is of this stream, of which `end` is known to be the last entry."""
        if copy is not None:
            body = cast(dict[str, Any], copy.body)
            head = Head(body["seq"], body["hash"])
            if head == end or self._is_there(stream, head):
                return Counted(head, tally_of(body["tally"]))
        return Counted(Head(), Tally())

    def _is_there(self, stream: str, head: Head) -> bool:
        entries = self._store.read(stream, after=head.seq - 1, limit=1)
        return bool(entries) and entries[0].hash == head.hash

    def _keep(self, stream: str, counted: Counted) -> None:
        """A copy spares work; that it cannot be written is no reason not to answer. Another process may have
        kept one that goes further."""
        if self._copied(stream).head.seq >= counted.head.seq:
            return
        body: Body = {"seq": counted.head.seq, "hash": counted.head.hash, "tally": counted.tally.body}
        document = self._store.get(self.KIND.name, stream)
        try:
            self._store.put(self.KIND.name, stream, body, version=document.version if document else 0)
        except Problem:
            return


def recounted(store: Store, stream: str, *, upto: int | None = None) -> Counted:
    """From the first entry to this one or the last, believing nothing that was counted before."""
    counted = Counted(Head(), Tally())
    while entries := store.read(stream, after=counted.head.seq, limit=_next_chunk(counted.head, upto)):
        counted = _with(counted.tally, entries)
    return counted


def _next_chunk(head: Head, upto: int | None) -> int:
    return CHUNK if upto is None else min(CHUNK, upto - head.seq)


def _with(tally: Tally, entries: Sequence[Entry]) -> Counted:
    """The tally itself, to which these were added."""
    for entry in entries:
        tally.add(entry.body)
    return Counted(Head(entries[-1].seq, entries[-1].hash), tally)
