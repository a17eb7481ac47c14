"""A page asks a database that is a network away: what it asks must not grow with what there is to list."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from checklist_app.accounts import Draft, Role
from checklist_app.agencies import Agency, AgencyDraft, ScoreSet
from checklist_app.app import create_app
from checklist_app.clock import now, today
from checklist_app.config import Config
from checklist_app.surveys import STANDARD, Channel, Period, PointDraft
from checklist_app.web.context import EXTENSION, Collections
from tests.cast import PROVINCE, World, quick_passwords
from tests.client import StrictClient
from tests.conftest import COMPILED, ClientOf
from tests.surveys.world import GOOD
from tests.visits.phones import AT, CODE, Phone, begin

PAGES = ("/accounts/people", "/accounts/audit", "/agencies", "/ita/province/2570")
BEFORE = Period.of(today()).previous
WATCH_BEFORE = f"/surveys/watch?year={BEFORE.year}&number={BEFORE.number}"
OF_WORK = ("/", "/agencies", "/api/pack", "/surveys/watch", WATCH_BEFORE, "/visits/office")
TELLERS = "_tellers"


@pytest.mark.parametrize("address", PAGES)
def test_a_list_asks_the_store_no_more_for_many_agencies_than_for_few(
    app: Flask, client_of: ClientOf, world: World, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    held: Collections = app.extensions[EXTENSION]
    asked = _counted(held, monkeypatch)
    client = client_of("supervisor" if "ita" in address else "administrator")
    client.get(address)  # whatever is looked at once only
    asked.clear()
    client.get(address)
    few = asked.copy()
    _more(held, world, 12)
    asked.clear()
    assert client.get(address).status_code == 200
    assert asked == few


@pytest.mark.parametrize("address", OF_WORK)
def test_where_work_is_shown_the_store_is_asked_no_more_for_many_agencies_than_for_few(
    app: Flask,
    client_of: ClientOf,
    world: World,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    """By a process that shows it for the first time, too, but for what has to be read of each stream that it
    has not seen: that is read once."""
    held: Collections = app.extensions[EXTENSION]
    few = _at_work(held, client_of, world, _more(held, world, 1))
    first, again = _asked_of_a_new_process(world, config, monkeypatch, address)
    many = few + _at_work(held, client_of, world, _more(held, world, 12, after=1))
    first_of_many, again_of_many = _asked_of_a_new_process(world, config, monkeypatch, address)
    assert again_of_many == again
    assert again["read"] == 0
    read, read_of_many = first.pop("read", 0), first_of_many.pop("read", 0)
    assert first_of_many == first
    assert (read <= few, read_of_many <= many) == (True, True)


def _asked_of_a_new_process(
    world: World, config: Config, monkeypatch: pytest.MonkeyPatch, address: str
) -> tuple[Counter[str], Counter[str]]:
    """At the first time, and at the second."""
    app = create_app(config, world.store, passwords=quick_passwords())
    app.test_client_class, app.jinja_env.bytecode_cache = StrictClient, COMPILED
    client = app.test_client()
    assert isinstance(client, StrictClient)
    client.sign_in(world["supervisor"])
    client.get("/about")
    app.extensions[EXTENSION].packing.forms_of(today())  # the catalogue is one for all agencies
    asked = _counted(app.extensions[EXTENSION], monkeypatch)
    assert client.get(address).status_code == 200
    first = asked.copy()
    asked.clear()
    client.get(address)
    return first, asked


def _counted(held: Collections, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    asked: Counter[str] = Counter()
    monkeypatch.setattr(held.store, TELLERS, (lambda verb, outcome, seconds: asked.update([verb]),))
    return asked


def _more(held: Collections, world: World, number: int, *, after: int = 0) -> list[Agency]:
    made = []
    for each in range(after, after + number):
        draft = AgencyDraft(
            name=f"เทศบาลตำบลทดสอบ{each}", type="subdistrict_mun", district="พล", province=PROVINCE
        )
        agency = held.agencies.create(world["administrator"], draft)
        person = Draft(f"คนที่ {each}", "นักวิชาการ", f"person{each}", Role.STAFF, agency=agency.id)
        held.people.create(person, by=world["administrator"])
        made.append(agency)
    return made


def _at_work(held: Collections, client_of: ClientOf, world: World, agencies: list[Agency]) -> int:
    """Each has scores, a service point with a round that is over and one that runs, and a visit of two
    phones. How many streams that makes."""
    for agency in agencies:
        scores = ScoreSet(agency.id, agency.province, 2568, {"1": Decimal(90)})
        held.ita.scores.change(world["administrator"], agency, scores)
        _surveyed(held, world, agency)
        _visited(held, client_of, world, agency)
    return 2 * len(agencies)


def _surveyed(held: Collections, world: World, agency: Agency) -> None:
    draft = PointDraft(name="เคาน์เตอร์บริการประชาชน")
    first, in_time = BEFORE.span.start, BEFORE.closes - timedelta(days=1)
    point = held.surveys.points.create(world["administrator"], agency.id, draft, today=first)
    for day, settled in ((first, in_time), (first, now()), (first, now()), (today(), now())):  # one is late
        nonce = held.surveys.seals.read_nonce(
            held.surveys.seals.nonce(point.code, STANDARD, at=now()), point.code
        )
        assert nonce is not None
        held.surveys.answers.enter(point, Channel.PAPER, nonce, GOOD, day=day)
        held.surveys.rounds.settle(agency.id, at=settled)


def _visited(held: Collections, client_of: ClientOf, world: World, agency: Agency) -> None:
    form = held.forms.keep("nacc-2563", 2567)
    phone = begin(world["inspector"], client_of("inspector"), form, agency.id)
    phone.write("visited_on", "2026-11-21")
    photo = {"item": "3.3.3", "file": "a" * 64, "width": 4, "height": 3, "size": 10, "taken": AT}
    phone.write(f"photo:{'0' * 26}", photo)
    phone.write("advice:3.2.1-6/02", {"indicator": "1", "text": "ควรมีแผนผัง", "state": "kept"})
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.sync()
    assert not phone.refused
    Phone(world["colleague"], client_of("colleague"), phone.visit, letter="B", join=CODE).sync()
