"""The demo fills an empty store, repeats itself without harm, and keeps out of a real register."""

from decimal import Decimal
from pathlib import Path

import pytest

from checklist_app.accounts import Audit, Role
from checklist_app.agencies import ScoreSets
from checklist_app.app import KINDS, build_collections
from checklist_app.config import Config
from checklist_app.demo import demo_password, load_demo
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store.embedded import FolderStore
from checklist_app.web.context import Collections
from tests.agencies.register import ADMINISTRATOR, BAN_LAENG, EVERYTHING, renamed
from tests.cast import quick_passwords
from tests.conftest import DEMO_PASSWORD, LoadedDemo
from tests.store.model import ModelStore

INVENTED = "ข้อมูลสมมติสำหรับการสาธิต"  # of the agency whose people the demonstration knows


def test_an_empty_store_gets_five_agencies_their_scores_and_a_person_of_each_role(
    loaded_demo: LoadedDemo, demo: Collections
) -> None:
    summary = loaded_demo.summary
    assert (summary.agencies, summary.agencies_added, summary.scores_added) == (5, 5, 5)
    assert {account.role for account in summary.accounts} == set(Role)
    assert [agency.short_name for agency in demo.agencies.within(EVERYTHING)] == [
        "อบต.หนองไผ่ล้อม",
        "ทต.โคกม้า",
        "อบต.บ้านแลง",
        "อบต.ทุ่งแก",
        "อบต.ดงหม้อทอง",
    ]


def test_the_published_figures_are_those_of_the_documents(demo: Collections) -> None:
    found = {}
    for agency in demo.agencies.within(EVERYTHING):
        for scores in ScoreSets(demo.store, Audit(demo.store)).of(agency):
            assert scores.province == agency.province
            if scores.source != INVENTED:
                found[agency.short_name, scores.year] = (scores.published_total, scores.published_level)
    assert found == {
        ("อบต.หนองไผ่ล้อม", 2565): (Decimal("96.62"), "AA"),
        ("ทต.โคกม้า", 2568): (Decimal("99.54"), None),
        ("ทต.โคกม้า", 2567): (Decimal("93.99"), "ผ่านดี"),
        ("อบต.บ้านแลง", 2565): (Decimal("86.19"), "A"),
        ("อบต.ทุ่งแก", 2562): (Decimal("51.27"), "E"),
    }


def test_everybody_of_the_demo_can_sign_in_with_the_shown_password(
    loaded_demo: LoadedDemo, demo: Collections
) -> None:
    for account in loaded_demo.summary.accounts:
        person = demo.people.authenticate(account.sign_in, account.password)
        assert person is not None
        assert (person.role, person.must_change_password, account.created) == (account.role, False, True)


def test_loading_twice_adds_nothing_and_resets_no_password(
    loaded_demo: LoadedDemo, demo: Collections
) -> None:
    (first, *_) = loaded_demo.summary.accounts
    person = demo.people.authenticate(first.sign_in, first.password)
    assert person is not None
    demo.people.change_password(person.id, current=first.password, new="a password of my own")
    again = load_demo(demo, password=DEMO_PASSWORD)
    assert (again.agencies, again.agencies_added, again.scores_added) == (5, 0, 0)
    assert not any(account.created for account in again.accounts)
    assert demo.people.authenticate(first.sign_in, "a password of my own")


def test_a_real_register_is_left_alone_unless_asked(config: Config) -> None:
    demo = build_collections(ModelStore(KINDS), config, quick_passwords())
    demo.agencies.create(ADMINISTRATOR, renamed(BAN_LAENG, "อบต.จริง"))
    with pytest.raises(Problem) as refusal:
        load_demo(demo, password=DEMO_PASSWORD)
    assert (refusal.value.kind, refusal.value.code) == (ProblemKind.CONFLICT, "agencies.demo_beside_others")
    assert len(demo.agencies.within(EVERYTHING)) == 1
    assert load_demo(demo, password=DEMO_PASSWORD, beside_others=True).agencies_added == 5


def test_the_demo_survives_a_restart(tmp_path: Path, config: Config) -> None:
    for expected in (5, 0):
        store = FolderStore(tmp_path / "store", KINDS)
        summary = load_demo(build_collections(store, config, quick_passwords()), password=DEMO_PASSWORD)
        assert (summary.agencies, summary.agencies_added, summary.scores_added) == (5, expected, expected)
        store.close()


def test_the_password_is_steady_in_one_installation_and_another_in_the_next() -> None:
    assert demo_password("the secret of this installation") == DEMO_PASSWORD
    assert demo_password("another secret") != DEMO_PASSWORD
    assert len(DEMO_PASSWORD) == 14
