"""What a phone takes along about satisfaction surveys: that rounds were made, decided and published."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from checklist_app.store import Body
from checklist_app.surveys import Facts
from checklist_app.surveys.facts import AT_LEAST, PERIODS
from checklist_app.surveys.model import Point
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys.world import NOON, Office, office_of

FIRST, SECOND = Period(2570, 1), Period(2570, 2)
IN_SECOND = datetime(2027, 5, 12, 3, tzinfo=UTC)
TODAY = IN_SECOND.date()


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def told(office: Office, *, today: date = TODAY, facts: Facts | None = None) -> list[Any]:
    """Of the staff's own agency."""
    found = (facts or Facts(office.surveys.watch)).of({office.agency}, today=today)
    rounds = found[office.agency]
    assert isinstance(rounds, list)
    return rounds


def answered(office: Office, point: Point, times: int, *, at: datetime = NOON) -> None:
    for number in range(times):
        office.answer(point, at=at, connection=f"{at} {number}")
    office.surveys.rounds.settle(office.agency, at=at)


def decided(office: Office, *, at: datetime = IN_SECOND) -> None:
    office.surveys.rounds.settle(office.agency, at=at)
    office.surveys.rounds.decide(office.world["executive"], office.agency, FIRST, "ให้เพิ่มที่นั่งรอ", at=at)


def test_an_agency_without_a_point_is_not_named(office: Office) -> None:
    assert Facts(office.surveys.watch).of({office.agency}, today=TODAY) == {}


def test_a_decided_round_is_told_with_its_day_and_its_public_page(office: Office) -> None:
    answered(office, office.point(), 12)
    decided(office)
    newest, first = told(office)
    assert first == {
        "year": 2570,
        "number": 1,
        "state": "decided",
        "answers": 12,
        "decided": "2027-05-12",
        "address": f"/p/{office.agency}/2570/1",
    }
    assert newest == {"year": 2570, "number": 2, "state": "open", "answers": 0}


def test_the_day_is_that_of_the_first_decision_in_thailand(office: Office) -> None:
    answered(office, office.point(), 1)
    decided(office, at=datetime(2027, 5, 12, 17, 30, tzinfo=UTC))
    later = IN_SECOND + timedelta(days=30)
    office.surveys.rounds.decide(office.world["executive"], office.agency, FIRST, "ให้เพิ่มป้าย", at=later)
    assert told(office)[1]["decided"] == "2027-05-13"


def test_a_closed_round_waits_and_names_no_page(office: Office) -> None:
    answered(office, office.point(), 5)
    office.surveys.rounds.settle(office.agency, at=IN_SECOND)
    assert told(office)[1] == {"year": 2570, "number": 1, "state": "closed", "answers": 5}


@pytest.mark.parametrize(("answers", "shown"), [(0, 0), (1, 1), (9, 1), (10, 10), (31, 30)])
def test_of_a_round_that_runs_answers_are_told_roughly(office: Office, answers: int, shown: int) -> None:
    point = office.point()
    answered(office, point, answers)
    assert told(office, today=NOON.date())[0]["answers"] == shown
    assert shown in (0, *AT_LEAST)


def test_marked_answers_are_not_among_them(office: Office) -> None:
    point = office.point()
    for minute in range(5):
        office.answer(point, at=NOON + timedelta(minutes=15 * minute), connection="one phone")
    office.surveys.rounds.settle(office.agency, at=IN_SECOND)
    assert told(office)[1]["answers"] == 3


def test_only_the_last_rounds_are_told_and_none_before_an_agency_began(office: Office) -> None:
    point = office.point()
    answered(office, point, 1)
    assert [(each["year"], each["number"]) for each in told(office, today=NOON.date())] == [(2570, 1)]
    later = date(2030, 12, 1)
    at = datetime(2030, 12, 1, 5, tzinfo=UTC)
    answered(office, point, 1, at=at)
    rounds = told(office, today=later)
    assert len(rounds) <= PERIODS
    assert (rounds[0]["year"], rounds[0]["number"], rounds[0]["state"]) == (2574, 1, "open")


def test_a_new_agency_has_no_round_yet(office: Office) -> None:
    office.point()
    assert told(office) == [{"year": 2570, "number": 2, "state": "none"}]


def test_what_is_over_is_counted_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(office, office.point(), 4)
    decided(office)
    facts, read = Facts(office.surveys.watch), Counter[str]()
    known = type(office.surveys.rounds).frozen

    def frozen(rounds: Any, over: Any) -> Any:
        read.update(round.period.key for round in over)
        return known(rounds, over)

    monkeypatch.setattr(type(office.surveys.rounds), "frozen", frozen)
    assert told(office, facts=facts) == told(office, facts=facts)
    assert read == {"2570-1": 1}


def test_a_whole_province_stays_small(office: Office, world: World) -> None:
    draft = office.point()
    agencies = [f"agency{number:020}" for number in range(110)]
    for number, agency in enumerate(agencies):
        point = replace(draft, code=f"p{number:05}", version=0, agency=agency)
        office.surveys.points._write(world["administrator"], point, "survey_point.created")
        office.surveys.rounds.settle(agency, at=NOON)
    found: Body = Facts(office.surveys.watch).of(set(agencies), today=NOON.date())
    assert len(found) == 110
    assert len(json.dumps(found)) < 110 * PERIODS * 130


# --- the pack ---------------------------------------------------------------------------------------------


def test_the_pack_holds_the_rounds_of_the_agencies_that_a_phone_may_visit(
    office: Office, client_of: ClientOf
) -> None:
    answered(office, office.point(), 1)
    pack = client_of("inspector").get("/api/pack").get_json()
    assert [*pack["surveys"]] == [office.agency]
    assert client_of("outsider").get("/api/pack").get_json()["surveys"] == {}


def test_one_answer_more_does_not_make_phones_ask_for_everything_again(
    office: Office, client_of: ClientOf
) -> None:
    point = office.point()
    answered(office, point, 2)
    client = client_of("inspector")
    first = client.get("/api/pack")
    answered(office, point, 3, at=NOON + timedelta(hours=1))
    again = client.get("/api/pack", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_an_agency_that_is_no_longer_active_is_not_in_it(
    office: Office, world: World, client_of: ClientOf, app: Any
) -> None:
    answered(office, office.point(), 1)
    agencies = app.extensions["checklist"].agencies
    own = world.agencies["เทศบาลตำบลนาดี"]
    agencies.set_active(world["administrator"], own.id, active=False, version=own.version)
    assert client_of("inspector").get("/api/pack").get_json()["surveys"] == {}
