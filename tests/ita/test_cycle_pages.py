"""The overview of a cycle says how far each step is and what is next, to whom, and leads there."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from checklist_app.clock import today
from checklist_app.ita import Cycle, FollowUpDraft, MeasureDraft, MeasureState, Result, Signed, content_of
from checklist_app.ita.measures.reporting import overdue
from checklist_app.ita.watching.steps import StepId, StepState, here, reporting_of, steps_of
from tests.cast import World
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of, scores_of

MANUAL = MeasureDraft(title="จัดทำคู่มือการปฏิบัติงาน", links=("6",), steps=("ร่างคู่มือ",), end=date(2027, 1, 31))
IN_NOVEMBER, IN_MAY = date(2026, 11, 20), date(2027, 5, 1)


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world, app.extensions["checklist"].store)


def states(bureau: Bureau, on: date = IN_NOVEMBER) -> dict[str, str]:
    return {step.id.value: step.state.value for step in steps_of(bureau.dossier(), on)}


def place(bureau: Bureau, year: int = CYCLE.year) -> str:
    return f"/agencies/{bureau.agency.id}/ita/{year}"


def report(bureau: Bureau, months: int) -> None:
    (measure,) = bureau.dossier().plan.measures
    draft = FollowUpDraft(months=months, state=MeasureState.DOING, results=(Result("ร่างแล้ว", 0),))
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, measure.id, draft, revision=0, at=NOON)


def sign(bureau: Bureau, what: Signed, text: str = "") -> None:
    seen = content_of(bureau.dossier().plan, what)
    bureau.ita.plans.sign(bureau["executive"], bureau.agency, CYCLE, what, text=text, seen=seen, at=NOON)


def test_a_cycle_without_anything_waits_for_its_scores(bureau: Bureau) -> None:
    assert states(bureau) == {
        "scores": "ready",
        "analysis": "waiting",
        "measures": "waiting",
        "followup": "waiting",
        "comparison": "waiting",
    }
    assert here(steps_of(bureau.dossier(), IN_NOVEMBER)).id is StepId.SCORES


def test_each_step_tells_how_far_it_is(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"))
    assert states(bureau)["scores"] == "done"
    assert states(bureau)["analysis"] == states(bureau)["measures"] == "ready"
    bureau.plan(MANUAL)
    assert (states(bureau)["analysis"], states(bureau)["measures"]) == ("done", "begun")
    sign(bureau, Signed.MEASURES)
    assert (states(bureau)["measures"], states(bureau)["followup"]) == ("done", "ready")
    report(bureau, 6)
    assert states(bureau)["followup"] == "begun"
    sign(bureau, Signed.HALFWAY)
    assert states(bureau)["followup"] == "begun"
    report(bureau, 12)
    sign(bureau, Signed.WHOLE)
    assert states(bureau)["followup"] == "done"
    bureau.score(scores_of("001-2568"), CYCLE.year)
    assert set(states(bureau).values()) == {"done"}
    assert here(steps_of(bureau.dossier(), IN_NOVEMBER)).id is StepId.COMPARISON


def test_scores_that_are_not_complete_are_begun(bureau: Bureau) -> None:
    some = dict([*scores_of("001-2567").items()][:4])
    bureau.score(some)
    assert states(bureau)["scores"] == "begun"


def test_what_changed_after_it_was_signed_is_told(bureau: Bureau) -> None:
    bureau.plan(MANUAL)
    sign(bureau, Signed.MEASURES)
    bureau.plan(replace(MANUAL, title="อีกข้อ", origin="finding:I7"))
    assert states(bureau)["measures"] == "changed"


def test_a_round_that_is_not_signed_in_time_is_late(bureau: Bureau) -> None:
    bureau.plan(MANUAL)
    due = CYCLE.round(6).due
    assert reporting_of(bureau.dossier(), due)[0].state is StepState.READY
    assert reporting_of(bureau.dossier(), IN_MAY)[0].state is StepState.LATE
    assert states(bureau, IN_MAY)["followup"] == "late"
    report(bureau, 6)
    sign(bureau, Signed.HALFWAY)
    assert states(bureau, IN_MAY)["followup"] != "late"


def test_a_measure_past_its_end_is_overdue_until_it_is_over(bureau: Bureau) -> None:
    plan = bureau.plan(MANUAL)
    assert [len(overdue(plan, date(2027, *day))) for day in ((1, 31), (2, 1))] == [0, 1]
    done = FollowUpDraft(months=6, state=MeasureState.DONE, results=(Result("เผยแพร่แล้ว", 0),))
    plan = bureau.ita.plans.report(
        bureau["staff"], bureau.agency, CYCLE, plan.measures[0].id, done, revision=0, at=NOON
    )
    assert overdue(plan, date(2027, 2, 1)) == ()


def test_the_page_begins_with_entering_scores(bureau: Bureau, client_of: ClientOf) -> None:
    page = client_of("staff").get(place(bureau)).text
    assert "วงรอบ ITA ปี 2570 (จากผล ITA ปี 2569)" in page
    assert f"/agencies/{bureau.agency.id}/ita/scores/2569" in page
    assert "บันทึกคะแนนปี 2569" in page


def test_the_page_tells_the_figures_that_matter(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99", level="ผ่านดี")
    bureau.plan(MANUAL)
    report(bureau, 6)
    bureau.score(scores_of("001-2568"), CYCLE.year, total="99.54", level="ผ่านดีเยี่ยม")
    page = client_of("staff").get(place(bureau)).text
    for said in ("93.99", "ระดับ ผ่านดี", "1 มาตรการ", "รายงานแล้ว 1 จาก 1 มาตรการ", "99.54", "เพิ่มขึ้น 5.55"):
        assert said in page
    assert "ยังไม่ลงนาม" in page


def test_a_total_that_fell_is_told(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2568"), total="99.54")
    bureau.score(scores_of("001-2567"), CYCLE.year, total="93.99")
    assert "ลดลง 5.55" in client_of("staff").get(place(bureau)).text


def test_warnings_lead_to_where_they_are_mended(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="80.00")
    page = client_of("staff").get(place(bureau)).text
    assert "80.00" in page
    assert "ไปแก้ไข" in page
    assert "ไปดู" in client_of("inspector").get(place(bureau)).text


def test_who_signed_and_when_is_shown(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.plan(MANUAL)
    sign(bureau, Signed.MEASURES, "เห็นชอบ ดำเนินการตามกำหนด")
    page = client_of("inspector").get(place(bureau)).text
    assert "คนบริหาร · ปลัดเทศบาล" in page
    assert "เห็นชอบ ดำเนินการตามกำหนด" in page
    bureau.plan(replace(MANUAL, title="อีกข้อ", origin="finding:I7"))
    assert "แก้ไขหลังลงนาม ต้องลงนามใหม่" in client_of("inspector").get(place(bureau)).text


def test_only_the_executive_is_asked_to_sign_and_only_who_keeps_it_to_write(
    bureau: Bureau, client_of: ClientOf
) -> None:
    bureau.score(scores_of("001-2567"))
    assert "เขียนมาตรการเอง" in client_of("staff").get(place(bureau)).text
    assert "เขียนมาตรการเอง" not in client_of("executive").get(place(bureau)).text
    bureau.plan(MANUAL)
    assert "อ่านและลงนามมาตรการ" in client_of("executive").get(place(bureau)).text
    assert "อ่านและลงนามมาตรการ" not in client_of("staff").get(place(bureau)).text


def test_the_years_with_anything_are_offered(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), 2566)
    bureau.plan(MANUAL, cycle=Cycle(2565))
    page = client_of("staff").get(place(bureau)).text
    for year in (2565, 2567, 2569, 2571):
        assert f'href="{place(bureau, year)}"' in page
    assert f'href="{place(bureau, 2566)}"' not in page


def test_papers_are_offered_as_soon_as_there_is_something_in_them(
    bureau: Bureau, client_of: ClientOf
) -> None:
    staff = client_of("staff")
    assert "measures.pdf" not in staff.get(place(bureau)).text
    bureau.score(scores_of("001-2567"))
    page = staff.get(place(bureau)).text
    assert "analysis.pdf" in page
    assert "measures.pdf" not in page
    bureau.plan(MANUAL)
    page = staff.get(place(bureau)).text
    assert "measures.docx" in page
    assert "followup.pdf" not in page


def test_the_door_leads_agency_people_to_their_own_cycle_and_others_to_the_province(
    bureau: Bureau, client_of: ClientOf
) -> None:
    year = Cycle.of(today()).year
    for who in ("staff", "executive"):
        assert client_of(who).get("/ita").location == place(bureau, year)
    for who in ("inspector", "supervisor", "administrator", "auditor"):
        assert client_of(who).get("/ita").location == f"/ita/province/{year}"
    assert client_of("inspector").get(f"/agencies/{bureau.agency.id}/ita").location == place(bureau, year)


def test_every_page_of_a_cycle_leads_to_its_five_steps(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"))
    bureau.plan(MANUAL)
    address, staff = f"{place(bureau)}/analysis", client_of("staff")
    page = staff.get(address).text
    assert f'href="{address}" aria-current="step"' in page
    for leads_to in (
        f"/agencies/{bureau.agency.id}/ita/scores/2569",
        f"{place(bureau)}/measures",
        f"{place(bureau)}/followup/6",
        f"{place(bureau)}/comparison",
    ):
        assert f'href="{leads_to}"' in page
    report(bureau, 6)
    sign(bureau, Signed.HALFWAY)
    assert f'href="{place(bureau)}/followup/12"' in staff.get(address).text


@pytest.mark.parametrize("page", ["", "/analysis", "/measures", "/papers", "/followup/6", "/comparison"])
def test_the_bar_marks_the_cycle_on_its_pages(bureau: Bureau, client_of: ClientOf, page: str) -> None:
    bar = client_of("staff").get(f"{place(bureau)}{page}").text.partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)" aria-current="true"', bar) == ["/ita"]


def test_a_page_of_a_step_leads_on_to_the_first_that_is_left(bureau: Bureau, client_of: ClientOf) -> None:
    staff = client_of("staff")
    assert "ขั้นต่อไป" not in staff.get(f"/agencies/{bureau.agency.id}/ita/scores/2569").text
    bureau.score(scores_of("001-2567"))
    assert "ขั้นต่อไป: วิเคราะห์" in staff.get(f"/agencies/{bureau.agency.id}/ita/scores/2569").text
    assert "ขั้นต่อไป" not in staff.get(f"{place(bureau)}/analysis").text
    bureau.plan(MANUAL)
    sign(bureau, Signed.MEASURES)
    assert "ขั้นต่อไป: ติดตามผล" in client_of("executive").get(f"{place(bureau)}/sign/measures").text
    for page in ("/measures", "/papers"):
        assert "ขั้นต่อไป: ติดตามผล" in staff.get(f"{place(bureau)}{page}").text


@pytest.mark.parametrize("year", ["0", "2400", "2999", "99999999"])
def test_there_is_no_cycle_of_a_year_that_never_was(bureau: Bureau, client_of: ClientOf, year: str) -> None:
    answer = client_of("staff").get(f"/agencies/{bureau.agency.id}/ita/{year}")
    assert answer.status_code in {404, 422}
    assert answer.status_code < 500


def test_people_of_another_province_find_no_cycle(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    for address in (place(bureau), f"{place(bureau)}/analysis", f"/agencies/{bureau.agency.id}/ita/letters"):
        answer = client_of("outsider").get(address)
        assert answer.status_code == 404
        assert "93.99" not in answer.text


def test_the_page_is_there_in_english(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"), total="93.99")
    bureau.plan(MANUAL)
    assert "ITA cycle 2570" in client_of("staff").get(f"{place(bureau)}?lang=en").text
