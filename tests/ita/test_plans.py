"""A plan is written by many hands: nobody's measure is lost, nothing is there twice, and what was signed is
told from what was changed since."""

from dataclasses import replace

import pytest

from checklist_app.accounts import Audit
from checklist_app.errors import Problem
from checklist_app.ids import new_id
from checklist_app.ita import (
    FollowUpDraft,
    MeasureDraft,
    MeasureState,
    Result,
    Signed,
    SignedState,
    Stage,
    content_of,
    signed_state,
)
from checklist_app.ita.measures.records import Plans
from tests.cast import World
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of, scores_of

MANUAL = MeasureDraft(title="จัดทำคู่มือการปฏิบัติงาน", links=("6",), steps=("ร่างคู่มือ", "เผยแพร่คู่มือ"))
BUDGET = MeasureDraft(title="เผยแพร่แผนการใช้จ่ายงบประมาณ", links=("2", "I7"), origin="finding:I7")


@pytest.fixture
def bureau(world: World) -> Bureau:
    return bureau_of(world)


def test_what_is_sent_twice_is_there_once(bureau: Bureau) -> None:
    staff, offered = bureau["staff"], new_id()
    for _ in range(2):
        plan = bureau.ita.plans.add(staff, bureau.agency, CYCLE, [(offered, MANUAL)])
    assert [measure.title for measure in plan.measures] == [MANUAL.title]
    for _ in range(2):
        plan = bureau.plan(BUDGET)
    assert [measure.title for measure in plan.measures] == [MANUAL.title, BUDGET.title]


def test_who_writes_another_measure_is_not_in_the_way(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual, budget = bureau.plan(MANUAL, BUDGET).measures
    beaten = iter([True])
    of = Plans.of

    def of_and_meanwhile(plans: Plans, *args: object) -> object:
        plan = of(plans, *args)  # type: ignore[arg-type]
        if next(beaten, False):
            bureau.ita.plans.change(
                bureau["supervisor"], bureau.agency, CYCLE, manual.id, replace(MANUAL, title="อื่น"), revision=1
            )
        return plan

    monkeypatch.setattr(Plans, "of", of_and_meanwhile)
    plan = bureau.ita.plans.change(
        bureau["staff"], bureau.agency, CYCLE, budget.id, replace(BUDGET, duration="ตลอดปี"), revision=1
    )
    assert [(each.title, each.duration) for each in plan.measures] == [("อื่น", ""), (BUDGET.title, "ตลอดปี")]


def test_who_writes_the_same_measure_is_told(bureau: Bureau) -> None:
    (manual,) = bureau.plan(MANUAL).measures
    change = bureau.ita.plans.change
    change(bureau["staff"], bureau.agency, CYCLE, manual.id, replace(MANUAL, title="ก่อน"), revision=1)
    with pytest.raises(Problem, match="measure_changed_meanwhile"):
        change(
            bureau["supervisor"], bureau.agency, CYCLE, manual.id, replace(MANUAL, title="หลัง"), revision=1
        )
    assert [each.title for each in bureau.dossier().plan.measures] == ["ก่อน"]


def test_a_report_stays_with_its_step_and_with_its_measure(bureau: Bureau) -> None:
    (manual,) = bureau.plan(MANUAL).measures
    draft = FollowUpDraft(
        months=6,
        state=MeasureState.DOING,
        results=(Result("ทำมากกว่าแผน"), Result("เผยแพร่แล้ว", 1), Result("  ", 0), Result("ร่างแล้ว", 0)),
    )
    plan = bureau.ita.plans.report(
        bureau["staff"], bureau.agency, CYCLE, manual.id, draft, revision=0, at=NOON
    )
    (reported,) = plan.measures
    assert [(each.text, each.step) for each in reported.followups[6].results] == [
        ("ร่างแล้ว", 0),
        ("เผยแพร่แล้ว", 1),
        ("ทำมากกว่าแผน", None),
    ]
    with pytest.raises(Problem, match="report_changed_meanwhile"):
        bureau.ita.plans.report(
            bureau["supervisor"], bureau.agency, CYCLE, manual.id, draft, revision=0, at=NOON
        )
    with pytest.raises(Problem, match="measure_reported_on"):
        bureau.ita.plans.remove(bureau["staff"], bureau.agency, CYCLE, manual.id, revision=1)


def test_what_was_signed_is_told_from_what_was_changed_since(bureau: Bureau) -> None:
    plan = bureau.plan(MANUAL)
    seen = content_of(plan, Signed.MEASURES)
    sign = bureau.ita.plans.sign
    executive = bureau["executive"]
    plan = sign(executive, bureau.agency, CYCLE, Signed.MEASURES, text="เห็นชอบ", seen=seen, at=NOON)
    assert signed_state(plan, Signed.MEASURES) is SignedState.SIGNED
    plan = bureau.plan(BUDGET)
    assert signed_state(plan, Signed.MEASURES) is SignedState.CHANGED
    with pytest.raises(Problem, match="changed_before_signing"):
        sign(executive, bureau.agency, CYCLE, Signed.MEASURES, text="เห็นชอบ", seen=seen, at=NOON)


@pytest.mark.parametrize("who", ["inspector", "executive", "auditor"])
def test_only_those_who_keep_the_plan_write_it(bureau: Bureau, who: str) -> None:
    with pytest.raises(Problem, match="not_yours_to_keep"):
        bureau.ita.plans.add(bureau[who], bureau.agency, CYCLE, [("", MANUAL)])


@pytest.mark.parametrize("who", ["staff", "supervisor", "administrator"])
def test_only_an_executive_signs(bureau: Bureau, who: str) -> None:
    plan = bureau.plan(MANUAL)
    seen = content_of(plan, Signed.MEASURES)
    with pytest.raises(Problem, match="only_executives_sign"):
        bureau.ita.plans.sign(bureau[who], bureau.agency, CYCLE, Signed.MEASURES, text="", seen=seen, at=NOON)


def test_a_cycle_goes_through_its_stages(bureau: Bureau) -> None:
    stages = [bureau.dossier().stage]
    bureau.score(scores_of("001-2567"))
    stages.append(bureau.dossier().stage)
    (manual,) = bureau.plan(MANUAL).measures
    stages.append(bureau.dossier().stage)
    told = FollowUpDraft(months=6, state=MeasureState.DOING)
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, manual.id, told, revision=0, at=NOON)
    for what in Signed:
        seen = content_of(bureau.dossier().plan, what)
        bureau.ita.plans.sign(bureau["executive"], bureau.agency, CYCLE, what, text="", seen=seen, at=NOON)
        stages.append(bureau.dossier().stage)
    bureau.score(scores_of("001-2568"), CYCLE.year)
    stages.append(bureau.dossier().stage)
    assert stages == [*Stage]


def test_every_change_leaves_a_trace(bureau: Bureau) -> None:
    (manual,) = bureau.plan(MANUAL).measures
    bureau.ita.plans.remove(bureau["staff"], bureau.agency, CYCLE, manual.id, revision=1)
    removed, added = Audit(bureau.store).before(limit=2)
    assert (removed.action, added.action) == ("ita_measure.removed", "ita_measures.added")
    assert removed.details["measure"] == added.details["added"][0]  # type: ignore[index]
