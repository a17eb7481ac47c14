"""The office next door, in the same province: its staff and executive find nothing of this one, even when
an address names their own agency with something of this one."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from checklist_app.accounts import Draft, Person, Role
from checklist_app.clock import now, today
from checklist_app.surveys.listening.improvements import ImprovementDraft
from checklist_app.surveys.model import PointDraft
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys.world import GOOD, Office

PUBLIC = {"survey_form", "survey_published", "survey_kiosk.kiosk", "survey_kiosk.deliver", "survey_points.qr"}
OWN, NEXT_DOOR = "เทศบาลตำบลนาดี", "องค์การบริหารส่วนตำบลโนนงาม"


@pytest.fixture
def office(app: Flask, world: World) -> Office:
    return Office(world, app.extensions["checklist"].surveys, world.store)


def neighbour(app: Flask, world: World, role: Role) -> Person:
    people, agency = app.extensions["checklist"].people, world.agencies[NEXT_DOOR].id
    draft = Draft("คนข้างบ้าน", "ปลัด", f"next-door-{role.value}", role, agency=agency)
    person, _ = people.create(draft, by=world["administrator"])
    body = {**world.store.documents["people"][person.id].body, "must_change_password": False}
    world.store.put("people", person.id, body, version=person.version)
    found: Person = people.find(person.id)
    return found


def addresses(app: Flask, office: Office) -> list[tuple[Rule, str, str]]:
    """Every route of surveys that names an agency or a point, filled with what is ours."""
    point, period = office.point(), Period.of(today())
    office.surveys.rounds.settle(office.agency, at=now())
    for n in range(12):
        office.answer(point, {**GOOD, "comment": "คำตอบ"} if not n else GOOD, at=now())
    (comment,) = office.surveys.comments.of(office.agency, period)
    draft = ImprovementDraft(text="เพิ่มที่นั่ง", period=period)
    improvement = office.surveys.improvements.create(
        office.world["staff"], office.agency, draft, today=today()
    )
    known = {"agency": office.agency, "code": point.code, "year": period.year, "number": period.number}
    found = []
    for rule in app.url_map.iter_rules():
        is_public = rule.endpoint in PUBLIC or rule.endpoint.partition(".")[0] in PUBLIC
        if not rule.endpoint.startswith("survey_") or is_public or not rule.arguments & {"agency", "code"}:
            continue
        id = improvement.id if "improvement" in rule.endpoint else comment.id
        with app.test_request_context():
            parts = {**known, "id": id, "ending": _ending(rule), "kind": "card"}
            built = rule.build({name: parts[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None, rule
        found += [(rule, method, built[1]) for method in {"GET", "POST"} & (rule.methods or set())]
    return found


def _ending(rule: Rule) -> str:
    return next((ending for ending in ("csv", "pdf") if ending in str(rule.rule)), "")


@pytest.mark.parametrize("role", [Role.STAFF, Role.EXECUTIVE])
def test_the_office_next_door_finds_nothing(
    app: Flask, world: World, office: Office, client_of: ClientOf, role: Role
) -> None:
    client = client_of(neighbour(app, world, role))
    token = {"X-CSRFToken": client.token("/about")}
    told = []
    for rule, method, address in addresses(app, office):
        sent = client.open(address, method=method, headers=token, sound=False)
        if sent.status_code not in (403, 404):
            told.append((rule.endpoint, method, address, sent.status_code))
    assert told == []


@pytest.mark.parametrize("role", [Role.STAFF, Role.EXECUTIVE])
def test_ones_own_name_in_an_address_opens_nothing_of_others(
    app: Flask, world: World, office: Office, client_of: ClientOf, role: Role
) -> None:
    client, own = client_of(neighbour(app, world, role)), world.agencies[NEXT_DOOR].id
    token = {"X-CSRFToken": client.token("/about")}
    period = Period.of(today())
    office.surveys.points.create(world["administrator"], own, PointDraft(name="ของข้างบ้าน"), today=today())
    office.surveys.rounds.settle(own, at=now())
    told = []
    for rule, method, address in addresses(app, office):
        if "id" in rule.arguments and "agency" in rule.arguments:
            sent = client.open(address.replace(office.agency, own), method=method, headers=token, sound=False)
            told.append((rule.endpoint, method, sent.status_code))
    point = office.surveys.points.of(office.agency)[0].code
    results = f"/surveys/{own}/results/{period.year}/{period.number}"
    for address in (results, f"{results}.csv"):
        told.append((address, "GET", client.get(f"{address}?point={point}", sound=False).status_code))
    assert len(told) > 4
    assert [each for each in told if each[2] not in (403, 404)] == []
