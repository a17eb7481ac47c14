"""Who was beaten to it by somebody else begins anew, or is told."""

import pytest

from checklist_app.errors import Problem, conflict
from checklist_app.store import Kind, again_when_stale, stale_as, telling, together
from checklist_app.store.stale import TRIES
from tests.store.contended import ContendedStore

MINE = conflict("surveys.settings_changed_meanwhile")


@pytest.fixture
def store() -> ContendedStore:
    store = ContendedStore([Kind("counts")])
    store.put("counts", "a", {"n": 0}, version=0)
    return store


def count(store: ContendedStore) -> int:
    document = store.get("counts", "a")
    assert document
    n = document.body["n"]
    assert isinstance(n, int)
    store.put("counts", "a", {"n": n + 1}, version=document.version)
    return n + 1


def test_what_was_beaten_a_few_times_is_done_in_the_end(store: ContendedStore) -> None:
    store.before_end(*[lambda: count(store)] * 3)
    assert together(store, lambda: count(store)) == 4


def test_who_is_beaten_every_time_is_refused(store: ContendedStore) -> None:
    store.before_end(*[lambda: count(store)] * TRIES)
    with pytest.raises(Problem, match=r"store\.stale"):
        together(store, lambda: count(store))
    assert count(store) == TRIES + 1


def test_inside_another_transaction_only_who_began_it_does_it_again(store: ContendedStore) -> None:
    tries = []

    def inner() -> int:
        tries.append("inner")
        if len(tries) < 3:
            raise conflict("store.stale", kind="counts", id="a")
        return count(store)

    def outer() -> int:
        tries.append("outer")
        return together(store, inner)

    assert together(store, outer) == 1
    assert tries == ["outer", "inner", "outer", "inner"]


def test_what_another_took_away_is_looked_at_again(store: ContendedStore) -> None:
    def drop() -> None:
        for document in store.find("counts"):
            store.delete("counts", document.id, version=document.version)

    store.before_end(drop)
    together(store, drop)
    assert store.find("counts") == []


def test_other_refusals_are_not_tried_again() -> None:
    tries = []

    def act() -> None:
        tries.append(1)
        raise conflict("store.taken", field="code")

    with pytest.raises(Problem, match="taken"):
        again_when_stale(act)
    assert tries == [1]


def test_a_person_is_told_in_words_of_what_they_wrote(store: ContendedStore) -> None:
    store.before_end(lambda: count(store))
    with (
        pytest.raises(Problem, match="settings_changed_meanwhile") as told,
        stale_as(MINE),
        store.transaction(),
    ):
        count(store)
    assert isinstance(told.value.__cause__, Problem)


def test_what_has_no_other_words_is_told_as_it_is() -> None:
    refusal = conflict("store.taken", field="code")
    with pytest.raises(Problem) as told, telling(lambda problem: problem), stale_as(MINE):
        raise refusal
    assert told.value is refusal
