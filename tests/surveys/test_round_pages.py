"""The page of a round shows how far it is; the executive decides there, and nobody else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from checklist_app.clock import now, today
from checklist_app.surveys.model import PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import RoundState
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys.world import Office, look_on


@pytest.fixture
def office(app: Flask, world: World) -> Office:
    """With a point since the day on which the round before began, so that one is closed and one open."""
    office = Office(world, app.extensions["checklist"].surveys, world.store)
    begun = last().span.start
    office.surveys.points.create(world["staff"], office.agency, PointDraft(name="เคาน์เตอร์บริการ"), today=begun)
    return office


def last() -> Period:
    return Period.of(today()).previous


def address(office: Office, period: Period, more: str = "") -> str:
    return f"/surveys/{office.agency}/rounds/{period.year}/{period.number}{more}"


def answered(office: Office, n: int, at: datetime) -> None:
    (point,) = office.surveys.points.of(office.agency)
    for _ in range(n):
        office.answer(point, at=at)


def test_an_open_round_shows_its_answers_and_when_it_closes(
    office: Office, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(office, 3, now())
    page = client_of("staff").get(address(office, last().following))
    assert "<strong>0</strong> คำตอบที่นับ" in page.text  # today's are told tomorrow
    look_on(today() + timedelta(days=1), monkeypatch)
    page = client_of("staff").get(address(office, last().following))
    assert page.status_code == 200
    assert "<strong>3</strong> คำตอบที่นับ" in page.text
    assert "ยังมีไม่ถึง 10 คำตอบ" in page.text
    assert 'aria-current="step"' in page.text
    assert "สั่งการและเผยแพร่ผล" not in page.text


def test_looking_at_a_round_settles_it(office: Office, client_of: ClientOf) -> None:
    assert office.surveys.rounds.of(office.agency) == []
    client_of("staff").get(address(office, last()))
    states = [held.state for held in office.surveys.rounds.of(office.agency)]
    assert states == [RoundState.OPEN, RoundState.CLOSED]


@pytest.mark.parametrize("who", ["staff", "supervisor", "inspector", "auditor", "administrator"])
def test_only_the_executive_finds_the_form(office: Office, client_of: ClientOf, who: str) -> None:
    assert "<textarea" not in client_of(who).get(address(office, last())).text
    assert "<textarea" in client_of("executive").get(address(office, last())).text


def test_the_executive_decides_and_everybody_may_read_it(office: Office, client_of: ClientOf) -> None:
    executive = client_of("executive")
    answer = executive.post(
        address(office, last(), "/decision"), data=filled(executive, office, "ให้ปรับปรุงป้าย")
    )
    assert answer.status_code == 302
    page = executive.get(address(office, last())).text
    assert "บันทึกข้อสั่งการและเผยแพร่ผลแล้ว" in page
    assert "คนบริหาร · ปลัดเทศบาล" in page
    assert "<svg" in page
    public = client_of(None).get(f"/p/{office.agency}/{last().year}/{last().number}")
    assert "ให้ปรับปรุงป้าย" in public.text
    assert "คนบริหาร" not in public.text


def filled(client: Any, office: Office, text: str) -> dict[str, str]:
    return {"csrf_token": client.token(address(office, last())), "text": text}


@pytest.mark.parametrize(("text", "said"), [("  ", "ยังไม่มีข้อสั่งการ"), ("ก" * 2_001, "ไม่เกิน 2000 ตัวอักษร")])
def test_what_is_wrong_with_a_decision_stands_at_its_field(
    office: Office, client_of: ClientOf, text: str, said: str
) -> None:
    executive = client_of("executive")
    answer = executive.post(address(office, last(), "/decision"), data=filled(executive, office, text))
    assert answer.status_code == 422
    assert said in answer.text
    assert office.surveys.rounds.published(office.agency) == []


def test_a_supervisor_cannot_decide(office: Office, client_of: ClientOf) -> None:
    supervisor = client_of("supervisor")
    token = supervisor.token("/about")
    data = {"csrf_token": token, "text": "รับทราบ"}
    assert supervisor.post(address(office, last(), "/decision"), data=data).status_code == 403
    assert office.surveys.rounds.published(office.agency) == []


def test_deciding_on_an_open_round_is_refused_with_a_reason(office: Office, client_of: ClientOf) -> None:
    executive, running = client_of("executive"), last().following
    data = filled(executive, office, "รับทราบ")
    answer = executive.post(address(office, running, "/decision"), data=data)
    assert answer.status_code == 409
    assert office.surveys.rounds.published(office.agency) == []


@pytest.mark.parametrize("tail", ["2570/3", "2400/1", "2560/1"])
def test_a_round_that_is_not_there_is_no_page(office: Office, client_of: ClientOf, tail: str) -> None:
    assert client_of("staff").get(f"/surveys/{office.agency}/rounds/{tail}").status_code == 404


def test_an_outsider_does_not_find_the_round(office: Office, client_of: ClientOf) -> None:
    assert client_of("outsider").get(address(office, last())).status_code == 404


def test_the_page_speaks_english(office: Office, client_of: ClientOf) -> None:
    page = client_of("executive").get(address(office, last()) + "?lang=en").text
    assert "Decide and publish the results" in page
