"""The cells of one row of a file as a set of scores, over what is known already. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from checklist_app.agencies import Columns, ScoreSet
from checklist_app.catalog import Edition
from checklist_app.errors import Problem, invalid
from checklist_app.ita.scoring.cautions import Caution
from checklist_app.ita.scoring.entering import CENT, LONGEST_LEVEL, LONGEST_SOURCE, read_level, read_score
from checklist_app.thai import clean, parse_optional_date, to_arabic

_NUMBERED: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_LONG_DECIMAL: Final = re.compile(r"[0-9]{1,3}\.[0-9]{3,}")
_HARDLY: Final = Decimal("0.000001")


def is_numbered(column: str) -> bool:
    """Whether it holds an indicator or a part of one."""
    return _NUMBERED.fullmatch(column) is not None


class RowReading:
    """The cells of one row, read under the rules of its year."""

    def __init__(self, columns: Columns, edition: Edition, written: Mapping[str, str]) -> None:
        self._columns = columns
        self._edition = edition
        self._written = written
        self._own = {*edition.spans()}
        self.faults: list[Problem] = []
        self.remarks: list[Caution] = []

    def over(self, before: ScoreSet) -> ScoreSet:
        scores = {id: self._score(id) for id in self._written if is_numbered(id)}
        given = {id: score for id, score in scores.items() if score is not None}
        total, level = self._score("total"), self._text("level", LONGEST_LEVEL)
        return replace(
            before,
            indicators={**before.indicators, **{id: each for id, each in given.items() if "." not in id}},
            parts={**before.parts, **{id: each for id, each in given.items() if "." in id}},
            published_total=before.published_total if total is None else total,
            published_level=read_level(level, self._edition) if level else before.published_level,
            source=self._text("source", LONGEST_SOURCE) or before.source,
            published_on=self._day() or before.published_on,
        )

    def _score(self, id: str) -> Decimal | None:
        heading = self._columns.heading_of(id)
        try:
            score = read_score(self._rounded(id, heading), row=heading, field=id)
        except Problem as problem:
            self.faults.append(problem)
            return None
        if score is not None and is_numbered(id) and id not in self._own:
            self.faults.append(
                invalid("ita.import_not_of_that_year", field=id, column=heading, year=self._edition.year)
            )
            return None
        return score

    def _rounded(self, id: str, heading: str) -> str:
        """A spreadsheet keeps more decimals than it shows, and scores have two."""
        text = self._written.get(id, "")
        typed = to_arabic(clean(text)).removesuffix("%").strip()
        if not _LONG_DECIMAL.fullmatch(typed):
            return text
        score = Decimal(typed).quantize(CENT, rounding=ROUND_HALF_UP)
        if abs(Decimal(typed) - score) > _HARDLY:
            self.remarks.append(
                Caution("rounded", {"column": heading, "typed": typed[:12], "score": str(score)})
            )
        return str(score)

    def _text(self, id: str, most: int) -> str:
        text = " ".join(clean(self._written.get(id, "")).split())
        if len(text) <= most:
            return text
        self.faults.append(invalid("ita.text_too_long", field=id, length=len(text), most=most))
        return ""

    def _day(self) -> date | None:
        try:
            return parse_optional_date(self._written.get("published_on"), field="published_on")
        except Problem as problem:
            self.faults.append(problem)
            return None
