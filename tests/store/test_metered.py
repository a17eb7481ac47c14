"""What is told of a store: each verb with how it ended, and what stays written. That the store itself answers
as before is the contract's concern, which runs on a metered one too."""

from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from checklist_app.errors import Problem
from checklist_app.store import Kind, MeteredStore, NewEntry, figures_of
from tests.store.model import ModelStore

KINDS = (Kind("agencies", unique=("code",)),)


@dataclass
class Told:
    verbs: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str, int]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def verb(self, verb: str, outcome: str, seconds: float) -> None:
        self.verbs.append((verb, outcome))
        self.seconds.append(seconds)

    def keep(self, shape: str, name: str, count: int) -> None:
        self.kept.append((shape, name, count))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def store(told: Told) -> MeteredStore:
    return MeteredStore(ModelStore(KINDS), told.keep, (told.verb,))


def test_every_verb_is_told_by_its_name(store: MeteredStore, told: Told) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    store.get("agencies", "a")
    store.get_all("agencies", ["a"])
    store.find("agencies", {"code": "1"})
    store.find_each("agencies", "code", ["1"])
    store.count("agencies")
    store.append("visits/1", [NewEntry("e", {})])
    store.read("visits/1")
    store.entry("visits/1", "e")
    store.head("visits/1")
    store.heads(["visits/1"])
    store.streams()
    store.delete("agencies", "a", version=1)
    of_documents = ("put", "get", "get_all", "find", "find_each", "count")
    names = (*of_documents, "append", "read", "entry", "head", "heads", "streams", "delete")
    assert told.verbs == [(name, "ok") for name in names]
    assert all(seconds >= 0 for seconds in told.seconds)


def test_a_refusal_is_told_by_its_reason_and_still_raised(store: MeteredStore, told: Told) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    for id, version in (("a", 7), ("b", 0)):
        with pytest.raises(Problem):
            store.put("agencies", id, {"code": "1"}, version=version)
    with pytest.raises(Problem):
        store.get("unknown", "a")
    assert told.verbs[1:] == [("put", "stale"), ("put", "taken"), ("get", "unknown_kind")]


def test_a_block_is_told_when_it_ends(store: MeteredStore, told: Told) -> None:
    with store.transaction():
        store.put("agencies", "a", {}, version=0)
    with pytest.raises(ZeroDivisionError), store.transaction():
        raise ZeroDivisionError
    assert told.verbs == [("put", "ok"), ("transaction", "ok"), ("transaction", "failed")]


def test_only_what_is_new_counts_as_written(store: MeteredStore, told: Told) -> None:
    store.append("visits/1", [NewEntry("e", {}), NewEntry("f", {})])
    store.append("visits/1", [NewEntry("f", {}), NewEntry("g", {})])
    store.append("visits/1", [NewEntry("g", {})])
    store.put("agencies", "a", {}, version=0)
    store.put("agencies", "a", {}, version=1)
    assert told.kept == [("entries", "visits", 2), ("entries", "visits", 1), ("documents", "agencies", 1)]


def test_nothing_counts_as_written_before_the_outermost_block_has_ended(
    store: MeteredStore, told: Told
) -> None:
    with store.transaction():
        with store.transaction():
            store.append("survey/1", [NewEntry("e", {})])
        store.append("survey/2", [NewEntry("e", {})])
        assert told.kept == []
    assert told.kept == [("entries", "survey", 2)]


def test_what_a_failed_block_wrote_never_counts(store: MeteredStore, told: Told) -> None:
    with suppress(ZeroDivisionError), store.transaction():
        store.append("survey/1", [NewEntry("e", {})])
        raise ZeroDivisionError
    store.append("survey/2", [NewEntry("e", {})])
    assert told.kept == [("entries", "survey", 1)]


def test_what_was_undone_inside_a_block_that_went_on_never_counts(store: MeteredStore, told: Told) -> None:
    with store.transaction():
        store.append("survey/1", [NewEntry("kept", {})])
        with suppress(ZeroDivisionError), store.transaction():
            store.append("survey/1", [NewEntry("undone", {})])
            raise ZeroDivisionError
    assert told.kept == [("entries", "survey", 1)]


class PooledStore(ModelStore):
    def figures(self) -> dict[str, float]:
        return {"connections": 4}


def test_an_engine_tells_figures_if_it_has_any() -> None:
    assert figures_of(ModelStore()) == {}
    assert figures_of(PooledStore()) == {"connections": 4}
