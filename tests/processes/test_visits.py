"""Phones of one team, each at another process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from checklist_app.store import again_when_stale
from checklist_app.visits.photos import Photo
from tests.processes.conftest import Process
from tests.store.contended import ContendedStore
from tests.visits.phones import AT, CODE, Phone, begin

AGENCY = "เทศบาลตำบลนาดี"
TICK, NOTE = "answer:3.2.1-6/01", "answer:1.2.done"
PHOTO = Photo("a" * 64, "b" * 64, "image/jpeg", 10, 10, 100, "inspector", AT, ())


@pytest.fixture
def phone(one: Process) -> Phone:
    form = one.of.forms.keep("nacc-2563", 2567)
    begun = begin(one.world["inspector"], one.client("inspector"), form, one.world.agencies[AGENCY].id)
    begun.sync()
    return begun


@pytest.fixture
def colleague(other: Process, phone: Phone) -> Phone:
    joined = Phone(other.world["colleague"], other.client("colleague"), phone.visit, letter="B", join=CODE)
    joined.sync()
    return joined


def held(process: Process, phone: Phone) -> list[str]:
    return [entry.id for entry in process.of.store.read(f"visits/{phone.visit}")]


def at_once(*acts: Callable[[], object]) -> None:
    with ThreadPoolExecutor(len(acts)) as threads:
        for done in [threads.submit(act) for act in acts]:
            done.result()


def test_two_phones_that_sync_at_the_same_moment_lose_nothing(
    one: Process, phone: Phone, colleague: Phone, contended: ContendedStore
) -> None:
    ours, theirs = phone.write(TICK, True), colleague.write(NOTE, 7)
    contended.before_end(colleague.sync)
    phone.sync()
    colleague.sync()
    assert {ours, theirs} <= set(held(one, phone))
    assert (phone.head, phone.since) == (colleague.head, colleague.since)
    assert phone.refused == colleague.refused == {}


def test_the_summary_of_a_visit_tells_what_both_said(
    one: Process, phone: Phone, colleague: Phone, contended: ContendedStore
) -> None:
    phone.write("visited_on", "2026-11-20")
    colleague.write(NOTE, 7)
    contended.before_end(colleague.sync)
    phone.sync()
    document = contended.get("visits", phone.visit)
    assert document
    assert document.body["visited_on"] == "2026-11-20"
    assert set(document.body["members"]) == {phone.owner.id, colleague.owner.id}  # type: ignore[arg-type]


def test_many_phones_at_many_processes_all_come_through(
    one: Process, other: Process, phone: Phone, colleague: Phone
) -> None:
    for number in range(6):
        phone.write(TICK, bool(number % 2))
        colleague.write(NOTE, number)

    def sends(phone: Phone) -> Callable[[], object]:
        return lambda: [phone.post() for _ in range(4)]

    at_once(sends(phone), sends(colleague), sends(phone), sends(colleague))
    phone.sync()
    colleague.sync()
    phone.sync()
    entries = held(one, phone)
    assert len(entries) == len(set(entries)) == 13
    assert set(entries) == set(phone.operations) == set(colleague.operations)


def test_the_same_beginning_at_two_processes_begins_one_visit(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    form = one.of.forms.keep("nacc-2563", 2567)
    first = begin(one.world["inspector"], one.client("inspector"), form, one.world.agencies[AGENCY].id)
    copy = Phone(first.owner, other.client("inspector"), first.visit, device=first.device)
    copy.operations, copy.waiting = {**first.operations}, {*first.waiting}
    contended.before_end(copy.sync)
    first.sync()
    assert "error" not in first.answer
    assert held(one, first) == [*first.operations]
    assert (first.refused, copy.refused) == ({}, {})
    begun = [entry for entry in one.of.audit.before() if entry.action == "visit.begun"]
    assert len(begun) == 1


def test_two_who_join_at_the_same_moment_both_belong(
    one: Process, other: Process, phone: Phone, contended: ContendedStore
) -> None:
    colleague = Phone(one.world["colleague"], one.client("colleague"), phone.visit, join=CODE)
    supervisor = Phone(other.world["supervisor"], other.client("supervisor"), phone.visit, join=CODE)

    def second() -> None:
        visit = other.of.visits.open(other.world["supervisor"], phone.visit)
        other.of.visits._join(supervisor.owner, visit)

    visit = one.of.visits.open(phone.owner, phone.visit)
    contended.before_end(second)
    one.of.visits._join(colleague.owner, visit)
    members = one.of.visits.open(phone.owner, phone.visit).members
    assert set(members) == {phone.owner.id, colleague.owner.id, supervisor.owner.id}


def test_a_photo_that_two_visits_send_at_the_same_moment_belongs_to_both(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    def adopt(process: Process, visit: str) -> None:
        def act() -> None:
            with process.of.store.transaction():
                process.of.photos.adopt(PHOTO, visit=visit)

        again_when_stale(act)

    contended.before_end(lambda: adopt(other, "theirs"))
    adopt(one, "ours")
    assert one.of.photos.has(PHOTO.id, visit="ours")
    assert one.of.photos.has(PHOTO.id, visit="theirs")
