"""Advice on a question is what was written about it, else the catalogue's, from the nearest that it knows."""

from dataclasses import replace

import pytest

from checklist_app.ita.analysing.advice import advice_for, advice_of, indicator_of, is_known, part_of
from checklist_app.ita.analysing.model import Finding
from tests.ita.dossiers import shipped


def test_what_was_written_about_a_question_counts() -> None:
    assert advice_for(shipped(2565), Finding("I7", advice="ควรประชุม {year}")) == "ควรประชุม {year}"


def test_the_catalogue_names_the_years_that_were_assessed() -> None:
    assert "ของปีงบประมาณ พ.ศ. 2564 มีข้อมูลรายละเอียดของรายงานครบ 2 ข้อ" in advice_for(
        shipped(2565), Finding("O24", missed=True)
    )
    assert "ของปีงบประมาณ พ.ศ. 2565" in advice_of(shipped(2565), "O10")


@pytest.mark.parametrize(
    ("year", "id", "nearest"),
    [(2567, "O15", "9.3"), (2567, "I5", "2"), (2569, "O2", "9"), (2567, "9.3", "9.3"), (2565, "4", "4")],
)
def test_an_unknown_question_is_advised_on_by_its_part_or_indicator(year: int, id: str, nearest: str) -> None:
    edition = shipped(year)
    assert advice_of(edition, id) == edition.advice[nearest] != ""


@pytest.mark.parametrize("id", ["", "X1", "I", "I31", "Iก", "O44", "11"])
def test_there_is_no_advice_on_what_is_no_question(id: str) -> None:
    assert advice_of(shipped(2565), id) == ""
    assert part_of(shipped(2565), id) is None


def test_an_edition_without_advice_leaves_it_empty() -> None:
    assert advice_for(replace(shipped(2565), advice={}), Finding("I7")) == ""


@pytest.mark.parametrize(
    ("year", "question", "indicator", "part"),
    [
        (2565, "O24", "9", "9.3"),
        (2566, "O24", "9", "9.4"),
        (2568, "O24", "10", "10.1"),
        (2565, "I7", "2", None),
    ],
)
def test_a_question_belongs_where_its_year_puts_it(
    year: int, question: str, indicator: str, part: str | None
) -> None:
    found, within = indicator_of(shipped(year), question), part_of(shipped(year), question)
    assert found is not None
    assert found.id == indicator
    assert (within.id if within else None) == part


def test_what_a_year_knows_are_its_questions_parts_and_indicators() -> None:
    known = [
        id for id in ("2", "9.3", "I7", "O43", "11", "9.9", "I31", "O44", "") if is_known(shipped(2565), id)
    ]
    assert known == ["2", "9.3", "I7", "O43"]
