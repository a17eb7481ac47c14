"""An office is reminded of its measures at the right time and once for each occurrence; a phone takes along
what it needs before the next visit."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from checklist_app.clock import today
from checklist_app.ita import (
    Cycle,
    FollowUp,
    FollowUpDraft,
    Measure,
    Measured,
    MeasureDraft,
    MeasureState,
    Plan,
    Result,
    Signed,
    SignOff,
    content_of,
    cycle_reminders,
    overdue_measures,
)
from checklist_app.ita.reminding.reminder_words import SENTENCES
from checklist_app.ita.reminding.reminders import reminders
from checklist_app.surveys import Reminder
from checklist_app.wording import texts
from tests.cast import World
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of

END = date(2027, 3, 31)
QUIET = date(2026, 12, 1)


def measure(number: int = 1, **said: Any) -> Measure:
    known: dict[str, Any] = {"id": f"m{number}", "title": f"มาตรการที่ {number}", "revision": 1, "end": END}
    return Measure(**(known | said))


def reported(known: Measure, months: int = 6, **said: Any) -> Measure:
    given: dict[str, Any] = {"months": months, "revision": 1, "by": "x", "changed": QUIET}
    report = FollowUp(**(given | said))
    return replace(known, followups={**known.followups, months: report})


def plan(*measures: Measure, cycle: Cycle = CYCLE) -> Plan:
    return Plan("office", cycle, 1, measures)


def signed(known: Plan, *all: Signed) -> Plan:
    offs = [SignOff(what, "x", "n", "p", NOON, "", content_of(known, what)) for what in all]
    return replace(known, signed=(*known.signed, *offs))


def due(known: Plan, today: date, kind: str = "") -> list[Reminder]:
    return [each for each in reminders([known], today=today) if kind in {"", each.kind.value}]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-31, []),
        (-30, ["อีก 30 วันครบกำหนดมาตรการ “มาตรการที่ 1”"]),
        (0, ["อีก 0 วันครบกำหนดมาตรการ “มาตรการที่ 1”"]),
        (1, ["เลยกำหนด 1 วัน: มาตรการ “มาตรการที่ 1”"]),
    ],
)
def test_a_measure_is_told_a_month_before_its_day_and_when_it_has_passed(
    days: int, expected: list[str]
) -> None:
    found = due(plan(measure()), END + timedelta(days=days), "measure")
    assert [each.said() for each in found] == expected


def test_what_is_overdue_is_a_further_occurrence_each_month() -> None:
    keys = [due(plan(measure()), END + timedelta(days=n), "measure")[0].key for n in (1, 29, 30, 60)]
    assert keys == [f"ita/overdue/2570/2027-03-31/{month}" for month in (0, 0, 1, 2)]


def test_measures_of_one_day_are_told_together() -> None:
    (found,) = due(plan(measure(1), measure(2), measure(3, end=None)), END, "measure")
    assert found.said() == "อีก 0 วันครบกำหนด 2 มาตรการของปีงบประมาณ 2570"
    assert found.endpoint == "ita_followup.all"


@pytest.mark.parametrize("state", [MeasureState.DONE, MeasureState.DROPPED])
def test_what_is_over_is_nobodys_concern(state: MeasureState) -> None:
    over = reported(measure(), state=state, reason="ก")
    assert due(plan(over), END + timedelta(days=90), "measure") == []


def test_a_postponed_measure_is_due_on_its_new_day() -> None:
    later = reported(measure(), state=MeasureState.POSTPONED, until=date(2027, 8, 31), reason="ก")
    assert due(plan(later), END + timedelta(days=9), "measure") == []
    (found,) = due(plan(later), date(2027, 8, 31), "measure")
    assert dict(found.arguments) == {"agency": "office", "year": 2570, "months": 12, "id": "m1"}


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2027, 3, 30), None),
        (date(2027, 3, 31), 6),
        (date(2027, 9, 30), 6),
        (date(2027, 10, 1), 12),
    ],
)
def test_a_report_is_told_a_month_before_its_day(today: date, months: int | None) -> None:
    found = due(plan(measure(end=None)), today, "report")
    assert [each.arguments["months"] for each in found][-1:] == ([months] if months else [])


def test_a_late_report_says_how_many_measures_it_waits_for() -> None:
    known = plan(measure(1, end=None), reported(measure(2, end=None)))
    (found,) = due(known, date(2027, 5, 10), "report")
    assert found.said().endswith("เลยกำหนด 10 วัน ยังไม่ได้รายงาน 1 มาตรการ")
    assert due(plan(reported(measure(1))), date(2027, 5, 10), "report") == []


def test_whoever_reported_at_the_end_is_not_asked_for_the_middle() -> None:
    known = plan(reported(measure(end=None), 12, state=MeasureState.DONE))
    assert due(known, date(2027, 10, 15), "report") == []


def test_a_signature_is_asked_for_when_there_is_something_to_sign() -> None:
    known = plan(measure(end=None))
    assert [each.arguments["what"] for each in due(known, QUIET)] == ["measures"]
    known = signed(known, Signed.MEASURES)
    assert due(known, QUIET) == []
    known = signed(plan(reported(measure(end=None), state=MeasureState.DOING)), Signed.MEASURES)
    assert [each.arguments["what"] for each in due(known, QUIET)] == ["followup-6"]
    changed = replace(known, measures=(*known.measures, measure(2, end=None)))
    (found,) = due(changed, QUIET)
    assert found.said() == "ปีงบประมาณ 2570: มีการแก้ไขหลังลงนาม ต้องเสนอผู้บริหารลงนามใหม่"


def test_a_cycle_that_is_over_and_signed_is_left_alone() -> None:
    ended = plan(reported(measure(), 12, state=MeasureState.DOING))
    later = date(2027, 11, 15)
    assert [each.kind.value for each in due(ended, later)] == ["measure", "signature"]
    assert due(signed(ended, Signed.WHOLE), later) == []


def test_every_sentence_has_english_and_its_gaps_are_filled() -> None:
    one, two = plan(measure()), plan(measure(1), measure(2))
    whole = signed(plan(reported(measure(end=None), state=MeasureState.DOING)), Signed.MEASURES)
    changed = replace(signed(one, Signed.MEASURES), measures=(measure(title="อื่น"),))
    found = [
        each
        for known in (one, two, whole, changed)
        for today in (END, END + timedelta(days=60), QUIET)
        for each in due(known, today)
    ]
    assert {each.text for each in found} == set(SENTENCES.values())
    for each in found:
        assert each.text in texts("en")
        assert "{" not in each.said("en") + each.said("th")


# --- where they are shown ---------------------------------------------------------------------------------


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


LATE = MeasureDraft(title="เผยแพร่คู่มือ", end=date(2020, 1, 1))


def test_the_office_and_its_executive_see_them_at_home(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.plan(LATE, cycle=Cycle.of(today()))
    now = cycle_reminders(bureau.ita, bureau.agency, today())
    assert [each.kind.value for each in now] == ["measure", "signature"]
    for who in ("staff", "executive"):
        for language in ("th", "en"):
            page = client_of(who).get(f"/?lang={language}").text
            assert f"/ita/{Cycle.of(today()).year}/sign/measures" in page


def test_a_supervisor_sees_how_many_are_overdue_in_the_province(bureau: Bureau, world: World) -> None:
    bureau.plan(LATE, replace(LATE, title="อื่น", end=None))
    within = [*world.agencies.values()]
    assert overdue_measures(bureau.ita, within, QUIET) == 1
    assert overdue_measures(bureau.ita, within[1:], QUIET) == 0


def test_what_is_overdue_does_not_vanish_with_the_new_year(bureau: Bureau) -> None:
    bureau.plan(LATE)
    assert overdue_measures(bureau.ita, [bureau.agency], date(2027, 10, 1)) == 1
    measure = bureau.dossier().plan.measures[0]
    draft = FollowUpDraft(months=12, state=MeasureState.DOING, results=(Result("ยังทำอยู่"),))
    plans = bureau.ita.plans
    plan = plans.report(bureau["staff"], bureau.agency, CYCLE, measure.id, draft, revision=0, at=NOON)
    seen = content_of(plan, Signed.WHOLE)
    plans.sign(bureau["executive"], bureau.agency, CYCLE, Signed.WHOLE, text="", seen=seen, at=NOON)
    assert overdue_measures(bureau.ita, [bureau.agency], date(2027, 10, 1)) == 0


# --- what a phone takes along -----------------------------------------------------------------------------


def told(bureau: Bureau, today: date = QUIET) -> list[Any]:
    found = Measured(bureau.ita.plans).of([bureau.agency], today)
    rows = found.get(bureau.agency.id, [])
    assert isinstance(rows, list)
    return rows


def test_a_phone_knows_title_state_day_and_report(bureau: Bureau) -> None:
    (known,) = bureau.plan(MeasureDraft(title="จัดทำคู่มือ", end=END)).measures
    assert told(bureau) == [{"year": 2570, "title": "จัดทำคู่มือ", "state": "planned", "due": "2027-03-31"}]
    draft = FollowUpDraft(months=6, state=MeasureState.DOING, results=(Result("ก"), Result("ข")))
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, known.id, draft, revision=0, at=NOON)
    (row,) = told(bureau)
    assert (row["state"], row["results"], row["reported"]) == ("doing", 2, "2026-11-20")


def test_of_the_year_before_it_knows_what_is_not_over(bureau: Bureau) -> None:
    before = Cycle(2569)
    done, _ = bureau.plan(MeasureDraft(title="เสร็จแล้ว"), MeasureDraft(title="ค้าง"), cycle=before).measures
    draft = FollowUpDraft(months=12, state=MeasureState.DONE)
    bureau.ita.plans.report(bureau["staff"], bureau.agency, before, done.id, draft, revision=0, at=NOON)
    assert [row["title"] for row in told(bureau)] == ["เสร็จแล้ว", "ค้าง"]
    bureau.plan(MeasureDraft(title="ใหม่"))
    assert [(row["year"], row["title"]) for row in told(bureau)] == [(2570, "ใหม่"), (2569, "ค้าง")]
    assert told(bureau, date(2030, 12, 1)) == []


def test_a_whole_province_stays_small(bureau: Bureau) -> None:
    bureau.plan(*(MeasureDraft(title=f"{n} {'ก' * 400}", end=END) for n in range(8)))
    assert len(json.dumps(told(bureau), ensure_ascii=False)) < 8 * 260


def test_the_pack_holds_the_agencies_that_a_phone_may_visit(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.plan(LATE, cycle=Cycle.of(today()))
    assert [*client_of("inspector").get("/api/pack").get_json()["measures"]] == [bureau.agency.id]
    assert client_of("outsider").get("/api/pack").get_json()["measures"] == {}
