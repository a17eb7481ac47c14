"""Accounts, while another process does the same at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from checklist_app.accounts import Draft, Person, Role, ensure_administrator
from checklist_app.accounts.signing_in import Entrance
from checklist_app.accounts.throttles import BRAKES
from checklist_app.app import KINDS
from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import Problem
from tests.cast import PASSWORD, World
from tests.processes.conftest import Process, process
from tests.store.contended import ContendedStore

NAME, ADDRESS = "inspector", "10.0.0.1"


def administrator(one: Process, world: World, name: str) -> Person:
    draft = Draft(name=name, position="", sign_in=name, role=Role.ADMINISTRATOR)
    return one.of.people.create(draft, by=world["administrator"])[0]


def draft_of(person: Person, **changed: str) -> Draft:
    fields = {"name": person.name, "position": person.position, "sign_in": person.sign_in}
    return Draft(**(fields | changed), role=person.role, province=person.province, agency=person.agency)


def test_two_attempts_at_once_are_both_counted(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    at = now()
    contended.before_end(lambda: other.of.throttles.attempt(NAME, ADDRESS, at=at))
    one.of.throttles.attempt(NAME, ADDRESS, at=at)
    assert {document.body["attempts"] for document in contended.find("throttles")} == {2}


def test_of_many_attempts_at_once_none_is_free(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    """As many passwords are tried as the brake allows, however many processes are asked at once."""
    at, tried = now(), []

    def guess(number: int) -> None:
        try:
            (one, other)[number % 2].of.throttles.attempt(NAME, ADDRESS, at=at)
            tried.append("tried")
        except Problem as problem:
            tried.append(problem.code)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(guess, range(30)))
    assert set(tried) == {"tried", "accounts.throttled"}
    assert tried.count("tried") <= BRAKES["pair"].free


@pytest.mark.parametrize("verb", ["failed", "missed", "succeeded", "lift"])
def test_brakes_move_whatever_another_process_does_to_them(
    one: Process, other: Process, contended: ContendedStore, verb: str
) -> None:
    at = now()
    acts = {
        "failed": lambda held: held.failed(NAME, ADDRESS, at=at),
        "missed": lambda held: held.missed("papers", ADDRESS, at=at),
        "succeeded": lambda held: held.succeeded(NAME, ADDRESS),
        "lift": lambda held: held.lift(NAME),
    }
    for _ in range(2):
        one.of.throttles.attempt(NAME, ADDRESS, at=at)
        one.of.throttles.failed(NAME, ADDRESS, at=at)
        one.of.throttles.missed("papers", ADDRESS, at=at)
    contended.before_end(lambda: acts[verb](other.of.throttles))
    acts[verb](one.of.throttles)
    left = sorted(str(document.body["attempts"]) for document in contended.find("throttles"))
    assert (
        left
        == {
            "failed": ["2", "2", "2", "4"],
            "missed": ["2", "2", "2", "4"],
            "succeeded": ["2", "2"],
            "lift": ["2", "2"],
        }[verb]
    )


def test_two_administrators_cannot_deactivate_each_other(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    first, second = world["administrator"], administrator(one, world, "second")
    contended.before_end(lambda: other.of.people.deactivate(first.id, version=first.version, by=second))
    with pytest.raises(Problem, match="last_administrator"):
        one.of.people.deactivate(second.id, version=second.version, by=first)
    assert one.of.people.has_active_administrator()


def test_who_is_beaten_while_editing_is_told_so(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    by, person = world["administrator"], world["inspector"]
    contended.before_end(
        lambda: other.of.people.edit(
            person.id, draft_of(person, position="หัวหน้า"), version=person.version, by=by
        )
    )
    with pytest.raises(Problem, match=r"accounts\.changed_meanwhile"):
        one.of.people.edit(person.id, draft_of(person, name="คนใหม่"), version=person.version, by=by)
    found = one.of.people.find(person.id)
    assert found
    assert (found.name, found.position) == (person.name, "หัวหน้า")


def test_a_sign_in_name_that_was_just_taken_is_refused_by_its_name(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    contended.before_end(lambda: administrator(other, world, "somchai"))
    with pytest.raises(Problem, match=r"accounts\.sign_in_taken"):
        administrator(one, world, "somchai")
    person = world["inspector"]
    contended.before_end(lambda: administrator(other, world, "somsri"))
    with pytest.raises(Problem, match=r"accounts\.sign_in_taken"):
        one.of.people.edit(
            person.id,
            draft_of(person, sign_in="somsri"),
            version=person.version,
            by=world["administrator"],
        )


def test_a_session_that_moves_while_all_are_ended_is_ended_too(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    person, at = world["inspector"], now()
    tokens = [one.of.sessions.begin(person.id, device="a phone", at=at) for _ in range(3)]
    contended.before_end(lambda: other.of.sessions.resume(tokens[0], at=at + timedelta(hours=2)))
    assert one.of.people.deactivate(person.id, version=person.version, by=world["administrator"])
    assert one.of.sessions.of(person.id) == []


def test_signing_in_tidies_beside_another_that_does(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    person, at = world["inspector"].id, now()
    one.of.sessions.begin(person, device="old", at=at - timedelta(days=100))
    contended.before_end(lambda: other.of.sessions.begin(person, device="theirs", at=at))
    one.of.sessions.begin(person, device="ours", at=at)
    assert {session.device for session in one.of.sessions.of(person)} == {"ours", "theirs"}


def test_two_processes_that_start_first_make_one_administrator(config: Config) -> None:
    store = ContendedStore(KINDS)
    nobody = World(store, {}, {})
    one, other = process(nobody, config), process(nobody, config)
    made = []
    store.before_end(lambda: made.append(ensure_administrator(other.of.people)))
    assert ensure_administrator(one.of.people) is None
    assert [name for name, _ in filter(None, made)] == ["admin"]
    assert len(one.of.people.all()) == 1


def test_a_reset_password_is_there_though_its_brakes_moved_meanwhile(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    person, at = world["inspector"], now()
    one.of.throttles.attempt(person.sign_in, ADDRESS, at=at)
    contended.before_end(lambda: other.of.throttles.attempt(person.sign_in, ADDRESS, at=at))
    password = one.of.people.reset_password(person.id, version=person.version, by=world["administrator"])
    assert other.of.people.authenticate(person.sign_in, PASSWORD) is None
    assert other.of.people.authenticate(person.sign_in, password)
    assert contended.find("throttles") == []


def test_who_signs_in_with_the_old_password_while_it_is_changed_is_signed_out(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    person, at = world["inspector"], now()
    entrance = Entrance(other.of.people, other.of.sessions, other.of.throttles, other.of.audit)
    tokens: list[str] = []

    def sign_in() -> None:
        tokens.append(entrance.sign_in(person.sign_in, PASSWORD, address=ADDRESS, device="theirs", at=at))

    contended.before_end(sign_in)
    one.of.people.change_password(person.id, current=PASSWORD, new="ข้าวต้มมัด 77 กลีบ")
    assert [other.of.sessions.resume(token, at=at) for token in tokens] == [None]


def test_a_password_that_is_changed_while_it_lets_somebody_in_lets_nobody_in(
    one: Process, other: Process, world: World, contended: ContendedStore
) -> None:
    person, at = world["inspector"], now()
    entrance = Entrance(one.of.people, one.of.sessions, one.of.throttles, one.of.audit)
    change = partial(other.of.people.change_password, person.id, current=PASSWORD, new="ข้าวต้มมัด 77 กลีบ")
    attempted, succeeded = (lambda: None), (lambda: None)
    contended.before_end(attempted, succeeded, change)  # while the session is written
    with pytest.raises(Problem, match="sign_in_refused"):
        entrance.sign_in(person.sign_in, PASSWORD, address=ADDRESS, device="theirs", at=at)
    assert one.of.sessions.of(person.id) == []
