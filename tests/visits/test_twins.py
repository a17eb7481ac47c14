"""Python and JavaScript know the same of a visit, whatever was written; and neither order nor repetition
nor the way that operations took between phones makes a difference."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.visits.fold import State, fold
from tests.node import Twin, answer
from tests.visits import strategies as typed
from tests.visits.calls import CALLS, DEFAULTS, exactly, folded, operation, shown

Wire = dict[str, Any]
FOLDS = ("fold", "content_digest", "signatures")


@given(operations=typed.operations, seen=st.dictionaries(st.just("a" * 10), st.integers(0, 6)))
@settings(max_examples=150, deadline=None)
def test_both_twins_know_the_same(javascript: Twin, operations: list[Wire], seen: dict[str, int]) -> None:
    asked: list[tuple[str, list[Any]]] = [(call, [operations]) for call in FOLDS]
    asked.append(("changes_since", [operations, seen]))
    compare(javascript, asked)


@given(operations=typed.operations, chance=st.randoms(use_true_random=False), cut=st.integers(0, 30))
@settings(max_examples=150, deadline=None)
def test_order_repetition_and_batches_make_no_difference(
    javascript: Twin, operations: list[Wire], chance: random.Random, cut: int
) -> None:
    otherwise = [*operations, *chance.sample(operations, len(operations) // 2)]
    chance.shuffle(otherwise)
    in_two = fold(map(operation, otherwise[:cut])).with_operations(map(operation, otherwise[cut:]))
    assert exactly(shown(in_two)) == exactly(shown(folded(operations)))
    asked: list[tuple[str, list[Any]]] = [(call, [otherwise]) for call in FOLDS]
    for (call, _), there in zip(asked, javascript.answers("visits", asked), strict=True):
        assert exactly(answer(CALLS, call, [operations])) == exactly(there)


@given(operations=typed.operations)
@settings(max_examples=150, deadline=None)
def test_nothing_that_was_written_is_out_of_reach(operations: list[Wire]) -> None:
    """Of one id with two bodies one stands; every field has a head, and every id a place in a history."""
    state = folded(operations)
    kept = [held.id for known in state.fields.values() for held in known.history]
    assert sorted(kept) == sorted({wire["id"] for wire in operations})
    assert all(known.heads and known.values for known in state.fields.values())


@given(afternoon=typed.afternoon)
@settings(max_examples=100, deadline=None)
def test_five_phones_without_signal_end_equal(javascript: Twin, afternoon: list[tuple[Any, ...]]) -> None:
    phones = [Phone(letter) for letter in "abcde"]
    written: list[Wire] = []
    for step, event in enumerate(afternoon):
        if event[0] == "write":
            _, who, name, value = event
            written.append(phones[who].write(f"{step:026}", name, value))
        else:
            _, giver, taker, chance = event
            phones[giver].hand_some_to(phones[taker], random.Random(chance))
    for giver_phone in phones:
        for taker_phone in phones:
            giver_phone.hand_all_to(taker_phone)
    known = [shown(phone.state) for phone in phones]
    assert all(exactly(each) == exactly(known[0]) for each in known)
    for wire in written:
        assert wire["id"] in known[0]["fields"][wire["field"]]["history"]
    compare(javascript, [(call, [phone.held]) for phone in phones for call in FOLDS])


@given(visit=typed.visit())
@settings(max_examples=60, deadline=None)
def test_both_twins_compute_and_advise_alike(javascript: Twin, visit: tuple[int, list[Any]]) -> None:
    year, pairs = visit
    compare(javascript, [(call, [pairs, typed.official(year)]) for call in ("figures", "advice")])


class Phone:
    """It writes upon what it holds, and meets others."""

    def __init__(self, letter: str) -> None:
        self.device = letter * 10
        self.held: list[Wire] = []

    @property
    def state(self) -> State:
        return folded(self.held)

    def write(self, id: str, name: str, value: Any) -> Wire:
        known = self.state.fields.get(name)
        n = 1 + sum(wire["device"] == self.device for wire in self.held)
        replaces = [head.id for head in known.heads] if known else []
        wire = {"id": id, "field": name, "value": value, "replaces": replaces, "device": self.device, "n": n}
        self.held.append({**DEFAULTS, **wire})
        return wire

    def hand_some_to(self, other: "Phone", chance: random.Random) -> None:
        other.held += chance.sample(self.held, chance.randint(0, len(self.held)))

    def hand_all_to(self, other: "Phone") -> None:
        known = {wire["id"] for wire in other.held}
        other.held += [wire for wire in self.held if wire["id"] not in known]


def compare(javascript: Twin, asked: list[tuple[str, list[Any]]]) -> None:
    for question, there in zip(asked, javascript.answers("visits", asked), strict=True):
        here = answer(CALLS, *question)
        assert exactly(here) == exactly(there), question[0]
