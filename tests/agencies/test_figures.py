"""The means of the instruments are those of the documents."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from checklist_app.accounts import Audit
from checklist_app.agencies.figures import instruments_of, published_years
from checklist_app.agencies.scores import ScoreSet
from checklist_app.catalog import Edition, Editions
from checklist_app.resources import DATA
from tests.store.model import ModelStore

DOCUMENTS = {
    ("อบต.หนองไผ่ล้อม", 2565): ("92.34", "98.29", "98.57"),
    ("ทต.โคกม้า", 2567): ("98.87", "96.56", "88.40"),
    ("ทต.โคกม้า", 2568): ("99.32", "99.13", "100.00"),
    ("อบต.บ้านแลง", 2565): ("80.67", "73.28", "100.00"),
    ("อบต.ทุ่งแก", 2562): ("93.01", "77.89", "0.00"),
}


@pytest.fixture
def edition_of() -> Callable[[int], Edition | None]:
    store = ModelStore([Editions.KIND])
    return Editions(store, Audit(store)).find


def demo_scores() -> list[ScoreSet]:
    entries = json.loads((DATA / "demo" / "scores.json").read_text("utf-8"))
    return [
        ScoreSet(e["agency"], "", e["year"], {n: Decimal(s) for n, s in e["indicators"].items()})
        for e in entries
    ]


def test_the_shipped_scores_give_the_printed_means(edition_of: Callable[[int], Edition | None]) -> None:
    years = published_years(demo_scores(), edition_of)
    found = {(y.scores.agency, y.scores.year): tuple(map(str, y.means.values())) for y in years}
    assert found == DOCUMENTS
    assert instruments_of(years) == ["IIT", "EIT", "OIT"]


def test_a_year_without_an_edition_shows_stored_figures_only() -> None:
    (year,) = published_years(demo_scores()[:1], lambda _: None)
    assert (dict(year.means), instruments_of([year])) == ({}, [])


def test_a_missing_indicator_gives_no_mean(edition_of: Callable[[int], Edition | None]) -> None:
    scores = ScoreSet("a", "", 2567, {"9": Decimal(80), "10": Decimal(90)})
    (year,) = published_years([scores], edition_of)
    assert dict(year.means) == {"IIT": None, "EIT": None, "OIT": Decimal("85.00")}
