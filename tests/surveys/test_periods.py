"""Every day belongs to one round, and the rounds follow each other without a gap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.errors import Problem
from checklist_app.surveys.periods import Period, period_of_key, shown_span

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(DAYS)
def test_a_day_lies_in_the_round_that_it_belongs_to(day: date) -> None:
    period = Period.of(day)
    assert day in period.span
    assert day.isoformat()[:7] in period.months
    assert period_of_key(period.key) == period


@given(DAYS)
def test_rounds_follow_each_other(day: date) -> None:
    period = Period.of(day)
    assert Period.of(period.span.end + timedelta(days=1)) == period.following
    assert period.following.previous == period
    assert period.previous < period < period.following


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 9, 30), Period(2569, 2)),
        (date(2026, 10, 1), Period(2570, 1)),
        (date(2027, 3, 31), Period(2570, 1)),
        (date(2027, 4, 1), Period(2570, 2)),
        (date(2028, 2, 29), Period(2571, 1)),
    ],
)
def test_the_fiscal_year_begins_in_october(day: date, period: Period) -> None:
    assert Period.of(day) == period


def test_a_round_closes_in_the_night_after_its_last_day_when_no_form_of_it_is_open_any_more() -> None:
    assert Period(2570, 1).closes.isoformat() == "2027-04-01T03:00:00+07:00"
    assert shown_span(Period(2570, 1)) == "ตุลาคม 2569 – มีนาคม 2570"
    assert Period(2570, 1).months == ("2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03")


@pytest.mark.parametrize(("year", "number"), [(2570, 0), (2570, 3), (2026, 1), (99999, 1), (-1, 2)])
def test_an_address_of_no_round_is_not_found(year: int, number: int) -> None:
    with pytest.raises(Problem, match=r"web\.no_page"):
        Period.read(year, number)
