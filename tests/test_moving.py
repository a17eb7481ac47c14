"""`checklist copy-store` and what else works on a whole store, as a person at the server meets them."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from checklist_app.app import KINDS
from checklist_app.cli import main
from checklist_app.store import NewEntry
from checklist_app.store.embedded import FolderStore
from checklist_app.store.embedded.whole import WholeFolder
from tests.store.copied import execute

Out = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        settle(folder, patch)
        assert main(["demo"]) == 0
    return folder


@pytest.fixture(autouse=True)
def installation(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(demo_folder, tmp_path, dirs_exist_ok=True)
    settle(tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settle(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("CHECKLIST_STORE", str(folder / "store"))
    patch.setenv("CHECKLIST_FILES", str(folder / "files"))
    patch.delenv("CHECKLIST_SECRET_KEY", raising=False)


def counted(capsys: Out) -> str:
    return capsys.readouterr().out.split(": ", 1)[1]


@pytest.mark.slow
def test_an_office_moves_to_a_database_and_back(
    installation: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    assert main(["verify"]) == 0
    before = counted(capsys)
    url = database.replace("postgres@", "postgres:a-password@")
    assert main(["copy-store", "store", url]) == 0
    said = capsys.readouterr()
    secret = (installation / "store" / "secret.key").read_text().strip()
    assert str(installation / "store" / "secret.key") in said.out
    assert not any(hidden in said.out + said.err for hidden in (secret, "a-password"))

    monkeypatch.setenv("CHECKLIST_STORE", database)
    assert main(["verify"]) == 1  # without its secret
    assert "CHECKLIST_SECRET_KEY" in capsys.readouterr().err
    monkeypatch.setenv("CHECKLIST_SECRET_KEY", secret)
    assert main(["verify"]) == 0
    assert counted(capsys) == before
    assert main(["user", "list"]) == 0
    assert "demo-admin\tadministrator" in capsys.readouterr().out

    assert main(["copy-store", database, "back"]) == 0
    monkeypatch.setenv("CHECKLIST_STORE", str(installation / "back"))
    capsys.readouterr()
    assert main(["verify"]) == 0
    assert counted(capsys) == before


def test_everything_of_a_database_is_exported_as_of_a_folder(
    installation: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    main(["copy-store", "store", database])
    capsys.readouterr()
    assert main(["export", "--tinydb", "folder.json"]) == 0
    of_folder = capsys.readouterr().out.replace("folder", "database")
    monkeypatch.setenv("CHECKLIST_SECRET_KEY", (installation / "store" / "secret.key").read_text().strip())
    monkeypatch.setenv("CHECKLIST_STORE", database)
    assert main(["export", "--tinydb", "database.json"]) == 0
    assert capsys.readouterr().out == of_folder


def test_damage_in_a_database_is_said_in_one_line(
    installation: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    main(["copy-store", "store", database])
    capsys.readouterr()
    execute(database, "UPDATE entries SET body = '{}' WHERE stream = 'audit' AND seq = 2")
    monkeypatch.setenv("CHECKLIST_SECRET_KEY", (installation / "store" / "secret.key").read_text().strip())
    monkeypatch.setenv("CHECKLIST_STORE", database)
    assert main(["verify"]) == 1
    said = capsys.readouterr().err
    assert "audit" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("words", [["backup", "x.backup"], ["restore", "x.backup"]], ids=" ".join)
def test_a_database_is_backed_up_by_its_own_tools(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("CHECKLIST_STORE", "postgresql://localhost/office")
    assert main(words) == 1
    said = capsys.readouterr().err
    assert "pg_dump" in said
    assert "docs/operations.md" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["store", "store"], "same place"),
        (["nowhere", "other"], "nowhere"),
        (["store", "mysql://localhost/x"], "CHECKLIST_STORE"),
    ],
)
def test_what_cannot_be_copied_is_said_in_one_line(words: list[str], told: str, capsys: Out) -> None:
    assert main(["copy-store", *words]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 1


def test_a_source_whose_secret_was_given_needs_it_again(
    installation: Path, database: str, capsys: Out
) -> None:
    (installation / "store" / "secret.key").unlink()
    assert main(["copy-store", "store", database]) == 1
    assert "CHECKLIST_SECRET_KEY" in capsys.readouterr().err
    assert not (installation / "store" / "secret.key").exists()


@pytest.mark.parametrize(
    "lots", [pytest.param(30, marks=pytest.mark.slow), pytest.param(200, marks=pytest.mark.long)]
)
def test_a_large_office_moves_there_and_back_to_the_byte(
    installation: Path, database: str, monkeypatch: pytest.MonkeyPatch, lots: int
) -> None:
    with closing(FolderStore(installation / "store", KINDS)) as store:
        point = next(name for name in store.streams("survey/"))
        for lot in range(lots):
            store.append(
                point, [NewEntry(f"more-{lot}-{n}", {"n": n, "text": "ดีมาก" * 9}) for n in range(500)]
            )
    assert main(["copy-store", "store", database]) == 0
    monkeypatch.setenv("CHECKLIST_SECRET_KEY", (installation / "store" / "secret.key").read_text().strip())
    assert main(["copy-store", database, "back"]) == 0
    monkeypatch.setenv("CHECKLIST_STORE", database)
    assert main(["export", "--tinydb", "database.json"]) == 0
    with (
        closing(WholeFolder(installation / "store", KINDS)) as before,
        closing(WholeFolder(installation / "back", KINDS)) as after,
        before.moment() as here,
        after.moment() as there,
    ):
        assert here.kinds() == there.kinds()
        assert all(list(here.rows(kind)) == list(there.rows(kind)) for kind in here.kinds())
        assert list(here.heads()) == list(there.heads())
        assert all(one == other for one, other in zip(here.all_lines(), there.all_lines(), strict=True))
