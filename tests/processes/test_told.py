"""Whoever writes what somebody else changes at the very same moment is told so, in words of what it is."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from checklist_app.agencies import Agency, AgencyDraft, ScoreSet, read_table
from checklist_app.clock import today
from checklist_app.errors import Problem
from checklist_app.ita import Cycle
from checklist_app.surveys.asking.questions import standard
from checklist_app.surveys.listening.comments import CommentState, Judgement
from checklist_app.surveys.listening.improvements import ImprovementDraft
from checklist_app.surveys.model import Point, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.settings import SurveySettings
from tests.agencies.register import csv_file
from tests.cast import PROVINCE
from tests.processes.conftest import Process
from tests.store.contended import ContendedStore
from tests.surveys.world import GOOD, Office

PERIOD, CYCLE = Period(2570, 1), Cycle(2570)
Edit = Callable[[Process], object]


def office_of(process: Process) -> Office:
    return Office(process.world, process.of.surveys, process.of.store)


def own(process: Process) -> Agency:
    staff = process.world["staff"]
    return process.of.agencies.fetch(staff.scope, staff.agency or "")


def edit_agency(process: Process) -> object:
    agency = own(process)
    return process.of.agencies.edit(
        process.world["supervisor"],
        agency.id,
        replace(agency.draft, district="พล"),
        version=process.world.agencies[agency.name].version,
    )


def write_scores(process: Process) -> object:
    agency = own(process)
    scores = ScoreSet(agency.id, agency.province, 2569, {"1": Decimal("90")})
    return process.of.ita.scores.change(process.world["staff"], agency, scores)


def import_scores(process: Process) -> None:
    agency = own(process)
    scores = ScoreSet(agency.id, agency.province, 2569, {"1": Decimal("90")})
    process.of.ita.scores.change_all(process.world["supervisor"], [(agency, scores)], summary={})


def choose_letters(process: Process) -> object:
    agency = own(process)
    letters = replace(process.of.ita.letters.of(agency), version=0, office="งานวิเคราะห์")
    return process.of.ita.letters.change(process.world["staff"], agency, letters)


def write_analysis(process: Process) -> object:
    agency = own(process)
    analysis = replace(process.of.ita.analyses.of(agency, CYCLE), version=0)
    return process.of.ita.analyses.change(process.world["staff"], agency, analysis)


def choose_settings(process: Process) -> object:
    return process.of.surveys.settings.change(
        process.world["staff"], SurveySettings(own(process).id, opens=9)
    )


def publish_questions(process: Process) -> object:
    held = standard()
    fewer = replace(held, questions=tuple(each for each in held.questions if each.id != "facilities"))
    without = replace(fewer, aspects=tuple(each for each in held.aspects if fewer.of_aspect(each.id)))
    return process.of.surveys.questions.publish(process.world["staff"], own(process).id, without)


def edit_promise(process: Process) -> object:
    (promise,) = process.of.surveys.improvements.of(own(process).id)
    draft = ImprovementDraft(period=PERIOD, text="ติดพัดลม")
    return process.of.surveys.improvements.change(
        process.world["staff"], own(process).id, promise.id, draft, version=1, today=today()
    )


def judge_comment(process: Process) -> object:
    (comment,) = process.of.surveys.comments.of(own(process).id, PERIOD)
    judgement = Judgement(version=1, state=CommentState.APPROVED, shown="ควรมีเก้าอี้")
    return process.of.surveys.comments.judge(process.world["staff"], own(process).id, {comment.id: judgement})


def edit_point(process: Process) -> object:
    (point,) = process.of.surveys.points.of(own(process).id)
    draft = PointDraft(name="งานทะเบียนใหม่")
    return process.of.surveys.points.edit(process.world["staff"], point.code, draft, version=1)


EDITS: dict[str, Edit] = {
    "agencies.changed_meanwhile": edit_agency,
    "ita.scores_changed_meanwhile": write_scores,
    "ita.import_outdated": import_scores,
    "ita.letters_changed_meanwhile": choose_letters,
    "ita.analysis_changed_meanwhile": write_analysis,
    "surveys.settings_changed_meanwhile": choose_settings,
    "surveys.questions_changed_meanwhile": publish_questions,
    "surveys.improvement_changed_meanwhile": edit_promise,
    "surveys.comment_changed_meanwhile": judge_comment,
    "surveys.point_changed_meanwhile": edit_point,
}


@pytest.fixture
def town(one: Process) -> Point:
    """A point with one answer that wishes for something, and one promise."""
    office = office_of(one)
    point = office.point()
    office.answer(point, {**GOOD, "comment": "อยากให้มีเก้าอี้"})
    draft = ImprovementDraft(period=PERIOD, text="ติดม่าน")
    office.surveys.improvements.create(one.world["staff"], office.agency, draft, today=today())
    return point


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("code", EDITS)
def test_who_comes_second_is_told_what_somebody_else_changed(
    one: Process, other: Process, contended: ContendedStore, code: str
) -> None:
    edit = EDITS[code]
    contended.before_end(lambda: edit(other))
    with pytest.raises(Problem) as told:
        edit(one)
    assert told.value.code == code


def test_a_name_that_was_just_taken_is_named(one: Process, other: Process, contended: ContendedStore) -> None:
    draft = AgencyDraft(name="เทศบาลตำบลใหม่", type="subdistrict_mun", district="พล", province=PROVINCE)
    actor = one.world["supervisor"]
    contended.before_end(lambda: other.of.agencies.create(actor, draft))
    with pytest.raises(Problem, match=r"agencies\.name_taken"):
        one.of.agencies.create(actor, draft)


def test_a_file_that_was_overtaken_while_it_was_written_changes_nothing(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    actor = one.world["supervisor"]
    table = read_table(
        csv_file("ชื่อหน่วยงาน,ประเภท,อำเภอ,จังหวัด", f"อบต.ใหม่,อบต.,พล,{PROVINCE}", f"อบต.เก่า,อบต.,พล,{PROVINCE}")
    )
    previewed = one.of.agencies.plan(actor.scope, table).fingerprint
    taken = AgencyDraft(name="องค์การบริหารส่วนตำบลเก่า", type="sao", district="พล", province=PROVINCE)
    contended.before_end(lambda: other.of.agencies.create(actor, taken))
    with pytest.raises(Problem, match=r"agencies\.import_outdated"):
        one.of.agencies.carry_out(actor, table, previewed=previewed)
    names = {agency.name for agency in one.of.agencies.within(actor.scope)}
    assert "องค์การบริหารส่วนตำบลเก่า" in names
    assert "องค์การบริหารส่วนตำบลใหม่" not in names
