"""A real process is killed while it writes, again and again; what it had acknowledged is there."""

import random
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from checklist_app.store.embedded import FolderStore
from checklist_app.store.verify import verify
from tests.store.conftest import KINDS


@dataclass
class Acknowledged:
    entries: dict[str, set[str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def note(self, line: str) -> None:
        what, place, value = line.split()
        self.count += 1
        if what == "version":
            self.versions[place] = int(value)
        else:
            self.entries.setdefault(place, set()).add(value)

    def missing_from(self, store: FolderStore) -> list[str]:
        lost = [
            f"{stream} {id}"
            for stream, ids in self.entries.items()
            for id in ids - {entry.id for entry in store.read(stream)}
        ]
        for id, version in self.versions.items():
            held = store.get("agencies", id)
            if held is None or held.version < version:
                lost.append(f"{id} version {version}")
        return lost


def survive(folder: Path, kills: int) -> Acknowledged:
    acknowledged = Acknowledged()
    chance = random.Random(7)
    for life in range(kills):
        write_and_be_killed(folder, life, acknowledged, lines=chance.randint(1, 400))
        store = FolderStore(folder, KINDS)
        assert acknowledged.missing_from(store) == []
        assert {entry.id for entry in store.read("pairs")} == {d.id for d in store.find("rounds")}
        store.close()
    return acknowledged


def write_and_be_killed(folder: Path, life: int, acknowledged: Acknowledged, *, lines: int) -> None:
    command = [sys.executable, "-m", "tests.store.killed_writer", str(folder), str(life)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        guard = threading.Timer(60, writer.kill)
        guard.start()
        assert writer.stdout is not None
        for _, line in zip(range(lines), writer.stdout, strict=False):
            acknowledged.note(line)
        writer.send_signal(signal.SIGKILL)
        for line in writer.stdout:  # what it had said before it died
            acknowledged.note(line)
        guard.cancel()
    assert writer.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_twenty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    acknowledged = survive(tmp_path / "store", 20)
    assert acknowledged.count > 1000
    assert verify(tmp_path / "store", None).entries >= sum(map(len, acknowledged.entries.values()))


@pytest.mark.parametrize(
    "kills", [pytest.param(60, marks=pytest.mark.slow), pytest.param(300, marks=pytest.mark.long)]
)
def test_many_kills_lose_nothing_acknowledged(tmp_path: Path, kills: int) -> None:
    assert survive(tmp_path / "store", kills).count > 50 * kills
