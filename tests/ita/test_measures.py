"""The measures of a year in the browser: written, put in order, agreed on, and pasted from other papers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from checklist_app.ids import new_id
from checklist_app.ita import FollowUpDraft, Measure, MeasureDraft, MeasureState, Signed, content_of
from checklist_app.ita.measures.coverage import covered, uncovered
from tests.cast import World
from tests.client import Page, StrictClient
from tests.conftest import ClientOf
from tests.ita.filled import Filled
from tests.ita.world import CYCLE, NOON, SOURCES, Bureau, bureau_of, scores_of

MANUAL = MeasureDraft(title="จัดทำคู่มือการปฏิบัติงาน", links=("6",), steps=("ร่างคู่มือ", "เผยแพร่คู่มือ"))
BUDGET = MeasureDraft(title="เผยแพร่แผนการใช้จ่าย", links=("2", "9.3", "I7"), budget=Decimal(20_000))


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world, app.extensions["checklist"].store)


@pytest.fixture
def staff(client_of: ClientOf) -> StrictClient:
    return client_of("staff")


@pytest.fixture
def place(bureau: Bureau) -> str:
    return f"/agencies/{bureau.agency.id}/ita/2570/measures"


def measures(bureau: Bureau) -> tuple[Measure, ...]:
    return bureau.dossier().plan.measures


def test_a_measure_is_written_as_a_planner_types_it(staff: StrictClient, bureau: Bureau, place: str) -> None:
    typed = {
        "title": "1. การใช้  งบประมาณ",
        "links": ["2", "9.3"],
        "typed": "i7 O5",
        "steps": "1. ประชุม\n๒. เผยแพร่\n\nสรุป",
        "departments": "กองคลัง/ กองช่าง, สำนักปลัด",
        "duration": "มีนาคม ๒๕๗๐",
        "monitoring": "รายงานทุกเดือน",
        "budget": "๒๐,๐๐๐",
    }
    assert staff.submit(f"{place}/new", **typed).status_code == 302
    (made,) = measures(bureau)
    assert made.links == ("2", "9.3", "I7", "O5")
    assert made.steps == ("ประชุม", "เผยแพร่", "สรุป")
    assert made.departments == ("กองคลัง", "กองช่าง", "สำนักปลัด")
    assert (made.start, made.end) == (date(2027, 3, 1), date(2027, 3, 31))
    assert made.budget == 20_000
    page = staff.get(place).text
    assert all(text in page for text in ("เผยแพร่", "ตัวชี้วัดที่ 2 การใช้งบประมาณ", "20,000 บาท"))


def test_what_was_kept_comes_back_into_the_form_and_out_again(
    staff: StrictClient, bureau: Bureau, place: str
) -> None:
    (made,) = bureau.plan(BUDGET).measures
    page = Page(staff.get(f"{place}/{made.id}").text)
    assert page.hidden["version"] == "1"
    html = staff.get(f"{place}/{made.id}").text
    assert 'value="9.3" checked' in html
    assert 'value="I7"' in html
    assert 'value="20,000"' in html


def test_days_that_a_duration_means_change_with_its_words(
    staff: StrictClient, bureau: Bureau, place: str
) -> None:
    staff.submit(f"{place}/new", title="คู่มือ", duration="มีนาคม 2570")
    (made,) = measures(bureau)
    assert (made.start, made.end) == (date(2027, 3, 1), date(2027, 3, 31))
    address = f"{place}/{made.id}"
    staff.post(address, data=Filled(staff.get(address).text).values | {"duration": "เมษายน 2570"})
    assert [(each.start, each.end) for each in measures(bureau)] == [(date(2027, 4, 1), date(2027, 4, 30))]
    staff.submit(address, title="คู่มือ", duration="เมษายน 2570", end="20 เม.ย. 2570")
    assert 'value="20 เม.ย. 2570"' in staff.get(address).text


def test_pressing_twice_makes_no_second_one(staff: StrictClient, bureau: Bureau, place: str) -> None:
    data = {"csrf_token": staff.token(f"{place}/new"), "once": new_id(), "title": "คู่มือ"}
    for _ in range(2):
        assert staff.post(f"{place}/new", data=data).status_code == 302
    assert len(measures(bureau)) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "ใส่ชื่อมาตรการก่อนบันทึก"),
        ({"typed": "X9"}, "X9"),
        ({"links": ["77"]}, "77"),
        ({"budget": "สองหมื่น"}, "สองหมื่น"),
        ({"budget": "-1"}, "งบประมาณต้องไม่ติดลบ"),
        ({"start": "31 ก.พ. 2570"}, "31 ก.พ. 2570"),
        ({"start": "2 มี.ค. 2570", "end": "1 มี.ค. 2570"}, "วันสิ้นสุดอยู่ก่อนวันเริ่ม"),
        ({"steps": "ก\n" * 41}, "ไม่เกิน 40"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_typed_is_lost(
    staff: StrictClient, bureau: Bureau, place: str, wrong: dict[str, Any], told: str
) -> None:
    typed = {"title": "คู่มือ", "monitoring": "ติดตามทุกเดือน", **wrong}
    answer = staff.submit(f"{place}/new", **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert "ติดตามทุกเดือน" in answer.text
    assert measures(bureau) == ()


def test_who_was_slower_sees_both_and_loses_nothing(staff: StrictClient, bureau: Bureau, place: str) -> None:
    (made,) = bureau.plan(MANUAL).measures
    address = f"{place}/{made.id}"
    fields = {**Page(staff.get(address).text).hidden, "title": "ที่พิมพ์ไว้", "steps": "ขั้นตอนที่พิมพ์ไว้"}
    faster = MeasureDraft(title="ที่อีกคนบันทึก", steps=("ขั้นตอนของอีกคน",))
    bureau.ita.plans.change(bureau["supervisor"], bureau.agency, CYCLE, made.id, faster, revision=1)
    answer = staff.post(address, data=fields)
    assert answer.status_code == 409
    for text in ("ที่พิมพ์ไว้", "ขั้นตอนที่พิมพ์ไว้", "ที่อีกคนบันทึก", "ขั้นตอนของอีกคน"):
        assert text in answer.text
    again = {**fields, "version": Page(answer.text).hidden["version"]}
    assert staff.post(address, data=again).status_code == 302
    assert [each.title for each in measures(bureau)] == ["ที่พิมพ์ไว้"]


def test_measures_are_put_in_order_and_removed(staff: StrictClient, bureau: Bureau, place: str) -> None:
    first, second = bureau.plan(MANUAL, BUDGET).measures
    token = staff.token(place)
    assert staff.post(f"{place}/{second.id}/move", data={"csrf_token": token, "way": "up"}).status_code == 302
    assert measures(bureau) == (second, first)
    assert staff.post(f"{place}/{second.id}/move", data={"csrf_token": token, "way": "in"}).status_code == 422
    gone = staff.post(f"{place}/{first.id}/remove", data={"csrf_token": token, "version": "1"})
    assert gone.status_code == 302
    assert measures(bureau) == (second,)


def test_what_was_reported_on_is_not_removed(staff: StrictClient, bureau: Bureau, place: str) -> None:
    (made,) = bureau.plan(MANUAL).measures
    report = FollowUpDraft(months=6, state=MeasureState.DOING)
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, made.id, report, revision=0, at=NOON)
    assert "ลบไม่ได้" in staff.get(f"{place}/{made.id}").text
    data = {"csrf_token": staff.token(place), "version": "1"}
    assert staff.post(f"{place}/{made.id}/remove", data=data).status_code == 409


def test_the_day_of_the_meeting_is_kept_or_told_to_be_none(
    staff: StrictClient, bureau: Bureau, place: str
) -> None:
    bureau.plan(MANUAL)
    send = {"csrf_token": staff.token(place), "meeting": "๓๑ มกราคม ๒๕๗๐"}
    assert staff.post(f"{place}/meeting", data=send).status_code == 302
    assert bureau.dossier().plan.meeting == date(2027, 1, 31)
    answer = staff.post(f"{place}/meeting", data=send | {"meeting": "เมื่อวาน"})
    assert answer.status_code == 422
    assert "เมื่อวาน" in answer.text
    assert staff.post(f"{place}/meeting", data=send | {"meeting": ""}).status_code == 302
    assert bureau.dossier().plan.meeting is None


def test_the_list_says_what_is_signed_and_what_is_left_out(
    staff: StrictClient, bureau: Bureau, place: str
) -> None:
    bureau.score(scores_of("001-2567"))
    plan = bureau.plan(MANUAL)
    page = staff.get(place).text
    assert "ยังไม่ลงนาม" in page
    assert "ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล ได้ 76.79 ไม่ผ่านเกณฑ์ 85 แต่ยังไม่มีมาตรการรองรับ" in page
    seen = content_of(plan, Signed.MEASURES)
    bureau.ita.plans.sign(
        bureau["executive"], bureau.agency, CYCLE, Signed.MEASURES, text="", seen=seen, at=NOON
    )
    assert "ลงนามแล้ว" in staff.get(place).text
    bureau.plan(BUDGET)
    assert "แก้ไขหลังลงนาม ต้องลงนามใหม่" in staff.get(place).text


@pytest.mark.parametrize("who", ["executive", "auditor"])
def test_others_read_and_do_not_write(client_of: ClientOf, bureau: Bureau, place: str, who: str) -> None:
    (made,) = bureau.plan(MANUAL).measures
    client = client_of(who)
    page = client.get(place).text
    assert MANUAL.title in page
    assert "แก้ไข<" not in page
    for address in ("new", "paste", made.id):
        assert client.get(f"{place}/{address}").status_code == 403
    assert client_of("outsider").get(place).status_code == 404


def test_every_page_is_there_in_english(staff: StrictClient, bureau: Bureau, place: str) -> None:
    bureau.score(scores_of("002"))
    (made,) = bureau.plan(BUDGET).measures
    for address in ("", "/new", f"/{made.id}", "/paste", "/proposals"):
        assert staff.get(f"{place}{address}?lang=en").status_code == 200


# --- pasting --------------------------------------------------------------------------------------------


def pasted(name: str) -> str:
    table = SOURCES[name]
    return "\n".join("\t".join(row) for row in [table["columns"], *table["rows"]])


def test_a_pasted_plan_is_shown_first_and_kept_when_confirmed(
    staff: StrictClient, bureau: Bureau, place: str
) -> None:
    text = pasted("doc002_plan")
    preview = staff.submit(f"{place}/paste", text=text, months="12")
    assert (preview.status_code, measures(bureau)) == (200, ())
    assert "ระบบอ่านได้ 3 มาตรการ" in preview.text
    assert "ชื่อทางการคือ" in preview.text
    for _ in range(2):  # sent twice, it is there once
        assert staff.submit(f"{place}/paste", text=text, months="12", then="take").status_code == 302
    assert [len(each.steps) for each in measures(bureau)] == [2, 6, 3]


def test_a_pasted_report_goes_to_the_measures_that_are_there(
    staff: StrictClient, bureau: Bureau, place: str
) -> None:
    staff.submit(f"{place}/paste", text=pasted("doc002_plan"), months="12", then="take")
    preview = staff.submit(f"{place}/paste", text=pasted("doc002_followup"), months="6")
    assert "แต่ในแผนคือ “กุมภาพันธ์ ๒๕๖๖”" in preview.text
    first = measures(bureau)[0]
    own = FollowUpDraft(months=6, state=MeasureState.DOING, suggestion="ของเดิม")
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, first.id, own, revision=0, at=NOON)
    assert (
        "มีรายงานรอบนี้แล้ว ไม่เปลี่ยน"
        in staff.submit(f"{place}/paste", text=pasted("doc002_followup"), months="6").text
    )
    staff.submit(f"{place}/paste", text=pasted("doc002_followup"), months="6", then="take")
    assert len(measures(bureau)) == 3
    assert [len(each.followups[6].results) for each in measures(bureau)] == [0, 5, 3]
    assert measures(bureau)[0].followups[6].suggestion == "ของเดิม"


def test_a_table_with_a_fault_is_told_and_not_kept(staff: StrictClient, bureau: Bureau, place: str) -> None:
    text = "มาตรการ\tงบประมาณ\nคู่มือ\tมาก"
    preview = staff.submit(f"{place}/paste", text=text, months="12")
    assert "แถวที่ 2 ช่อง “งบประมาณ” อ่าน “มาก” เป็นจำนวนเงินไม่ได้" in preview.text
    answer = staff.submit(f"{place}/paste", text=text, months="12", then="take")
    assert answer.status_code == 422
    assert "คู่มือ\tมาก" in answer.text
    assert measures(bureau) == ()


@pytest.mark.parametrize(("text", "months"), [("ก" * 200_001, "12"), ("ก\tข", "7")])
def test_too_much_or_an_unknown_round_is_told(
    staff: StrictClient, place: str, text: str, months: str
) -> None:
    assert staff.submit(f"{place}/paste", text=text, months=months).status_code == 422


# --- coverage -------------------------------------------------------------------------------------------


def test_a_plan_covers_what_its_measures_hang_on(bureau: Bureau) -> None:
    bureau.score(scores_of("002"))
    bureau.plan(BUDGET, MeasureDraft(title="ไม่เกี่ยวกับตัวชี้วัดใด"))
    dossier = bureau.dossier()
    assert covered(dossier.edition, dossier.plan.measures) >= {"2", "9"}
    left = uncovered(dossier.weaknesses, dossier.edition, dossier.plan.measures)
    assert "2" not in {row.indicator.id for row in left}
    assert {row.indicator.id for row in left} <= {row.indicator.id for row in dossier.weaknesses}
