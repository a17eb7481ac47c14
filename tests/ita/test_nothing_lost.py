"""What people wrote about measures is there afterwards, whatever happened while they wrote: steps moved, the
measure removed, the answer lost, the same button pressed twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from checklist_app.errors import Problem, conflict
from checklist_app.ita import (
    FollowUpDraft,
    Measure,
    MeasureDraft,
    MeasureState,
    Plan,
    Result,
    Signed,
    SignedState,
    content_of,
    signed_state,
)
from checklist_app.ita.measures.answering import answering
from checklist_app.ita.measures.evidences import At
from checklist_app.ita.measures.records import Plans
from checklist_app.ita.measures.rules import MOST_CHARACTERS, require_room
from checklist_app.ita.measures.taking import NEW, Taking, read_pasted, take
from tests.cast import AGENCIES, World
from tests.conftest import ClientOf
from tests.ita.filled import Filled
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of

DRAFT, PUBLISH, TRAIN = "ร่างคู่มือการปฏิบัติงาน", "เผยแพร่คู่มือทางเว็บไซต์", "อบรมเจ้าหน้าที่ทุกกอง"
MANUAL = MeasureDraft(title="จัดทำคู่มือการปฏิบัติงาน", steps=(DRAFT, PUBLISH, TRAIN))
DONE = (Result("ร่างแล้ว", 0), Result("เผยแพร่แล้ว", 1), Result("แจกแผ่นพับ"))


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


@pytest.fixture
def manual(bureau: Bureau) -> Measure:
    return bureau.plan(MANUAL).measures[0]


def report(bureau: Bureau, measure: Measure, revision: int = 0, who: str = "staff", **said: object) -> Plan:
    draft = FollowUpDraft(**({"months": 6, "state": MeasureState.DOING} | said))  # type: ignore[arg-type]
    return bureau.ita.plans.report(
        bureau[who], bureau.agency, CYCLE, measure.id, draft, revision=revision, at=NOON
    )


def rewritten(bureau: Bureau, measure: Measure, *steps: str) -> Measure:
    plan = bureau.ita.plans.change(
        bureau["supervisor"],
        bureau.agency,
        CYCLE,
        measure.id,
        replace(MANUAL, steps=steps),
        revision=measure.revision,
    )
    return plan.measures[0]


# --- steps that move ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "places"),
    [
        ((TRAIN, PUBLISH, DRAFT), {"ร่างแล้ว": 2, "เผยแพร่แล้ว": 1}),
        ((PUBLISH, TRAIN), {"ร่างแล้ว": None, "เผยแพร่แล้ว": 0}),
        (("ประชุมชี้แจง", DRAFT, PUBLISH), {"ร่างแล้ว": 1, "เผยแพร่แล้ว": 2}),
        (("ร่างคู่มือปฏิบัติงาน", PUBLISH, TRAIN), {"ร่างแล้ว": 0, "เผยแพร่แล้ว": 1}),
        (("ซื้อเครื่องพิมพ์", PUBLISH, TRAIN), {"ร่างแล้ว": None, "เผยแพร่แล้ว": 1}),
        ((), {"ร่างแล้ว": None, "เผยแพร่แล้ว": None}),
    ],
)
def test_a_result_stays_with_its_step_wherever_that_goes(
    now: Sequence[str], places: dict[str, int | None]
) -> None:
    found = answering(DONE, MANUAL.steps, now)
    assert {each.text: each.step for each in found} == {**places, "แจกแผ่นพับ": None}


def test_who_moves_steps_moves_the_results_with_them(bureau: Bureau, manual: Measure) -> None:
    report(bureau, manual, results=DONE)
    moved = rewritten(bureau, manual, TRAIN, PUBLISH, DRAFT)
    assert moved.followups[6].results == (Result("เผยแพร่แล้ว", 1), Result("ร่างแล้ว", 2), Result("แจกแผ่นพับ"))
    with pytest.raises(Problem, match="report_changed_meanwhile"):
        report(bureau, manual, revision=1, results=(Result("ของเก่า", 0),))


def test_a_first_report_answers_the_steps_that_its_writer_saw(bureau: Bureau, manual: Measure) -> None:
    rewritten(bureau, manual, TRAIN, DRAFT)
    draft = FollowUpDraft(months=6, state=MeasureState.DOING, results=DONE)
    plan = bureau.ita.plans.report(
        bureau["staff"], bureau.agency, CYCLE, manual.id, draft, revision=0, at=NOON, steps=manual.steps
    )
    results = plan.measures[0].followups[6].results
    assert results == (Result("ร่างแล้ว", 1), Result("เผยแพร่แล้ว"), Result("แจกแผ่นพับ"))


# --- sent again, because the answer was lost ----------------------------------------------------------------


def test_a_change_that_is_sent_again_is_done_already(bureau: Bureau, manual: Measure) -> None:
    change, wanted = bureau.ita.plans.change, replace(MANUAL, title="ใหม่")
    for _ in range(2):
        plan = change(bureau["staff"], bureau.agency, CYCLE, manual.id, wanted, revision=1)
    assert (plan.measures[0].title, plan.measures[0].revision) == ("ใหม่", 2)


def test_a_report_that_is_sent_again_is_done_already(bureau: Bureau, manual: Measure) -> None:
    for _ in range(2):
        plan = report(bureau, manual, results=DONE)
    assert plan.measures[0].followups[6].revision == 1
    with pytest.raises(Problem, match="report_changed_meanwhile"):
        report(bureau, manual, who="supervisor", results=DONE)


def test_a_signature_that_is_sent_again_stands_once(bureau: Bureau, manual: Measure) -> None:
    seen = content_of(bureau.dossier().plan, Signed.MEASURES)
    for text in ("เห็นชอบ", "เห็นชอบ", "และให้รายงานทุกเดือน"):
        plan = bureau.ita.plans.sign(
            bureau["executive"], bureau.agency, CYCLE, Signed.MEASURES, text=text, seen=seen, at=NOON
        )
    assert [each.text for each in plan.signed] == ["เห็นชอบ", "และให้รายงานทุกเดือน"]


# --- removed meanwhile --------------------------------------------------------------------------------------


def test_who_edits_a_measure_that_is_gone_can_keep_it_as_a_new_one(
    bureau: Bureau, manual: Measure, client_of: ClientOf
) -> None:
    client, folder = client_of("staff"), f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/measures"
    mine = Filled(client.get(f"{folder}/{manual.id}").text).values | {"steps": "ขั้นตอนที่พิมพ์ไว้"}
    bureau.ita.plans.remove(bureau["supervisor"], bureau.agency, CYCLE, manual.id, revision=1)
    answer = client.post(f"{folder}/{manual.id}", data=mine)
    assert answer.status_code == 409
    assert f'action="{folder}/new"' in answer.text
    assert "มาตรการนี้เพิ่งถูกลบ" in answer.text
    assert client.post(f"{folder}/new", data=Filled(answer.text).values).status_code == 302
    assert [each.steps for each in bureau.dossier().plan.measures] == [("ขั้นตอนที่พิมพ์ไว้",)]


@pytest.mark.parametrize("language", ["th", "en"])
def test_who_reports_on_a_measure_that_is_gone_can_copy_what_was_typed(
    bureau: Bureau, manual: Measure, client_of: ClientOf, language: str
) -> None:
    client = client_of("staff")
    address = f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/followup/6/{manual.id}"
    mine = Filled(client.get(address).text).values
    bureau.ita.plans.remove(bureau["supervisor"], bureau.agency, CYCLE, manual.id, revision=1)
    typed = mine | {"steps-0": "ร่างแล้ว <b>", "outcome": "ลดเวลา", "suggestion": "ไม่มี"}
    answer = client.post(f"{address}?lang={language}", data=typed)
    assert answer.status_code == 409
    assert "ร่างแล้ว &lt;b&gt;\n\nลดเวลา\n\nไม่มี" in answer.text
    assert client.get(address).status_code == 404


# --- pasted -------------------------------------------------------------------------------------------------

TABLE = "\n".join(
    (
        "มาตรการ\tวิธีการดำเนินการ\tผลการดำเนินการ",
        "ประชาสัมพันธ์\tก\tติดประกาศแล้ว",
        "ประชาสัมพันธ์\tข\tออกหอกระจายข่าวแล้ว",
    )
)


def read(bureau: Bureau, text: str) -> Taking:
    dossier = bureau.dossier()
    return read_pasted(text, dossier.edition, dossier.plan, months=6)


def taken(bureau: Bureau, taking: Taking) -> Plan:
    return take(bureau.ita.plans, bureau["staff"], bureau.agency, CYCLE, taking, at=NOON)


def test_two_measures_of_one_title_keep_a_report_each(bureau: Bureau) -> None:
    for _ in range(2):
        plan = taken(bureau, read(bureau, TABLE))
    said = [(each.steps, each.followups[6].results[0].text) for each in plan.measures]
    assert said == [(("ก",), "ติดประกาศแล้ว"), (("ข",), "ออกหอกระจายข่าวแล้ว")]
    assert not read(bureau, TABLE).changes


def test_a_button_pressed_twice_at_once_adds_nothing_twice(bureau: Bureau) -> None:
    """Both have read the plan while it was empty."""
    first, second = read(bureau, TABLE), read(bureau, TABLE)
    assert second.count(NEW) == 2
    taken(bureau, first)
    assert len(taken(bureau, second).measures) == 2


def test_between_reading_the_plan_and_writing_it_nothing_is_added_twice(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking, beaten, of = read(bureau, TABLE), iter([True]), Plans.of

    def of_and_meanwhile(plans: Plans, *args: object) -> object:
        plan = of(plans, *args)  # type: ignore[arg-type]
        if next(beaten, False):
            taken(bureau, taking)
        return plan

    monkeypatch.setattr(Plans, "of", of_and_meanwhile)
    assert len(taken(bureau, taking).measures) == 2


def test_a_pasted_report_answers_the_steps_of_the_plan_not_their_order(bureau: Bureau) -> None:
    bureau.plan(MANUAL)
    cell = f'"1. {TRAIN}\n2. {DRAFT}"\t"1. อบรมแล้ว\n2. ร่างแล้ว"'
    headings = "มาตรการ\tวิธีการดำเนินการ\tผลการดำเนินการ"
    plan = taken(bureau, read(bureau, f"{headings}\n{MANUAL.title}\t{cell}\n"))
    assert plan.measures[0].followups[6].results == (Result("ร่างแล้ว", 0), Result("อบรมแล้ว", 2))


# --- evidence, room, signatures -----------------------------------------------------------------------------


def test_evidence_that_could_not_be_noted_is_never_said_to_be_attached(
    bureau: Bureau, manual: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(bureau, manual)

    def beaten(*args: object, **said: object) -> None:
        raise conflict("ita.report_changed_meanwhile", title="")

    monkeypatch.setattr(Plans, "report", beaten)
    at = At(bureau.agency, CYCLE, manual.id, 6)
    with pytest.raises(Problem, match="report_changed_meanwhile"):
        bureau.ita.evidences.link(bureau["staff"], at, "แผน", "https://example.go.th/plan", now=NOON)


def test_a_plan_has_room_for_so_much_and_can_always_become_shorter(bureau: Bureau) -> None:
    line = "ก" * 2_000
    large = [("", MeasureDraft(title=f"เรื่อง {n}", steps=(line,) * 40)) for n in range(7)]
    with pytest.raises(Problem, match="plan_too_long"):
        bureau.ita.plans.add(bureau["staff"], bureau.agency, CYCLE, large)
    plan = bureau.ita.plans.add(bureau["staff"], bureau.agency, CYCLE, large[:6])
    assert sum(len(step) for each in plan.measures for step in each.steps) <= MOST_CHARACTERS
    with pytest.raises(Problem, match="plan_too_long"):
        report(bureau, plan.measures[0], outcome=(line,) * 40)
    over = replace(plan, measures=plan.measures * 2)
    require_room(over, replace(over, measures=over.measures[1:]))


@pytest.mark.parametrize("what", [Signed.HALFWAY, Signed.WHOLE])
def test_nobody_signs_a_round_in_which_nothing_was_reported(
    bureau: Bureau, manual: Measure, client_of: ClientOf, what: Signed
) -> None:
    client = client_of("executive")
    address = f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/sign/{what}"
    page = client.get(address).text
    assert "อ่านแล้ว ลงนาม" not in page
    assert "รอบนี้ยังไม่มีรายงานผล" in page
    token = client.token(f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/sign/measures")
    sent = {"csrf_token": token, "seen": content_of(bureau.dossier().plan, what), "text": ""}
    assert client.post(address, data=sent).status_code == 409
    report(bureau, manual)
    assert "อ่านแล้ว ลงนาม" in client.get(address).text


def test_what_was_signed_at_the_end_holds_the_report_of_the_middle(bureau: Bureau, manual: Measure) -> None:
    report(bureau, manual, results=DONE)
    report(bureau, manual, months=12, results=DONE)
    for what in (Signed.HALFWAY, Signed.WHOLE):
        seen = content_of(bureau.dossier().plan, what)
        bureau.ita.plans.sign(bureau["executive"], bureau.agency, CYCLE, what, text="", seen=seen, at=NOON)
    plan = report(bureau, manual, revision=1, results=DONE[:1])
    assert [signed_state(plan, what) for what in (Signed.HALFWAY, Signed.WHOLE)] == [SignedState.CHANGED] * 2


def test_an_executive_of_another_agency_finds_nothing_to_sign(
    bureau: Bureau, manual: Measure, world: World, client_of: ClientOf
) -> None:
    elsewhere = world.agencies[AGENCIES[1].name]
    executive = bureau["executive"]
    moved = replace(executive, agency=elsewhere.id)
    with pytest.raises(Problem, match="not_found"):
        bureau.ita.dossier(moved, bureau.agency.id, CYCLE)
    address = f"/agencies/{elsewhere.id}/ita/{CYCLE.year}/sign/measures"
    client = client_of("executive")
    token = client.token(f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/sign/measures")
    assert client.get(address).status_code == 404
    assert client.post(address, data={"csrf_token": token, "seen": "", "text": ""}).status_code == 404


def test_a_day_to_which_it_was_put_off_stands_while_work_goes_on(bureau: Bureau, manual: Measure) -> None:
    august = date(2027, 8, 31)
    report(bureau, manual, state=MeasureState.POSTPONED, until=august, reason="รอผู้รับจ้าง")
    plan = report(bureau, manual, months=12)
    assert plan.measures[0].due == august
