"""A block may hold a whole register: what it knows of its own unique values costs the same for the first
document and for the last, what it has added to a stream as well, and both follow what is undone."""

from contextlib import suppress
from typing import Any

import pytest

from checklist_app.errors import Problem
from checklist_app.store import NewEntry, Store
from checklist_app.store.chain import chain_hash
from checklist_app.store.postgres import block, committing, engine
from checklist_app.store.postgres.keys import claims_of
from tests.store.postgres.conftest import Opened
from tests.store.postgres.proving import prove_indexes


def test_the_last_of_many_documents_costs_what_the_first_did(
    database: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, looks, costs = opened(database), [], []

    def counted(*given: Any) -> Any:
        looks.append(given)
        return claims_of(*given)

    for module in (block, engine):
        monkeypatch.setattr(module, "claims_of", counted)
    with store.transaction():
        for n in range(40):
            before = len(looks)
            store.put("agencies", f"a{n}", {"code": f"c{n}"}, version=0)
            costs.append(len(looks) - before)
    assert len(set(costs)) == 1
    prove_indexes(database)


def test_a_unique_value_follows_what_is_changed_and_undone_inside_the_block(
    database: str, opened: Opened
) -> None:
    store = opened(database)
    store.put("agencies", "old", {"code": "0"}, version=0)
    with store.transaction():
        store.put("agencies", "a", {"code": "1"}, version=0)
        with pytest.raises(LookupError):
            _change_everything_and_fail(store)
        assert _is_taken(store, "1")
        assert _is_taken(store, "0")
        store.put("agencies", "a", {"code": "2"}, version=1)
        store.delete("agencies", "old", version=1)
        assert _is_taken(store, "2")
        for code in "01":
            store.put("agencies", f"new {code}", {"code": code}, version=0)
    assert {str(document.body["code"]) for document in store.find("agencies")} == {"0", "1", "2"}
    prove_indexes(database)


def _change_everything_and_fail(store: Store) -> None:
    with store.transaction():
        store.put("agencies", "a", {"code": "2"}, version=1)
        store.delete("agencies", "old", version=1)
        store.put("agencies", "b", {"code": "1"}, version=0)
        raise LookupError


def _is_taken(store: Store, code: str) -> bool:
    try:
        store.put("agencies", "somebody", {"code": code}, version=0)
    except Problem as problem:
        return problem.code == "store.taken"
    return False


def test_the_last_of_many_entries_costs_what_the_first_did(
    database: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, hashed, costs = opened(database), [], []

    def counted(*given: Any, **more: Any) -> str:
        hashed.append(given)
        return chain_hash(*given, **more)

    monkeypatch.setattr(committing, "chain_hash", counted)
    store.append("audit", [NewEntry("before", {})])
    with store.transaction():
        hashed.clear()
        for n in range(40):
            store.append("audit", [NewEntry(str(n), {"n": n})])
            costs.append(len(hashed))
            hashed.clear()
    assert set(costs) == {1}
    assert [entry.id for entry in store.read("audit")] == ["before", *map(str, range(40))]


def test_what_was_added_inside_the_block_is_known_and_follows_what_is_undone(
    database: str, opened: Opened
) -> None:
    store = opened(database)
    store.append("audit", [NewEntry("before", {})])
    with store.transaction():
        assert [entry.seq for entry in store.append("audit", [NewEntry("a", {"n": 1})])] == [2]
        with suppress(LookupError), store.transaction():
            store.append("audit", [NewEntry("undone", {}), NewEntry("b", {})])
            raise LookupError
        again = store.append("audit", [NewEntry("a", {"n": 1}), NewEntry("b", {}), NewEntry("before", {})])
        assert [(entry.seq, entry.fresh) for entry in again] == [(2, False), (3, True), (1, False)]
        with pytest.raises(Problem, match="entry_differs"):
            store.append("audit", [NewEntry("a", {"n": 2})])
        with suppress(LookupError), store.transaction():
            store.append("other", [NewEntry("x", {})])
            raise LookupError
    assert [(entry.seq, entry.id) for entry in store.read("audit")] == [(1, "before"), (2, "a"), (3, "b")]
    assert store.streams() == ["audit"]
