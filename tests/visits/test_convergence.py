"""Phones, a bad line and a server that falls over: whatever happens on the way, in the end everybody holds
the same, and nothing that anybody ever wrote has gone from the history."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from checklist_app.app import create_app
from checklist_app.config import Config
from tests.cast import World, make_world, quick_passwords
from tests.client import StrictClient
from tests.visits.conftest import AGENCY
from tests.visits.phones import CODE, Phone, begin

ROW = f"row:header.team:{'1' * 26}"
SAID = st.one_of(
    st.tuples(st.just("answer:3.2.1-6/01"), st.sampled_from([True, False, None])),
    st.tuples(st.just("answer:1.2.done"), st.integers(0, 4)),
    st.tuples(st.just("note:3.2.1-6/01"), st.sampled_from(["พบแล้ว", "ไม่พบ ", None])),
    st.tuples(st.just("answer:1.1.budget"), st.sampled_from(["๕", "5.00", "7.50"])),
    st.tuples(st.just(ROW), st.sampled_from([{"name": "ก"}, {"name": "ข", "position": "ค"}, None])),
)
TEAM = ("inspector", "colleague", "supervisor", "inspector", "colleague")
EACH = st.integers(0, len(TEAM) - 1)


class Team(RuleBasedStateMachine):
    """Five phones of three people on one visit."""

    folder: Path

    @initialize()
    def begin(self) -> None:
        self.world: World = make_world()
        self.phones: list[Phone] = []
        self.late: list[tuple[int, dict[str, Any]]] = []
        self.written: set[str] = set()
        self.server_falls_over()
        form = self.app.extensions["checklist"].forms.keep("nacc-2563", 2567)
        agency = self.world.agencies[AGENCY].id
        first = begin(self.world[TEAM[0]], self.client(0), form, agency)
        facts = next(iter(first.operations.values()))
        self.phones = [first]
        for number, who in enumerate(TEAM[1:], start=1):
            phone = Phone(self.world[who], self.client(number), first.visit, join=CODE)
            phone.operations = {facts["id"]: facts}  # scanned from the first
            phone.waiting = {facts["id"]}
            self.phones.append(phone)

    @rule(at=EACH, said=SAID)
    def writes(self, at: int, said: tuple[str, Any]) -> None:
        self.written.add(self.phones[at].write(*said))

    @rule(at=EACH)
    def sends(self, at: int) -> None:
        self.phones[at].take(self.phones[at].post())

    @rule(at=EACH)
    def sends_but_the_answer_is_lost(self, at: int) -> None:
        self.phones[at].post()

    @rule(at=EACH)
    def sends_and_the_answer_comes_much_later(self, at: int) -> None:
        self.late.append((at, self.phones[at].post()))

    @rule()
    def late_answers_arrive_twice(self) -> None:
        for at, answer in self.late:
            self.phones[at].take(answer)
            self.phones[at].take(answer)
        self.late.clear()

    @rule(giver=EACH, taker=EACH)
    def passes_everything_phone_to_phone(self, giver: int, taker: int) -> None:
        self.phones[taker].learn(self.phones[giver])

    @rule()
    def server_falls_over(self) -> None:
        """All that it had in memory is gone; the store has what was acknowledged."""
        config = Config.from_environment({"CHECKLIST_STORE": str(self.folder)})
        self.app = create_app(config, self.world.store, passwords=quick_passwords())
        self.app.test_client_class = StrictClient
        for number, phone in enumerate(self.phones):
            phone.client = self.client(number)

    def teardown(self) -> None:
        if not getattr(self, "phones", []):
            return
        for phone in (*self.phones, *self.phones):
            phone.sync()
        first = self.phones[0]
        assert [phone.refused for phone in self.phones] == [{}] * len(TEAM)
        assert [phone.waiting for phone in self.phones] == [set()] * len(TEAM)
        assert all(phone.head == first.head for phone in self.phones)
        assert all(phone.state == first.state for phone in self.phones)
        assert self.written <= {one.id for field in first.state.fields.values() for one in field.history}

    def client(self, number: int) -> StrictClient:
        client = self.app.test_client()
        assert isinstance(client, StrictClient)
        client.sign_in(self.world[TEAM[number]])
        return client


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        (12, 25),
        pytest.param(30, 60, marks=pytest.mark.slow),
        pytest.param(200, 60, marks=pytest.mark.long),
    ],
    ids=["few", "many", "most"],
)
def test_everybody_ends_with_the_same_and_nothing_is_lost(tmp_path: Path, examples: int, steps: int) -> None:
    Team.folder = tmp_path
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Team,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks
        ),
    )
