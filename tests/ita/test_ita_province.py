"""The cycle of a whole province: counted honestly, read in the same few questions however many years there
are, and shown to those who look after it alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from checklist_app.agencies import ScoreSet
from checklist_app.errors import Problem
from checklist_app.ita import (
    Analysis,
    Cycle,
    Finding,
    FollowUpDraft,
    MeasureDraft,
    MeasureState,
    Signed,
    Stage,
    content_of,
)
from checklist_app.ita.comparing.comparison import Way
from checklist_app.ita.watching.province import Province
from checklist_app.ita.watching.reading import read_province
from tests.cast import OTHER_PROVINCE, PROVINCE, World
from tests.conftest import ClientOf
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of, scores_of

TODAY = date(2027, 5, 1)
NADEE, NONNGAM = "เทศบาลตำบลนาดี", "องค์การบริหารส่วนตำบลโนนงาม"
ADDRESS = f"/ita/province/{CYCLE.year}"
LATE = MeasureDraft(title="เผยแพร่แผน", end=date(2027, 3, 31), departments=("กองคลัง",))
SOON = MeasureDraft(title="อบรมเจ้าหน้าที่", end=date(2027, 8, 31))


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


def score(bureau: Bureau, name: str, year: int, total: str, **low: str) -> None:
    agency = bureau.world.agencies[name]
    indicators = {**scores_of("001-2568"), **{id.removeprefix("i"): Decimal(low[id]) for id in low}}
    scores = ScoreSet(agency.id, agency.province, year, indicators, Decimal(total))
    bureau.ita.scores.change(bureau["administrator"], agency, scores)


def find(bureau: Bureau, name: str, *findings: Finding) -> None:
    agency = bureau.world.agencies[name]
    analysis = Analysis(agency.id, CYCLE, findings={each.question: each for each in findings})
    bureau.ita.analyses.change(bureau["administrator"], agency, analysis)


def seen(bureau: Bureau, cycle: Cycle = CYCLE, today: date = TODAY) -> Province:
    here = [each for each in bureau.ita.agencies.within(bureau["supervisor"].scope) if each.active]
    return read_province(bureau.ita, PROVINCE, here, cycle, today=today)


def test_agencies_are_counted_at_the_stage_that_they_have_reached(bureau: Bureau) -> None:
    score(bureau, NONNGAM, 2569, "80.00")
    score(bureau, NADEE, 2569, "90.00")
    bureau.plan(LATE)
    counts = {stage: len(sights) for stage, sights in seen(bureau).stages.items() if sights}
    assert counts == {Stage.NOTHING: 2, Stage.SCORED: 1, Stage.PLANNED: 1}
    plan = bureau.dossier().plan
    bureau.ita.plans.sign(
        bureau["executive"],
        bureau.agency,
        CYCLE,
        Signed.MEASURES,
        text="",
        seen=content_of(plan, Signed.MEASURES),
        at=NOON,
    )
    assert [one.agency.name for one in seen(bureau).stages[Stage.SIGNED]] == [NADEE]


def test_districts_show_the_plain_mean_of_what_is_there(bureau: Bureau) -> None:
    score(bureau, NONNGAM, 2569, "80.00")
    score(bureau, NADEE, 2569, "90.01")
    whole = seen(bureau).whole
    assert (whole.agencies, whole.scored, whole.mean, whole.lowest, whole.highest) == (
        4,
        2,
        Decimal("85.01"),  # half up, not 85.00
        Decimal("80.00"),
        Decimal("90.01"),
    )
    rows = {row.name: row for row in seen(bureau).districts}
    assert (rows["พล"].mean, rows["ชุมแพ"].mean, rows[""].agencies) == (Decimal("80.00"), None, 1)


def test_levels_are_counted_with_those_without_a_result(bureau: Bureau) -> None:
    score(bureau, NONNGAM, 2569, "99.54")
    levels = seen(bureau).levels
    assert {name: count for name, count in levels.items() if count} == {"ผ่านดีเยี่ยม": 1, "": 3}
    assert [*levels][:2] == ["ผ่านดีเยี่ยม", "ผ่านดี"]


def test_movement_is_between_the_result_of_the_cycle_and_the_one_before(bureau: Bureau) -> None:
    for name, before, after in ((NADEE, "80.00", "79.00"), (NONNGAM, "80.00", "92.50")):
        score(bureau, name, 2568, before)
        score(bureau, name, 2569, after)
        score(bureau, name, 2570, "10.00")
    province = seen(bureau)
    assert (province.ways[Way.UP], province.ways[Way.DOWN], province.ways[Way.UNKNOWN]) == (1, 1, 2)
    assert [(one.agency.name, one.change) for one in province.risen] == [(NONNGAM, Decimal("12.50"))]
    assert [(one.agency.name, one.change) for one in province.fallen] == [(NADEE, Decimal("-1.00"))]


def test_the_most_frequent_findings_and_failing_indicators_come_first(bureau: Bureau) -> None:
    score(bureau, NADEE, 2569, "80.00", i9="76.79", i2="84.99")
    score(bureau, NONNGAM, 2569, "80.00", i9="50.00", i3="85.00")
    find(bureau, NADEE, Finding("O24", missed=True), Finding("I7", Decimal(60)))
    find(bureau, NONNGAM, Finding("O24", missed=True), Finding("O2", missed=True))
    province = seen(bureau)
    assert [(row.question, row.agencies) for row in province.missed] == [("O24", 2), ("O2", 1)]
    assert [(row.question, row.agencies) for row in province.found] == [("I7", 1)]
    assert [(indicator.id, count) for indicator, count in province.failing] == [("9", 2), ("2", 1)]


def test_what_is_overdue_is_what_should_be_done_and_is_not(bureau: Bureau) -> None:
    late, soon = bureau.plan(LATE, SOON).measures
    assert [measure.title for _, measure in seen(bureau).overdue] == [LATE.title]
    assert seen(bureau, today=date(2027, 3, 31)).overdue == ()
    done = FollowUpDraft(months=6, state=MeasureState.DONE)
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, late.id, done, revision=0, at=NOON)
    dropped = FollowUpDraft(months=6, state=MeasureState.DROPPED, reason="ไม่มีงบประมาณ")
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, soon.id, dropped, revision=0, at=NOON)
    (sight,) = (one for one in seen(bureau).sights if one.agency.name == NADEE)
    assert (sight.overdue, sight.done, sight.measures) == ((), 1, 1)
    assert sight.last_report == date(2026, 11, 20)


def test_a_view_can_be_narrowed_to_a_district_and_a_stage(bureau: Bureau) -> None:
    score(bureau, NONNGAM, 2569, "80.00")
    province = seen(bureau)
    assert [one.agency.name for one in province.narrowed("พล", None).sights] == [NONNGAM]
    assert province.narrowed("พล", Stage.NOTHING).sights == ()
    assert len(province.narrowed("", None).sights) == 1


def test_it_is_read_in_the_same_questions_however_many_years_and_agencies_there_are(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    score(bureau, NADEE, 2569, "80.00")
    few = asked(bureau, monkeypatch)
    for year in range(2563, 2569):
        for name in (NADEE, NONNGAM):
            score(bureau, name, year, "80.00")
    assert asked(bureau, monkeypatch) == few


def asked(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the store is asked for one province, and how many documents it gives of other years."""
    questions: list[tuple[Any, ...]] = []

    def listening(verb: str) -> Callable[..., Any]:
        real = getattr(bureau.store, verb)

        def listen(*given: Any, **named: Any) -> Any:
            questions.append((verb, *given))
            return real(*given, **named)

        return listen

    here = [each for each in bureau.ita.agencies.within(bureau["supervisor"].scope) if each.active]
    with monkeypatch.context() as patched:
        for verb in ("get", "find"):
            patched.setattr(type(bureau.store), verb, staticmethod(listening(verb)))
        read_province(bureau.ita, PROVINCE, here, CYCLE, today=TODAY)
    return questions


def test_the_result_of_an_agency_that_came_from_another_province_is_seen_where_it_lies_now(
    bureau: Bureau,
) -> None:
    score(bureau, NADEE, 2569, "80.00")
    nadi = bureau.world.agencies[NADEE]
    moved = replace(nadi.draft, province="เชียงใหม่", district="แม่ริม")
    there = bureau.ita.agencies.edit(bureau["administrator"], nadi.id, moved, version=nadi.version)
    province = read_province(bureau.ita, "เชียงใหม่", [there], CYCLE, today=TODAY)
    assert [sight.stage for sight in province.sights] == [Stage.SCORED]


# --- in the browser -----------------------------------------------------------------------------------


def test_the_page_tells_the_province_and_leads_to_what_is_overdue(
    client_of: ClientOf, bureau: Bureau
) -> None:
    score(bureau, NADEE, 2569, "80.00", i9="76.79")
    overdue = replace(LATE, end=date(2026, 10, 1))
    (measure,) = bureau.plan(overdue).measures
    page = client_of("supervisor").get(ADDRESS)
    assert page.status_code == 200
    assert f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/measures/{measure.id}" in page.text
    assert "ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล" in page.text
    assert OTHER_PROVINCE not in page.text
    assert client_of("supervisor").get(f"{ADDRESS}?lang=en").status_code == 200


def test_who_may_import_a_province_finds_the_way_there(client_of: ClientOf, bureau: Bureau) -> None:
    for who, finds in (("supervisor", True), ("inspector", False)):
        page = client_of(who).get(f"/ita/province/{CYCLE.year}").text
        assert ('href="/ita/import"' in page) is finds


def test_filters_narrow_the_page_and_nonsense_is_no_filter(client_of: ClientOf, bureau: Bureau) -> None:
    score(bureau, NONNGAM, 2569, "80.00")
    supervisor = client_of("supervisor")
    narrowed = supervisor.get(f"{ADDRESS}?district=พล&stage=scored").text
    assert "แสดง 1 จาก 4 หน่วยงาน" in narrowed
    assert "อบต.โนนงาม" in narrowed
    assert "ทต.นาดี" not in narrowed
    assert "แสดง 1 จาก 4 หน่วยงาน" in supervisor.get(f"{ADDRESS}?district=-").text
    assert "จาก 4 หน่วยงาน" not in supervisor.get(f"{ADDRESS}?district=เมืองใหม่&stage=x").text


def test_each_sees_the_own_province_and_administrators_choose(client_of: ClientOf, bureau: Bureau) -> None:
    there = f"{ADDRESS}?province={OTHER_PROVINCE}"
    for who in ("supervisor", "inspector"):
        assert "ทต.ดอยสูง" not in client_of(who).get(there).text
    for who in ("administrator", "auditor"):
        page = client_of(who).get(there).text
        assert "ทต.ดอยสูง" in page
        assert "ทต.นาดี" not in page


@pytest.mark.parametrize("who", ["staff", "executive"])
@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}.xlsx", f"{ADDRESS}/papers"])
def test_agencies_see_nothing_of_the_province(client_of: ClientOf, who: str, address: str) -> None:
    assert client_of(who).get(address).status_code == 403


def test_an_agency_that_is_no_longer_active_is_not_counted(client_of: ClientOf, bureau: Bureau) -> None:
    agency = bureau.world.agencies[NONNGAM]
    bureau.ita.agencies.set_active(bureau["administrator"], agency.id, active=False, version=agency.version)
    assert "อบต.โนนงาม" not in client_of("supervisor").get(ADDRESS).text


def test_a_year_that_no_rules_are_known_of_is_told(bureau: Bureau) -> None:
    with pytest.raises(Problem, match="no_edition"):
        seen(bureau, Cycle(2500))


# --- as a workbook ------------------------------------------------------------------------------------


def test_the_workbook_says_the_same_and_runs_no_formula(
    client_of: ClientOf, bureau: Bureau, world: World
) -> None:
    score(bureau, NADEE, 2568, "79.50")
    score(bureau, NADEE, 2569, "80.00")
    find(bureau, NADEE, Finding("O24", missed=True))
    evil = "=HYPERLINK(0)"
    bureau.plan(replace(LATE, title=evil, end=date(2026, 10, 1)))
    answer = client_of("supervisor").get(f"{ADDRESS}.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == [
        "หน่วยงาน",
        "อำเภอ",
        "สรุป",
        "ข้อที่พบบ่อย",
        "ตัวชี้วัดที่ไม่ผ่าน",
        "มาตรการเกินกำหนด",
    ]
    (row,) = [row for row in book["หน่วยงาน"].iter_rows(values_only=True) if row[0] == NADEE]
    assert row[2:11] == (80, row[3], 79.5, 0.5, "สูงขึ้น", "มีมาตรการแล้ว", 1, 0, 1)
    (late,) = [row for row in book["มาตรการเกินกำหนด"].iter_rows(min_row=2) if row]
    assert (late[2].value, late[2].data_type) == (evil, "s")
    assert [cell.value for cell in book["ข้อที่พบบ่อย"][2]][1] == "O24"


def test_the_workbook_of_an_empty_province_is_sound(client_of: ClientOf) -> None:
    answer = client_of("supervisor").get(f"{ADDRESS}.xlsx?stage=compared")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book["หน่วยงาน"].max_row == 1
