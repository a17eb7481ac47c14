"""Patterns are sums: nothing of them is lost or counted twice, and none of them leads to one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from checklist_app.errors import unavailable
from checklist_app.store import Body, Document
from checklist_app.surveys.answering.answers import KioskAnswer
from checklist_app.surveys.answering.patterns import A_BURST, MANY, Pattern, Patterns
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.answering.visitors import Visitors
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.store.model import ModelStore
from tests.surveys.world import A_DAY, GOOD, NOON, office_of

PERIOD = Period(2570, 1)
CODE = "abcdef"
SATURDAY = datetime(2026, 11, 21, 1, tzinfo=UTC)  # eight in the morning in Thailand


class Failing(ModelStore):
    """Cannot write while `broken`."""

    broken = False

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        if self.broken:
            raise unavailable("store.disk_full")
        return super().put(kind, id, body, version=version)


@pytest.fixture
def store() -> Failing:
    return Failing([Patterns.KIND])


def seen(patterns: Patterns, times: int, *, code: str = CODE, at: datetime = NOON, apart: int = 20) -> None:
    visitors = Visitors(patterns._store.counters)
    for number in range(times):
        moment = at + timedelta(minutes=apart * number)
        patterns.saw(code, PERIOD, at=moment, many=visitors.answered(code, at=moment))


def total(pattern: Pattern) -> int:
    return sum(pattern.workdays) + sum(pattern.weekends)


def test_answers_are_counted_by_the_hour_in_thailand(store: Failing) -> None:
    patterns = Patterns(store)
    seen(patterns, 3)
    seen(patterns, 2, at=SATURDAY)
    pattern = patterns.of(CODE, PERIOD)
    assert (pattern.workdays[12], pattern.weekends[8], total(pattern)) == (3, 2, 5)


def test_many_within_ten_minutes_are_a_burst_and_fewer_leave_no_day(store: Failing) -> None:
    patterns = Patterns(store)
    seen(patterns, A_BURST - 1, apart=1)
    assert patterns.of(CODE, PERIOD).bursts == {}
    seen(patterns, 5, at=NOON + timedelta(minutes=9), apart=0)
    assert patterns.of(CODE, PERIOD).bursts == {"2026-11-20": A_BURST + 4}
    seen(patterns, 1, at=NOON + timedelta(minutes=60))
    assert patterns.of(CODE, PERIOD).bursts == {"2026-11-20": A_BURST + 4}


def test_a_burst_at_one_point_is_none_at_another(store: Failing) -> None:
    patterns = Patterns(store)
    for code in ("aaaaaa", "bbbbbb"):
        seen(patterns, A_BURST - 1, code=code, apart=0)
    assert [patterns.of(code, PERIOD).bursts for code in ("aaaaaa", "bbbbbb")] == [{}, {}]


def test_what_is_written_and_what_is_not_yet_are_told_together(store: Failing) -> None:
    patterns = Patterns(store)
    seen(patterns, MANY)
    patterns.flush()
    seen(patterns, 2)
    assert total(patterns.of(CODE, PERIOD)) == MANY + 2
    assert patterns.of_all(PERIOD) == {CODE: patterns.of(CODE, PERIOD)}
    assert patterns.of_all(PERIOD.following) == {}
    assert total(Patterns(store).of(CODE, PERIOD)) == MANY


def test_fewer_than_many_are_never_written_because_their_hours_could_be_told_apart(store: Failing) -> None:
    patterns = Patterns(store)
    seen(patterns, MANY - 1)
    patterns.flush()
    assert store.find(Patterns.KIND.name) == []
    seen(patterns, 1)
    patterns.flush()
    assert total(Patterns(store).of(CODE, PERIOD)) == MANY


def test_two_processes_add_up(store: Failing) -> None:
    one, other = Patterns(store), Patterns(store)
    for _ in range(3):
        seen(one, MANY)
        seen(other, MANY, at=SATURDAY)
        one.flush()
        other.flush()
    pattern = one.of(CODE, PERIOD)
    assert (sum(pattern.workdays), sum(pattern.weekends)) == (3 * MANY, 3 * MANY)


def test_two_processes_that_write_at_the_same_moment_lose_nothing(store: Failing) -> None:
    processes = [Patterns(store) for _ in range(4)]

    def work(patterns: Patterns) -> None:
        for _ in range(5):
            seen(patterns, MANY)
            patterns.flush()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, processes))
    left = sum(
        total(patterns.of(CODE, PERIOD)) - total(Patterns(store).of(CODE, PERIOD)) for patterns in processes
    )
    assert total(Patterns(store).of(CODE, PERIOD)) + left == 4 * 5 * MANY


def test_what_cannot_be_written_is_kept_for_the_next_time(store: Failing) -> None:
    patterns = Patterns(store)
    seen(patterns, A_BURST, apart=0)
    store.broken = True
    patterns.flush()
    seen(patterns, 1, at=SATURDAY)
    assert total(patterns.of(CODE, PERIOD)) == A_BURST + 1
    store.broken = False
    patterns.flush()
    written = Patterns(store).of(CODE, PERIOD)
    assert (total(written), written.bursts) == (A_BURST + 1, {"2026-11-20": A_BURST})


def test_answers_that_come_while_others_are_written_are_all_counted(store: Failing) -> None:
    patterns = Patterns(store)

    def answers() -> None:
        seen(patterns, 200, apart=0)

    def flushes() -> None:
        for _ in range(50):
            patterns.flush()

    with ThreadPoolExecutor(5) as threads:
        for done in [threads.submit(work) for work in (answers, flushes, answers, flushes, answers)]:
            done.result()
    assert total(patterns.of(CODE, PERIOD)) == 600


def test_what_is_written_names_no_hour_of_a_day(store: Failing) -> None:
    patterns = Patterns(store)
    seen(patterns, MANY)
    patterns.flush()
    (document,) = store.find(Patterns.KIND.name)
    assert set(document.body) == {"point", "period", "workdays", "weekends", "bursts"}
    assert document.body["bursts"] == {}


def test_a_burst_that_two_processes_saw_half_each_is_one(store: Failing) -> None:
    one, other = Patterns(store), Patterns(store)
    for number in range(A_BURST):
        seen(one if number % 2 else other, 1)
    assert other.of(CODE, PERIOD).plus(one.of(CODE, PERIOD)).bursts == {"2026-11-20": A_BURST}


def test_what_a_tablet_kept_for_later_is_no_burst_and_has_no_hour(world: World) -> None:
    office = office_of(world)
    point, permit = office.point(), KioskPass(0, A_DAY - timedelta(days=3), "tablet")
    kept = [KioskAnswer(f"k{number}", A_DAY, "standard-1", GOOD) for number in range(30)]
    office.surveys.answers.deliver(point, permit, kept, at=NOON)
    yesterday = KioskAnswer("late", A_DAY - timedelta(days=1), "standard-1", GOOD)
    office.surveys.answers.deliver(point, permit, [yesterday], at=NOON)
    assert office.surveys.answers.patterns.of(point.code, PERIOD) == Pattern()
    office.surveys.answers.deliver(point, permit, [KioskAnswer("now", A_DAY, "standard-1", GOOD)], at=NOON)
    assert total(office.surveys.answers.patterns.of(point.code, PERIOD)) == 1
