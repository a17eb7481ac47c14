"""Between an edition and its JSON, in the shipped files and in what an administrator edits.
Everything is checked here; a Problem names the field that is wrong."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from checklist_app.catalog.editions import (
    HUNDRED,
    Edition,
    Fact,
    Indicator,
    Instrument,
    ItaQuestion,
    Level,
    Objective,
    Part,
    Span,
)
from checklist_app.errors import Problem, invalid
from checklist_app.store import Body

LONGEST_TEXT = 4000
MOST_ROWS = 500
MOST_QUESTIONS = 999
_MARK = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
CONFIDENCE = ("high", "medium", "low")


def read_edition(body: Body, *, version: int = 0, carried_from: int | None = None) -> Edition:
    source = _Source(body, "")
    edition = Edition(
        year=source.whole("year", least=2500, most=2700),
        confirmed=source.text("status") == "confirmed" and carried_from is None,
        instruments=tuple(_instrument(row) for row in source.rows("instruments")),
        indicators=tuple(_indicator(row) for row in source.rows("indicators")),
        levels=tuple(_level(row) for row in source.rows("levels")),
        pass_mark=source.mark("pass_mark"),
        strength_mark=source.mark("strength_mark"),
        incomplete=source.text("incomplete", default=""),
        objectives={key: _objective(row) for key, row in source.named_rows("objectives")},
        advice=source.named_texts("advice"),
        questions=tuple(_question(row) for row in source.rows("questions", optional=True)),
        facts=tuple(_fact(row) for row in source.rows("facts", optional=True)),
        version=version,
        carried_from=carried_from,
    )
    _check(edition)
    return edition


def _instrument(row: "_Source") -> Instrument:
    questions = row.whole("questions", least=0, most=MOST_QUESTIONS) if row.has("questions") else None
    return Instrument(row.text("id"), row.text("name"), row.mark("weight"), questions)


def _indicator(row: "_Source") -> Indicator:
    return Indicator(
        id=str(row.whole("id", least=1, most=99)),
        name=row.text("name"),
        instrument=row.text("instrument"),
        aliases=row.texts("aliases"),
        span=_span(row),
        parts=tuple(_part(part) for part in row.rows("parts", optional=True)),
    )


def _part(row: "_Source") -> Part:
    return Part(row.text("id"), row.text("name"), row.text("short"), _span(row))


def _span(row: "_Source") -> Span:
    count = row.whole("count", least=0, most=MOST_QUESTIONS) if row.has("count") else None
    return Span(row.text("from", default=""), row.text("to", default=""), count)


def _level(row: "_Source") -> Level:
    each = row.mark("each_instrument") if row.has("each_instrument") else None
    return Level(row.text("id"), row.text("name"), row.mark("total"), each)


def _question(row: "_Source") -> ItaQuestion:
    return ItaQuestion(
        id=row.text("id"),
        text=row.text("text"),
        about=row.text("about"),
        parts=row.whole("parts", least=1, most=20) if row.has("parts") else 1,
        scale=row.text("scale", default=""),
        reversed=row.get("reversed") is True,
    )


def _objective(row: "_Source") -> Objective:
    return Objective(row.text("text"), row.texts("points"))


def _fact(row: "_Source") -> Fact:
    confidence = row.text("confidence")
    if confidence not in CONFIDENCE:
        raise invalid("catalog.edition_confidence", field=row.path("confidence"), value=confidence)
    return Fact(row.text("about"), row.text("source"), confidence, row.text("note", default=""))


def _check(edition: Edition) -> None:
    _check_unique("instruments", (instrument.id for instrument in edition.instruments))
    _check_unique("indicators", (indicator.id for indicator in edition.indicators))
    _check_unique("levels", (level.id for level in edition.levels))
    _check_unique("questions", (question.id for question in edition.questions))
    weights = sum((instrument.weight for instrument in edition.instruments), Decimal(0))
    if weights != HUNDRED:
        raise invalid("catalog.edition_weights", field="instruments", sum=str(weights))
    for instrument in edition.instruments:
        if not edition.of_instrument(instrument.id):
            raise invalid("catalog.edition_no_indicator", field="instruments", instrument=instrument.id)
    for number, indicator in enumerate(edition.indicators):
        if indicator.instrument not in {instrument.id for instrument in edition.instruments}:
            field = f"indicators.{number}.instrument"
            raise invalid("catalog.edition_instrument", field=field, instrument=indicator.instrument)
    _check_levels(edition.levels)
    _check_advice(edition)


def _check_advice(edition: Edition) -> None:
    """Advice under an id that another year had would be advice on something else."""
    known = frozenset(edition.advisable)
    for id in edition.advice:
        if id not in known:
            raise invalid("catalog.edition_advice", field="advice", id=id[:20])


def _check_levels(levels: tuple[Level, ...]) -> None:
    """A level that asks for more must come first, and the last must take every total."""
    demands = [(level.total, level.each_instrument or Decimal(-1)) for level in levels]
    for number, (higher, lower) in enumerate(pairwise(demands), start=1):
        if lower >= higher:
            raise invalid("catalog.edition_level_order", field=f"levels.{number}", level=levels[number].name)
    if levels[-1].total or levels[-1].each_instrument is not None:
        raise invalid("catalog.edition_level_last", field="levels", level=levels[-1].name)


def _check_unique(field: str, ids: Iterable[str]) -> None:
    seen = set()
    for id in ids:
        if id in seen:
            raise invalid("catalog.edition_twice", field=field, id=id)
        seen.add(id)


class _Source:
    """A JSON object that knows where it stands, so that a Problem can name the field."""

    def __init__(self, body: object, place: str) -> None:
        if not isinstance(body, dict):
            raise invalid("catalog.edition_not_an_object", field=place)
        self._body: dict[str, Any] = body
        self._place = place

    def path(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def has(self, key: str) -> bool:
        return self._body.get(key) is not None

    def get(self, key: str) -> object:
        return self._body.get(key)

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self._body.get(key, default)
        if not isinstance(value, str) or len(value) > LONGEST_TEXT or (not value.strip() and default is None):
            raise self._wrong("catalog.edition_text", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key, optional=True)
        if not all(isinstance(value, str) and len(value) <= LONGEST_TEXT for value in values):
            raise self._wrong("catalog.edition_text", key)
        return tuple(values)

    def named_texts(self, key: str) -> dict[str, str]:
        value = self._body.get(key, {})
        if not isinstance(value, dict) or len(value) > MOST_ROWS:
            raise self._wrong("catalog.edition_rows", key)
        texts = _Source(value, self.path(key))
        return {name: texts.text(name) for name in value}

    def whole(self, key: str, *, least: int, most: int) -> int:
        value = self._body.get(key)
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._wrong("catalog.edition_whole", key, least=least, most=most)
        return value

    def mark(self, key: str) -> Decimal:
        """A number from 0 to 100 with at most two decimals, written as text."""
        value = self._body.get(key)
        if not isinstance(value, str) or not _MARK.fullmatch(value) or Decimal(value) > HUNDRED:
            raise self._wrong("catalog.edition_mark", key)
        return Decimal(value)

    def rows(self, key: str, *, optional: bool = False) -> Iterable["_Source"]:
        values = self._list(key, optional=optional)
        if not values and not optional:
            raise self._wrong("catalog.edition_rows", key)
        return [_Source(value, f"{self.path(key)}.{number}") for number, value in enumerate(values)]

    def named_rows(self, key: str) -> Iterable[tuple[str, "_Source"]]:
        value = self._body.get(key, {})
        if not isinstance(value, dict) or len(value) > MOST_ROWS:
            raise self._wrong("catalog.edition_rows", key)
        return [(name, _Source(row, f"{self.path(key)}.{name}")) for name, row in value.items()]

    def _list(self, key: str, *, optional: bool) -> list[Any]:
        value = self._body.get(key, [] if optional else None)
        if not isinstance(value, list) or len(value) > MOST_ROWS:
            raise self._wrong("catalog.edition_rows", key)
        return value

    def _wrong(self, code: str, key: str, **parameters: int) -> Problem:
        return invalid(code, field=self.path(key), **parameters)
