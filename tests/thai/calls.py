"""What can be asked of both twins, by name, JSON in and JSON out; tests/js/thai/calls.js is the other."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from checklist_app import thai
from tests.node import Answer, Calls


def _fiscal_year(year: int) -> Answer:
    fiscal = thai.FiscalYear(year)
    return {
        "year": fiscal.year,
        "span": _span(fiscal.span),
        "report_rounds": [
            {"months": turn.months, "span": _span(turn.span), "due": turn.due.isoformat()}
            for turn in fiscal.report_rounds
        ],
        "survey_rounds": [{"number": turn.number, "span": _span(turn.span)} for turn in fiscal.survey_rounds],
    }


def _span(span: thai.Span) -> Answer:
    return {"start": span.start.isoformat(), "end": span.end.isoformat()}


CALLS: Final[Calls] = {
    "parse_whole": thai.parse_whole,
    "parse_decimal": lambda text: str(thai.parse_decimal(text)),
    "format_whole": lambda number, style: thai.format_whole(number, thai.DigitStyle(style)),
    "format_money": lambda amount, style: thai.format_money(Decimal(amount), thai.DigitStyle(style)),
    "format_score": lambda score, style: thai.format_score(Decimal(score), thai.DigitStyle(style)),
    "to_thai": thai.to_thai,
    "to_arabic": thai.to_arabic,
    "in_style": lambda text, style: thai.in_style(text, thai.DigitStyle(style)),
    "parse_date": lambda text: thai.parse_date(text).isoformat(),
    "format_date": lambda day, style: thai.format_date(date.fromisoformat(day), thai.DigitStyle(style)),
    "format_short_date": lambda day, style: thai.format_short_date(
        date.fromisoformat(day), thai.DigitStyle(style)
    ),
    "format_month": lambda day, style: thai.format_month(date.fromisoformat(day), thai.DigitStyle(style)),
    "format_time": lambda moment, style: thai.format_time(
        datetime.fromisoformat(moment), thai.DigitStyle(style)
    ),
    "format_moment": lambda moment, style: thai.format_moment(
        datetime.fromisoformat(moment), thai.DigitStyle(style)
    ),
    "fiscal_year": _fiscal_year,
    "fiscal_year_of": lambda day: thai.FiscalYear.of(date.fromisoformat(day)).year,
    "parse_fiscal_year": lambda text: thai.parse_fiscal_year(text).year,
    "survey_round_of": lambda day: thai.survey_round_of(date.fromisoformat(day)).number,
    "clean": thai.clean,
    "search_key": thai.search_key,
    "sort_key": thai.sort_key,
    "found": lambda typed, name: thai.search_key(typed) in thai.search_key(name),
    "sorted": lambda words: sorted(words, key=thai.sort_key),
}
