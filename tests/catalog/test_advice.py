"""Every edition advises on what it asks, and on nothing that another year asked under the same number."""

import re
from typing import Any

import pytest

from checklist_app.catalog import Edition, Editions, Forms
from checklist_app.errors import Problem

YEARS = range(2562, 2571)
THAI = re.compile(r"[\u0e00-\u0e7f]")


def asked(edition: Edition) -> set[str]:
    return {question.id for question in edition.questions}


@pytest.mark.parametrize("year", YEARS)
def test_advice_is_on_what_the_year_asks_and_on_all_of_it(year: int, editions: Editions) -> None:
    edition = editions.get(year)
    assert edition.advice.keys() == asked(edition) | edition.spans().keys()
    assert "advice" in {fact.about for fact in edition.facts}


@pytest.mark.parametrize("year", [2563, 2564, 2565])
def test_where_all_questions_are_known_all_have_advice(year: int, editions: Editions) -> None:
    edition = editions.get(year)
    assert len(asked(edition)) == sum(instrument.questions or 0 for instrument in edition.instruments) == 88


@pytest.mark.parametrize("year", YEARS)
def test_advice_can_be_printed(year: int, editions: Editions) -> None:
    for id, text in editions.get(year).advice.items():
        assert THAI.match(text), id
        assert len(text) <= 600, id
        assert text == " ".join(text.split()), id
        assert set(re.findall(r"\{(.*?)\}", text)) <= {"year", "previous"}, id
        assert re.findall(r"25\d\d", text.replace("พ.ศ. 2562 ที่ระบุ", "")) == [], id  # an Act keeps its year


@pytest.mark.parametrize("year", YEARS)
def test_advice_on_a_document_says_what_must_be_shown(year: int, editions: Editions) -> None:
    edition = editions.get(year)
    for question in edition.questions:
        begins = edition.advice[question.id].startswith("หน่วยงานต้องแสดง")
        assert begins is question.id.startswith("O"), question.id


TOPICS = (
    "โครงสร้าง", "ผู้บริหาร", "ยุทธศาสตร์", "การติดต่อ", "ข่าว", "ข้อมูลส่วนบุคคล", "คู่มือ", "สถิติ", "พึงพอใจ",
    "E-Service", "รอบ 6 เดือน", "งบประมาณ", "ซื้อจัดจ้าง", "ทรัพยากรบุคคล", "จริยธรรม", "ร้องเรียน",
    "มีส่วนร่วม", "No Gift", "ความเสี่ยง", "ทุจริต", "มาตรการ",
)  # fmt: skip


@pytest.mark.parametrize("year", YEARS)
def test_numbers_that_moved_took_their_advice_along(year: int, editions: Editions) -> None:
    """An item's advice speaks of what its name speaks of."""
    edition = editions.get(year)
    for question in edition.questions:
        if question.id.startswith("O"):
            named = {topic for topic in TOPICS if topic in question.text}
            assert named <= {topic for topic in TOPICS if topic in edition.advice[question.id]}, question


def test_an_edition_without_advice_is_read_as_before(editions: Editions) -> None:
    body = {key: value for key, value in editions.body(2569).items() if key != "advice"}
    assert editions.save(body, year=2569, version=0, actor="x").advice == {}


def test_an_edited_advice_stands_in_front_of_the_shipped_one(editions: Editions) -> None:
    editions.save(changed(editions, {"O11": "ควรเผยแพร่ทุกเดือน"}), year=2569, version=0, actor="x")
    assert editions.get(2569).advice["O11"] == "ควรเผยแพร่ทุกเดือน"
    editions.reset(2569, version=1, actor="x")
    assert editions.get(2569).advice["O11"].startswith("หน่วยงานต้องแสดง")


@pytest.mark.parametrize(
    ("advice", "code", "field"),
    [
        ({"O27": "ควรแก้ไข"}, "edition_advice", "advice"),
        ({"I1": "ควรแก้ไข"}, "edition_advice", "advice"),
        ({"O11": " "}, "edition_text", "advice.O11"),
        ({"O11": 1}, "edition_text", "advice.O11"),
        ({"O11": "ก" * 4001}, "edition_text", "advice.O11"),
        ([], "edition_rows", "advice"),
    ],
)
def test_faulty_advice_is_named(advice: Any, code: str, field: str, editions: Editions) -> None:
    body = {**editions.body(2569), "advice": advice}
    with pytest.raises(Problem) as problem:
        editions.save(body, year=2569, version=0, actor="x")
    assert (problem.value.code, problem.value.field) == (f"catalog.{code}", field)
    assert not editions.is_edited(2569)


def test_a_kept_form_is_the_same_whatever_is_advised(editions: Editions, forms: Forms) -> None:
    before = forms.keep("nacc-2563", 2569).digest
    editions.save(changed(editions, {"O11": "ควรเผยแพร่ทุกเดือน"}), year=2569, version=0, actor="x")
    assert forms.keep("nacc-2563", 2569).digest == before
    assert "advice" not in str(forms.version(before)["editions"].keys())  # type: ignore[union-attr]


def changed(editions: Editions, advice: dict[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {**editions.body(2569)}
    return {**body, "advice": {**body["advice"], **advice}}
