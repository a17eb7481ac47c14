"""What does not agree in a published result is told, and nothing of it is changed."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from checklist_app.agencies import ScoreSet
from checklist_app.ita.scoring.cautions import cautions
from tests.ita.test_score_entering import edition_of
from tests.ita.world import SOURCES, scores_of


def told(case: str, year: int, total: str = "", level: str = "", **more: str) -> list[str]:
    """The codes; `more` are the scores of indicators (i2) and parts (p9_1) that differ from the source."""
    given = {key[1:].replace("_", "."): Decimal(value) for key, value in more.items()}
    parts = {id: score for id, score in given.items() if "." in id}
    scores = ScoreSet(
        "a",
        "p",
        year,
        {**scores_of(case), **{id: score for id, score in given.items() if id not in parts}},
        Decimal(total) if total else None,
        level or None,
        parts=parts,
    )
    return [each.code for each in cautions(scores, edition_of(year))]


@pytest.mark.parametrize("source", SOURCES["scores"], ids=lambda source: str(source["case"]))
def test_the_sources_agree_with_themselves(source: Mapping[str, str]) -> None:
    assert (
        told(source["case"], int(source["fy"]), source["total_printed"], source["level_printed"] or "") == []
    )


def test_both_readings_of_the_score_that_is_printed_twice_agree_with_the_total() -> None:
    assert told("000", 2565, "96.62", "AA", i2="91.41") == []


def test_a_hundredth_is_no_difference_and_two_are() -> None:
    assert told("000", 2565, "96.63") == []
    assert told("000", 2565, "96.64") == ["total"]


def test_a_level_that_the_total_does_not_have_is_told() -> None:
    assert told("000", 2565, "96.62", "A") == ["level"]
    assert told("000", 2565, "", "A") == ["level"]


def test_where_the_instruments_decide_too_they_are_asked() -> None:
    assert told("001-2567", 2567, "93.99", "ผ่าน") == ["level"]  # each instrument reaches 85: ผ่านดี
    assert told("001-2567", 2567, "93.99", "ผ่านดี", i9="10.00") == ["total"]  # not those of this total: may be
    assert told("001-2567", 2567, "96.00", "ผ่านดีเยี่ยม") == ["total"]
    assert told("001-2567", 2567, "84.00", "ผ่าน") == ["total", "level"]


def test_a_level_of_other_years_is_told() -> None:
    assert told("001-2567", 2567, "93.99", "A") == ["level_unknown"]
    assert told("000", 2565, "96.62", "ผ่านดี") == ["level_unknown"]


def test_an_agency_that_did_not_finish_has_no_level_to_contradict() -> None:
    assert told("000", 2565, "96.62", edition_of(2565).incomplete) == []


def test_an_indicator_that_is_not_the_mean_of_its_parts_is_told() -> None:
    parts = {"p9_1": "100", "p9_2": "100", "p9_3": "85.71", "p9_4": "100", "p9_5": "100"}
    assert told("000", 2565, **parts) == []
    assert told("000", 2565, **{**parts, "p9_3": "100"}) == ["parts"]
    assert told("000", 2565, p9_1="0") == []  # not all parts are known


def test_missing_indicators_are_named() -> None:
    scores = ScoreSet("a", "p", 2565, {"1": Decimal(90), "10": Decimal(90)}, Decimal(90), "A")
    (caution,) = cautions(scores, edition_of(2565))
    assert (caution.code, caution.values) == ("incomplete", {"n": 8, "missing": "2, 3, 4, 5, 6, 7, 8, 9"})
