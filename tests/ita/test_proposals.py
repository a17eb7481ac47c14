"""What an agency could do is put before it from what is known, and nothing of it twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from checklist_app.ita import Cycle, MeasureDraft
from checklist_app.ita.analysing.model import Finding
from checklist_app.ita.proposing.advised import Advised, latest_advice
from checklist_app.ita.proposing.proposals import Proposal, proposals
from tests.cast import World
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, Bureau, bureau_of, scores_of
from tests.visits.phones import Phone, begin

QUEUE = Advised("v1", "3.2.1-6/03", "6", "ควรจัดให้มีบัตรคิว", date(2026, 11, 2))
MAP = Advised("v1", "3.2.1-6/02", "6", "ควรมีแผนผังแสดงขั้นตอน")
OWN = Advised("v1", "own-1", "", "ควรประชุมทุกเดือน")
ADDRESS = "/agencies/{agency}/ita/2570/measures"


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world, app.extensions["checklist"].store)


def found(bureau: Bureau, *advised: Advised) -> tuple[Proposal, ...]:
    return proposals(bureau.dossier(), advised)


def titles(proposed: Sequence[Proposal]) -> list[str]:
    return [each.draft.title for each in proposed]


def find(bureau: Bureau, cycle: Cycle, *findings: Finding) -> None:
    analysis = bureau.ita.analyses.of(bureau.agency, cycle)
    held = {finding.question: finding for finding in findings}
    bureau.ita.analyses.change(bureau["staff"], bureau.agency, replace(analysis, findings=held))


def test_indicators_below_the_mark_are_proposed_the_lowest_first(bureau: Bureau) -> None:
    bureau.score(scores_of("002"))
    proposed = found(bureau)
    assert [each.draft.links[0] for each in proposed] == ["7", "8", "4", "2", "5", "6", "3"]
    assert all(each.failing for each in proposed)
    lowest = proposed[0].draft
    assert (lowest.title, lowest.duration) == ("ประสิทธิภาพการสื่อสาร", "ปีงบประมาณ พ.ศ. 2570")
    assert (lowest.start, lowest.end) == (date(2026, 10, 1), date(2027, 9, 30))


def test_findings_and_advice_of_one_indicator_are_steps_of_one_measure(bureau: Bureau) -> None:
    find(bureau, Cycle(2569), Finding("E2", advice="1. ควรชี้แจงขั้นตอน 2. ลดดุลยพินิจ"))
    (one,) = proposals(bureau.dossier(Cycle(2569)), (QUEUE, MAP))
    assert one.draft.steps == ("ชี้แจงขั้นตอน", "ลดดุลยพินิจ", "จัดให้มีบัตรคิว", "มีแผนผังแสดงขั้นตอน")
    assert one.draft.links == ("6", "E2")
    assert one.origin == "finding:E2 visit:v1:3.2.1-6/03 visit:v1:3.2.1-6/02"


def test_a_question_of_a_year_that_does_not_tell_its_indicators_stands_for_itself(bureau: Bureau) -> None:
    find(bureau, CYCLE, Finding("E2", advice="ควรชี้แจงขั้นตอนให้ผู้มาติดต่อทราบ"), Finding("I7"))
    named = {each.draft.links: each.draft.title for each in found(bureau)}
    assert named == {("E2",): "ควรชี้แจงขั้นตอนให้ผู้มาติดต่อทราบ", ("I7",): "I7"}


def test_a_finding_that_a_measure_hangs_on_is_not_proposed(bureau: Bureau) -> None:
    find(bureau, CYCLE, Finding("E2"), Finding("I7"))
    bureau.plan(MeasureDraft(title="ชี้แจงขั้นตอน", links=("6", "E2")))
    assert [each.draft.links for each in found(bureau)] == [("I7",)]


def test_a_phrase_of_the_inspectors_own_is_a_measure_of_its_own_and_comes_last(bureau: Bureau) -> None:
    proposed = found(bureau, OWN, QUEUE)
    assert titles(proposed) == ["คุณภาพการดำเนินงาน", "ควรประชุมทุกเดือน"]
    assert proposed[1].draft.links == ()


def test_what_was_taken_is_not_proposed_again_also_under_another_name(bureau: Bureau) -> None:
    (one,) = found(bureau, QUEUE)
    (taken,) = bureau.plan(one.draft).measures
    assert found(bureau, QUEUE) == ()
    renamed = MeasureDraft(title="ระบบคิว", links=())
    bureau.ita.plans.change(bureau["staff"], bureau.agency, CYCLE, taken.id, renamed, revision=1)
    assert found(bureau, QUEUE) == ()
    assert titles(found(bureau, QUEUE, MAP)) == ["คุณภาพการดำเนินงาน"]
    assert found(bureau, QUEUE, MAP)[0].draft.steps == ("มีแผนผังแสดงขั้นตอน",)


def test_an_indicator_that_a_measure_hangs_on_is_not_proposed_for_its_score(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"))
    assert [each.draft.links for each in found(bureau)] == [("9",)]
    bureau.plan(MeasureDraft(title="เปิดเผยข้อมูล", links=("9.3",)))
    assert found(bureau) == ()


def test_advice_of_the_longest_kind_is_still_a_measure(bureau: Bureau) -> None:
    many = [Advised("v1", str(n), "6", "ควร" + "ก" * 3_000 + str(n)) for n in range(60)]
    (one,) = found(bureau, *many)
    assert len(bureau.plan(one.draft).measures[0].steps) == 40


# --- from the visit, and in the browser -----------------------------------------------------------------


@pytest.fixture
def phone(client_of: ClientOf, world: World, bureau: Bureau) -> Phone:
    """A visit of the year after the scores, in which indicator 2 failed."""
    client = client_of("inspector")
    form = client.application.extensions["checklist"].forms.keep("nacc-2563", 2570)
    phone = begin(world["inspector"], client, form, bureau.agency.id)
    phone.write("answer:3.1.scores:2", "60.00")
    return phone


def test_the_visit_advises_once_it_is_finished(app: Flask, phone: Phone, bureau: Bureau) -> None:
    held = app.extensions["checklist"]
    phone.write("advice:3.2.2/01", {"indicator": "2", "text": "", "state": "dropped"})
    phone.sync()
    assert latest_advice(held.visits, held.forms, bureau.agency) == ()
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.sync()
    told = latest_advice(held.visits, held.forms, bureau.agency)
    assert {each.indicator for each in told} == {"2"}
    assert [each.key for each in told] == [f"3.2.2/0{n}" for n in range(2, 8)]


def test_one_tap_takes_one_and_one_takes_all_that_is_left(client_of: ClientOf, bureau: Bureau) -> None:
    bureau.score(scores_of("002"))
    staff, place = client_of("staff"), ADDRESS.format(agency=bureau.agency.id) + "/proposals"
    assert "รับทั้งหมด 7 มาตรการ" in staff.get(place).text
    token = staff.token(place)
    for _ in range(2):
        sent = staff.post(place, data={"csrf_token": token, "origin": "score:7"})
    assert sent.status_code == 404  # the second time it is not there any more
    assert "รับทั้งหมด 6 มาตรการ" in staff.get(place).text
    assert staff.post(place, data={"csrf_token": token, "origin": "all"}).status_code == 302
    assert len(bureau.dossier().plan.measures) == 7
    assert "ไม่มีข้อเสนอที่ค้างอยู่" in staff.get(place).text


def test_who_does_not_keep_the_plan_reads_the_proposals_only(client_of: ClientOf, bureau: Bureau) -> None:
    bureau.score(scores_of("002"))
    executive, place = client_of("executive"), ADDRESS.format(agency=bureau.agency.id) + "/proposals"
    page = executive.get(place).text
    assert "ประสิทธิภาพการสื่อสาร" in page
    assert "รับมาตรการนี้" not in page
    assert executive.post(place, data={"csrf_token": executive.token(place)}).status_code == 403
    assert client_of("outsider").get(place).status_code == 404
