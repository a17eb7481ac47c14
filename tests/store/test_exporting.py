"""`checklist export --tinydb`: nobody is locked into our format."""

from pathlib import Path

import pytest
from tinydb import Query, TinyDB

from checklist_app.errors import Problem
from checklist_app.store import NewEntry
from checklist_app.store.embedded import FolderStore
from checklist_app.store.exporting import export_tinydb
from tests.store.conftest import KINDS


def test_stock_tinydb_opens_what_was_exported_beside_the_running_server(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store", KINDS)
    store.put("agencies", "a", {"code": "1", "name": "อบต.บ้านแลง"}, version=0)
    store.append("visit/1", [NewEntry("x", {"v": 1}), NewEntry("y", {"v": 2})])
    assert export_tinydb(tmp_path / "store", tmp_path / "all.json") == 3
    store.append("visit/1", [NewEntry("z", {"v": 3})])  # the server goes on
    store.close()
    with TinyDB(tmp_path / "all.json") as exported:
        found = exported.table("agencies").get(Query().body.code == "1")
        assert found == {"id": "a", "version": 1, "body": {"code": "1", "name": "อบต.บ้านแลง"}}
        assert [entry["body"]["v"] for entry in exported.table("stream/visit/1")] == [1, 2]
    reopened = FolderStore(tmp_path / "store", KINDS)
    assert reopened.head("visit/1").seq == 3
    reopened.close()


def test_an_export_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    FolderStore(tmp_path / "store", KINDS).close()
    with pytest.raises(Problem, match=r"store\.not_exported"):
        export_tinydb(tmp_path / "store", tmp_path / "nowhere" / "all.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]


def test_a_stream_and_a_kind_of_one_name_are_both_exported(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store", KINDS)
    store.put("agencies", "a", {"code": "1"}, version=0)
    store.append("agencies", [NewEntry("x", {"v": 1})])
    store.close()
    assert export_tinydb(tmp_path / "store", tmp_path / "all.json") == 2


def test_nobody_else_can_read_an_export(tmp_path: Path) -> None:
    FolderStore(tmp_path / "store", KINDS).close()
    export_tinydb(tmp_path / "store", tmp_path / "all.json")
    assert (tmp_path / "all.json").stat().st_mode & 0o077 == 0
