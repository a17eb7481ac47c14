"""The store goes away while citizens answer, at whatever moment: nobody is told that a poster is forged, no
answer is thanked for that was not kept, and what somebody has filled in is not lost."""

import pytest
from flask import Flask

from checklist_app.clock import day_of, now
from checklist_app.ids import new_code
from checklist_app.surveys.asking.questions import standard
from tests.cast import World
from tests.client import Page, StrictClient
from tests.conftest import ClientOf
from tests.store.leaving import told_while_away
from tests.surveys.form_world import FILLED, Clock, Town, clock_of, town_of
from tests.surveys.sending import fields_of

SAID = 'ที่จอดรถ "ไม่พอ" <b>\nและร้อน'


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def town(app: Flask, world: World, client: StrictClient, clock: Clock) -> Town:
    return town_of(app, world, client, clock)


@pytest.mark.parametrize("address", ["{}", "{}/thanks", "/s/notice?point={code}", "{}/kiosk", "/p/{agency}"])
def test_no_page_of_a_point_says_that_there_is_none(town: Town, world: World, address: str) -> None:
    there = address.format(town.address, code=town.point.code, agency=town.point.agency)
    assert town.client.get(there).status_code == 200
    told = [answer.status_code for answer in told_while_away(world.store, lambda: town.client.get(there))]
    assert set(told) == {503}


def test_nor_do_the_pages_of_the_office(town: Town, world: World, client_of: ClientOf) -> None:
    staff, address = client_of("staff"), f"/surveys/points/{town.point.code}"
    assert staff.get(address).status_code == 200
    told = [answer.status_code for answer in told_while_away(world.store, lambda: staff.get(address))]
    assert set(told) == {503}


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_a_citizen_sent_is_given_back_to_be_sent_again_and_counts_once(
    town: Town, world: World, language: str
) -> None:
    nonce, filled, address = town.opened(), {**FILLED, "comment": SAID}, f"{town.address}?in={language}"
    told = [*told_while_away(world.store, lambda: town.sent(nonce, filled, address))]
    refused = [answer for answer in told if answer.status_code != 303]
    assert {answer.status_code for answer in refused} == {503}
    for answer in refused:
        again = fields_of(answer.text)
        assert {name: again[name].strip() for name in ("nonce", *filled)} == {"nonce": nonce, **filled}
        assert Page(answer.text).language == language
        assert answer.headers["Cache-Control"] == "no-store"
    assert town.sent(nonce, filled, address).status_code == 303
    assert [str(kept.given["comment"])[:8] for kept in town.kept()] == [SAID[:8]]


def test_a_tablet_is_not_told_that_its_answers_are_unfit(town: Town, world: World) -> None:
    point, office = town.point, town.office
    version = office.surveys.questions.publish(world["staff"], point.agency, standard()).version
    day = day_of(now())
    collected = {"id": new_code(20), "day": day.isoformat(), "questions": version, "fast": False}
    body = {
        "pass": office.surveys.seals.kiosk_pass(point.code, point.kiosk, day=day),
        "answers": [{**collected, "given": {"visitor": "resident", "overall": "5"}}],
    }
    office.surveys.questions._held.clear()
    told = [*told_while_away(world.store, lambda: town.client.post(f"{town.address}/kiosk", json=body))]
    assert {answer.status_code for answer in told} == {503}
    assert town.client.post(f"{town.address}/kiosk", json=body).get_json()["refused"] == []
