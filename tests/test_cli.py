"""The `checklist` command as a person at the server meets it: one clear line, and 0 only when all is done."""

import csv
import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from checklist_app import commands
from checklist_app.app import KINDS
from checklist_app.cli import main
from checklist_app.config import Config
from checklist_app.errors import Problem
from checklist_app.resources import DATA
from checklist_app.store.embedded import FolderStore

SAME = ("form", "people", "devices", "stream", "photos")  # of a visit in two installations
Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHECKLIST_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("CHECKLIST_FILES", str(tmp_path / "files"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `checklist demo` leaves, made once."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHECKLIST_STORE", str(folder / "store"))
        patch.setenv("CHECKLIST_FILES", str(folder / "files"))
        assert main(["demo"]) == 0
    return folder


@pytest.fixture
def demo(demo_folder: Path, installation: Path) -> None:
    shutil.copytree(demo_folder, installation, dirs_exist_ok=True)


def test_the_drill_demo_backup_loss_restore_verify(installation: Path, capsys: Out) -> None:
    assert main(["demo"]) == 0
    assert "demo-inspector" in capsys.readouterr().out
    assert main(["verify"]) == 0
    before = capsys.readouterr().out.split(":", 1)[1]
    assert main(["backup", "office.backup"]) == 0
    for path in (installation / "store").glob("*.jsonl"):
        path.unlink()
    assert main(["restore", "office.backup"]) == 0
    capsys.readouterr()
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.split(":", 1)[1] == before
    assert main(["user", "list"]) == 0
    assert "demo-admin\tadministrator" in capsys.readouterr().out


@pytest.mark.slow
def test_the_demo_can_be_loaded_again_and_changes_nothing(capsys: Out) -> None:
    assert main(["demo"]) == 0
    assert main(["demo"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.slow
@pytest.mark.usefixtures("demo")
def test_restoring_over_data_is_refused_until_it_is_asked_for(capsys: Out) -> None:
    main(["backup", "office.backup"])
    assert main(["restore", "office.backup"]) == 1
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", "office.backup", "--replace"]) == 0


@pytest.mark.usefixtures("demo")
def test_commands_that_only_read_work_beside_a_running_server(installation: Path, capsys: Out) -> None:
    visit = first_visit(installation)
    serving = FolderStore(installation / "store", KINDS)
    for words in (
        ["backup", "office.backup"],
        ["verify"],
        ["user", "list"],
        ["export", "register.csv"],
        ["export", "all.json", "--tinydb"],
        ["export", "visit.json", "--visit", visit],
    ):
        assert main(words) == 0, words
    capsys.readouterr()
    assert main(["restore", "office.backup", "--replace"]) == 0
    assert "start it again" in capsys.readouterr().out
    assert main(["user", "add-administrator", "second", "คนที่สอง"]) == 1
    assert "in use by process" in capsys.readouterr().err
    serving.close()


def test_somebody_who_cannot_sign_in_gets_a_new_one_time_password(capsys: Out) -> None:
    main(["user", "add-administrator", "somchai", "ผู้ดูแล"])
    first = capsys.readouterr().out
    assert main(["user", "reset-password", "SOMCHAI"]) == 0
    second = capsys.readouterr().out
    assert "somchai" in first
    assert first.strip().rsplit(" ", 1)[1] != second.strip().rsplit(" ", 1)[1]
    assert main(["user", "reset-password", "nobody"]) == 1


@pytest.mark.usefixtures("demo")
def test_a_register_is_imported_all_or_nothing(installation: Path, capsys: Out) -> None:
    assert main(["export", "register.csv"]) == 0
    capsys.readouterr()
    assert main(["import", "register.csv", "--dry-run"]) == 0
    assert "0 added, 0 changed, 5 unchanged, 0 wrong (nothing saved)" in capsys.readouterr().out
    lines = (installation / "register.csv").read_text("utf-8-sig").splitlines()
    wrong = [lines[0], lines[1].replace("ขอนแก่น", "ไม่มีจังหวัดนี้"), lines[2].replace("โคกม้า", "โคกม้าใหม่")]
    (installation / "wrong.csv").write_text("\n".join(wrong), "utf-8")
    assert main(["import", "wrong.csv"]) == 1
    said = capsys.readouterr()
    assert "wrong.csv:2:" in said.out + said.err
    assert main(["import", "register.csv"]) == 0
    assert "5 unchanged" in capsys.readouterr().out


@pytest.mark.usefixtures("demo")
def test_a_visit_goes_to_another_installation_as_a_file(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    visit = first_visit(installation)
    main(["export", "register.csv"])
    forget_ids(installation / "register.csv")
    capsys.readouterr()
    assert main(["export", "--visit", visit, "visit.json"]) == 0
    exported = capsys.readouterr().out
    assert json.loads((installation / "visit.json").read_bytes())["stream"]["head"]["hash"] in exported
    monkeypatch.setenv("CHECKLIST_STORE", str(installation / "other" / "store"))
    monkeypatch.setenv("CHECKLIST_FILES", str(installation / "other" / "files"))
    assert main(["import", "--visit", "visit.json"]) == 1
    assert "Add the agency under this name first" in capsys.readouterr().err
    assert main(["import", "register.csv"]) == 0
    capsys.readouterr()
    for words, said in (
        (["import", "--visit", "visit.json", "--dry-run"], "(nothing saved)"),
        (["import", "--visit", "visit.json"], "took in the visit"),
        (["import", "--visit", "visit.json"], "already"),
        (["verify"], "everything is whole"),
    ):
        assert main(words) == 0, words
        assert said in capsys.readouterr().out
    assert first_visit(installation / "other") == visit
    assert main(["export", "--visit", visit, "again.json"]) == 0
    there, here = (json.loads((installation / f"{name}.json").read_bytes()) for name in ("visit", "again"))
    assert {part: here[part] for part in SAME} == {part: there[part] for part in SAME}


@pytest.mark.usefixtures("demo")
def test_a_visit_that_there_is_not_and_a_file_that_is_none_are_said(installation: Path, capsys: Out) -> None:
    (installation / "register.json").write_text("{}", "utf-8")
    capsys.readouterr()
    for words, said in (
        (["export", "--visit", "nothing", "x.json"], "was not found"),
        (["export", "--visit", first_visit(installation), "no/such/folder/x.json"], "no/such/folder/x.json"),
        (["import", "--visit", "nothing.json"], "nothing.json"),
        (["import", "--visit", "nul\0.json"], "cannot be read"),
        (["import", "--visit", "register.json"], "no visit file"),
    ):
        assert main(words) == 1, words
        assert said in capsys.readouterr().err
    with pytest.raises(SystemExit) as refused:
        main(["export", "--visit", "x", "--tinydb", "x.json"])
    assert refused.value.code == 2


def forget_ids(register: Path) -> None:
    """As somebody brings the register of one installation to another."""
    with register.open(encoding="utf-8-sig", newline="") as file:
        rows = [{**row, "รหัสในทะเบียน": ""} for row in csv.DictReader(file)]
    with register.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)


def first_visit(folder: Path) -> str:
    store = FolderStore(folder / "store", KINDS)
    try:
        return store.find("visits")[0].id
    finally:
        store.close()


def test_the_shipped_forms_are_without_fault_and_a_bad_one_is_explained_by_line(
    installation: Path, capsys: Out
) -> None:
    assert main(["forms", "check", *map(str, sorted((DATA / "forms").glob("*.json")))]) == 0
    (installation / "bad.json").write_text('{\n "id": "x",\n "id": "y"\n}', "utf-8")
    capsys.readouterr()
    assert main(["forms", "check", "bad.json"]) == 1
    assert "bad.json:3:" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["backup", "no/such/folder/x"],
        ["restore", "nothing"],
        ["import", "nothing.csv"],
        ["import", "nul\0.csv"],
        ["export", "register.pdf"],
        ["export", "no/such/folder/register.csv"],
        ["verify"],
        ["work"],
        ["user", "reset-password", "nobody"],
        ["forms", "check", "nothing.json"],
        ["serve", "--port", "0"],
        ["serve", "--port", "eighty"],
        ["serve", "--host", "not a host"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said_in_one_line_and_not_with_zero(words: list[str], capsys: Out) -> None:
    assert main(words) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    assert len((said.err + said.out).strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "setting"),
    [("postgresql://localhost/x", "CHECKLIST_SECRET_KEY"), ("s3://bucket", "CHECKLIST_STORE")],
)
def test_a_store_that_cannot_be_used_is_refused_by_the_name_of_the_setting(
    value: str, setting: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("CHECKLIST_STORE", value)
    assert main(["verify"]) == 1
    assert setting in capsys.readouterr().err


@pytest.mark.usefixtures("demo")
def test_a_damaged_store_does_not_start_and_the_line_says_what_to_do(installation: Path, capsys: Out) -> None:
    log = installation / "store" / "0000000001.log.jsonl"
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)
    capsys.readouterr()
    for words in (
        ["verify"],
        ["user", "add-administrator", "x", "y"],
        ["backup", "x"],
        ["serve", "--port", "1"],
    ):
        assert main(words) == 1
        said = capsys.readouterr().err
        assert "0000000001.log.jsonl" in said
        assert "checklist restore" in said


def test_the_command_is_installed_under_its_name() -> None:
    command = Path(sys.executable).with_name("checklist")
    answered = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert answered.stdout.startswith("checklist 0.")


@pytest.mark.usefixtures("demo")
def test_a_restore_tells_which_settings_were_other_ones(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.setenv("CHECKLIST_BASE_URL", "https://old.example.go.th")
    main(["backup", "office.backup"])
    monkeypatch.setenv("CHECKLIST_BASE_URL", "https://new.example.go.th")
    capsys.readouterr()
    assert main(["restore", "office.backup", "--replace"]) == 0
    assert "CHECKLIST_BASE_URL is https://old.example.go.th" in capsys.readouterr().out


@pytest.mark.usefixtures("demo")
def test_a_restore_that_waited_is_used_by_the_next_command_that_writes(
    installation: Path, capsys: Out
) -> None:
    main(["backup", "office.backup"])
    serving = FolderStore(installation / "store", KINDS)
    main(["restore", "office.backup", "--replace"])
    serving.close()
    capsys.readouterr()
    assert main(["user", "add-administrator", "second", "คนที่สอง"]) == 0
    assert "the restored data is in use" in capsys.readouterr().out
    main(["user", "list"])
    assert "second" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["verify"], ["user", "list"], ["backup", "x"], ["export", "x.csv"]], ids=" ".join
)
@pytest.mark.usefixtures("demo")
def test_a_folder_that_cannot_be_written_is_said_and_no_traceback(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    capsys.readouterr()

    def refuse(*_: object, **__: object) -> str:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    assert main(words) == 1
    assert "Read-only file system" in capsys.readouterr().err


def test_commands_answer_where_there_is_no_store_and_no_thai() -> None:
    command = Path(sys.executable).with_name("checklist")
    answered = subprocess.run(
        [command, "user", "list"],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "CHECKLIST_STORE": "/nonexistent/store", "PATH": "/usr/bin"},
        check=False,
    )
    assert answered.returncode == 1
    assert b"There is no store in /nonexistent/store" in answered.stderr
    assert b"Traceback" not in answered.stderr


def test_a_worker_does_not_start_where_no_file_can_be_kept(
    database: str, installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("CHECKLIST_STORE", database)
    monkeypatch.setenv("CHECKLIST_SECRET_KEY", "s" * 32)
    monkeypatch.setattr("checklist_app.serving.until_told_to_end", lambda: nullcontext(lambda: None))
    assert main(["work"]) == 0
    shutil.rmtree(installation / "files", ignore_errors=True)
    (installation / "files").write_text("a file where the folder should be")
    assert main(["work"]) == 1
    assert "CHECKLIST_FILES" in capsys.readouterr().err


def test_a_server_that_does_not_start_leaves_nothing_open(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []

    class Tracing:
        def tell_verb(self, *_: object) -> None:
            """Nothing is sent."""

        def close(self) -> None:
            closed.append("tracing")

    monkeypatch.setattr(commands, "tracing_as_set", Tracing)
    (installation / "files").write_text("a file where the folder should be")
    with pytest.raises(Problem, match=r"config\.bad_folder"):
        commands.open_service(Config.from_environment(dict(os.environ)), demo=False)
    assert closed == ["tracing"]
    FolderStore(installation / "store", KINDS).close()
