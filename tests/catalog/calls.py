"""What can be asked of both twins of the catalogue, with parts of a form's definition (the JSON that the
phone has) as arguments; tests/js/catalog/calls.js is the other."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from checklist_app import catalog
from checklist_app.catalog import QUESTION_TYPES, Edition, Indicator, Instrument, Level, Question, ScoreRow
from checklist_app.catalog.editions import Part, failing, instrument_means, mean, weighted_total
from checklist_app.catalog.model import Band, Option, Round
from checklist_app.thai import format_date, format_money, format_whole
from tests.node import Calls

Definition = Mapping[str, Any]


def question_of(definition: Definition) -> Question:
    return Question(
        id=definition["id"],
        type=definition["type"],
        options=tuple(Option(**option) for option in definition["options"]),
        settings=definition["settings"],
        rounds=tuple(
            Round(known["id"], "", tuple(map(_band, known["bands"]))) for known in definition["rounds"]
        ),
        score_rows=tuple(ScoreRow(row["id"], "", "", False, "", "") for row in definition["score_rows"]),
    )


def edition_of(definition: Definition) -> Edition:
    return Edition(
        year=2568,
        confirmed=True,
        instruments=tuple(
            Instrument(known["id"], known["name"], Decimal(known["weight"]))
            for known in definition["instruments"]
        ),
        indicators=tuple(_indicator(known) for known in definition["indicators"]),
        levels=tuple(
            Level(known["id"], known["name"], Decimal(known["total"]), _number(known["each_instrument"]))
            for known in definition["levels"]
        ),
        pass_mark=Decimal(definition["pass_mark"]),
        strength_mark=Decimal(0),
    )


def question_definition(question: Question) -> Definition:
    return {
        "id": question.id,
        "type": question.type,
        "options": [
            {"id": option.id, "label": option.label, "asks_text": option.asks_text}
            for option in question.options
        ],
        "settings": question.settings,
        "rounds": [
            {"id": known.id, "bands": [_band_definition(band) for band in known.bands]}
            for known in question.rounds
        ],
        "score_rows": [{"id": row.id} for row in question.score_rows],
    }


def edition_definition(edition: Edition) -> Definition:
    return {
        "instruments": [
            {"id": known.id, "name": known.name, "weight": str(known.weight)} for known in edition.instruments
        ],
        "indicators": [
            {
                "id": known.id,
                "name": known.name,
                "instrument": known.instrument,
                "parts": [part.id for part in known.parts],
            }
            for known in edition.indicators
        ],
        "levels": [_level_definition(level) for level in edition.levels],
        "pass_mark": str(edition.pass_mark),
    }


def _indicator(definition: Definition) -> Indicator:
    parts = tuple(Part(part, "", "") for part in definition["parts"])
    return Indicator(definition["id"], definition["name"], definition["instrument"], parts=parts)


def _band(definition: Definition) -> Band:
    return Band(definition["option"], Decimal(definition["start"]), _number(definition["below"]))


def _band_definition(band: Band) -> Definition:
    return {"option": band.option, "start": str(band.start), "below": _text(band.below)}


def _level_definition(level: Level | None) -> Definition | None:
    if level is None:
        return None
    least = _text(level.each_instrument)
    return {"id": level.id, "name": level.name, "total": str(level.total), "each_instrument": least}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _numbers(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {id: Decimal(text) for id, text in texts.items()}


def _means(means: Mapping[str, Decimal | None]) -> Definition:
    return {id: _text(value) for id, value in means.items()}


def _rows(ranked: Iterable[catalog.Ranked]) -> list[Definition]:
    return [{"rank": row.rank, "indicator": row.indicator.id, "score": str(row.score)} for row in ranked]


def _canonical(definition: Definition, value: Any) -> Any:
    return QUESTION_TYPES[definition["type"]].canonical(question_of(definition), value)


def _shown(definition: Definition, value: Any) -> str:
    """The cell of an export, but for what a person writes in another way than a machine."""
    if value is None:
        return ""
    if definition["type"] == "signature":
        value = [_with_thai_date(one) for one in (value if isinstance(value, list) else [value])]
    for_people = FOR_PEOPLE.get(definition["type"])
    export = QUESTION_TYPES[definition["type"]].export
    return for_people(value) if for_people else export(question_of(definition), value)


def _with_thai_date(signature: Definition) -> Definition:
    signed_on = signature.get("signed_on")
    return {**signature, "signed_on": _thai_date(signed_on)} if signed_on else signature


def _thai_date(day: str) -> str:
    return format_date(date.fromisoformat(day))


def _figures(edition: Definition, scores: Mapping[str, str]) -> Definition:
    found = catalog.figures(edition_of(edition), _numbers(scores))
    return {
        "means": _means(found.means),
        "total": _text(found.total),
        "level": _level_definition(found.level),
        "ranking": _rows(found.ranking),
        "failing": _rows(found.failing),
    }


def _level_of(edition: Definition, total: str | None, means: Mapping[str, str | None]) -> Definition | None:
    known = {id: _number(value) for id, value in means.items()}
    return _level_definition(catalog.level_of(edition_of(edition), _number(total), known))


def _weighted_total(edition: Definition, means: Mapping[str, str | None]) -> str | None:
    known = {id: _number(value) for id, value in means.items()}
    return _text(weighted_total(edition_of(edition), known))


def _level_for(definition: Definition, round: str, done: int, planned: int) -> Definition | None:
    question = question_of(definition)
    option = catalog.level_for(question, round=round, done=done, planned=planned)
    return next((known for known in definition["options"] if option and known["id"] == option.id), None)


FOR_PEOPLE: Final[Calls] = {
    "integer": format_whole,
    "money": lambda value: format_money(Decimal(value)),
    "date": _thai_date,
    "tick": lambda value: "✓" if value else "✗",
}

CALLS: Final[Calls] = {
    "canonical": _canonical,
    "shown": _shown,
    "figures": _figures,
    "instrument_means": lambda edition, scores: _means(
        instrument_means(edition_of(edition), _numbers(scores))
    ),
    "weighted_total": _weighted_total,
    "level_of": _level_of,
    "ranking": lambda edition, scores: _rows(catalog.ranking(edition_of(edition), _numbers(scores))),
    "failing": lambda edition, scores: _rows(failing(edition_of(edition), _numbers(scores))),
    "indicator_score": lambda indicator, parts: _text(
        catalog.indicator_score(_indicator(indicator), _numbers(parts))
    ),
    "mean": lambda values: _text(mean(map(_number, values))),
    "percent_done": lambda done, planned: _text(catalog.percent_done(done=done, planned=planned)),
    "level_for": _level_for,
    "parent_state": catalog.parent_state,
}
