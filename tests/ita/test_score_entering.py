"""What is typed into the table of scores: understood as a person would, or named by its row."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist_app.accounts import Audit
from checklist_app.agencies import ScoreSet
from checklist_app.catalog import Edition, Editions
from checklist_app.errors import Problem
from checklist_app.ita.scoring.entering import read_level, read_score, rows_of, settle, typed_of
from checklist_app.thai import DigitStyle, format_score
from tests.store.model import ModelStore
from tests.thai.strategies import number_text, thai_text

VECTORS: list[tuple[str, str | None]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "ita-scores.json").read_text("utf-8")
)
NOTHING = ScoreSet("a", "p", 2565, {})


def edition_of(year: int) -> Edition:
    store = ModelStore([Editions.KIND])
    return Editions(store, Audit(store)).get(year)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_of(2565)


@pytest.mark.parametrize(("typed", "expected"), VECTORS)
def test_a_cell_is_read_as_the_script_reads_it(typed: str, expected: str | None) -> None:
    assert outcome(typed) == expected


@given(thai_text | number_text)
def test_whatever_is_typed_is_a_score_or_a_problem(typed: str) -> None:
    found = outcome(typed)
    assert found is None or found.startswith("ita.") or Decimal(0) <= Decimal(found) <= Decimal(100)


@given(st.decimals(0, 100, places=2), st.sampled_from(DigitStyle))
def test_a_printed_score_is_read_back(score: Decimal, style: DigitStyle) -> None:
    assert read_score(format_score(score, style), row="1") == score


def test_all_cells_settle_at_once_and_each_fault_has_its_row(edition: Edition) -> None:
    typed = {
        "cell_1": "93,85",
        "cell_9_1": "101",
        "total": "มาก",
        "published_on": "31/2/2565",
        "source": "ก" * 301,
    }
    settled = settle(edition, typed, NOTHING)
    assert settled.scores.indicators == {"1": Decimal("93.85")}
    assert [(fault.code, fault.field) for fault in settled.faults] == [
        ("ita.score_above", "cell_9_1"),
        ("ita.score_unreadable", "total"),
        ("ita.text_too_long", "source"),
        ("thai.no_such_date", "published_on"),
    ]
    assert settled.faults[0].parameters["row"] == "9.1 ข้อมูลพื้นฐาน"


def test_what_is_kept_is_typed_again_as_it_was(edition: Edition) -> None:
    kept = ScoreSet(
        "a", "p", 2565,
        {known.id: Decimal("93.85") for known in edition.indicators},
        Decimal("96.62"), "AA", "ประกาศ",
        {row.id: Decimal("100.00") for row in rows_of(edition) if row.is_part},
        date(2022, 8, 1),
        version=3,
    )  # fmt: skip
    settled = settle(edition, typed_of(kept, edition) | {"published_on": "1 สิงหาคม 2565"}, kept)
    assert settled.faults == ()
    assert settled.scores == kept


def test_a_row_that_the_year_does_not_have_is_not_lost(edition: Edition) -> None:
    kept = ScoreSet("a", "p", 2565, {"11": Decimal("50.00")}, parts={"11.1": Decimal("50.00")})
    scores = settle(edition, {"cell_1": "1"}, kept).scores
    assert scores.indicators == {"11": Decimal("50.00"), "1": Decimal("1.00")}
    assert scores.parts == {"11.1": Decimal("50.00")}


@pytest.mark.parametrize(
    ("year", "typed", "level"),
    [
        (2565, "aa", "AA"), (2565, " A ", "A"), (2565, "ระดับ “B”", "B"), (2565, "อยู่ในระดับ C", "C"),
        (2567, "ผ่าน ดี", "ผ่านดี"), (2567, "ผ่านดีเยี่ยม", "ผ่านดีเยี่ยม"), (2567, "AA", "AA"),
        (2565, "ดีมากจริงๆ", "ดีมากจริงๆ"), (2565, "", ""),
    ],
)  # fmt: skip
def test_a_level_is_kept_as_printed(year: int, typed: str, level: str) -> None:
    assert read_level(typed, edition_of(year)) == level


def outcome(typed: str) -> str | None:
    try:
        score = read_score(typed, row="1")
    except Problem as problem:
        return problem.code
    return None if score is None else str(score)
