"""A cycle: the fiscal year in which an agency works on what the ITA result of the year before has shown, and
at whose end the next result says what came of it. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from checklist_app.thai import FiscalYear, ReportRound, Span

MONTHS: Final = (6, 12)
"""After how many months the measures are reported on."""


@dataclass(frozen=True, slots=True, order=True)
class Cycle:
    """`year` is the year of the measures."""

    year: int

    @classmethod
    def of(cls, day: date) -> "Cycle":
        return cls(FiscalYear.of(day).year)

    @property
    def scores_year(self) -> int:
        """Of the result that the cycle begins with."""
        return self.year - 1

    @property
    def span(self) -> Span:
        return FiscalYear(self.year).span

    def round(self, months: int) -> ReportRound:
        return next(each for each in FiscalYear(self.year).report_rounds if each.months == months)

    def of_agency(self, agency: str) -> str:
        """The id of what is kept once for an agency and a cycle."""
        return f"{agency}-{self.year}"

    @classmethod
    def read(cls, year: int) -> "Cycle":
        """From an address; raises a Problem where there is no such fiscal year."""
        return cls(FiscalYear(year).year)


class Stage(StrEnum):
    """How far a cycle is; each stage holds what the ones before it hold."""

    NOTHING = "nothing"
    SCORED = "scored"  # the result that it begins with is there
    PLANNED = "planned"  # there are measures
    SIGNED = "signed"  # the executive has approved them
    HALFWAY = "halfway"  # the report after six months is signed
    REPORTED = "reported"  # the report after twelve months is signed
    COMPARED = "compared"  # and the next result is there
