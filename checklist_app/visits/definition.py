"""The definition of a form as JSON: what a phone needs of it to fold, compute and advise without signal.
`definition` writes it; `edition_of` and `question_of` read back what the catalogue computes with. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from checklist_app.catalog import (
    Band,
    Edition,
    Form,
    Indicator,
    Instrument,
    Level,
    Option,
    Part,
    Question,
    Round,
    Section,
)
from checklist_app.store import Body, JsonValue
from checklist_app.visits.proposals import proposal

Definition: TypeAlias = Mapping[str, Any]


def definition(form: Form, edition: Edition | None, previous: Edition | None) -> Body:
    """`edition` is that of the form's year, `previous` that of the year before. Numbers with fractions
    are text, so that no reader rounds them."""
    return {
        "digest": form.digest,
        "form": form.id,
        "year": form.year,
        "name": form.name,
        "sections": [_section(section, parent) for section, parent in _sections(form)],
        "questions": {
            question.id: _question(question, section.id)
            for section, _ in _sections(form)
            for question in _own_questions(section)
        },
        "sums": [
            {"parts": list(sum.parts), "whole": sum.whole}
            for section in form.all_sections()
            for sum in section.sums
        ],
        "edition": edition_body(edition) if edition else None,
        "previous_edition": edition_body(previous) if previous else None,
    }


def edition_body(edition: Edition) -> Body:
    """What scripts compute with (static/js/catalog/figures.js)."""
    return {
        "year": edition.year,
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
        "levels": [
            {
                "id": known.id,
                "name": known.name,
                "total": str(known.total),
                "each_instrument": _text(known.each_instrument),
            }
            for known in edition.levels
        ],
        "pass_mark": str(edition.pass_mark),
        "strength_mark": str(edition.strength_mark),
        "incomplete": edition.incomplete,
    }


def edition_of(body: Definition) -> Edition:
    return Edition(
        year=body["year"],
        confirmed=False,
        instruments=tuple(
            Instrument(known["id"], known["name"], Decimal(known["weight"])) for known in body["instruments"]
        ),
        indicators=tuple(_indicator_of(known) for known in body["indicators"]),
        levels=tuple(_level_of(known) for known in body["levels"]),
        pass_mark=Decimal(body["pass_mark"]),
        strength_mark=Decimal(body["strength_mark"]),
        incomplete=body["incomplete"],
    )


def question_of(body: Definition) -> Question:
    """As much of the question as its level is computed from."""
    return Question(
        id=body["id"],
        type=body["type"],
        options=tuple(Option(option["id"], option["label"]) for option in body["options"]),
        rounds=tuple(
            Round(known["id"], known["label"], tuple(map(_band_of, known["bands"])))
            for known in body["rounds"]
        ),
    )


def _sections(form: Form) -> Iterator[tuple[Section, str]]:
    """Every section with the id of the one that it is part of."""

    def within(sections: tuple[Section, ...], parent: str) -> Iterator[tuple[Section, str]]:
        for section in sections:
            yield section, parent
            inner = tuple(item for item in section.items if isinstance(item, Section))
            yield from within(inner, section.id)

    return within(form.sections, "")


def _own_questions(section: Section) -> Iterator[Question]:
    for item in section.items:
        if isinstance(item, Question):
            yield from item.walk()


def _section(section: Section, parent: str) -> JsonValue:
    return {
        "id": section.id,
        "number": section.number,
        "title": section.title,
        "indicators": list(section.indicators),
        "questions": [question.id for question in _own_questions(section)],
        "parent": parent,
    }


def _question(question: Question, section: str) -> JsonValue:
    progress = question.progress
    return {
        "id": question.id,
        "type": question.type,
        "number": question.number,
        "label": question.label,
        "name": question.name,
        "section": section,
        "required": question.required,
        "on_paper": question.on_paper,
        "options": [
            {"id": option.id, "label": option.label, "asks_text": option.asks_text}
            for option in question.options
        ],
        "derived": question.derived,
        "explicit_mark": question.explicit_mark,
        "items": [item.id for item in question.items],
        "settings": dict(question.settings),
        "progress": {"done": progress.done, "planned": progress.planned, "round": progress.round}
        if progress
        else None,
        "rounds": [_round(known) for known in question.rounds],
        "score_rows": [
            {"id": row.id, "name": row.name, "indicator": row.indicator, "is_part": row.is_part}
            for row in question.score_rows
        ],
        "about": question.about,
        "advice": proposal(question),
    }


def _round(known: Round) -> JsonValue:
    return {
        "id": known.id,
        "label": known.label,
        "bands": [
            {"option": band.option, "start": str(band.start), "below": _text(band.below)}
            for band in known.bands
        ],
    }


def _text(number: Decimal | None) -> JsonValue:
    return None if number is None else str(number)


def _indicator_of(body: Definition) -> Indicator:
    parts = tuple(Part(id, name="", short="") for id in body["parts"])
    return Indicator(body["id"], body["name"], body["instrument"], parts=parts)


def _level_of(body: Definition) -> Level:
    least = body["each_instrument"]
    return Level(body["id"], body["name"], Decimal(body["total"]), None if least is None else Decimal(least))


def _band_of(body: Definition) -> Band:
    below = body["below"]
    return Band(body["option"], Decimal(body["start"]), None if below is None else Decimal(below))
