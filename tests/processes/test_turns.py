"""What is done for all is done by one process at a time, however long it takes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from checklist_app.surveys.model import PointDraft
from checklist_app.surveys.rounds import clockwork
from checklist_app.surveys.rounds.clockwork import LENGTH
from tests.processes.conftest import Process
from tests.surveys.world import NOON


class StandingClock:
    """`time`, in which nothing passes but what is told."""

    def __init__(self) -> None:
        self.passed = timedelta(0)

    def monotonic(self) -> float:
        return self.passed.total_seconds()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    made = StandingClock()
    monkeypatch.setattr(clockwork, "time", made)
    return made


@pytest.fixture
def offices(one: Process) -> list[str]:
    """All of the country, each with a point."""
    ids = sorted(agency.id for agency in one.world.agencies.values())
    for id in ids:
        draft = PointDraft(name="จุด")
        one.of.surveys.points.create(one.world["administrator"], id, draft, today=NOON.date())
    return ids


@pytest.fixture
def settle(
    one: Process, other: Process, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> Callable[[timedelta], list[tuple[str, str]]]:
    """The one's tick takes so long for each office, after which the other's begins; who settled which."""

    def both(each: timedelta) -> list[tuple[str, str]]:
        settled: list[tuple[str, str]] = []

        def slowly(agency: str, *, at: object) -> None:
            settled.append(("one", agency))
            clock.passed += each
            other.of.clockwork.tick(at=NOON + clock.passed)

        def quickly(agency: str, *, at: object) -> None:
            settled.append(("other", agency))

        monkeypatch.setattr(one.of.clockwork, "_settle", slowly)
        monkeypatch.setattr(other.of.clockwork, "_settle", quickly)
        one.of.clockwork.tick(at=NOON)
        return settled

    return both


def test_all_offices_are_settled_by_one_though_together_they_take_longer_than_a_turn(
    offices: list[str], settle: Callable[[timedelta], list[tuple[str, str]]]
) -> None:
    assert len(offices) * LENGTH / 3 > LENGTH
    assert settle(LENGTH / 3) == [("one", id) for id in offices]


def test_who_stood_still_for_longer_than_a_turn_leaves_the_rest_to_the_other(
    offices: list[str], settle: Callable[[timedelta], list[tuple[str, str]]]
) -> None:
    assert settle(LENGTH * 2) == [("one", offices[0]), *(("other", id) for id in offices)]
