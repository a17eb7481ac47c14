"""Whatever was thanked for is in some round that somebody sees: in its numbers, or told as late."""

from datetime import date, datetime, timedelta

import pytest

from checklist_app.clock import BANGKOK
from checklist_app.surveys.answering.answers import KioskAnswer
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.model import Point, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import RoundState
from tests.cast import World
from tests.surveys.world import GOOD, Office, look_on, office_of

FIRST, SECOND = Period(2570, 1), Period(2570, 2)


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def in_thailand(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=BANGKOK)


def from_tablet(office: Office, point: Point, day: date, *, at: datetime, id: str = "t1") -> None:
    collected = KioskAnswer(id, day, "standard-1", GOOD)
    office.surveys.answers.deliver(point, KioskPass(0, point.created, "p"), [collected], at=at)


def created(office: Office, name: str, *, today: date, opens: date | None = None) -> Point:
    draft = PointDraft(name=name, opens=opens)
    return office.surveys.points.create(office.world["staff"], office.agency, draft, today=today)


def told(office: Office, *, at: datetime) -> dict[str, tuple[int, int]]:
    """Of every round, how many answers are in its numbers, and how many came late."""
    rounds = office.surveys.rounds
    rounds.settle(office.agency, at=at)
    tallies = {held.period.key: rounds.tallies(held) for held in rounds.of(office.agency)}
    return {
        key: (sum(each.tally.all.answers for each in found), sum(each.late for each in found))
        for key, found in tallies.items()
    }


def watched(office: Office) -> list[tuple[str, int]]:
    """The points of the first round as the province is told of them, with what came late."""
    points = office.surveys.points.of(office.agency)
    round = office.surveys.rounds.get(office.agency, FIRST)
    assert round is not None
    return [(each.name, each.late) for each in office.surveys.watch.sums(round, points)]


def test_paper_of_a_round_before_the_first_point_makes_that_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    grace = in_thailand(2027, 4, 1, 1)
    look_on(grace.date(), monkeypatch)
    point = created(office, "เคาน์เตอร์ใหม่", today=grace.date())
    assert office.enter(point, day=date(2027, 3, 20))
    assert told(office, at=grace) == {"2570-2": (0, 0), "2570-1": (1, 0)}
    assert told(office, at=grace + timedelta(hours=5)) == {"2570-2": (0, 0), "2570-1": (1, 0)}


def test_a_tablet_that_collected_before_its_point_opened_is_in_a_round(office: Office) -> None:
    point = created(office, "จุดเปิดเดือนเมษายน", today=date(2027, 3, 20), opens=date(2027, 4, 1))
    from_tablet(office, point, date(2027, 3, 25), at=in_thailand(2027, 3, 25, 12))
    assert told(office, at=in_thailand(2027, 4, 5)) == {"2570-2": (0, 0), "2570-1": (1, 0)}


def test_what_comes_late_at_a_point_without_a_part_in_the_round_is_told(office: Office) -> None:
    office.answer(created(office, "เคาน์เตอร์", today=date(2026, 10, 1)))
    point = created(office, "จุดเปิดเดือนเมษายน", today=date(2027, 3, 20), opens=date(2027, 4, 1))
    assert told(office, at=in_thailand(2027, 4, 2)) == {"2570-2": (0, 0), "2570-1": (1, 0)}
    assert watched(office) == [("เคาน์เตอร์", 0)]
    from_tablet(office, point, date(2027, 3, 25), at=in_thailand(2027, 4, 3))
    assert told(office, at=in_thailand(2027, 4, 5)) == {"2570-2": (0, 0), "2570-1": (1, 1)}
    assert watched(office)[1:] == [("จุดเปิดเดือนเมษายน", 1)]
    round = office.surveys.rounds.get(office.agency, FIRST)
    assert round is not None
    assert round.state is RoundState.CLOSED
    assert [(each.name, each.head.seq) for each in office.surveys.rounds.tallies(round)] == [
        ("เคาน์เตอร์", 1),
        ("จุดเปิดเดือนเมษายน", 0),
    ]


def test_an_answer_of_a_round_that_nobody_opened_opens_it(office: Office) -> None:
    point = created(office, "จุดเปิดเดือนเมษายน", today=date(2027, 3, 20), opens=date(2027, 4, 1))
    assert told(office, at=in_thailand(2027, 4, 2)) == {"2570-2": (0, 0)}
    from_tablet(office, point, date(2027, 3, 25), at=in_thailand(2027, 4, 3))
    assert told(office, at=in_thailand(2027, 4, 5))["2570-1"] == (1, 0)
