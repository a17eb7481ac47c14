"""`checklist verify` on a database: everything is read and recomputed, and the first damage is named."""

from contextlib import closing
from pathlib import Path

import pytest
from tinydb import Query, TinyDB

from checklist_app.errors import Problem
from checklist_app.store import FolderFiles, JsonValue, NewEntry
from checklist_app.store.exporting import export_whole
from checklist_app.store.postgres import moment
from checklist_app.store.verify import verify_whole
from checklist_app.store.whole import Verified
from tests.store.copied import execute, opened, whole


@pytest.fixture
def filled(database: str) -> str:
    with opened(database) as store:
        for n in range(7):
            names: list[JsonValue] = [f"n{n}", f"m{n}"]
            store.put("agencies", f"a{n}", {"code": f"{n}", "province": "ระยอง", "names": names}, version=0)
            store.put("rounds", f"a{n}", {"agency": f"a{n}"}, version=0)
        store.delete("agencies", "a3", version=1)
        for stream in ("visit/1", "visit/10", "visit/2"):
            store.append(stream, [NewEntry(f"e{n}", {"n": n}) for n in range(8)])
    return database


@pytest.fixture
def files(tmp_path: Path) -> FolderFiles:
    return FolderFiles(tmp_path / "files")


def verified(database: str, files: FolderFiles) -> Verified:
    with closing(whole(database)) as held:
        return verify_whole(held, files)


@pytest.mark.parametrize("page", [1, 2, 3, 500])
def test_a_whole_database_is_counted_whatever_fits_on_a_page(
    page: int, filled: str, files: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "PAGE", page)
    files.put(b"a photograph")
    assert verified(filled, files) == Verified(entries=24, streams=3, rows=13, files=1)


def test_an_empty_database_is_whole(database: str, files: FolderFiles) -> None:
    assert verified(database, files) == Verified(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            "UPDATE entries SET body = '{\"n\":9}' WHERE stream = 'visit/10' AND seq = 3",
            "chain_broken.*visit/10, seq=3",
        ),
        (
            "UPDATE entries SET body = '{ }' WHERE stream = 'visit/2' AND seq = 8",
            "chain_broken.*visit/2, seq=8",
        ),
        ("UPDATE entries SET id = 'x' WHERE stream = 'visit/1' AND seq = 1", "chain_broken.*visit/1, seq=1"),
        ("UPDATE entries SET seq = 99 WHERE stream = 'visit/1' AND seq = 5", "chain_broken.*visit/1, seq=5"),
        ("DELETE FROM entries WHERE stream = 'visit/1' AND seq = 8", "chain_broken.*visit/1, seq=7"),
        ("DELETE FROM entries WHERE stream = 'visit/1'", "chain_broken.*visit/1, seq=8"),
        ("DELETE FROM entries WHERE stream = 'visit/2'", "chain_broken.*visit/2, seq=8"),
        ("DELETE FROM heads WHERE stream = 'visit/1'", "chain_broken.*visit/1, seq=8"),
        ("DELETE FROM heads WHERE stream = 'visit/2'", "chain_broken.*visit/2, seq=8"),
        ("UPDATE heads SET hash = 'x' WHERE stream = 'visit/10'", "chain_broken.*visit/10, seq=8"),
        (
            "UPDATE documents SET body = '{' WHERE id = 'a5' AND kind = 'rounds'",
            "document_damaged.*rounds, id=a5",
        ),
        (
            "UPDATE documents SET body = '[]' WHERE id = 'a5' AND kind = 'rounds'",
            "document_damaged.*rounds, id=a5",
        ),
        (
            "UPDATE documents SET body = '{}' WHERE id = 'a5' AND kind = 'rounds'",
            "index_differs.*rounds, id=a5",
        ),
        ("DELETE FROM documents WHERE id = 'a5' AND kind = 'rounds'", "index_differs.*rounds, id=a5"),
        (
            "DELETE FROM document_keys WHERE id = 'a6' AND field = 'province'",
            "index_differs.*agencies, id=a6",
        ),
        ("DELETE FROM document_keys WHERE id = 'a6'", "index_differs.*id=a6"),
        ("UPDATE document_keys SET key = '\"x\"' WHERE id = 'a4' AND field = 'code'", "index_differs.*id=a4"),
        (
            "INSERT INTO document_keys VALUES ('z', 'rounds', 'agency', '\"a\"')",
            "index_differs.*rounds, id=z",
        ),
        ("DELETE FROM taken WHERE id = 'a0'", "index_differs.*agencies, id=a0"),
        ("UPDATE taken SET id = 'a1' WHERE id = 'a0'", "index_differs.*agencies, id=a0"),
        ("INSERT INTO taken VALUES ('\"77\"', 'agencies', 'code', 'a3')", "index_differs.*taken"),
    ],
)
@pytest.mark.parametrize("page", [2, 500])
def test_each_damage_is_found_and_named(
    damage: str, told: str, page: int, filled: str, files: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "PAGE", page)
    execute(filled, damage)
    with pytest.raises(Problem, match=told):
        verified(filled, files)


def test_what_is_written_meanwhile_is_not_seen(filled: str) -> None:
    with closing(whole(filled)) as held, held.moment() as then, opened(filled) as store:
        before = list(then.heads())
        store.append("visit/1", [NewEntry("later", {})])
        store.put("agencies", "later", {"code": "later"}, version=0)
        assert list(then.heads()) == before
        assert "later" not in [row.id for row in then.rows("agencies")]
        then.check_indexes()


def test_stock_tinydb_opens_what_was_exported_of_a_database(filled: str, tmp_path: Path) -> None:
    with closing(whole(filled)) as held:
        assert export_whole(held, tmp_path / "all.json") == 37
    with TinyDB(tmp_path / "all.json") as exported:
        found = exported.table("rounds").get(Query().body.agency == "a5")
        assert found == {"id": "a5", "version": 1, "body": {"agency": "a5"}}
        assert [entry["body"]["n"] for entry in exported.table("stream/visit/10")] == list(range(8))
