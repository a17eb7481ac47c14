"""The shipped form says what the official form of fiscal year 2563 says: every text, and nothing else."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from checklist_app.catalog import Editions, Form, Forms, Question
from checklist_app.catalog.texts import texts_of
from checklist_app.thai import clean

GOLDEN = Path(__file__).parent / "official_2563.json"
BLOCKS = {
    "3.2.1-6": (13, 2),
    "3.2.2": (7, 0),
    "3.2.3": (12, 0),
    "3.2.4": (6, 0),
    "3.2.5": (12, 5),
    "3.2.7": (3, 6),
    "3.2.8": (8, 11),
    "3.2.9": (5, 0),
    "3.2.10": (2, 6),
}


def official() -> list[str]:
    strings: list[str] = json.loads(GOLDEN.read_text("utf-8"))["strings"]
    return strings


def checklist_items(form: Form) -> list[Question]:
    return [question for question in form.questions() if question.id.startswith("3.2.")]


def test_rendered_for_2563_it_is_the_official_wording_and_nothing_else(forms: Forms) -> None:
    assert Counter(texts_of(forms.rendered("nacc-2563", 2563))) == Counter(official())


def test_its_items_stand_in_the_order_of_the_paper(forms: Forms) -> None:
    labels = [question.label for question in checklist_items(forms.get("nacc-2563"))]
    assert labels == [text for text in official() if text in set(labels)]


def test_it_has_68_items_30_sub_items_and_90_leaves(forms: Forms) -> None:
    form = forms.get("nacc-2563")
    found = {}
    for section in form.all_sections():
        if section.id in BLOCKS:
            tops = [item for item in section.items if isinstance(item, Question)]
            found[section.id] = (len(tops), sum(len(top.items) for top in tops))
    assert found == BLOCKS
    assert sum(items for items, _ in found.values()) == 68
    assert sum(subs for _, subs in found.values()) == 30
    assert sum(question.is_leaf for question in checklist_items(form)) == 90


def test_items_of_a_block_are_numbered_in_order(forms: Forms) -> None:
    for section in forms.get("nacc-2563").all_sections():
        if section.id in BLOCKS and section.id != "3.2.9":
            numbers = [item.number for item in section.items]
            assert numbers == [f"{number}." for number in range(1, len(numbers) + 1)]
            assert [item.id for item in section.items] == [
                f"{section.id}/{number:02}" for number in range(1, len(numbers) + 1)
            ]


def test_parents_are_derived_but_can_be_marked(forms: Forms) -> None:
    parents = [question for question in checklist_items(forms.get("nacc-2563")) if question.items]
    assert len(parents) == 8
    assert all(parent.derived and parent.explicit_mark for parent in parents)


def test_every_mend_is_in_the_wording_and_no_scanned_reading_is_left(forms: Forms) -> None:
    form = forms.get("nacc-2563")
    texts = "\n".join(texts_of(form))
    assert len(form.mends) == 14
    for mend in form.mends:
        if mend.kind == "ocr" and mend.part == "":
            assert mend.corrected in texts
            assert mend.scanned not in texts


def test_doubtful_readings_were_left_as_they_stand(forms: Forms) -> None:
    form = forms.get("nacc-2563")
    texts = "\n".join(texts_of(form))
    assert len(form.left_unchanged) == 10
    assert all(doubt.text in texts for doubt in form.left_unchanged)


def test_rendered_for_another_year_no_year_of_the_first_edition_is_left(forms: Forms) -> None:
    texts = "\n".join(texts_of(forms.rendered("nacc-2563", 2570)))
    assert not re.search("256[123]", texts)
    assert "ปีงบประมาณ พ.ศ. 2570" in texts
    assert "ประจำปีงบประมาณ พ.ศ. 2569 (โปรดระบุ)" in texts
    assert "พ.ศ. 2560" in texts  # the year of an act stays
    assert "มีนาคม 2570" in texts


def test_the_score_table_follows_the_edition_of_the_year(forms: Forms) -> None:
    old = forms.rendered("nacc-2563", 2563).question("3.1.scores")
    new = forms.rendered("nacc-2563", 2567).question("3.1.scores")
    assert old is not None
    assert new is not None
    assert len(old.score_rows) == 17
    assert {row.id: (row.questions, row.count) for row in old.score_rows}["10"] == ("O34 - 43", "10")
    assert {row.id: (row.questions, row.count) for row in new.score_rows}["10"] == ("O26 - 35", "10")


def test_levels_to_choose_from_are_those_of_the_year_before(forms: Forms) -> None:
    def levels(year: int) -> list[str]:
        question = forms.rendered("nacc-2563", year).question("1.4.total")
        assert question is not None
        return [row.level for row in question.level_rows]

    assert levels(2566) == ["AA", "A", "B", "C", "D", "E", "F"]
    assert levels(2567)[0] == "ผ่านดีเยี่ยม"


def test_question_numbers_that_nobody_knows_are_left_blank(forms: Forms) -> None:
    question = forms.rendered("nacc-2563", 2570).question("3.2.9/01")
    assert question is not None
    assert question.label == "ข้อมูลพื้นฐาน ตามข้อ ..... - ....."


def test_rules_and_shared_evidence_are_data(forms: Forms) -> None:
    form = forms.get("nacc-2563")
    rules = {
        question.id: [rule.kind for rule in question.rules] for question in form.questions() if question.rules
    }
    assert rules == {
        "3.2.1-6/01": ["min_per_year"],
        "3.2.2/04": ["frequency"],
        "3.2.3/03": ["min_per_year"],
        "3.2.5/04": ["min_percent"],
        "3.2.5/07": ["deadline"],
        "3.2.8/03": ["min_per_year"],
        "3.2.8/04": ["min_per_year"],
        "3.2.8/05": ["min_per_year"],
    }
    assert form.evidence_peers("3.2.8/03") == ("3.2.1-6/01",)
    assert form.evidence_peers("3.2.2/01") == ()


def test_inspectors_and_agency_head_can_sign_but_are_not_on_the_paper(forms: Forms) -> None:
    form = forms.get("nacc-2563")
    signatures = {q.label: q.on_paper for q in form.questions() if q.type == "signature"}
    assert signatures == {"ผู้รายงาน": True, "คณะนิเทศ": False, "หัวหน้าหน่วยงาน": False}


def test_the_wording_is_clean_thai(forms: Forms) -> None:
    for form in forms.all():
        assert all(clean(text) == text for text in texts_of(form))


def test_another_form_lives_beside_it(forms: Forms, editions: Editions) -> None:
    assert [form.id for form in forms.all()] == ["follow-up-visit", "nacc-2563"]
    types = {question.type for question in forms.get("follow-up-visit").questions()}
    assert {"date", "photo", "long_text", "people", "money"} <= types


def test_the_levels_of_five_names_are_printed_with_the_totals_that_reach_them(forms: Forms) -> None:
    asked = forms.rendered("nacc-2563", 2569).question("1.4.total")
    assert asked is not None
    assert [(row.level, row.range) for row in asked.level_rows] == [
        ("ผ่านดีเยี่ยม", "95.00 – 100"),
        ("ผ่านดี", "85.00 – 100"),
        ("ผ่าน", "85.00 – 100"),
        ("ต้องปรับปรุง", "70.00 – 84.99"),
        ("ต้องปรับปรุงโดยด่วน", "0 – 69.99"),
    ]


@pytest.mark.parametrize(
    ("year", "label"), [(2563, "เงินงบประมาณ ตามข้อ O18"), (2567, "การจัดซื้อจัดจ้าง ตามข้อ O14")]
)
def test_a_disclosure_group_is_called_as_in_the_edition_of_the_year(
    forms: Forms, year: int, label: str
) -> None:
    group = forms.rendered("nacc-2563", year).question("3.2.9/03")
    assert group is not None
    assert group.label.startswith(label)
