"""From what was typed to a set of scores: every cell that cannot be read is named. Pure; how one number is
read has a twin in static/js/ita/score_text.js."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from checklist_app.agencies import ScoreSet
from checklist_app.catalog import Edition
from checklist_app.errors import Problem, invalid
from checklist_app.thai import clean, format_score, parse_decimal, parse_optional_date, to_arabic

LEAST: Final = Decimal(0)
MOST: Final = Decimal(100)
CENT: Final = Decimal("0.01")
LONGEST_SOURCE: Final = 300
LONGEST_LEVEL: Final = 60
TOTAL: Final = "total"
_DECIMAL_COMMA: Final = re.compile(r"(-?[0-9]{1,3}),([0-9]{1,2})")
_NOTHING: Final = frozenset({"", "-", "–", "—"})
_AROUND: Final = re.compile(r"(?:ร้อยละ\s*)?(.*?)\s*(?:คะแนน|%)?", re.DOTALL)
_AROUND_LEVEL: Final = re.compile(r"(?:อยู่ใน)?(?:ระดับ)?[\s:\"“”‘’'()]*(.*?)[\s\"“”‘’'()]*")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: an indicator, or a part of one."""

    id: str
    name: str
    instrument: str
    is_part: bool = False

    @property
    def field(self) -> str:
        return "cell_" + self.id.replace(".", "_")

    @property
    def title(self) -> str:
        return f"{self.id} {self.name}"


@dataclass(frozen=True, slots=True)
class Settled:
    """`scores` holds whatever could be read."""

    scores: ScoreSet
    faults: tuple[Problem, ...]


def rows_of(edition: Edition) -> tuple[Row, ...]:
    """In the order of the form: each indicator, then its parts."""
    return tuple(
        row
        for known in edition.indicators
        for row in (
            Row(known.id, known.name, known.instrument),
            *(Row(part.id, part.name, known.instrument, is_part=True) for part in known.parts),
        )
    )


def values_of(scores: ScoreSet) -> dict[str, Decimal]:
    """Indicators and their parts by number."""
    return {**scores.indicators, **scores.parts}


def read_score(text: str, *, row: str, field: str | None = None) -> Decimal | None:
    """A score from 0 to 100 with two decimals; None where the cell is empty. `row` is what a Problem calls
    the cell."""
    typed = _number_in(text)
    if typed in _NOTHING:
        return None
    try:
        comma = _DECIMAL_COMMA.fullmatch(typed)
        score = parse_decimal(f"{comma[1]}.{comma[2]}" if comma else typed)
    except Problem as problem:
        raise invalid("ita.score_unreadable", field=field, row=row, value=_shown(text)) from problem
    return _within(score, row, field)


def read_level(text: str, edition: Edition) -> str:
    """As it was printed; in the spelling of the year where only capitals or spaces differ."""
    found = _AROUND_LEVEL.fullmatch(clean(text).replace("\n", " "))
    level = found[1] if found else ""
    same = {_folded(known.name): known.name for known in edition.levels}
    return same.get(_folded(level), level)


def settle(edition: Edition, typed: Mapping[str, str], known: ScoreSet) -> Settled:
    """`known` is what is edited, or an empty set. A row that the year does not have stays as it is."""
    faults: list[Problem] = []
    rows = rows_of(edition)
    read = {row.id: _cell(typed.get(row.field, ""), row.title, row.field, faults) for row in rows}
    indicators = dict(known.indicators) | {row.id: read[row.id] for row in rows if not row.is_part}
    parts = dict(known.parts) | {row.id: read[row.id] for row in rows if row.is_part}
    scores = replace(
        known,
        indicators=_given(indicators),
        parts=_given(parts),
        published_total=_cell(typed.get(TOTAL, ""), "คะแนนรวม", TOTAL, faults),
        published_level=read_level(_short(typed, "level", LONGEST_LEVEL, faults), edition) or None,
        source=clean(_short(typed, "source", LONGEST_SOURCE, faults)),
    )
    try:
        scores = replace(
            scores, published_on=parse_optional_date(typed.get("published_on", ""), field="published_on")
        )
    except Problem as problem:
        faults.append(problem)
    return Settled(scores, tuple(faults))


def typed_of(scores: ScoreSet, edition: Edition) -> dict[str, str]:
    """The cells as they would have been typed."""
    values = values_of(scores)
    cells = {row.field: format_score(values[row.id]) for row in rows_of(edition) if row.id in values}
    total = "" if scores.published_total is None else format_score(scores.published_total)
    return {**cells, TOTAL: total, "level": scores.published_level or "", "source": scores.source}


def _cell(text: str, row: str, field: str, faults: list[Problem]) -> Decimal | None:
    try:
        return read_score(text, row=row, field=field)
    except Problem as problem:
        faults.append(problem)
        return None


def _within(score: Decimal, row: str, field: str | None) -> Decimal:
    value = str(score)
    if score > MOST:
        raise invalid("ita.score_above", field=field, row=row, value=value)
    if score < LEAST:
        raise invalid("ita.score_below", field=field, row=row, value=value)
    if score != score.quantize(CENT):
        raise invalid("ita.score_decimals", field=field, row=row, value=value)
    return score.quantize(CENT)


def _number_in(text: str) -> str:
    found = _AROUND.fullmatch(to_arabic(clean(text)))
    return found[1].strip() if found else text


def _short(typed: Mapping[str, str], field: str, most: int, faults: list[Problem]) -> str:
    text = typed.get(field, "")
    if len(text) <= most:
        return text
    faults.append(invalid("ita.text_too_long", field=field, length=len(text), most=most))
    return ""


def _given(scores: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    return {id: score for id, score in scores.items() if score is not None}


def _folded(text: str) -> str:
    return _SPACE.sub("", text).casefold()


def _shown(text: str) -> str:
    cleaned = clean(text)
    return cleaned if len(cleaned) <= 40 else f"{cleaned[:40]}…"
