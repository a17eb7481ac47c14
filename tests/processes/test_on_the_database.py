"""Two processes on a real database, many of whose threads do the same at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, cast

import pytest

from checklist_app.accounts import Person, Role
from checklist_app.accounts.throttles import BRAKES
from checklist_app.app import KINDS
from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import Problem
from checklist_app.store import Store
from checklist_app.store.postgres import PostgresStore, open_database
from checklist_app.surveys.periods import Period
from tests.cast import World, make_world
from tests.processes.conftest import Process, process
from tests.processes.test_accounts import administrator
from tests.processes.test_papers import issued
from tests.store.model import ModelStore
from tests.surveys.world import GOOD, Office
from tests.visits.phones import CODE, Phone, begin

SECRET = "s" * 32
WISH = {**GOOD, "comment": "อยากให้มีเก้าอี้"}
Both = tuple[Process, Process]


@pytest.fixture
def stores(database: str) -> Iterator[tuple[PostgresStore, PostgresStore]]:
    one, other = (open_database(database, KINDS, secret=SECRET, connections=6) for _ in range(2))
    yield one, other
    one.close()
    other.close()


@pytest.fixture
def both(stores: tuple[PostgresStore, PostgresStore], config: Config) -> Both:
    made = make_world()
    for kind, documents in made.store.documents.items():
        for document in documents.values():
            put = stores[0].put(kind, document.id, document.body, version=0)
            if document.version > 1:
                stores[0].put(kind, document.id, document.body, version=put.version)
    return cast(Both, tuple(process(_world(made, store), config) for store in stores))


def _world(made: World, store: Store) -> World:
    return World(cast(ModelStore, store), made.people, made.agencies)


def at_once(act: Callable[[int], Any], times: int) -> list[Any]:
    with ThreadPoolExecutor(6) as threads:
        return [*threads.map(act, range(times))]


def test_as_many_passwords_are_tried_as_the_brake_allows(both: Both) -> None:
    at = now()

    def guess(number: int) -> str:
        try:
            both[number % 2].of.throttles.attempt("inspector", "10.0.0.1", at=at)
        except Problem as problem:
            return problem.code
        return "tried"

    said = at_once(guess, 24)
    assert set(said) == {"tried", "accounts.throttled"}
    assert said.count("tried") <= BRAKES["pair"].free


def test_phones_of_one_team_at_both_lose_nothing(both: Both) -> None:
    one, other = both
    form = one.of.forms.keep("nacc-2563", 2567)
    agency = one.world.agencies["เทศบาลตำบลนาดี"].id
    phone = begin(one.world["inspector"], one.client("inspector"), form, agency)
    phone.sync()
    colleague = Phone(other.world["colleague"], other.client("colleague"), phone.visit, join=CODE)
    colleague.sync()
    for number in range(5):
        phone.write("answer:1.2.done", number)
        colleague.write("answer:3.2.1-6/01", bool(number % 2))
    at_once(lambda number: (phone, colleague)[number % 2].post(), 8)
    for each in (phone, colleague, phone):
        each.sync()
    entries = [entry.id for entry in one.of.store.read(f"visits/{phone.visit}")]
    assert len(entries) == len(set(entries)) == 11
    assert set(entries) == set(phone.operations) == set(colleague.operations)
    assert phone.refused == colleague.refused == {}


def test_a_form_that_comes_to_both_is_one_answer(both: Both) -> None:
    offices = [Office(each.world, each.of.surveys, each.of.store) for each in both]
    point = offices[0].point()
    kept = at_once(lambda n: offices[n % 2].answer(point, WISH, number=n // 2), 32)
    assert kept.count(True) == 16
    assert both[1].of.surveys.answers.counted(point.code, Period(2570, 1)).head.seq == 16
    assert len(both[1].of.surveys.comments.of(point.agency, Period(2570, 1))) == 16


def test_papers_of_both_have_numbers_without_gaps(both: Both) -> None:
    papers = at_once(lambda number: issued(both[number % 2], number + 1), 12)
    assert sorted(paper.number for paper in papers) == sorted(f"นท ขก {n}/2570" for n in range(1, 13))


def test_two_administrators_of_both_do_not_deactivate_each_other(both: Both) -> None:
    for name in ("second", "third", "fourth"):
        (left,) = administrators(both[0])
        world = World(both[0].world.store, {"administrator": left}, {})
        people = left, administrator(both[0], world, name)
        said = at_once(partial(deactivates_the_other, both, people), 2)
        assert sorted(said) == ["accounts.last_administrator", "done"]
        assert len(administrators(both[1])) == 1


def deactivates_the_other(both: Both, people: tuple[Person, Person], number: int) -> str:
    by, whom = people[number], people[1 - number]
    try:
        both[number].of.people.deactivate(whom.id, version=whom.version, by=by)
    except Problem as problem:
        return problem.code
    return "done"


def administrators(process: Process) -> list[Person]:
    return [each for each in process.of.people.all() if each.active and each.role is Role.ADMINISTRATOR]
