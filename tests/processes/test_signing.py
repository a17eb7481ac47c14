"""Those who sign the ITA cycle of an agency and those who write it, each at another process."""

from dataclasses import replace
from datetime import date

import pytest

from checklist_app.accounts import Draft, Person, Role
from checklist_app.errors import Problem
from checklist_app.ita import FollowUpDraft, Measure, MeasureDraft, MeasureState, Result, Signed
from checklist_app.ita.measures.standing import SignedState, content_of, signed_state
from tests.ita.world import CYCLE, NOON, Bureau
from tests.processes.conftest import Process
from tests.store.contended import ContendedStore

MANUAL = MeasureDraft(title="จัดทำคู่มือ", steps=("ร่างคู่มือ",), departments=("สำนักปลัด",), duration="ตลอดปี")
DONE = FollowUpDraft(months=6, state=MeasureState.DONE, results=(Result("ร่างแล้ว", 0),))
LATER = FollowUpDraft(months=6, state=MeasureState.POSTPONED, until=date(2027, 9, 30), reason="รองบประมาณ")


def bureau_of(process: Process) -> Bureau:
    return Bureau(process.world, process.of.ita, process.of.store)


@pytest.fixture
def measure(one: Process) -> Measure:
    return bureau_of(one).plan(MANUAL).measures[0]


@pytest.fixture
def deputy(one: Process) -> Person:
    draft = Draft("คนรักษาการ", "รองปลัด", "deputy", Role.EXECUTIVE, agency=bureau_of(one).agency.id)
    return one.of.people.create(draft, by=one.world["administrator"])[0]


def seen(process: Process, what: Signed) -> str:
    return content_of(bureau_of(process).dossier().plan, what)


def sign(process: Process, person: Person, content: str, what: Signed = Signed.MEASURES) -> None:
    bureau = bureau_of(process)
    bureau.ita.plans.sign(person, bureau.agency, CYCLE, what, text="เห็นชอบ", seen=content, at=NOON)


def report(process: Process, measure: Measure, draft: FollowUpDraft) -> None:
    bureau = bureau_of(process)
    bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, measure.id, draft, revision=0, at=NOON)


def test_two_who_sign_at_the_same_moment_have_both_signed(
    one: Process, other: Process, measure: Measure, deputy: Person, contended: ContendedStore
) -> None:
    executive, content = one.world["executive"], seen(other, Signed.MEASURES)
    contended.before_end(lambda: sign(other, deputy, content))
    sign(one, executive, content)
    plan = bureau_of(other).dossier().plan
    assert [signed.by for signed in plan.signed] == [deputy.id, executive.id]
    assert signed_state(plan, Signed.MEASURES) is SignedState.SIGNED


def test_one_signature_that_is_sent_to_both_is_one(
    one: Process, other: Process, measure: Measure, contended: ContendedStore
) -> None:
    executive, content = one.world["executive"], seen(one, Signed.MEASURES)
    contended.before_end(lambda: sign(other, executive, content))
    sign(one, executive, content)
    assert len(bureau_of(one).dossier().plan.signed) == 1
    signed = [entry for entry in one.of.audit.before() if entry.action == "ita_plan.signed"]
    assert len(signed) == 1


def test_what_is_changed_while_it_is_signed_is_not_signed(
    one: Process, other: Process, measure: Measure, contended: ContendedStore
) -> None:
    bureau, content = bureau_of(other), seen(one, Signed.MEASURES)

    def change() -> None:
        draft = replace(MANUAL, title="จัดทำคู่มือฉบับใหม่")
        bureau.ita.plans.change(bureau["staff"], bureau.agency, CYCLE, measure.id, draft, revision=1)

    contended.before_end(change)
    with pytest.raises(Problem, match="changed_before_signing"):
        sign(one, one.world["executive"], content)
    assert bureau.dossier().plan.signed == ()


def test_a_measure_that_is_postponed_while_its_report_is_signed_is_not_signed_as_done(
    one: Process, other: Process, measure: Measure, contended: ContendedStore
) -> None:
    report(one, measure, DONE)
    bureau, content = bureau_of(other), seen(one, Signed.HALFWAY)

    def postpone() -> None:
        bureau.ita.plans.report(bureau["staff"], bureau.agency, CYCLE, measure.id, LATER, revision=1, at=NOON)

    contended.before_end(postpone)
    with pytest.raises(Problem, match="changed_before_signing"):
        sign(one, one.world["executive"], content, Signed.HALFWAY)
    sign(one, one.world["executive"], seen(one, Signed.HALFWAY), Signed.HALFWAY)
    (held,) = bureau.dossier().plan.measures
    assert held.followups[6].state is MeasureState.POSTPONED


def test_of_two_reports_on_one_measure_the_second_is_told(
    one: Process, other: Process, measure: Measure, contended: ContendedStore
) -> None:
    contended.before_end(lambda: report(other, measure, LATER))
    with pytest.raises(Problem, match="report_changed_meanwhile"):
        report(one, measure, DONE)
    (held,) = bureau_of(one).dossier().plan.measures
    assert held.followups[6].state is MeasureState.POSTPONED


def test_reports_on_two_measures_do_not_refuse_each_other(
    one: Process, other: Process, measure: Measure, contended: ContendedStore
) -> None:
    second = bureau_of(other).plan(MeasureDraft(title="เผยแพร่แผน")).measures[1]
    contended.before_end(lambda: report(other, second, LATER))
    report(one, measure, DONE)
    states = [held.followups[6].state for held in bureau_of(one).dossier().plan.measures]
    assert states == [MeasureState.DONE, MeasureState.POSTPONED]
