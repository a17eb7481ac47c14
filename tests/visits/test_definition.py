"""The definition is the form for a reader without signal: everything that is computed with, all numbers as
text, and the same figures when it is read back."""

import json
from pathlib import Path
from typing import Any

import pytest

from checklist_app.accounts import Audit
from checklist_app.catalog import Edition, Editions, Form, Forms
from checklist_app.catalog.edition_reading import read_edition
from checklist_app.catalog.rendering import TwoYears, render
from checklist_app.store import canonical
from checklist_app.visits.definition import definition, edition_of, question_of
from tests.store.model import ModelStore
from tests.visits.strategies import official

VECTOR: Any = json.loads(
    (Path(__file__).parent.parent / "vectors" / "visit-definition.json").read_text("utf-8")
)


def small(**editions: Edition) -> Form:
    two_years = TwoYears(editions.get("year"), editions.get("previous_year"))
    return render(VECTOR["form"], digest="d" * 64, year=2567, editions=two_years)


def test_a_form_becomes_the_definition_of_the_vector() -> None:
    """Phones keep definitions for as long as their visits last: this is their shape."""
    editions = {name: read_edition(body) for name, body in VECTOR["editions"].items()}
    made = definition(small(**editions), editions["year"], editions["previous_year"])
    assert made == VECTOR["definition"]


def test_a_year_without_an_edition_has_none() -> None:
    made: Any = definition(small(), None, None)
    assert (made["edition"], made["previous_edition"]) == (None, None)
    assert made["questions"]["scores.table"]["score_rows"] == []
    assert made["questions"]["open/1"]["advice"] == "ควรเปิดเผยข้อมูลพื้นฐาน ให้ครบถ้วนและเป็นปัจจุบันบนเว็บไซต์ของหน่วยงาน"


@pytest.fixture
def editions() -> Editions:
    store = ModelStore([Editions.KIND, Forms.KIND])
    return Editions(store, Audit(store))


@pytest.mark.parametrize("year", range(2563, 2571))
def test_the_official_form_is_whole_in_every_year(editions: Editions, year: int) -> None:
    """Every question is in exactly one section, every section in one that comes before it, and every name
    leads somewhere; no number in it is a fraction."""
    made: Any = official(year)
    assert canonical(made)
    listed = [id for section in made["sections"] for id in section["questions"]]
    assert sorted(listed) == sorted(made["questions"])
    known = [section["id"] for section in made["sections"]]
    assert all(
        section["parent"] == "" or known.index(section["parent"]) < index
        for index, section in enumerate(made["sections"])
    )
    named = [part for sum in made["sums"] for part in [*sum["parts"], sum["whole"]]]
    named += [id for question in made["questions"].values() for id in question["items"]]
    named += [id for question in made["questions"].values() for id in (question["progress"] or {}).values()]
    assert set(named) <= made["questions"].keys()
    assert set(_indicators(made)) == {known.id for known in editions.get(year).indicators}


def _indicators(made: Any) -> list[str]:
    return [id for section in made["sections"] for id in section["indicators"]]


@pytest.mark.parametrize("year", range(2562, 2571))
def test_an_edition_read_back_computes_with_the_same_rules(editions: Editions, year: int) -> None:
    edition = editions.get(year)
    made: Any = definition(small(year=edition), edition, edition)
    read = edition_of(json.loads(json.dumps(made["edition"])))
    assert read.levels == edition.levels
    assert (read.pass_mark, read.strength_mark) == (edition.pass_mark, edition.strength_mark)
    assert [(i.id, i.name, i.weight) for i in read.instruments] == [
        (i.id, i.name, i.weight) for i in edition.instruments
    ]
    assert [(i.id, i.instrument, [p.id for p in i.parts]) for i in read.indicators] == [
        (i.id, i.instrument, [p.id for p in i.parts]) for i in edition.indicators
    ]


def test_a_question_read_back_has_the_same_bands(editions: Editions) -> None:
    form = small(year=editions.get(2567))
    question, made = form.question("plan.level"), definition(form, None, None)
    body: Any = made["questions"]
    assert question
    read = question_of(body["plan.level"])
    held = [(band.option, band.start, band.below) for known in question.rounds for band in known.bands]
    assert [(band.option, band.start, band.below) for known in read.rounds for band in known.bands] == held
