"""The Thai fiscal year (1 October to 30 September, named after the later Buddhist year), its rounds and
deadlines. Pure; twin of static/js/thai/fiscal.js."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from checklist_app.errors import invalid
from checklist_app.thai.dates import ERA
from checklist_app.thai.digits import parse_whole

FIRST_YEAR: Final = 2500
LAST_YEAR: Final = 2640


@dataclass(frozen=True, slots=True)
class Span:
    """Days from start to end, both included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class ReportRound:
    """Work reported after `months` months, at the latest on the day `due`."""

    months: int
    span: Span
    due: date


@dataclass(frozen=True, slots=True)
class SurveyRound:
    number: int
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    year: int

    def __post_init__(self) -> None:
        _check_range(self.year, field=None)

    @classmethod
    def of(cls, day: date) -> "FiscalYear":
        return cls(day.year + ERA + (1 if day.month >= 10 else 0))

    @property
    def span(self) -> Span:
        return Span(self._day(-1, 10, 1), self._day(0, 9, 30))

    @property
    def report_rounds(self) -> tuple[ReportRound, ReportRound]:
        """Six months reported by the end of April, twelve months by the end of October."""
        first_half, _ = self._halves()
        return (
            ReportRound(6, first_half, due=self._day(0, 4, 30)),
            ReportRound(12, self.span, due=self._day(0, 10, 31)),
        )

    @property
    def survey_rounds(self) -> tuple[SurveyRound, SurveyRound]:
        first_half, second_half = self._halves()
        return SurveyRound(1, first_half), SurveyRound(2, second_half)

    def _halves(self) -> tuple[Span, Span]:
        return Span(self._day(-1, 10, 1), self._day(0, 3, 31)), Span(self._day(0, 4, 1), self._day(0, 9, 30))

    def _day(self, years_later: int, month: int, day: int) -> date:
        return date(self.year - ERA + years_later, month, day)


def parse_fiscal_year(text: str, *, field: str | None = None) -> FiscalYear:
    """The fiscal year a person typed, in the Buddhist Era; raises a Problem of kind invalid."""
    year = parse_whole(text, field=field)
    _check_range(year, field)
    return FiscalYear(year)


def survey_round_of(day: date) -> SurveyRound:
    return next(turn for turn in FiscalYear.of(day).survey_rounds if day in turn.span)


def _check_range(year: int, field: str | None) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise invalid(
            "thai.fiscal_year_out_of_range", field=field, value=year, first=FIRST_YEAR, last=LAST_YEAR
        )
