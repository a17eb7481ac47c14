"""What is changed at one process every other shows next, though it has shown the former just before."""

import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from checklist_app.agencies import AgencyDraft
from checklist_app.clock import today
from checklist_app.errors import Problem
from checklist_app.surveys.asking.questions import Questions, standard
from checklist_app.surveys.model import Point, PointDraft
from checklist_app.surveys.rounds.settings import SurveySettings
from tests.client import StrictClient
from tests.processes.conftest import Process
from tests.processes.test_papers import issued

NAME, RENAMED = "เคาน์เตอร์บริการประชาชน", "เคาน์เตอร์ชั้นสอง"


@dataclass(frozen=True)
class Door:
    """A point that was made at one process; citizens and tablets ask the other."""

    one: Process
    point: Point
    citizen: StrictClient

    def form(self) -> str:
        return self.citizen.get(f"/s/{self.point.code}").text

    def tablet(self) -> Any:
        """What it is told to show."""
        html = self.citizen.get(f"/s/{self.point.code}/kiosk").text
        (told,) = re.findall(r'<script type="application/json" id="page">(.*?)</script>', html, re.DOTALL)
        return json.loads(told)

    def edit(self, **changed: object) -> None:
        draft = PointDraft(**({"name": NAME} | changed))  # type: ignore[arg-type]
        staff, points = self.one.world["staff"], self.one.of.surveys.points
        points.edit(staff, self.point.code, draft, version=self.point.version)


@pytest.fixture
def door(one: Process, other: Process) -> Door:
    staff, long_ago = one.world["staff"], today() - timedelta(days=30)
    agency = staff.agency or ""
    point = one.of.surveys.points.create(staff, agency, PointDraft(name=NAME), today=long_ago)
    citizen = other.app.test_client()
    assert isinstance(citizen, StrictClient)
    return Door(one, point, citizen)


def reworded(text: str, version: str) -> Questions:
    """The standard ones, of which one is asked in other words."""
    first, *rest = standard().questions
    said = replace(first, text={**first.text, "th": text})
    return replace(standard(), version=version, questions=(said, *rest))


def publish(process: Process, text: str, version: str) -> Questions:
    staff = process.world["staff"]
    return process.of.surveys.questions.publish(staff, staff.agency or "", reworded(text, version))


def test_citizens_and_tablets_are_asked_the_questions_of_now(door: Door) -> None:
    assert "ท่านมาในฐานะใด" not in door.form()
    before = door.tablet()["edition"]
    published = publish(door.one, "ท่านมาในฐานะใด", standard().version)
    assert "ท่านมาในฐานะใด" in door.form()
    assert door.tablet()["questions"][0]["text"]["th"] == "ท่านมาในฐานะใด"
    assert door.tablet()["edition"] != before
    publish(door.one, "ท่านเป็นใคร", published.version)
    assert "ท่านเป็นใคร" in door.form()


def test_a_point_has_the_name_of_now(door: Door) -> None:
    assert NAME in door.form()
    before = door.tablet()["edition"]
    door.edit(name=RENAMED)
    assert RENAMED in door.form()
    assert NAME not in door.form()
    assert door.tablet()["edition"] != before


def test_an_agency_has_the_name_of_now(door: Door) -> None:
    agencies = door.one.of.agencies
    known = door.one.world.agencies["เทศบาลตำบลนาดี"]
    assert known.name in door.form()
    draft = AgencyDraft(name="เทศบาลเมืองนาดี", type="town", district=known.district, province=known.province)
    agencies.edit(door.one.world["administrator"], known.id, draft, version=known.version)
    assert "เทศบาลเมืองนาดี" in door.form()
    assert door.tablet()["agency"] == "เทศบาลเมืองนาดี"


def test_a_point_that_was_closed_takes_no_more_answers(door: Door) -> None:
    assert 'name="nonce"' in door.form()
    door.edit(opens=today() - timedelta(days=20), ends=today() - timedelta(days=1))
    assert 'name="nonce"' not in door.form()


def test_an_office_works_the_hours_of_now(one: Process, other: Process) -> None:
    staff, colleague = one.world["staff"], other.client("staff")
    address = f"/surveys/{staff.agency}/settings"
    assert 'selected value="8"' in colleague.get(address).text
    one.of.surveys.settings.change(staff, SurveySettings(staff.agency or "", opens=7, closes=15))
    assert 'selected value="7"' in colleague.get(address).text


@pytest.mark.slow
def test_phones_are_given_the_form_of_the_edition_of_now(one: Process, other: Process) -> None:
    """And whichever process they ask, the same: else they would be offered a new version again and again."""

    def worker(process: Process) -> str:
        return process.app.test_client().get("/sw.js").text

    before = worker(one)
    assert worker(other) == before
    editions, actor = one.of.editions, one.world["administrator"].id
    year = max(editions.years())
    body = editions.body(year)
    editions.save({**body, "pass_mark": "84.00"}, year=year, version=0, actor=actor)
    assert other.of.editions.get(year).version == 1
    assert worker(other) == worker(one) != before
    editions.reset(year, version=1, actor=actor)
    assert worker(other) == worker(one) == before


def test_a_paper_that_was_revoked_is_told_as_revoked(one: Process, other: Process) -> None:
    paper, anybody = issued(one), other.app.test_client()
    shown = anybody.get(f"/verify/{paper.shown}")
    assert paper.number in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert "ยกเลิก" not in shown.text
    one.of.papers.revoke(paper.code, "ออกผิด", by=one.world["supervisor"].id, at=paper.issued)
    assert "ยกเลิก" in anybody.get(f"/verify/{paper.shown}").text
    with pytest.raises(Problem, match="revoked_already"):
        other.of.papers.revoke(paper.code, "ออกผิด", by=one.world["supervisor"].id, at=paper.issued)


def test_questions_that_were_published_elsewhere_just_now_are_not_undone(
    one: Process, other: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = one.of.surveys.questions
    look = questions.versions

    def then_elsewhere(agency: str) -> list[str]:
        known = look(agency)
        monkeypatch.undo()
        publish(other, "ท่านเป็นใคร", standard().version)
        return known

    monkeypatch.setattr(questions, "versions", then_elsewhere)
    with pytest.raises(Problem, match="questions_changed_meanwhile"):
        publish(one, "ท่านมาในฐานะใด", standard().version)
    agency = one.world["staff"].agency or ""
    assert questions.current(agency).questions[0].text["th"] == "ท่านเป็นใคร"
