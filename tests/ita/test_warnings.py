"""What does not agree in a cycle is told: every item that was found wrong in the papers of offices."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from checklist_app.catalog import Edition
from checklist_app.ita import Cycle, FollowUpDraft, MeasureDraft, MeasureState, Result
from checklist_app.ita.comparing.warning_words import WARNINGS, said
from checklist_app.ita.comparing.warnings import CycleWarning, warnings
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.pasting import read_rows
from checklist_app.ita.passages.model import Written
from checklist_app.visits import figures
from tests.cast import World
from tests.ita.world import CYCLE, NOON, SOURCES, Bureau, bureau_of, scores_of
from tests.visits.calls import said as said_of
from tests.visits.strategies import official
from tests.visits.test_figures import FILLED

MANUAL = MeasureDraft(title="จัดทำคู่มือการปฏิบัติงาน", links=("6",), steps=("ร่างคู่มือ", "เผยแพร่คู่มือ"))


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


def taken(bureau: Bureau, name: str, cycle: Cycle) -> Dossier:
    """The table of a source document as a plan of ours, with its reports."""
    table = SOURCES[name]
    headings = table.get("columns") or table["columns_a"]
    pasted = read_rows([headings, *table["rows"]], bureau.ita.editions.get(cycle.scores_year))
    plan = bureau.plan(*pasted.measures, cycle=cycle)
    for measure, row in zip(plan.measures, pasted.rows, strict=True):
        if row.report:
            bureau.ita.plans.report(
                bureau["staff"], bureau.agency, cycle, measure.id, row.report, revision=0, at=NOON
            )
    return bureau.dossier(cycle)


def codes(dossier: Dossier) -> list[str]:
    return [each.code for each in warnings(dossier)]


def one(dossier: Dossier, code: str) -> CycleWarning:
    (found,) = (each for each in warnings(dossier) if each.code == code)
    return found


# --- the list of things found wrong, each with what tells of it --------------------------------------------


def report_before_analysis(bureau: Bureau) -> object:
    dossier = taken(bureau, "doc003_result", Cycle(2566))
    return {**one(dossier, "deadline_order").values, "title": ""}


def name_variants(bureau: Bureau) -> object:
    dossier = taken(bureau, "doc001_followup", Cycle(2568))
    named = [each.values["name"] for each in warnings(dossier) if each.code == "other_name"]
    differ = [each.values["one"] for each in warnings(dossier) if each.code == "names_differ"]
    return [*named, *differ]


def score_twice(bureau: Bureau) -> object:
    bureau.score(scores_of("000"), 2565)
    dossier = bureau.dossier(Cycle(2566))
    text = "๒. การใช้งบประมาณ ๙๑.๔๑ คะแนน และ 3. การใช้อำนาจ 92.51 คะแนน"
    written = {"instrument.iit": Written(text, base="", by="somebody", revision=1)}
    return one(replace(dossier, written=written), "score_twice").values


def oit_count(bureau: Bureau) -> object:
    printed = with_span(bureau.ita.editions.get(2563), "10", first="O34", last="O48", count=15)
    told = [each for each in warnings(of_edition(bureau, printed)) if each.code.startswith("count")]
    return [(each.code, each.values["count"], each.values["counted"]) for each in told]


def duplicate_numbers(bureau: Bureau) -> object:
    table = SOURCES["doc001_followup"]
    pasted = read_rows([table["columns_a"], *table["rows"]], bureau.ita.editions.get(2567))
    return [each.parameters for each in pasted.warnings if each.code == "ita.paste_same_number"]


def other_duration(bureau: Bureau) -> object:
    plan, report = SOURCES["doc002_plan"], SOURCES["doc002_followup"]
    rows = [plan["columns"], *plan["rows"], ("รายงาน",), report["columns"], *report["rows"]]
    pasted = read_rows(rows, bureau.ita.editions.get(2565))
    return [each.parameters for each in pasted.warnings if each.code == "ita.paste_other_duration"]


def of_a_visit(bureau: Bureau) -> object:
    """These are told while the supervision form is filled in: source 004 as it was handed in."""
    told: Any = figures(said_of([*FILLED]), official(2563))
    return [warning["code"] for warning in told["warnings"]]


@pytest.mark.parametrize(
    ("find", "told"),
    [
        pytest.param(of_a_visit, ["caution_sum", "caution_round"], id="projects sum, round missing"),
        pytest.param(duplicate_numbers, [{"row": 4, "number": 2}], id="duplicate row numbers"),
        pytest.param(
            other_duration,
            [{"row": 9, "plan": "กุมภาพันธ์ ๒๕๖๖", "report": "มีนาคม ๒๕๖๖"}],
            id="plan and report say different durations",
        ),
        pytest.param(
            report_before_analysis,
            {"title": "", "months": 12, "first": "31 ต.ค. 2566", "then": "30 เม.ย. 2566"},
            id="report before analysis",
        ),
        pytest.param(
            name_variants,
            ["การปรับปรุงระบบการทำงาน", "การใช้ทรัพย์สินของทางราชการ", "กองสาธารณสุขฯ", "กองยุทธศาสตร์ฯ"],
            id="name variants",
        ),
        pytest.param(
            score_twice,
            {"indicator": "2", "name": "การใช้งบประมาณ", "other": "91.41", "score": "91.40"},
            id="score given twice with different values",
        ),
        pytest.param(
            oit_count,
            [("count_of_indicator", 15, 10), ("count_of_instrument", 43, 48)],
            id="OIT count mismatch",
        ),
    ],
)
def test_what_was_found_wrong_in_the_sources_is_told(
    bureau: Bureau, find: Callable[[Bureau], object], told: object
) -> None:
    assert find(bureau) == told


# --- coverage -------------------------------------------------------------------------------------------


def test_the_failing_indicator_that_source_001_left_out_is_told(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"), 2567)
    dossier = taken(bureau, "doc001_followup", Cycle(2568))
    warning = one(dossier, "failing_uncovered")
    assert warning.values == {"indicator": "9", "name": "การเปิดเผยข้อมูล", "score": "76.79", "mark": "85"}
    assert warning.step == "measures"
    assert "weak_uncovered" not in codes(dossier)  # what failed is not told twice; 3 is neither


def test_the_failing_indicators_that_source_002_left_out_are_told(bureau: Bureau) -> None:
    bureau.score(scores_of("002"), 2565)
    told = warnings(taken(bureau, "doc002_plan", Cycle(2566)))
    assert [each.values["indicator"] for each in told if each.code == "failing_uncovered"] == [
        "3",
        "6",
        "5",
        "2",
    ]


def test_a_weak_indicator_above_the_pass_mark_is_told_of_its_own_mark(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"), 2567)
    dossier = taken(bureau, "doc001_followup", Cycle(2568))
    mark = replace(dossier.mark, value=Decimal("99.70"))
    weak = replace(dossier, analysis=replace(dossier.analysis, mark=mark))
    told = [each.values["indicator"] for each in warnings(weak) if each.code == "weak_uncovered"]
    assert told == ["3"]


@pytest.mark.parametrize("link", ["9", "9.3", "O5"])
def test_a_measure_on_a_part_or_a_question_covers_its_indicator(bureau: Bureau, link: str) -> None:
    bureau.score(scores_of("001-2567"))
    bureau.plan(replace(MANUAL, links=(link,)))
    assert "failing_uncovered" not in codes(bureau.dossier())


def test_a_measure_that_was_dropped_covers_nothing(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"))
    bureau.plan(replace(MANUAL, links=("9",)))
    report(bureau, FollowUpDraft(months=6, state=MeasureState.DROPPED, reason="ไม่มีงบ"))
    assert one(bureau.dossier(), "failing_uncovered").values["indicator"] == "9"


def test_without_a_measure_or_without_scores_nothing_is_left_out(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"))
    assert codes(bureau.dossier()) == []
    bureau.plan(MANUAL, cycle=Cycle(2571))
    assert codes(bureau.dossier(Cycle(2571))) == []


# --- reports -------------------------------------------------------------------------------------------


def test_a_measure_without_a_result_is_told_once_the_round_has_begun(bureau: Bureau) -> None:
    bureau.plan(MANUAL, replace(MANUAL, title="ประชุมชี้แจง"))
    assert "no_result" not in codes(bureau.dossier())
    report(bureau, FollowUpDraft(months=6, state=MeasureState.DOING, results=(Result("ร่างแล้ว", 0),)))
    warning = one(bureau.dossier(), "no_result")
    assert warning.values == {"title": "ประชุมชี้แจง", "months": 6}
    assert warning.target == f"6/{bureau.dossier().plan.measures[1].id}"


def test_a_step_without_a_result_is_told_at_the_end_of_the_year(bureau: Bureau) -> None:
    bureau.plan(MANUAL)
    half = FollowUpDraft(months=6, state=MeasureState.DOING, results=(Result("ร่างแล้ว", 0),))
    report(bureau, half)
    assert "steps_without_result" not in codes(bureau.dossier())
    report(bureau, replace(half, months=12))
    assert one(bureau.dossier(), "steps_without_result").values["steps"] == "2"


def test_the_manual_that_source_002_never_reported_on_is_told(bureau: Bureau) -> None:
    dossier = taken(bureau, "doc002_followup", Cycle(2566))
    told = [each.values["steps"] for each in warnings(dossier) if each.code == "steps_without_result"]
    assert told == ["2", "6"]


def test_two_measures_with_the_same_words_as_results_are_told(bureau: Bureau) -> None:
    dossier = taken(bureau, "doc003_result", Cycle(2566))
    assert one(dossier, "same_results").values == {
        "one": "ช่องทางให้ผู้รับบริการ ผู้มาติดต่อ",
        "other": "ช่องทางการร้องเรียนการทุจริต",
    }


# --- scores, titles, durations ------------------------------------------------------------------------


def test_a_total_and_a_level_that_contradict_the_scores_are_told(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2567"), 2567, total="93.99", level="ผ่านดี")
    assert codes(bureau.dossier(Cycle(2568))) == []
    bureau.score(scores_of("001-2567"), 2567, total="93.99", level="ผ่านดีเยี่ยม")
    assert one(bureau.dossier(Cycle(2568)), "scores_level").values["computed"] == "ผ่านดี"
    bureau.score(scores_of("001-2567"), 2567, total="95.99", level="ผ่านดี")
    warning = one(bureau.dossier(Cycle(2568)), "scores_total")
    assert (warning.step, warning.target) == ("scores", "2567")


def test_the_result_at_the_end_is_looked_at_too(bureau: Bureau) -> None:
    bureau.score(scores_of("001-2568"), 2568, total="88.88")
    assert one(bureau.dossier(Cycle(2568)), "scores_total").target == "2568"


def test_a_title_that_is_there_twice_is_told_once(bureau: Bureau) -> None:
    bureau.plan(MANUAL, replace(MANUAL, title="จัดทำ คู่มือการปฏิบัติงาน"))
    assert codes(bureau.dossier()) == ["same_title"]


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (replace(MANUAL, duration="มีนาคม 2570", start=date(2027, 3, 1), end=date(2027, 3, 31)), []),
        (replace(MANUAL, duration="มีนาคม 2570", end=date(2027, 2, 28)), ["duration_differs"]),
        (replace(MANUAL, duration="เร็ว ๆ นี้", end=date(2027, 2, 28)), []),
        (replace(MANUAL, duration="มีนาคม 2569"), ["outside_cycle"]),
        (replace(MANUAL, end=date(2026, 9, 30)), ["outside_cycle"]),
        (replace(MANUAL, steps=("รายงานภายในเดือนเมษายน 2569",)), ["deadline_early"]),
        (
            replace(MANUAL, steps=("ร่างภายในเดือนมีนาคม 2570", "พิมพ์ภายในเดือนมกราคม 2570")),
            ["deadline_order"],
        ),
        (replace(MANUAL, steps=("ร่างภายในเดือนมกราคม", "พิมพ์ภายในเดือนธันวาคม")), []),
    ],
)
def test_words_dates_and_the_year_of_the_plan_should_agree(
    bureau: Bureau, draft: MeasureDraft, told: list[str]
) -> None:
    bureau.plan(draft)
    assert codes(bureau.dossier()) == told


def test_the_editions_that_come_with_the_program_add_up(bureau: Bureau) -> None:
    for year in bureau.ita.editions.years():
        told = codes(of_edition(bureau, bureau.ita.editions.get(year)))
        assert [code for code in told if code.startswith("count")] == [], year


def test_every_warning_has_its_sentence_without_an_empty_place(bureau: Bureau) -> None:
    bureau.score(scores_of("002"), 2565, total="99.99")
    told = warnings(taken(bureau, "doc002_followup", Cycle(2566)))
    assert {each.code for each in told} <= WARNINGS.keys()
    for warning in told:
        assert "{" not in said(warning) + said(warning, "en")
        assert "⟦" not in said(warning, "en")


def report(bureau: Bureau, draft: FollowUpDraft) -> None:
    first = bureau.dossier().plan.measures[0]
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, first.id, draft, revision=0, at=NOON)


def of_edition(bureau: Bureau, edition: Edition) -> Dossier:
    return replace(bureau.dossier(), edition=edition, before=None)


def with_span(edition: Edition, indicator: str, *, first: str, last: str, count: int) -> Edition:
    changed = tuple(
        replace(known, span=replace(known.span, first=first, last=last, count=count))
        if known.id == indicator
        else known
        for known in edition.indicators
    )
    return replace(edition, indicators=changed)
