"""Answers as they come in: the only one that writes them. An answer is a new entry of the stream of its
point and round, named by the id in the nonce of its form, so that the same form sent twice counts once. What
looks like stuffing is flagged by rules and kept; only a flood is refused, before anything is thanked for."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Final

from checklist_app.clock import BANGKOK
from checklist_app.errors import Problem, unavailable
from checklist_app.store import Head, NewEntry, Store
from checklist_app.surveys.answering.seals import KioskPass, Nonce
from checklist_app.surveys.answering.visitors import Seen, Visitors
from checklist_app.surveys.counting.tallies import CHUNK, Counted, Tallies
from checklist_app.surveys.listening.comments import Comments
from checklist_app.surveys.model import Answer, Channel, Flag, Given, Point, Rules
from checklist_app.surveys.periods import Period
from checklist_app.surveys.watching.patterns import Patterns

MOST_REMEMBERED: Final = 100_000


def stream_of(code: str, period: Period) -> str:
    return f"survey/{code}/{period.key}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of a delivery while it is judged, and forgotten then: never kept with the answer."""

    connection: str
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


class Answers:
    def __init__(self, store: Store, comments: Comments, rules: Rules) -> None:
        self._store = store
        self._comments = comments
        self._rules = rules
        self._visitors = Visitors()
        self._patterns = Patterns(store)
        self._tallies = Tallies(store)
        self._guard = Lock()
        self._lately: OrderedDict[str, None] = OrderedDict()

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
        if self._is_known(nonce.id):
            return False
        seen = self._visitors.seen(point.code, delivery.connection, at=at)
        if seen.lately >= self._rules.flood:
            raise unavailable("surveys.flood")
        flags = _flags(self._rules, nonce, delivery, seen, at=at)
        answer = Answer(nonce.id, nonce.day, Channel.OPEN, nonce.questions, given, flags)
        if not self._keep(point, answer):
            return False
        self._visitors.count(point.code, delivery.connection, at=at)
        self._patterns.saw(point.code, Period.of(nonce.day), at=at)
        return True

    def deliver(
        self, point: Point, permit: KioskPass, answers: Iterable[KioskAnswer], *, at: datetime
    ) -> None:
        """Keep what a tablet collected; what had been kept before counts no more. A tablet that was
        disconnected, or whose calendar is wrong, gets its answers kept too, with a flag."""
        today = at.astimezone(BANGKOK).date()
        delivered = [*answers]
        for collected in delivered:
            answer = _from_kiosk(point, permit, collected, today=today)
            # The hour is known of those only that did not wait for a network.
            if self._keep(point, answer) and len(delivered) == 1 and answer.day == today:
                self._patterns.saw(point.code, Period.of(answer.day), at=at)

    def enter(
        self, point: Point, channel: Channel, nonce: Nonce, given: Mapping[str, Given], *, day: date
    ) -> bool:
        """Keep what staff copied from paper or asked for; false when this form had been kept before."""
        answer = Answer(nonce.id, day, channel, nonce.questions, given)
        return self._keep(point, answer)

    def was_kept(self, point: Point, nonce: Nonce, *, at: datetime) -> bool:
        """Whether the answer of this form is there, for one that comes back very late. Within a round its id
        prevents that it counts twice; an earlier round is looked through."""
        period = Period.of(nonce.day)
        if self._is_known(nonce.id) or period == Period.of(at.astimezone(BANGKOK).date()):
            return self._is_known(nonce.id)
        after, stream = 0, stream_of(point.code, period)
        while entries := self._store.read(stream, after=after, limit=CHUNK):
            if any(entry.id == nonce.id for entry in entries):
                return True
            after = entries[-1].seq
        return False

    def counted(self, code: str, period: Period) -> Counted:
        """What the answers at a point add up to now."""
        return self._tallies.of(stream_of(code, period))

    def head(self, code: str, period: Period) -> Head:
        return self._store.head(stream_of(code, period))

    def recounted(self, code: str, period: Period) -> Counted:
        return self._tallies.recounted(stream_of(code, period))

    def _keep(self, point: Point, answer: Answer) -> bool:
        """False when it was there already, whatever flags it got then."""
        period = Period.of(answer.day)
        stream, entry = stream_of(point.code, period), NewEntry(answer.id, answer.body)
        try:
            if self._comments.in_answer(answer):
                with self._store.transaction():
                    self._store.append(stream, [entry])
                    self._comments.add(point, period, answer)
            else:
                self._store.append(stream, [entry])
        except Problem as problem:
            if problem.code != "store.entry_differs":
                raise
            return False
        return self._remember(answer.id)

    def _is_known(self, id: str) -> bool:
        return id in self._lately

    def _remember(self, id: str) -> bool:
        """Ids only, so that a repeated delivery is recognised without asking the store; false for one."""
        with self._guard:
            known = id in self._lately
            self._lately[id] = None
            while len(self._lately) > MOST_REMEMBERED:
                self._lately.popitem(last=False)
            return not known


def _flags(rules: Rules, nonce: Nonce, delivery: Delivery, seen: Seen, *, at: datetime) -> frozenset[Flag]:
    found = {
        Flag.TRAP: delivery.trapped,
        Flag.FAST: not nonce.renewed and nonce.seconds(at) < rules.seconds,
        Flag.REPEAT: seen.today >= rules.a_day,
        Flag.BURST: seen.lately >= rules.in_ten_minutes,
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
