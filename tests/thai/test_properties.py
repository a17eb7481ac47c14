"""What holds for whatever is typed."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checklist_app.errors import Problem, ProblemKind
from checklist_app.thai import (
    DigitStyle,
    FiscalYear,
    clean,
    format_date,
    format_money,
    format_score,
    format_short_date,
    format_whole,
    parse_date,
    parse_decimal,
    parse_fiscal_year,
    parse_whole,
    sort_key,
    survey_round_of,
)
from tests.thai import strategies as typed

styles = st.sampled_from(DigitStyle)
fiscal_days = st.dates(FiscalYear(2500).span.start, FiscalYear(2640).span.end)


def refusal(parse: Callable[..., object], text: str) -> Problem | None:
    try:
        parse(text, field="amount")
    except Problem as problem:
        return problem
    return None


@given(typed.thai_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.one_of(typed.thai_text, st.text(st.characters(), max_size=20)))
def test_clean_text_can_always_be_stored(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(character) == "Cc" for character in cleaned.replace("\n", ""))


@given(typed.thai_text, typed.thai_text)
def test_only_equal_texts_sort_as_equal(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (clean(one) == clean(other))


@given(typed.whole, styles)
def test_a_whole_number_is_read_as_it_was_written(number: int, style: DigitStyle) -> None:
    assert parse_whole(format_whole(number, style)) == number


@given(st.decimals(Decimal("-1e12"), Decimal("1e12"), allow_nan=False, places=2), styles)
def test_money_and_scores_are_read_as_they_were_written(amount: Decimal, style: DigitStyle) -> None:
    assert parse_decimal(format_money(amount, style)) == amount
    assert parse_decimal(format_score(amount, style)) == amount


@given(typed.day, styles)
def test_a_date_is_read_as_it_was_written(day: date, style: DigitStyle) -> None:
    assert parse_date(format_date(day, style)) == day
    assert parse_date(format_short_date(day, style)) == day
    assert parse_date(day.isoformat()) == day


@given(
    st.one_of(typed.thai_text, typed.number_text, typed.date_text, typed.slash_date, st.text(st.characters()))
)
def test_whatever_is_typed_the_answer_is_a_value_or_a_problem_of_the_person(text: str) -> None:
    for parse in (parse_whole, parse_decimal, parse_date, parse_fiscal_year):
        problem = refusal(parse, text)
        if problem:
            assert (problem.kind, problem.field) == (ProblemKind.INVALID, "amount")
            f"{problem.parameters}".encode()


@given(fiscal_days)
def test_each_day_lies_in_one_fiscal_year_and_one_survey_round(day: date) -> None:
    year = FiscalYear.of(day)
    assert day in year.span
    assert [day in turn.span for turn in year.survey_rounds].count(True) == 1
    assert day in survey_round_of(day).span


@given(st.integers(2500, 2639))
def test_fiscal_years_follow_each_other_without_a_gap(number: int) -> None:
    year, next_year = FiscalYear(number), FiscalYear(number + 1)
    first, second = year.survey_rounds
    assert next_year.span.start - year.span.end == timedelta(days=1)
    assert second.span.start - first.span.end == timedelta(days=1)
    assert (first.span.start, second.span.end) == (year.span.start, year.span.end)


@given(st.dates())
def test_a_day_outside_the_known_years_is_a_problem(day: date) -> None:
    with suppress(Problem):
        FiscalYear.of(day)
