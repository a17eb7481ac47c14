"""A file waits one day for its owner to confirm it, and for nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from checklist_app.agencies import Imports
from checklist_app.agencies.pending import LIFETIME
from checklist_app.agencies.tables import Row, Table
from checklist_app.errors import Problem, ProblemKind
from tests.store.model import ModelStore

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
TABLE = Table(("ชื่อ", "อำเภอ"), (Row(2, ("ก", "ข")), Row(4, ("", "ค"), frozenset({0}))), ("ที่",))


def new_store() -> ModelStore:
    return ModelStore([Imports.KIND])


def kept(imports: Imports, *, owner: str = "p1", at: datetime = NOON) -> str:
    return imports.keep(TABLE, owner=owner, file_name="รายชื่อ.csv", fingerprint="f", at=at)


def is_gone(imports: Imports, id: str, *, owner: str = "p1", at: datetime = NOON) -> bool:
    with pytest.raises(Problem) as refusal:
        imports.fetch(id, owner=owner, at=at)
    return refusal.value.kind is ProblemKind.NOT_FOUND


def test_the_owner_gets_back_what_was_read() -> None:
    imports = Imports(new_store())
    pending = imports.fetch(kept(imports), owner="p1", at=NOON)
    assert (pending.table, pending.fingerprint, pending.file_name) == (TABLE, "f", "รายชื่อ.csv")


def test_to_others_it_does_not_exist() -> None:
    imports = Imports(new_store())
    assert is_gone(imports, kept(imports), owner="p2")
    assert is_gone(imports, "../../etc/passwd")


def test_it_expires_after_a_day_and_is_cleaned_with_the_next_file() -> None:
    store = new_store()
    imports = Imports(store)
    id = kept(imports)
    assert imports.fetch(id, owner="p1", at=NOON + LIFETIME - timedelta(seconds=1))
    assert is_gone(imports, id, at=NOON + LIFETIME)
    kept(imports, owner="p2", at=NOON + LIFETIME)
    assert store.get("imports", id) is None


def test_a_person_has_one_file_waiting() -> None:
    imports = Imports(new_store())
    first, second = kept(imports), kept(imports)
    assert is_gone(imports, first)
    assert imports.fetch(second, owner="p1", at=NOON)


def test_a_dropped_file_is_gone_and_may_be_dropped_again() -> None:
    imports = Imports(new_store())
    id = kept(imports)
    imports.drop(id)
    imports.drop(id)
    assert is_gone(imports, id)
