"""The half of a fiscal year that a survey round covers: 1 from October to March, 2 from April to September.
Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from checklist_app.clock import BANGKOK
from checklist_app.errors import Problem, not_found
from checklist_app.thai import FiscalYear, Span, format_month, survey_round_of

GRACE: Final = timedelta(hours=3)
"""After the last day, for forms that were opened on it: longer than a form may stay open."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Period":
        return _period_of(day)

    @classmethod
    def read(cls, year: int, number: int) -> "Period":
        """That of an address, or a Problem."""
        try:
            FiscalYear(year)
        except Problem as problem:
            raise not_found("web.no_page") from problem
        if number not in (1, 2):
            raise not_found("web.no_page")
        return cls(year, number)

    @property
    def span(self) -> Span:
        return FiscalYear(self.year).survey_rounds[self.number - 1].span

    @property
    def closes(self) -> datetime:
        """From this moment on the numbers are frozen."""
        return datetime.combine(self.span.end + timedelta(days=1), time(), BANGKOK) + GRACE

    @property
    def previous(self) -> "Period":
        return Period(self.year - 1, 2) if self.number == 1 else Period(self.year, 1)

    @property
    def following(self) -> "Period":
        return Period(self.year + 1, 1) if self.number == 2 else Period(self.year, 2)

    @property
    def months(self) -> tuple[str, ...]:
        """As tallies name them: 2026-10 to 2027-03."""
        start = self.span.start
        numbers = (start.year * 12 + start.month - 1 + later for later in range(6))
        return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in numbers)

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"


def round_id(agency: str, period: Period) -> str:
    """Names the round of an agency, in the store and among the subjects of papers."""
    return f"{agency}/{period.key}"


def period_of_key(key: str) -> Period:
    year, _, number = key.partition("-")
    return Period(int(year), int(number))


def shown_span(period: Period) -> str:
    """ตุลาคม 2569 – มีนาคม 2570"""
    return f"{format_month(period.span.start)} – {format_month(period.span.end)}"


@lru_cache(maxsize=1000)  # asked for every answer
def _period_of(day: date) -> Period:
    return Period(FiscalYear.of(day).year, survey_round_of(day).number)
