"""The units of systemd: the backup sees what the server sees, and its command is one that works."""

import os
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from checklist_app.resources import ROOT
from checklist_app.store.embedded import FolderStore

DEPLOY = ROOT / "deploy"
BACKUPS = "/var/lib/checklist-backups"


def unit(name: str) -> ConfigParser:
    read = ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd have capitals
    read.read_string((DEPLOY / name).read_text("utf-8"))
    return read


@pytest.mark.parametrize("setting", ["User", "Group", "WorkingDirectory", "EnvironmentFile", "UMask"])
def test_the_backup_runs_as_the_server_and_with_its_settings(setting: str) -> None:
    server, backup = unit("checklist.service"), unit("checklist-backup.service")
    assert backup["Service"][setting] == server["Service"][setting]


def test_the_timer_comes_each_night_and_makes_up_for_one_that_was_missed() -> None:
    timer = unit("checklist-backup.timer")["Timer"]
    assert timer["OnCalendar"].startswith("*-*-* ")
    assert timer["Persistent"] == "true"


def test_the_command_of_the_backup_writes_a_backup_and_the_next_one_another(tmp_path: Path) -> None:
    store, backups = tmp_path / "store", tmp_path / "backups"
    backups.mkdir()
    FolderStore(store, ()).close()
    line = unit("checklist-backup.service")["Service"]["ExecStart"]
    shell = line.removeprefix("/bin/sh -c '").removesuffix("'").replace("$$", "$").replace("%%", "%")
    installed = "/srv/checklist/.venv/bin/checklist"
    assert installed in shell
    assert f'"{BACKUPS}/' in shell
    shell = shell.replace(installed, f"{sys.executable} -m checklist_app.cli").replace(BACKUPS, str(backups))
    environment = {
        **os.environ,
        "CHECKLIST_STORE": str(store),
        "CHECKLIST_FILES": str(tmp_path / "files"),
    }
    ended = subprocess.run(["sh", "-c", shell], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert [file.suffix for file in backups.iterdir()] == [".backup"]


def test_operations_names_every_file_of_this_folder() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert [file.name for file in DEPLOY.iterdir() if f"deploy/{file.name}" not in operations] == []
