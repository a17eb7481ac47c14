"""The units of systemd and the recipes for containers name commands, settings and files that exist, and what
a unit allows is what the first one allows."""

import argparse
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Final

import pytest

from checklist_app.cli import build_parser
from checklist_app.settings import SETTINGS
from tests.deploy.fronts import DEPLOY

UNITS: Final = ("checklist.service", "checklist@.service", "checklist-worker.service")
INSTALLED: Final = "/srv/checklist/.venv/bin/checklist"
GUARDS: Final = (
    "User",
    "Group",
    "NoNewPrivileges",
    "ProtectSystem",
    "ProtectHome",
    "PrivateTmp",
    "PrivateDevices",
    "ProtectKernelTunables",
    "ProtectControlGroups",
    "RestrictAddressFamilies",
    "ReadWritePaths",
    "StateDirectoryMode",
    "UMask",
    "EnvironmentFile",
    "KillMode",
)
RECIPES: Final = ("Containerfile", "compose.yaml", *UNITS)


def unit(name: str) -> ConfigParser:
    read = ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd have capitals
    read.read_string((DEPLOY / name).read_text("utf-8"))
    return read


def commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices


@pytest.mark.parametrize("name", UNITS)
def test_the_command_of_a_unit_is_one_that_is_understood(name: str) -> None:
    program, *words = shlex.split(unit(name)["Service"]["ExecStart"].replace("%i", "8001"))
    assert program == INSTALLED
    assert callable(build_parser().parse_args(words).run)


@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("name", UNITS[1:])
def test_each_unit_is_as_closed_as_the_first(name: str, guard: str) -> None:
    assert unit(name)["Service"][guard] == unit(UNITS[0])["Service"][guard]


def test_a_process_has_time_to_drain_and_to_finish_before_it_is_killed() -> None:
    service = unit("checklist@.service")["Service"]
    drain = int(service["Environment"].removeprefix("CHECKLIST_DRAIN="))
    assert drain >= 5
    assert int(service["TimeoutStopSec"]) > drain + 20


@pytest.mark.parametrize("name", RECIPES)
def test_every_setting_that_is_named_exists(name: str) -> None:
    caddy = set(re.findall(r"\{\$(CHECKLIST_[A-Z]+)", (DEPLOY / "Caddyfile-many").read_text("utf-8")))
    known = caddy | {setting.name for setting in SETTINGS.values()}
    named = set(re.findall(r"CHECKLIST_[A-Z_]+", (DEPLOY / name).read_text("utf-8")))
    assert named <= known


def test_the_commands_of_the_containers_exist() -> None:
    text = "".join((DEPLOY / name).read_text("utf-8") for name in ("Containerfile", "compose.yaml"))
    named = set(re.findall(r'\["checklist", "([a-z-]+)"\]', text))
    assert named == {"serve", "work"}
    assert named <= set(commands(build_parser()))


def test_the_image_takes_locked_packages_only_and_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    installs = [line for line in lines if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps --no-build-isolation" in line for line in installs)
    assert len(installs) == 2
    users = [line for line in lines if line.startswith("USER ")]
    assert users
    assert all(line.removeprefix("USER ").isdecimal() for line in users)


def test_what_an_image_is_built_of_leaves_out_data_and_environments() -> None:
    left_out = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").split()
    assert {".git", ".venv*", "data/var"} <= set(left_out)


@pytest.mark.slow
@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_unit(name: str, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt install systemd)")
    here = tmp_path / name.replace("@", "@8001")
    text = (DEPLOY / name).read_text("utf-8").replace(INSTALLED, "/bin/true")
    here.write_text(text, "utf-8")
    ended = subprocess.run([program, "verify", str(here)], capture_output=True, text=True, check=False)
    complaints = [line for line in ended.stderr.splitlines() if here.name in line]
    assert complaints == []
