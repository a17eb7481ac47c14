"""Mistakes of a programmer are not answered as if a person had made them."""

from dataclasses import FrozenInstanceError
from datetime import datetime

import pytest

from checklist_app.errors import Problem
from checklist_app.thai import FiscalYear, format_time, parse_date, parse_whole


def test_a_moment_without_a_time_zone_is_a_defect() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        format_time(datetime(2023, 3, 13, 7, 30))  # noqa: DTZ001 - the defect itself


def test_a_fiscal_year_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        FiscalYear(2566).year = 2567  # type: ignore[misc]  # the defect itself


def test_fiscal_years_compare() -> None:
    assert FiscalYear(2566) < FiscalYear(2567)


@pytest.mark.parametrize("typed", ["x", "13/3/566"])
def test_a_refusal_names_the_field_it_is_about(typed: str) -> None:
    for parse in (parse_whole, parse_date):
        with pytest.raises(Problem) as refused:
            parse(typed, field="budget")
        assert refused.value.field == "budget"
