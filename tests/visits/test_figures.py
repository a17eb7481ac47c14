"""What is computed of a visit, by the vectors that JavaScript follows too, and by the catalogue itself."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app import catalog
from checklist_app.accounts import Audit
from checklist_app.catalog import Editions, Forms
from checklist_app.resources import DATA
from checklist_app.visits.figures import figures
from tests.store.model import ModelStore
from tests.visits import strategies as typed
from tests.visits.calls import said

FOLDER = Path(__file__).parent.parent / "vectors"
CASES: Any = json.loads((FOLDER / "visit-figures.json").read_text("utf-8"))
SMALL: Any = json.loads((FOLDER / "visit-definition.json").read_text("utf-8"))["definition"]
CODES = {
    *("caution_sum", "caution_round", "caution_over_hundred", "caution_level", "caution_total"),
    *("caution_part_alone", "caution_part_mean", "caution_disputed"),
    *("caution_date_missing", "caution_date_outside"),
}
# The filled paper form of 2563, with the scores of 2562.
FILLED = [
    ("visited_on", "2020-04-10"),
    ("answer:1.1.budget", "306000.00"),
    ("answer:1.1.projects", 80),
    ("answer:1.2.reported", {"option": "reported"}),
    ("answer:1.2.done", 34),
    ("answer:1.4.total", "51.27"),
    ("answer:2.1", {"option": "mid"}),
    ("answer:3.2.9/02", {"option": "incomplete", "text": "กำลังดำเนินการ"}),
]
SCORES = ("98.66", "94.04", "93.43", "93.22", "85.68", "84.40", "70.51", "78.77", "0.00", "0.00")
FILLED += [(f"answer:3.1.scores:{number}", score) for number, score in enumerate(SCORES, start=1)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_python_computes_as_the_vector_says(case: Any) -> None:
    computed = figures(said(case["says"]), SMALL)
    assert {part: computed[part] for part in case["gives"]} == case["gives"]


def test_the_vectors_know_every_warning() -> None:
    told = {warning["code"] for case in CASES for warning in case["gives"].get("warnings", ())}
    assert told == CODES


def test_every_warning_has_a_sentence_with_what_it_is_told() -> None:
    sentences: Any = json.loads((DATA / "wording" / "phone" / "cautions.json").read_text("utf-8"))
    assert sentences.keys() == CODES
    for case in CASES:
        for warning in case["gives"].get("warnings", ()):
            for language in ("th", "en"):
                sentences[warning["code"]][language].format(**warning["parameters"])


def test_the_filled_paper_form_is_computed_and_its_gaps_are_seen() -> None:
    computed: Any = figures(said(FILLED), typed.official(2563))
    assert (computed["percent_done"], computed["level"]) == ("42.50", None)
    assert (computed["total"], computed["level_of_year"], computed["previous_level"]) == ("51.27", "E", "E")
    assert computed["failing"] == ["6", "8", "7", "9", "10"]
    warned = {warning["code"]: warning["parameters"] for warning in computed["warnings"]}
    assert warned["caution_sum"] == {"added": "34 + – + –", "sum": 34, "whole": 80, "missing": 46}
    assert set(warned) == {"caution_sum", "caution_round"}
    assert "1.2.round" in computed["missing"]
    assert computed["sections"]["3.2"] == {"done": 1, "of": 90}


def test_with_its_round_the_paper_form_has_the_level_that_was_ticked() -> None:
    computed: Any = figures(said([*FILLED, ("answer:1.2.round", {"option": "6"})]), typed.official(2563))
    assert computed["suggested"] == {"1.3.level": "mid", "2.1": "mid"}
    assert [warning["code"] for warning in computed["warnings"]] == ["caution_sum"]


@given(
    year=st.sampled_from(typed.YEARS),
    scores=st.dictionaries(st.integers(1, 10).map(str), typed.score, min_size=9),
)
def test_the_figures_are_those_of_the_catalogue(year: int, scores: dict[str, str]) -> None:
    store = ModelStore([Editions.KIND, Forms.KIND])
    rows = [(f"answer:3.1.scores:{id}", score) for id, score in scores.items()]
    computed: Any = figures(said(rows), typed.official(year))
    known = {id: Decimal(score) for id, score in scores.items()}
    expected = catalog.figures(Editions(store, Audit(store)).get(year), known)
    assert computed["total"] == (str(expected.total) if expected.total is not None else None)
    assert computed["level_of_year"] == (expected.level.id if expected.level else None)
    assert computed["failing"] == [row.indicator.id for row in expected.failing]
    assert [row["indicator"] for row in computed["ranking"]] == [row.indicator.id for row in expected.ranking]


@given(visit=typed.visit())
def test_sections_add_up_and_what_is_missing_is_not_done(visit: tuple[int, list[Any]]) -> None:
    year, pairs = visit
    definition: Any = typed.official(year)
    computed: Any = figures(said(pairs), definition)
    for section in definition["sections"]:
        count = computed["sections"][section["id"]]
        assert 0 <= count["done"] <= count["of"]
    assert 0 <= computed["answered"] <= computed["of"] - len(computed["missing"])
    assert len(set(computed["missing"])) == len(computed["missing"])
