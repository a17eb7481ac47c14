"""A block may hold a whole register: what it knows of its own unique values costs the same for the first
document and for the last, and follows what is undone."""

from typing import Any

import pytest

from checklist_app.errors import Problem
from checklist_app.store import Store
from checklist_app.store.postgres import block, engine
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
