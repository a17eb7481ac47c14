"""Answers as they come in: the only one that writes them. An answer is a new entry of the stream of its
point and round, named by the id in the nonce of its form, so that the same form sent twice counts once. What
looks like stuffing is flagged by rules and kept; only a flood is refused, before anything is thanked for."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock
from typing import Final, TypeAlias

from checklist_app.clock import day_of
from checklist_app.errors import Problem, unavailable
from checklist_app.store import Head, NewEntry, Seen, Store, again_when_stale
from checklist_app.surveys.answering.patterns import Patterns
from checklist_app.surveys.answering.seals import KioskPass, Nonce
from checklist_app.surveys.answering.visitors import ALL, Visitors
from checklist_app.surveys.counting.tallies import Counted, Tallies
from checklist_app.surveys.listening.comments import Comments
from checklist_app.surveys.model import Answer, Channel, Flag, Given, Point, Rules
from checklist_app.surveys.periods import Period

MOST_REMEMBERED: Final = 100_000
LAST_ONES: Final = 200  # read at once from the end of a stream
TURNS: Final = 4_096  # locks, so that two forms hardly ever wait for each other

Place: TypeAlias = tuple[str, Period]
"""Where answers come in: the code of a point, and the round."""


def stream_of(code: str, period: Period) -> str:
    return f"survey/{code}/{period.key}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of a delivery while it is judged, and forgotten then: never kept with the answer.
    Whoever sends it chooses the browser that `connection` names at will, but hardly the `network`."""

    connection: str
    network: str
    trapped: bool = False


@dataclass(frozen=True, slots=True)
class KioskAnswer:
    """One that a tablet collected, perhaps long ago and without network. `fast` is the tablet's own
    judgement, because only it knows how long it took."""

    id: str
    day: date
    questions: str
    given: Mapping[str, Given]
    fast: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What came before a delivery."""

    connection: Seen
    network: Seen

    def floods(self, rules: Rules) -> bool:
        return self.connection.lately >= rules.flood or self.network.lately >= rules.network_flood

    def repeats(self, rules: Rules) -> bool:
        return self.connection.today >= rules.a_day or self.network.today >= rules.network_a_day

    def bursts(self, rules: Rules) -> bool:
        lately = self.connection.lately, self.network.lately
        return lately[0] >= rules.in_ten_minutes or lately[1] >= rules.network_in_ten_minutes


@dataclass(slots=True)
class _Visit:
    """What was seen before on each of its lines, and whether an answer came of it."""

    seen: tuple[Seen, ...]
    kept: bool = False


class Answers:
    def __init__(self, store: Store, comments: Comments, rules: Rules) -> None:
        self._store = store
        self._comments = comments
        self._rules = rules
        self._visitors = Visitors(store.counters)
        self._patterns = Patterns(store)
        self._tallies = Tallies(store)
        self._guard = Lock()
        self._lately: OrderedDict[str, None] = OrderedDict()
        self._turns = tuple(Lock() for _ in range(TURNS))

    @property
    def patterns(self) -> Patterns:
        return self._patterns

    @property
    def visitors(self) -> Visitors:
        return self._visitors

    def submit(
        self, point: Point, nonce: Nonce, given: Mapping[str, Given], delivery: Delivery, *, at: datetime
    ) -> bool:
        """Keep what a citizen sent; false when it had been kept before. A flood is a Problem."""
        with self._turns[hash(nonce.id) % TURNS]:  # the same form twice at once is one visitor
            if self._is_known(nonce.id):
                return False
            with self._visit(point, *_lines(delivery), ALL, at=at) as visit:
                *own, everybody = visit.seen
                seen = _Seen(*own)
                if seen.floods(self._rules):
                    if self.was_kept(point, nonce, at=at):
                        return False
                    raise unavailable("surveys.flood")
                flags = _flags(self._rules, nonce, delivery, seen, at=at)
                answer = Answer(nonce.id, nonce.day, Channel.OPEN, nonce.questions, given, flags)
                kept = visit.kept = self._keep(point, answer)
        if kept:
            self._patterns.saw(point.code, Period.of(nonce.day), at=at, many=everybody.lately + 1)
        return kept

    def deliver(
        self, point: Point, permit: KioskPass, answers: Iterable[KioskAnswer], *, at: datetime
    ) -> None:
        """Keep what a tablet collected; what had been kept before counts no more. A tablet that was
        disconnected, or whose calendar is wrong, gets its answers kept too, with a flag."""
        today = day_of(at)
        delivered = [*answers]
        for collected in delivered:
            answer = _from_kiosk(point, permit, collected, today=today)
            with self._visit(point, f"tablet\n{permit.id}\n{answer.day}", at=at) as visit:
                if visit.seen[0].today >= self._rules.kiosk_a_day:
                    answer = replace(answer, flags=answer.flags | {Flag.REPEAT})
                visit.kept = self._keep(point, answer)
            # The hour is known of those only that did not wait for a network.
            if visit.kept and len(delivered) == 1 and answer.day == today:
                many = self._visitors.answered(point.code, at=at)
                self._patterns.saw(point.code, Period.of(answer.day), at=at, many=many)

    def enter(
        self, point: Point, channel: Channel, nonce: Nonce, given: Mapping[str, Given], *, day: date
    ) -> bool:
        """Keep what staff copied from paper or asked for; false when this form had been kept before."""
        answer = Answer(nonce.id, day, channel, nonce.questions, given)
        return self._keep(point, answer)

    def was_kept(self, point: Point, nonce: Nonce, *, at: datetime) -> bool:
        """Whether the answer of this form is there, whichever process kept it. A form that was given back
        across the end of a round may have been kept in either."""
        periods = {Period.of(nonce.day), Period.of(day_of(at))}
        return self._is_known(nonce.id) or any(
            self._store.entry(stream_of(point.code, period), nonce.id) for period in periods
        )

    def given_on(self, code: str, day: date) -> frozenset[str]:
        """The ids of the answers of a day that is not over, or was just now: those that came in last."""
        stream = stream_of(code, Period.of(day))
        found, last = frozenset[str](), self._store.head(stream).seq
        while last > 0:
            first = max(last - LAST_ONES, 0)
            entries = self._store.read(stream, after=first, limit=last - first)
            some = frozenset(entry.id for entry in entries if entry.body["day"] == day.isoformat())
            found, last = found | some, first if some else 0
        return found

    def counted(self, code: str, period: Period) -> Counted:
        """What the answers at a point add up to now."""
        return self._tallies.of(stream_of(code, period))

    def counted_of_each(self, places: Iterable[Place]) -> dict[Place, Counted]:
        streams = {place: stream_of(*place) for place in places}
        counted = self._tallies.of_each(streams.values())
        return {place: counted[stream] for place, stream in streams.items()}

    def counted_before(self, code: str, period: Period, day: date) -> Counted:
        """As `counted`, without what came in since the first answer of this day."""
        return self._tallies.before(stream_of(code, period), day)

    def heads(self, places: Iterable[Place]) -> dict[Place, Head]:
        streams = {place: stream_of(*place) for place in places}
        heads = self._store.heads(streams.values())
        return {place: heads[stream] for place, stream in streams.items()}

    @contextmanager
    def _visit(self, point: Point, *lines: str, at: datetime) -> Iterator[_Visit]:
        """Counted before it is judged, because of many at once none is kept yet; and not at all when nothing
        new comes of it."""
        visit = _Visit(self._visitors.count(point.code, lines, at=at))
        try:
            yield visit
        finally:
            if not visit.kept:
                self._visitors.take_back(point.code, lines, at=at)

    def _keep(self, point: Point, answer: Answer) -> bool:
        """False when it was there already, whatever flags it got then."""
        period = Period.of(answer.day)
        try:
            fresh = again_when_stale(lambda: self._add(point, period, answer))
        except Problem as problem:
            if problem.code != "store.entry_differs":
                raise
            fresh = False
        self._remember(answer.id)
        return fresh

    def _add(self, point: Point, period: Period, answer: Answer) -> bool:
        stream, entry = stream_of(point.code, period), NewEntry(answer.id, answer.body)
        if not self._comments.in_answer(answer):
            return self._store.append(stream, [entry])[0].fresh
        with self._store.transaction():  # the comment first: who finds none holds on to that until the end
            self._comments.add(point, period, answer)
            return self._store.append(stream, [entry])[0].fresh

    def _is_known(self, id: str) -> bool:
        return id in self._lately

    def _remember(self, id: str) -> None:
        """Ids only, so that what is delivered again to this process is recognised without asking the
        store."""
        with self._guard:
            self._lately[id] = None
            while len(self._lately) > MOST_REMEMBERED:
                self._lately.popitem(last=False)


def _lines(delivery: Delivery) -> tuple[str, str]:
    """By which a delivery is counted."""
    return delivery.connection, f"network\n{delivery.network}"


def _flags(rules: Rules, nonce: Nonce, delivery: Delivery, seen: _Seen, *, at: datetime) -> frozenset[Flag]:
    found = {
        Flag.TRAP: delivery.trapped,
        Flag.FAST: not nonce.renewed and nonce.seconds(at) < rules.seconds,
        Flag.REPEAT: seen.repeats(rules),
        Flag.BURST: seen.bursts(rules),
    }
    return frozenset(flag for flag, holds in found.items() if holds)


def _from_kiosk(point: Point, permit: KioskPass, collected: KioskAnswer, *, today: date) -> Answer:
    """A day that cannot be is replaced by the one on which the tablet was connected, which stays the same
    however often the answer is delivered."""
    possible = permit.begun <= collected.day <= today
    found = {
        Flag.FAST: collected.fast,
        Flag.ENDED: permit.generation != point.kiosk,
        Flag.CLOCK: not possible,
    }
    flags = frozenset(flag for flag, holds in found.items() if holds)
    day = collected.day if possible else permit.begun
    return Answer(collected.id, day, Channel.KIOSK, collected.questions, collected.given, flags)
