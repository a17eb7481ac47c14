"""The page of an analysis shows what a result means, and takes findings however people bring them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from checklist_app.ita.analysing.model import Finding, Mark
from tests.cast import World
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, Bureau, bureau_of, scores_of


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world, app.extensions["checklist"].store)


def place(bureau: Bureau, year: int = CYCLE.year) -> str:
    return f"/agencies/{bureau.agency.id}/ita/{year}/analysis"


def note(bureau: Bureau, *findings: Finding, who: str = "supervisor") -> None:
    known = bureau.ita.analyses.of(bureau.agency, CYCLE)
    noted = {finding.question: finding for finding in findings}
    bureau.ita.analyses.change(bureau[who], bureau.agency, replace(known, findings=noted))


def test_without_scores_the_page_says_how_to_begin(bureau: Bureau, client_of: ClientOf) -> None:
    page = client_of("staff").get(place(bureau)).text
    assert "ยังไม่มีคะแนนปี 2569" in page


def test_the_ranking_the_ends_and_both_lists_are_shown(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("002"), total="86.19", level="A")
    page = client_of("staff").get(place(bureau)).text
    for said in (
        "86.19",
        "ระดับ A",
        "สูงสุด: ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล 100.00",
        "65.09",
        "จุดแข็ง 5 ตัวชี้วัด",
        "จุดอ่อนที่ต้องพัฒนา 5 ตัวชี้วัด",
        "ตั้งแต่ 80 ขึ้นไป (≥)",
    ):
        assert said in page


def test_findings_mark_and_advice_are_saved_at_once(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("002"))
    sent = {
        "chosen": ["O1", "O3"],
        "score:O1": "๖๖,๖๗",
        "missed": ["O3"],
        "advice:O3": "เผยแพร่ช่องทางติดต่อ",
        "advice:O10": "ไม่ได้เลือก",
        "mark": "85",
        "inclusive": "above",
    }
    assert client_of("staff").submit(place(bureau), **sent).status_code == 302
    analysis = bureau.ita.analyses.of(bureau.agency, CYCLE)
    assert [*analysis.findings.values()] == [
        Finding("O1", Decimal("66.67")),
        Finding("O3", missed=True, advice="เผยแพร่ช่องทางติดต่อ"),
    ]
    assert analysis.mark == Mark(Decimal(85), inclusive=False)
    page = client_of("staff").get(place(bureau)).text
    assert "มากกว่า 85 (&gt;)" in page
    assert "เลือก 2 ข้อ" in page


def test_questions_that_were_not_chosen_are_folded_beneath_those_that_were(
    bureau: Bureau, client_of: ClientOf
) -> None:
    bureau.score(scores_of("002"))
    note(bureau, Finding("O12", missed=True))
    page = client_of("staff").get(place(bureau)).text
    folded = page.index("เลือกข้ออื่นของตัวชี้วัดนี้ (")
    assert page.index('id="finding-O12"') < folded < page.index('id="finding-O1"')
    assert page.count("เลือกข้ออื่นของตัวชี้วัดนี้") == 1


def test_ids_that_the_list_does_not_know_are_typed(bureau: Bureau, client_of: ClientOf) -> None:
    staff = client_of("staff")
    staff.submit(place(bureau), typed="I7 72.50 E2 O24 ไม่มีข้อมูล", mark="80")
    findings = bureau.ita.analyses.of(bureau.agency, CYCLE).findings
    assert [*findings] == ["I7", "E2", "O24"]
    page = staff.get(place(bureau)).text
    assert 'value="72.50"' in page
    staff.submit(place(bureau), **{"chosen": ["I7", "O24"], "score:I7": "72.50", "typed": "I7 70"})
    findings = bureau.ita.analyses.of(bureau.agency, CYCLE).findings
    assert findings == {"I7": Finding("I7", Decimal(70)), "O24": Finding("O24")}


def test_a_mark_that_nobody_changed_stays_that_of_the_year(bureau: Bureau, client_of: ClientOf) -> None:
    staff = client_of("staff")
    staff.submit(place(bureau), mark="80", inclusive="from", typed="I7")
    assert bureau.ita.analyses.of(bureau.agency, CYCLE).mark is None
    staff.submit(place(bureau), mark="90", inclusive="from")
    staff.submit(place(bureau), mark="80", inclusive="from")
    assert bureau.ita.analyses.of(bureau.agency, CYCLE).mark == Mark(Decimal(80))
    staff.submit(place(bureau), mark="")
    assert bureau.ita.analyses.of(bureau.agency, CYCLE).mark is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"mark": "แปดสิบ"},
        {"mark": "101"},
        {"score:O1": "มาก"},
        {"score:O1": "101"},
        {"typed": "O24 หาย"},
        {"chosen": ["O1", "X9"]},
    ],
)
def test_what_was_typed_stays_beside_what_is_wrong_with_it(
    bureau: Bureau, client_of: ClientOf, wrong: dict[str, object]
) -> None:
    sent = {"chosen": ["O1"], "advice:O1": "ปรับปรุงหน้าเว็บ", "typed": "E2", "mark": "80", **wrong}
    refused = client_of("staff").submit(place(bureau), **sent)
    assert refused.status_code == 422
    assert "ปรับปรุงหน้าเว็บ" in refused.text
    assert str(sent["typed"]) in refused.text
    for typed in wrong.values():
        assert typed == ["O1", "X9"] or str(typed) in refused.text
    assert bureau.ita.analyses.of(bureau.agency, CYCLE).version == 0


def test_after_a_conflict_both_are_there_and_the_next_attempt_is_kept(
    bureau: Bureau, client_of: ClientOf
) -> None:
    staff = client_of("staff")
    sent = {"csrf_token": staff.token(place(bureau)), "version": "0", "mark": "80"}
    note(bureau, Finding("O1", advice="ของผู้กำกับ"), Finding("E2"))
    mine = {**sent, "chosen": ["O1", "O3"], "advice:O1": "ของเทศบาล"}
    refused = staff.post(place(bureau), data=mine)
    assert refused.status_code == 409
    assert "ของผู้กำกับ" in refused.text
    assert "ของเทศบาล" in refused.text
    assert refused.text.count("ที่ผู้อื่นบันทึกไว้ล่าสุด") == 2  # of O1 and of E2
    assert refused.text.count("ผู้อื่นบันทึกล่าสุดโดยไม่เลือกข้อนี้") == 1  # O3
    assert staff.post(place(bureau), data={**mine, "version": "1"}).status_code == 302
    findings = bureau.ita.analyses.of(bureau.agency, CYCLE).findings
    assert findings["O1"].advice == "ของเทศบาล"
    assert [*findings] == ["O1", "O3"]


def test_a_year_of_which_no_question_is_known_still_takes_ids(bureau: Bureau, client_of: ClientOf) -> None:
    page = client_of("staff").submit(place(bureau, 2563), typed="I7", mark="80")
    assert page.status_code == 302
    assert 'id="finding-I7"' in client_of("staff").get(place(bureau, 2563)).text


@pytest.mark.parametrize("who", ["executive", "inspector"])
def test_readers_see_findings_with_their_advice_and_no_form(
    bureau: Bureau, client_of: ClientOf, who: str
) -> None:
    bureau.score(scores_of("002"))
    note(bureau, Finding("O1", Decimal(0), advice="ปรับปรุงหน้าเว็บ"))
    page = client_of(who).get(place(bureau)).text
    assert "ปรับปรุงหน้าเว็บ" in page
    assert "บันทึกการวิเคราะห์" not in page


def test_the_page_is_there_in_english(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("002"))
    note(bureau, Finding("O1"))
    assert "Questions that cost points" in client_of("staff").get(f"{place(bureau)}?lang=en").text
