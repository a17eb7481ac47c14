"""The figures of the ITA, against every case that published documents verify; the twin in JavaScript
runs the same vectors."""

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.accounts import Audit
from checklist_app.catalog import (
    Edition,
    Editions,
    Forms,
    Indicator,
    Instrument,
    Ranked,
    figures,
    indicator_score,
    level_for,
    level_of,
    parent_state,
    percent_done,
    ranking,
    strengths,
    weaknesses,
)
from tests.store.model import ModelStore

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "ita-figures.json").read_text("utf-8")
)


def by(part: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", VECTORS[part], ids=lambda case: str(case.get("name", case)))


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def ids(rows: Iterable[Ranked]) -> list[str]:
    return [row.indicator.id for row in rows]


@by("figures")
def test_published_figures_are_reproduced(case: dict[str, Any], editions: Editions) -> None:
    edition = editions.get(case["year"])
    scores = {id: Decimal(score) for id, score in case["scores"].items()}
    found = figures(edition, scores)
    assert found.means == {id: number(mean) for id, mean in case["means"].items()}
    assert found.total == number(case["total"])
    assert (found.level.id if found.level else None) == case["level"]
    assert ids(found.ranking) == case["ranking"]
    assert [row.rank for row in found.ranking] == list(range(1, len(scores) + 1))
    assert ids(found.failing) == case["failing"]
    assert ids(strengths(edition, scores)) == case["strengths"]
    assert ids(weaknesses(edition, scores)) == case["weaknesses"]


@by("levels")
def test_levels_begin_where_the_edition_says(case: dict[str, Any], editions: Editions) -> None:
    total = Decimal(case["total"])
    level = level_of(editions.get(case["year"]), total, {"IIT": total, "EIT": total, "OIT": total})
    assert level is not None
    assert level.id == case["level"]


@by("parts")
def test_an_indicator_is_the_mean_of_its_parts(case: dict[str, Any], editions: Editions) -> None:
    indicator = editions.get(case["year"]).indicator(case["indicator"])
    assert indicator is not None
    parts = {id: Decimal(score) for id, score in case["parts"].items()}
    assert indicator_score(indicator, parts) == number(case["score"])


@by("progress")
def test_progress_finds_its_band(case: dict[str, Any], forms: Forms) -> None:
    question = forms.get("nacc-2563").question("2.1")
    assert question is not None
    done, planned = case["done"], case["planned"]
    level = level_for(question, round=case["round"], done=done, planned=planned)
    assert percent_done(done=done, planned=planned) == number(case["percent"])
    assert (level.id if level else None) == case["level"]


def test_the_cut_off_of_strengths_can_be_chosen(editions: Editions) -> None:
    edition = editions.get(2565)
    scores = {"1": Decimal("85.00"), "2": Decimal("84.99")}
    assert ids(strengths(edition, scores, cut_off=Decimal(85))) == ["1"]
    assert ids(weaknesses(edition, scores, cut_off=Decimal(85))) == ["2"]


@pytest.mark.parametrize("count", [8, 12])
def test_an_edition_may_have_another_number_of_indicators_and_instruments(
    count: int, editions: Editions
) -> None:
    edition = replace(
        editions.get(2568),
        instruments=(Instrument("X", "เอ็กซ์", Decimal(40)), Instrument("Y", "วาย", Decimal(60))),
        indicators=tuple(Indicator(str(n), f"ที่ {n}", "X" if n % 2 else "Y") for n in range(1, count + 1)),
    )
    scores = {str(n): Decimal(90 if n % 2 else 100) for n in range(1, count + 1)}
    found = figures(edition, scores)
    assert found.means == {"X": Decimal("90.00"), "Y": Decimal("100.00")}
    assert found.total == Decimal("96.00")
    assert found.level is not None
    assert found.level.id == "good"
    assert len(found.ranking) == count


def test_a_parent_shows_all_some_or_none_of_its_children() -> None:
    assert [parent_state(marks) for marks in ([True, True], [True, False], [False], [])] == [
        "all",
        "some",
        "none",
        "none",
    ]


HUNDREDTHS = st.integers(0, 10_000).map(lambda whole: Decimal(whole) / 100)


@settings(deadline=None)
@given(values=st.lists(HUNDREDTHS, min_size=10, max_size=10))
def test_a_total_lies_between_its_scores_and_ranks_fall(values: list[Decimal]) -> None:
    edition = shipped_edition()
    scores = {str(n): value for n, value in enumerate(values, start=1)}
    found = figures(edition, scores)
    assert found.total is not None
    assert min(values) <= found.total <= max(values)
    assert found.level is not None
    assert [row.score for row in ranking(edition, scores)] == sorted(values, reverse=True)


@cache
def shipped_edition() -> Edition:
    store = ModelStore([Editions.KIND])
    return Editions(store, Audit(store)).get(2567)
