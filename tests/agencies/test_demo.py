"""The demo fills an empty store, repeats itself without harm, and keeps out of a real register."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from checklist_app.accounts import Audit, Passwords, People, Role, Sessions, Throttles
from checklist_app.agencies import Agencies, ScoreSets
from checklist_app.app import KINDS
from checklist_app.demo import demo_password, load_demo
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Store
from checklist_app.store.embedded import FolderStore
from tests.agencies.register import BAN_LAENG, EVERYTHING, Register, renamed

PASSWORD = demo_password("the secret of this installation")


@dataclass
class DurableDemo:
    store: Store
    people: People
    agencies: Agencies


@dataclass
class DemoRegister(DurableDemo):
    register: Register


@pytest.fixture
def demo() -> DemoRegister:
    register = Register()
    register.store.kinds |= {kind.name: kind for kind in (People.KIND, Sessions.KIND)}
    passwords = Passwords(memory_kib=8, rounds=1)
    people = People(
        register.store,
        register.audit,
        Sessions(register.store),
        passwords,
        throttles=Throttles(register.store, secret=""),
        province_of=register.agencies.province_of,
    )
    return DemoRegister(register.store, people, register.agencies, register)


def test_an_empty_store_gets_five_agencies_their_scores_and_a_person_of_each_role(demo: DemoRegister) -> None:
    summary = load_demo(demo, password=PASSWORD)
    assert (summary.agencies, summary.agencies_added, summary.scores_added) == (5, 5, 5)
    assert {account.role for account in summary.accounts} == set(Role)
    assert [agency.short_name for agency in demo.agencies.within(EVERYTHING)] == [
        "อบต.หนองไผ่ล้อม",
        "ทต.โคกม้า",
        "อบต.บ้านแลง",
        "อบต.ทุ่งแก",
        "อบต.ดงหม้อทอง",
    ]


def test_the_published_figures_are_those_of_the_documents(demo: DemoRegister) -> None:
    load_demo(demo, password=PASSWORD)
    found = {}
    for agency in demo.agencies.within(EVERYTHING):
        for scores in ScoreSets(demo.store).of(agency):
            assert scores.province == agency.province
            found[agency.short_name, scores.year] = (scores.published_total, scores.published_level)
    assert found == {
        ("อบต.หนองไผ่ล้อม", 2565): (Decimal("96.62"), "AA"),
        ("ทต.โคกม้า", 2568): (Decimal("99.54"), None),
        ("ทต.โคกม้า", 2567): (Decimal("93.99"), "ผ่านดี"),
        ("อบต.บ้านแลง", 2565): (Decimal("86.19"), "A"),
        ("อบต.ทุ่งแก", 2562): (Decimal("51.27"), "E"),
    }


def test_everybody_of_the_demo_can_sign_in_with_the_shown_password(demo: DemoRegister) -> None:
    for account in load_demo(demo, password=PASSWORD).accounts:
        person = demo.people.authenticate(account.sign_in, account.password)
        assert person is not None
        assert (person.role, person.must_change_password, account.created) == (account.role, False, True)


def test_loading_twice_adds_nothing_and_resets_no_password(demo: DemoRegister) -> None:
    (first, *_) = load_demo(demo, password=PASSWORD).accounts
    person = demo.people.authenticate(first.sign_in, first.password)
    assert person is not None
    demo.people.change_password(person.id, current=first.password, new="a password of my own")
    again = load_demo(demo, password=PASSWORD)
    assert (again.agencies, again.agencies_added, again.scores_added) == (5, 0, 0)
    assert not any(account.created for account in again.accounts)
    assert demo.people.authenticate(first.sign_in, "a password of my own")


def test_a_real_register_is_left_alone_unless_asked(demo: DemoRegister) -> None:
    demo.register.with_agencies(renamed(BAN_LAENG, "อบต.จริง"))
    with pytest.raises(Problem) as refusal:
        load_demo(demo, password=PASSWORD)
    assert (refusal.value.kind, refusal.value.code) == (ProblemKind.CONFLICT, "agencies.demo_beside_others")
    assert len(demo.agencies.within(EVERYTHING)) == 1
    assert load_demo(demo, password=PASSWORD, beside_others=True).agencies_added == 5


def test_the_demo_survives_a_restart(tmp_path: Path) -> None:
    for expected in (5, 0):
        store = FolderStore(tmp_path / "store", KINDS)
        audit = Audit(store)
        agencies = Agencies(store, audit)
        people = People(
            store,
            audit,
            Sessions(store),
            Passwords(memory_kib=8, rounds=1),
            throttles=Throttles(store, secret=""),
            province_of=agencies.province_of,
        )
        summary = load_demo(DurableDemo(store, people, agencies), password=PASSWORD)
        assert (summary.agencies, summary.agencies_added, summary.scores_added) == (5, expected, expected)
        store.close()


def test_the_password_is_steady_in_one_installation_and_another_in_the_next() -> None:
    assert demo_password("the secret of this installation") == PASSWORD
    assert demo_password("another secret") != PASSWORD
    assert len(PASSWORD) == 14
