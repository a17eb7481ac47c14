"""A store's folder: one owner, housekeeping while it is open, formats of other releases."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import NewEntry
from checklist_app.store.embedded import EmbeddedStore, FolderStore
from checklist_app.store.embedded import caretaker as caretaking
from checklist_app.store.embedded.caretaker import Caretaker
from checklist_app.store.embedded.compaction import compact
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.layout import FORMAT, read_layout
from checklist_app.store.embedded.migration import migrate
from checklist_app.store.embedded.record import encode, frame, parse
from checklist_app.store.verify import verify
from tests.store.conftest import KINDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_second_process_is_told_who_owns_the_store(folder: Path) -> None:
    store = FolderStore(folder, KINDS)
    program = (
        "from pathlib import Path; from checklist_app.store.embedded import FolderStore; "
        "FolderStore(Path(__import__('sys').argv[1]))"
    )
    second = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True)
    assert second.returncode != 0
    assert f"store.owned_by_another (folder={folder}, process={os.getpid()})" in second.stderr
    store.append("s", [NewEntry("x", {})])  # the owner goes on
    store.close()
    FolderStore(folder, KINDS).close()


def test_the_same_process_cannot_open_it_twice_either(folder: Path) -> None:
    store = FolderStore(folder, KINDS)
    with pytest.raises(Problem, match="owned_by_another"):
        FolderStore(folder, KINDS)
    store.close()


def test_a_child_that_was_forked_with_the_store_open_cannot_write(folder: Path) -> None:
    store = FolderStore(folder, KINDS)
    answers: multiprocessing.SimpleQueue[str] = multiprocessing.get_context("fork").SimpleQueue()

    def write() -> None:
        try:
            store.append("s", [NewEntry("x", {})])
            answers.put("written")
        except Problem as problem:
            answers.put(problem.code)

    child = multiprocessing.get_context("fork").Process(target=write)
    child.start()
    child.join()
    assert answers.get() == "store.forked"
    store.close()


def test_a_place_where_no_folder_can_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem) as refused:
        FolderStore(tmp_path / "file" / "store", KINDS)
    assert (refused.value.kind, refused.value.code) == (ProblemKind.UNAVAILABLE, "store.no_folder")


def test_nobody_else_can_read_the_folder(folder: Path) -> None:
    FolderStore(folder, KINDS).close()
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_replaced_rows_are_compacted_away_in_another_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caretaking, "WORTH_COMPACTING", 20_000)
    store = FolderStore(folder, KINDS)
    store.append("s", [NewEntry("kept", {"n": 1})])
    for n in range(60):
        store.put("agencies", "a", {"code": "1", "pad": "x" * 1000, "n": n}, version=n)
    before = sum(path.stat().st_size for path in folder.glob("*.jsonl"))
    keeper = Caretaker(store.storage, folder)
    keeper._compact_when_worth_it()
    keeper.stop()
    store.put("agencies", "b", {"code": "2"}, version=0)
    store.close()
    assert read_layout(FolderDisk(folder).names()).snapshot is not None
    assert sum(path.stat().st_size for path in folder.glob("*.jsonl")) < before / 5
    reopened = FolderStore(folder, KINDS)
    found = reopened.get("agencies", "a")
    assert found is not None
    assert (found.version, found.body["n"]) == (60, 59)
    assert reopened.count("agencies") == 2
    assert [entry.id for entry in reopened.read("s")] == ["kept"]
    reopened.close()
    assert verify(folder, None).entries == 1


def test_compaction_is_not_started_for_little(folder: Path) -> None:
    store = FolderStore(folder, KINDS)
    for n in range(10):
        store.put("agencies", "a", {"code": "1", "n": n}, version=n)
    keeper = Caretaker(store.storage, folder)
    keeper._compact_when_worth_it()
    keeper.stop()
    store.close()
    assert read_layout(FolderDisk(folder).names()).snapshot is None


def write_some(folder: Path) -> None:
    store = FolderStore(folder, KINDS)
    store.put("agencies", "a", {"code": "1", "name": "old"}, version=0)
    store.append("s", [NewEntry("x", {"v": 1})])
    store.close()


def pretend_format(folder: Path, format: int) -> None:
    for path in folder.glob("*.log.jsonl"):
        first, rest = path.read_bytes().split(b"\n", 1)
        record = parse(first + b"\n")
        head = record.content["head"] | {"format": format}
        path.write_bytes(frame(record.number, record.durable, "head", encode(head)) + rest)


def test_a_store_of_a_newer_release_is_refused_and_not_touched(folder: Path) -> None:
    write_some(folder)
    pretend_format(folder, FORMAT + 1)
    before = {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}
    with pytest.raises(Problem, match=r"store\.newer_format"):
        FolderStore(folder, KINDS)
    assert {path.name: path.read_bytes() for path in folder.glob("*.jsonl")} == before


def test_a_store_of_an_older_format_is_brought_up_step_by_step_after_a_copy(folder: Path) -> None:
    write_some(folder)
    original = (folder / "0000000001.log.jsonl").read_bytes()

    def rename_agencies(write: list[object]) -> list[object]:
        return ["offices", *write[1:]] if write[0] == "agencies" else write

    def mark(write: list[object]) -> list[object]:
        if len(write) == 3 and isinstance(write[2], dict):
            write[2]["body"]["marked"] = True
        return write

    migrate(folder, to=FORMAT + 2, migrations={FORMAT: rename_agencies, FORMAT + 1: mark})
    lines = (folder / "0000000001.snap.jsonl").read_bytes().splitlines()
    assert orjson.loads(lines[0])["head"]["format"] == FORMAT + 2
    rows = [write for line in lines[1:-1] for write in orjson.loads(line)["w"] if len(write) == 3]
    assert rows == [
        ["offices", 1, {"id": "a", "version": 1, "body": {"code": "1", "name": "old", "marked": True}}]
    ]
    assert (folder / f"before-format-{FORMAT + 1}" / "0000000001.log.jsonl").read_bytes() == original


def test_a_migration_that_fails_leaves_the_old_store(folder: Path) -> None:
    write_some(folder)

    def fail(write: list[object]) -> list[object]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        migrate(folder, to=FORMAT + 1, migrations={FORMAT: fail})
    store = FolderStore(folder, KINDS)
    assert store.count("agencies") == 1
    store.close()


def test_leftovers_of_an_unfinished_compaction_are_cleared_on_opening(folder: Path) -> None:
    write_some(folder)
    (folder / "0000000001.snap.jsonl.tmp").write_bytes(b"half")
    FolderStore(folder, KINDS).close()
    assert not list(folder.glob("*.tmp"))


def test_old_names_of_the_disk_listing_do_not_confuse(folder: Path) -> None:
    write_some(folder)
    (folder / "notes.txt").write_text("a person's note")
    (folder / "0000000001.log.jsonl.bak").write_text("a person's copy")
    store = FolderStore(folder, KINDS)
    assert store.count("agencies") == 1
    store.close()
    assert FolderDisk(folder).names().count("notes.txt") == 1


def test_a_child_that_was_forked_with_the_store_open_closes_nothing_of_the_parents(folder: Path) -> None:
    store = FolderStore(folder, KINDS)
    store.append("s", [NewEntry("first", {})])
    go_on = multiprocessing.get_context("fork").Event()

    def close_late() -> None:
        go_on.wait(10)
        EmbeddedStore.close(store)

    child = multiprocessing.get_context("fork").Process(target=close_late)
    child.start()
    store.append("s", [NewEntry(str(n), {}) for n in range(10)])
    go_on.set()
    child.join()
    store.close()
    reopened = FolderStore(folder, KINDS)
    assert reopened.head("s").seq == 11
    reopened.close()


def test_a_compaction_whose_server_is_gone_changes_nothing(folder: Path) -> None:
    store = FolderStore(folder, KINDS)
    store.put("agencies", "a", {"code": "1"}, version=0)
    upto = store.storage.journal.rotate()
    names = FolderDisk(folder).names()
    compact(FolderDisk(folder), upto, wanted=lambda: False)
    assert FolderDisk(folder).names() == names
    store.close()
