"""What became of the measures: reported step by step, proposed from the report before, and nothing typed is
ever lost."""

from dataclasses import replace
from datetime import date

import pytest

from checklist_app.ita import Cycle, FollowUpDraft, Measure, MeasureDraft, MeasureState, Result
from checklist_app.ita.measures.followup_words import STATES
from checklist_app.ita.measures.reporting import Lack, reported, unreported
from tests.cast import World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.ita.filled import Filled
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of

MANUAL = MeasureDraft(title="จัดทำคู่มือการปฏิบัติงาน", steps=("ร่างคู่มือ", "เผยแพร่คู่มือ"))
BUDGET = MeasureDraft(title="เผยแพร่แผนการใช้จ่ายงบประมาณ", end=date(2027, 3, 31))


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


@pytest.fixture
def measures(bureau: Bureau) -> tuple[Measure, ...]:
    return bureau.plan(MANUAL, BUDGET).measures


def report(bureau: Bureau, measure: Measure, revision: int = 0, **said: object) -> Measure:
    draft = FollowUpDraft(**({"months": 6} | said))  # type: ignore[arg-type]
    plan = bureau.ita.plans.report(
        bureau["staff"], bureau.agency, CYCLE, measure.id, draft, revision=revision, at=NOON
    )
    found = plan.measure(measure.id)
    assert found
    return found


def folder(bureau: Bureau, months: int = 6) -> str:
    return f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/followup/{months}"


def of(bureau: Bureau, measure: Measure) -> Measure:
    found = bureau.dossier().plan.measure(measure.id)
    assert found
    return found


# --- what a round lacks -----------------------------------------------------------------------------------


def test_a_round_says_what_each_measure_lacks(bureau: Bureau, measures: tuple[Measure, ...]) -> None:
    manual, budget = measures
    lacks = [row.lacks for row in reported(bureau.dossier().plan, 6)]
    assert lacks == [(Lack.REPORT,), (Lack.REPORT,)]
    report(bureau, manual, state=MeasureState.DONE, results=(Result("ร่างแล้ว", 0),))
    report(bureau, budget, state=MeasureState.DOING)
    first, second = reported(bureau.dossier().plan, 6)
    assert (first.lacks, first.unanswered, second.lacks) == (
        (Lack.STEPS, Lack.OUTCOME),
        (2,),
        (Lack.RESULT,),
    )
    assert unreported(bureau.dossier().plan, 6) == 0


def test_nothing_is_expected_of_what_was_dropped_or_postponed(
    bureau: Bureau, measures: tuple[Measure, ...]
) -> None:
    manual, budget = measures
    report(bureau, manual, state=MeasureState.DROPPED, reason="ไม่มีงบประมาณ")
    report(bureau, budget, state=MeasureState.POSTPONED, reason="รอผู้รับจ้าง", until=date(2027, 8, 1))
    plan = bureau.dossier().plan
    assert [row.lacks for row in reported(plan, 6)] == [(), ()]
    assert [row.lacks for row in reported(plan, 12)] == [(), (Lack.REPORT,)]


# --- the pages --------------------------------------------------------------------------------------------


def test_the_list_shows_each_measure_with_its_state_and_what_is_missing(
    bureau: Bureau, measures: tuple[Measure, ...], client_of: ClientOf
) -> None:
    report(bureau, measures[0], state=MeasureState.DOING, results=(Result("ร่างแล้ว", 0),))
    for language in ("th", "en"):
        for who in ("staff", "executive", "supervisor", "inspector", "auditor"):
            assert client_of(who).get(f"{folder(bureau)}?lang={language}").status_code == 200
    page = client_of("staff").get(folder(bureau)).text
    assert "กำลังดำเนินการ" in page
    assert "ยังไม่มีผลของ 1 ขั้นตอน" in page
    assert "ยังไม่ได้รายงานรอบนี้" in page


def test_a_report_is_written_a_box_for_each_step_and_a_line_for_the_rest(
    bureau: Bureau, measures: tuple[Measure, ...], client_of: ClientOf
) -> None:
    manual, budget = measures
    answer = client_of("staff").submit(
        f"{folder(bureau)}/{manual.id}",
        **{
            "state": "doing",
            "steps-0": "ร่างแล้ว\r\nเสนอผู้บริหารแล้ว",
            "steps-1": "",
            "results": "อบรมบุคลากร\n\nแจกแผ่นพับ",
            "outcome": "ลดเวลาให้บริการ",
            "suggestion": "ไม่มี",
            "then": "next",
        },
    )
    assert answer.location == f"{folder(bureau)}/{budget.id}"
    followup = of(bureau, manual).followups[6]
    assert [(each.text, each.step) for each in followup.results] == [
        ("ร่างแล้ว", 0),
        ("เสนอผู้บริหารแล้ว", 0),
        ("อบรมบุคลากร", None),
        ("แจกแผ่นพับ", None),
    ]
    assert (followup.state, followup.outcome) == (MeasureState.DOING, ("ลดเวลาให้บริการ",))


def test_what_was_saved_comes_back_into_the_form_and_is_saved_again_unchanged(
    bureau: Bureau, measures: tuple[Measure, ...], client_of: ClientOf
) -> None:
    known = report(
        bureau,
        measures[0],
        state=MeasureState.POSTPONED,
        until=date(2027, 8, 31),
        reason="รอผู้รับจ้าง",
        results=(Result("ร่างแล้ว", 0), Result("เสนอแล้ว", 0), Result("อบรม")),
        outcome=("ก", "ข"),
    ).followups[6]
    client = client_of("staff")
    address = f"{folder(bureau)}/{measures[0].id}"
    client.post(address, data=typed(client, address))
    again = of(bureau, measures[0]).followups[6]
    assert again == replace(known, revision=2, changed=again.changed)


def test_the_last_round_begins_with_what_was_reported_and_says_so(
    bureau: Bureau, measures: tuple[Measure, ...], client_of: ClientOf
) -> None:
    report(bureau, measures[0], state=MeasureState.DOING, results=(Result("ร่างแล้วเดือนมีนาคม", 0),))
    page = client_of("staff").get(f"{folder(bureau, 12)}/{measures[0].id}").text
    assert "ยกมาจากรายงานรอบ 6 เดือน" in page
    assert "ร่างแล้วเดือนมีนาคม" in page
    assert 12 not in of(bureau, measures[0]).followups


def test_who_was_slower_sees_both_versions_and_loses_nothing(
    bureau: Bureau, measures: tuple[Measure, ...], client_of: ClientOf
) -> None:
    client, address = client_of("staff"), f"{folder(bureau)}/{measures[0].id}"
    mine = typed(client, address) | {"state": "doing", "steps-0": "ของฉัน", "outcome": "ผลของฉัน"}
    report(bureau, measures[0], state=MeasureState.DONE, results=(Result("ของเขา", 0),))
    answer = client.post(address, data=mine)
    assert answer.status_code == 409
    for text in ("ของฉัน", "ผลของฉัน", "ของเขา", "ฉบับที่บันทึกอยู่ในระบบตอนนี้"):
        assert text in answer.text
    assert of(bureau, measures[0]).followups[6].results == (Result("ของเขา", 0),)
    mine["version"] = "1"
    assert client.post(address, data=mine).status_code == 302
    assert of(bureau, measures[0]).followups[6].results == (Result("ของฉัน", 0),)


def test_results_never_slip_to_another_step(
    bureau: Bureau, measures: tuple[Measure, ...], client_of: ClientOf
) -> None:
    manual, client = measures[0], client_of("staff")
    address = f"{folder(bureau)}/{manual.id}"
    mine = typed(client, address) | {"state": "doing", "steps-0": "ร่างแล้ว", "steps-1": "เผยแพร่แล้ว"}
    bureau.ita.plans.change(
        bureau["supervisor"],
        bureau.agency,
        CYCLE,
        manual.id,
        replace(MANUAL, steps=("เผยแพร่คู่มือ",)),
        revision=1,
    )
    answer = client.post(address, data=mine)
    assert answer.status_code == 409
    assert "ร่างแล้ว" in answer.text
    assert "เผยแพร่แล้ว" in answer.text
    assert of(bureau, manual).followups == {}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"state": ""}, "เลือกสถานะของมาตรการ"),
        ({"state": "postponed", "reason": "รอ", "until": ""}, "เลื่อน"),
        ({"state": "postponed", "reason": "รอ", "until": "เร็ว ๆ นี้"}, "วันที่"),
        ({"state": "dropped", "reason": " "}, "เหตุผล"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    bureau: Bureau,
    measures: tuple[Measure, ...],
    client_of: ClientOf,
    said: dict[str, str],
    sentence: str,
) -> None:
    client, address = client_of("staff"), f"{folder(bureau)}/{measures[0].id}"
    answer = client.post(address, data=typed(client, address) | {"steps-0": "พิมพ์ไว้แล้ว"} | said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "พิมพ์ไว้แล้ว" in answer.text


def test_there_are_two_rounds_and_no_others(bureau: Bureau, client_of: ClientOf) -> None:
    assert client_of("staff").get(folder(bureau, 9)).status_code == 404
    assert client_of("staff").get(f"{folder(bureau)}/nothing").status_code == 404


def test_every_state_has_a_word() -> None:
    assert set(STATES) == set(MeasureState)


def test_a_plan_without_measures_says_how_to_begin(bureau: Bureau, client_of: ClientOf) -> None:
    assert "ปีนี้ยังไม่มีมาตรการ" in client_of("staff").get(folder(bureau)).text
    assert bureau.ita.plans.of(bureau.agency, Cycle(2571)).measures == ()


def typed(client: StrictClient, address: str) -> dict[str, str]:
    """All that stands in the form of this page."""
    return Filled(client.get(address).text).values
