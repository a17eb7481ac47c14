"""How often a connection answered is known for a day and by nobody afterwards."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from checklist_app.store import Seen
from checklist_app.store import counters as module
from checklist_app.store.counters import MOST_MOMENTS, MemoryCounters
from checklist_app.surveys.answering.visitors import Visitors
from tests.cast import World
from tests.surveys.world import NOON, office_of

MIDNIGHT = datetime(2026, 11, 20, 17, tzinfo=UTC)  # in Thailand
SECOND = timedelta(seconds=1)
LINE = "203.0.113.7 Mozilla/5.0 (Linux; Android 14)"


@pytest.fixture
def memory() -> MemoryCounters:
    return MemoryCounters()


@pytest.fixture
def visitors(memory: MemoryCounters) -> Visitors:
    return Visitors(memory)


def counted(visitors: Visitors, times: int = 1, *, at: datetime = NOON, line: str = LINE) -> None:
    for _ in range(times):
        visitors.count("abcdef", [line], at=at)


def reachable(root: object) -> Iterator[object]:
    """Everything that can be got at from here, without the classes and modules of the program."""
    known, ahead = set[int](), [root]
    while ahead:
        held = ahead.pop()
        if id(held) in known or isinstance(held, type) or type(held).__name__ in {"module", "function"}:
            continue
        known.add(id(held))
        yield held
        ahead += gc.get_referents(held)


def test_a_connection_is_counted_by_point_and_by_day(visitors: Visitors) -> None:
    counted(visitors, 2)
    counted(visitors, at=NOON + timedelta(minutes=11))
    assert visitors.seen("abcdef", LINE, at=NOON + timedelta(minutes=11)) == Seen(today=3, lately=1)
    assert visitors.seen("another", LINE, at=NOON) == Seen()
    assert visitors.seen("abcdef", "another", at=NOON) == Seen()


def test_at_midnight_in_thailand_everybody_is_a_stranger(visitors: Visitors) -> None:
    counted(visitors, 5, at=MIDNIGHT - SECOND)
    assert visitors.seen("abcdef", LINE, at=MIDNIGHT - SECOND).today == 5
    assert visitors.seen("abcdef", LINE, at=MIDNIGHT) == Seen()


def test_a_request_from_before_midnight_that_comes_after_others_counts_with_them(visitors: Visitors) -> None:
    counted(visitors, 3, at=MIDNIGHT)
    assert visitors.seen("abcdef", LINE, at=MIDNIGHT - SECOND).today == 3
    counted(visitors, at=MIDNIGHT - SECOND)
    assert visitors.seen("abcdef", LINE, at=MIDNIGHT + SECOND).today == 4


def test_a_clock_that_was_wrong_and_is_set_right_begins_anew(visitors: Visitors) -> None:
    counted(visitors, at=NOON + timedelta(days=2_000))
    assert visitors.seen("abcdef", LINE, at=NOON) == Seen()
    counted(visitors)
    assert visitors.seen("abcdef", LINE, at=NOON).today == 1


def test_the_same_connection_has_another_name_each_day(visitors: Visitors, memory: MemoryCounters) -> None:
    counted(visitors)
    (today,) = memory._traces
    counted(visitors, at=NOON + timedelta(days=1))
    (tomorrow,) = memory._traces
    assert today != tomorrow


@pytest.mark.parametrize("hours", [13, 36])
def test_after_the_day_nothing_of_it_can_be_reached(
    visitors: Visitors, memory: MemoryCounters, hours: int
) -> None:
    counted(visitors, 3)
    (key,), salt = memory._traces, memory._salt
    moments = {id(moment) for trace in memory._traces.values() for moment in trace.moments}
    assert salt in [*reachable(visitors)]
    assert key in [*reachable(visitors)]
    visitors.forget(at=NOON + timedelta(hours=hours))  # though nobody has answered since
    left = [*reachable(visitors)]
    assert salt not in left
    assert key not in left
    assert not {id(each) for each in left} & moments


def test_nothing_is_forgotten_while_the_day_lasts(visitors: Visitors) -> None:
    counted(visitors, 3)
    visitors.forget(at=MIDNIGHT - SECOND)
    assert visitors.seen("abcdef", LINE, at=MIDNIGHT - SECOND).today == 3


def test_a_connection_is_in_no_memory_by_its_name(visitors: Visitors) -> None:
    counted(visitors)
    held = [each for each in reachable(visitors) if isinstance(each, str | bytes)]
    assert not [each for each in held if LINE in str(each) or "203.0.113.7" in str(each)]


def test_nothing_of_a_connection_reaches_the_store(world: World) -> None:
    office = office_of(world)
    point = office.point()
    for minute in range(6):
        office.answer(point, connection=LINE, at=NOON + timedelta(minutes=minute))
    counters = world.store.counters
    assert isinstance(counters, MemoryCounters)
    told = str((world.store.documents, world.store.entries))
    assert LINE not in told
    assert "203.0.113.7" not in told
    for secret in (counters._salt, *counters._traces):
        assert secret.hex() not in told
        assert str(secret) not in told


def test_the_memory_is_bounded_and_forgets_those_first_who_came_first(
    visitors: Visitors, memory: MemoryCounters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEYS", 50)
    counted(visitors, line="first")
    for number in range(49):
        counted(visitors, line=str(number))
    counted(visitors, line="first")  # came again
    for number in range(40):
        counted(visitors, line=f"later {number}")
    assert len(memory._traces) == 50
    assert visitors.seen("abcdef", "first", at=NOON).today == 2
    assert visitors.seen("abcdef", "0", at=NOON) == Seen()


def test_of_one_connection_only_so_many_moments_are_held(visitors: Visitors) -> None:
    counted(visitors, 10 * MOST_MOMENTS)
    assert visitors.seen("abcdef", LINE, at=NOON) == Seen(today=10 * MOST_MOMENTS, lately=MOST_MOMENTS)


def test_many_at_once_are_all_counted_also_across_midnight(visitors: Visitors) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: counted(visitors, at=MIDNIGHT + n % 3 * SECOND), range(800)))
    assert visitors.seen("abcdef", LINE, at=MIDNIGHT + 5 * SECOND).today == 800
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: counted(visitors, at=MIDNIGHT + timedelta(days=n % 2)), range(100)))
    assert visitors.seen("abcdef", LINE, at=MIDNIGHT + timedelta(days=1)).today <= 100


def test_letters_that_are_none_are_counted_too(visitors: Visitors) -> None:
    counted(visitors, line="\ud800 broken")
    assert visitors.seen("abcdef", "\ud800 broken", at=NOON).today == 1
