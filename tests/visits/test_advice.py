"""Recommendations arise by themselves from what the failing indicators leave undone, in words that an
inspector can hand over as they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from checklist_app.catalog import Option, Question
from checklist_app.visits.advice import advice
from checklist_app.visits.proposals import OTHERWISE, proposal
from tests.visits.calls import said
from tests.visits.strategies import official
from tests.visits.test_figures import FILLED

FOLDER = Path(__file__).parent.parent / "vectors"
CASES: Any = json.loads((FOLDER / "visit-advice.json").read_text("utf-8"))
SMALL: Any = json.loads((FOLDER / "visit-definition.json").read_text("utf-8"))["definition"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_python_advises_as_the_vector_says(case: Any) -> None:
    assert advice(said(case["says"]), SMALL) == case["gives"]


def test_the_filled_paper_form_gives_the_items_of_its_five_failing_indicators() -> None:
    """6 shares its block with 1: 14 items, then 7, 18, 5 and 6; one of them was ticked."""
    listed = advice(said([*FILLED, ("answer:3.2.8/04", True)]), official(2563))
    assert len(listed) == 14 + 7 + 18 + 5 + 6 - 1
    by_indicator = [entry["indicator"] for entry in listed]
    assert sorted(set(by_indicator), key=by_indicator.index) == ["6", "7", "8", "9", "10"]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("มีแนวทางปฏิบัติในการยืม", "ควรมีแนวทางปฏิบัติในการยืม"),
        ("มีประชุมชี้แจง", "ควรมีการประชุมชี้แจง"),
        ("มีการประชุมชี้แจง", "ควรมีการประชุมชี้แจง"),
        ("การสร้างวัฒนธรรมองค์กร", "ควรมีการสร้างวัฒนธรรมองค์กร"),
        ("จัดให้มีระบบ", "ควรจัดให้มีระบบ"),
        ("ให้ประชาชนมีส่วนร่วม", "ควรให้ประชาชนมีส่วนร่วม"),
        ("ผู้บริหารจัดสรรงบประมาณ", "ผู้บริหารควรจัดสรรงบประมาณ"),
        ("ผู้บริหารองค์กรปกครองส่วนท้องถิ่นมีการประกาศ", "ผู้บริหารองค์กรปกครองส่วนท้องถิ่นควรมีการประกาศ"),
        ("หน่วยงานนำผลมาวิเคราะห์", "หน่วยงานควรนำผลมาวิเคราะห์"),
        ("กรณีมีการทุจริต มีกระบวนการแก้ไข", "กรณีมีการทุจริต ควรมีกระบวนการแก้ไข"),
        ("บริเวณจุดอันตรายมีการออกแบบ", "บริเวณจุดอันตรายควรมีการออกแบบ"),
        ("แสงสว่างเพียงพอ", "ควรดำเนินการ: แสงสว่างเพียงพอ"),
    ],
)
def test_an_item_is_said_as_advice(item: str, said: str) -> None:
    assert proposal(Question(id="1", type="tick", label=item)) == said


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("ข้อมูลพื้นฐาน ตามข้อ O1 - O9", "ควรเปิดเผยข้อมูลพื้นฐาน ตามข้อ O1 - O9 ให้ครบถ้วนและเป็นปัจจุบันบนเว็บไซต์ของหน่วยงาน"),
        ("เงินงบประมาณ ตามข้อ ..... - .....", "ควรเปิดเผยข้อมูลเงินงบประมาณ ให้ครบถ้วนและเป็นปัจจุบันบนเว็บไซต์ของหน่วยงาน"),
    ],
)
def test_what_is_not_complete_should_be_disclosed(item: str, said: str) -> None:
    options = (Option("complete", "มีครบ"), Option("incomplete", "ยังไม่ครบ"))
    assert proposal(Question(id="1", type="complete", label=item, options=options)) == said


def test_parents_and_other_questions_propose_nothing() -> None:
    assert proposal(Question(id="1", type="tick", label="มีคู่มือ", derived=True)) == ""
    assert proposal(Question(id="1", type="text", label="มีคู่มือ")) == ""


@pytest.mark.parametrize("year", [2563, 2567, 2570])
def test_every_item_of_the_official_form_becomes_advice_without_losing_a_word(year: int) -> None:
    questions: Any = official(year)["questions"]
    items = [question for question in questions.values() if question["section"].startswith("3.2.")]
    leaves = [question for question in items if not question["derived"]]
    assert len(leaves) == 90
    for question in leaves:
        text = question["advice"]
        assert "ควร" in text[:60]
        assert OTHERWISE not in text
        assert "..." not in text
        if question["type"] == "tick":
            without = text.replace("ควรมีการ", "", 1) if "ควรมีการ" in text[:60] else text.replace("ควร", "", 1)
            assert question["label"].endswith(without[-20:])
            assert len(text) - len(question["label"]) <= len("ควรมีการ")
