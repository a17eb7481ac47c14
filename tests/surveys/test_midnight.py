"""Around midnight, the turn of rounds and leap days: every answer counts once, in the round of the day on
which its form was opened in Thailand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from checklist_app.clock import BANGKOK
from checklist_app.surveys.answering.answers import KioskAnswer
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import RoundState
from tests.cast import World
from tests.surveys.world import GOOD, Office, office_of

SECOND = timedelta(seconds=1)


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def midnight(year: int, month: int, day: int) -> datetime:
    """At the beginning of this day in Thailand."""
    return datetime(year, month, day, tzinfo=BANGKOK).astimezone(UTC)


def counted(office: Office, code: str, period: Period) -> int:
    return office.surveys.answers.counted(code, period).head.seq


@pytest.mark.parametrize(
    ("turn", "before", "after"),
    [
        (midnight(2026, 10, 1), Period(2569, 2), Period(2570, 1)),
        (midnight(2027, 4, 1), Period(2570, 1), Period(2570, 2)),
        (midnight(2027, 10, 1), Period(2570, 2), Period(2571, 1)),
    ],
)
def test_the_day_on_which_the_form_was_opened_decides_the_round(
    office: Office, turn: datetime, before: Period, after: Period
) -> None:
    point = office.point()
    for number, sent in enumerate((turn, turn + 59 * SECOND, turn + 60 * SECOND)):  # opened a minute before
        assert office.answer(point, at=sent, number=number)
        assert not office.answer(point, at=sent, number=number)
    assert (counted(office, point.code, before), counted(office, point.code, after)) == (2, 1)


@pytest.mark.parametrize("instant", [midnight(2028, 2, 29), midnight(2028, 3, 1), midnight(2027, 1, 1)])
def test_a_leap_day_and_a_new_year_are_days_like_others(office: Office, instant: datetime) -> None:
    point, period = office.point(), Period.of(instant.astimezone(BANGKOK).date())
    assert office.answer(point, at=instant, number=1)
    assert office.answer(point, at=instant + 60 * SECOND, number=2)
    days = [entry.body["day"] for entry in office.store.read(f"survey/{point.code}/{period.key}")]
    today = instant.astimezone(BANGKOK).date()
    assert days == [(today - timedelta(days=1)).isoformat(), today.isoformat()]


def test_a_round_closes_after_the_last_form_that_could_belong_to_it(office: Office) -> None:
    point, turn = office.point(), midnight(2027, 4, 1)
    first = Period(2570, 1)
    office.answer(point, at=turn - SECOND, number=1)
    office.surveys.rounds.settle(office.agency, at=turn)
    assert office.answer(point, at=turn + 30 * SECOND, number=2)  # opened before midnight
    office.surveys.rounds.settle(office.agency, at=first.closes - SECOND)
    still = office.surveys.rounds.get(office.agency, first)
    assert still
    assert still.state is RoundState.OPEN
    office.surveys.rounds.settle(office.agency, at=first.closes)
    over = office.surveys.rounds.get(office.agency, first)
    assert over
    assert over.state is RoundState.CLOSED
    (tally,) = office.surveys.rounds.tallies(over)
    assert tally.tally.counted.answers == 2
    assert office.surveys.rounds.get(office.agency, first.following)


def test_a_tablet_delivers_on_both_sides_of_the_turn_and_again(office: Office) -> None:
    point, turn = office.point(), midnight(2027, 4, 1)
    permit = KioskPass(0, date(2027, 3, 1), "tablet")
    kept = [
        KioskAnswer("a", date(2027, 3, 31), "standard-1", GOOD),
        KioskAnswer("b", date(2027, 4, 1), "standard-1", GOOD),
    ]
    for sent in (turn + SECOND, turn + timedelta(days=1)):
        office.surveys.answers.deliver(point, permit, kept, at=sent)
    assert [counted(office, point.code, each) for each in (Period(2570, 1), Period(2570, 2))] == [1, 1]


def test_a_form_sent_again_after_midnight_is_not_told_as_a_new_visitor(office: Office) -> None:
    point, turn = office.point(), midnight(2026, 11, 21)
    for _ in range(5):
        office.answer(point, at=turn - SECOND, number=1, connection="a family")
    office.answer(point, at=turn, number=1, connection="a family")
    seen = office.surveys.answers.visitors.seen(point.code, "a family", at=turn + SECOND)
    assert seen.today == 0
    assert counted(office, point.code, Period(2570, 1)) == 1
