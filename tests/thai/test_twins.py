"""Python and JavaScript answer alike, whatever is typed."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.node import Twin, answer
from tests.thai import strategies as typed
from tests.thai.calls import CALLS

a_day = typed.day.map(str)
ASKED: dict[str, list[st.SearchStrategy[Any]]] = {
    "parse_whole": [typed.number_text],
    "parse_decimal": [typed.number_text],
    "format_whole": [typed.whole, typed.style],
    "format_money": [typed.decimal_text, typed.style],
    "format_score": [typed.decimal_text, typed.style],
    "to_thai": [typed.thai_text],
    "to_arabic": [typed.thai_text],
    "in_style": [typed.thai_text, typed.style],
    "parse_date": [st.one_of(typed.date_text, typed.slash_date, typed.thai_text)],
    "format_date": [a_day, typed.style],
    "format_short_date": [a_day, typed.style],
    "format_month": [a_day, typed.style],
    "format_time": [typed.moment, typed.style],
    "format_moment": [typed.moment, typed.style],
    "fiscal_year": [st.integers(2400, 2700)],
    "fiscal_year_of": [a_day],
    "parse_fiscal_year": [st.one_of(typed.number_text, st.integers(2400, 2700).map(str))],
    "survey_round_of": [a_day],
    "clean": [typed.thai_text],
    "search_key": [typed.thai_text],
    "sort_key": [typed.thai_text],
    "found": [typed.thai_text, typed.thai_text],
    "sorted": [st.lists(st.text(typed.thai_character, max_size=8), max_size=5)],
}

questions = st.tuples(
    *(st.tuples(st.just(call), st.tuples(*args).map(list)) for call, args in ASKED.items())
).map(list)


@given(asked=questions)
@settings(max_examples=150, deadline=None)
def test_both_twins_answer_alike(javascript: Twin, asked: list[tuple[str, list[Any]]]) -> None:
    given_here = [answer(CALLS, call, args) for call, args in asked]
    for question, here, there in zip(asked, given_here, javascript.answers("thai", asked), strict=True):
        assert here == there, question


def test_every_call_is_compared() -> None:
    assert set(ASKED) == set(CALLS)
