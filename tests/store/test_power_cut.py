"""A scripted day of writing, and the power fails after every single step of the disk.

Whatever the disk kept of what was not synced: the store opens, everything acknowledged is there,
no transaction is half there. The last tests plant four classic mistakes and demand that this
very check finds each of them.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from checklist_app.errors import Problem
from checklist_app.store import NewEntry
from checklist_app.store.embedded import EmbeddedStore, replay
from checklist_app.store.embedded.compaction import compact
from checklist_app.store.embedded.layout import log_name, read_layout
from checklist_app.store.embedded.record import is_whole, parse
from checklist_app.store.embedded.replay import Position
from checklist_app.store.verify import Chains
from tests.store.conftest import KINDS, SMALL
from tests.store.simulated_disk import Inode, SimulatedDisk, SimulatedFile

IMAGES_PER_STEP = 3


@dataclass
class Day:
    """What was acknowledged, and after how many steps of the disk."""

    disk: SimulatedDisk
    acknowledged: list[tuple[int, Callable[[EmbeddedStore], bool]]] = field(default_factory=list)

    def note(self, check: Callable[[EmbeddedStore], bool]) -> None:
        self.acknowledged.append((len(self.disk.steps), check))

    def promised_by(self, step: int) -> Iterator[Callable[[EmbeddedStore], bool]]:
        return (check for after, check in self.acknowledged if after <= step)


def live_through(disk: SimulatedDisk) -> Day:
    day = Day(disk)
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    for n in range(1, 13):
        write_a_little(day, store, n)
        if n % 2:
            write_together(day, store, n)
        if n in (5, 10):
            compact(disk, store.storage.journal.rotate())
    store.close()
    return day


def write_a_little(day: Day, store: EmbeddedStore, n: int) -> None:
    store.append("answers", [NewEntry(f"answer-{n}", {"text": "ดี" * (n % 4 * 20)})])
    day.note(lambda store: store.head("answers").seq >= n)
    store.put("agencies", "one", {"code": "one", "round": n, "pad": "x" * (n * 17)}, version=n - 1)
    day.note(lambda store: (found := store.get("agencies", "one")) is not None and found.version >= n)
    with store.transaction():
        store.put("rounds", f"pair-{n}", {"agency": str(n)}, version=0)
        store.append("pairs", [NewEntry(f"pair-{n}", {"n": n})])
    day.note(lambda store: store.get("rounds", f"pair-{n}") is not None)
    if n % 3 == 0:
        store.put("agencies", f"brief-{n}", {"code": f"brief-{n}"}, version=0)
        store.delete("agencies", f"brief-{n}", version=1)
        day.note(lambda store: store.get("agencies", f"brief-{n}") is None)


def write_together(day: Day, store: EmbeddedStore, n: int) -> None:
    """Five more write while the first one's sync is under way: they share the next one."""
    writers = [threading.Thread(target=write_alone, args=(day, store, f"{n}-{k}")) for k in range(6)]
    queued = threading.Event()

    def hold_the_first_sync(step: str) -> None:
        if step == "sync" and not queued.is_set():
            wait_until(lambda: len(store.storage.journal.queued) == len(writers) - 1)
            queued.set()

    day.disk.before = hold_the_first_sync
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    day.disk.before = lambda step: None


def write_alone(day: Day, store: EmbeddedStore, id: str) -> None:
    store.append("together", [NewEntry(id, {"text": "y" * 700})])
    day.note(lambda store: id in {entry.id for entry in store.read("together")})


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "the other writers never came"
        time.sleep(0.0005)


def faults_of(day: Day, *, images: int = IMAGES_PER_STEP) -> Iterator[str]:
    for step in range(len(day.disk.steps) + 1):
        for image in range(images):
            files = day.disk.after_power_cut(step, random.Random(f"{step}-{image}"))
            if fault := fault_of(day, step, type(day.disk)(files)):
                yield f"step {step}, image {image}: {fault}"


def fault_of(day: Day, step: int, disk: SimulatedDisk) -> str | None:
    try:
        store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    except (Problem, LookupError) as problem:
        return f"does not open: {problem}"
    if not all(check(store) for check in day.promised_by(step)):
        return "lost something acknowledged"
    if {entry.id for entry in store.read("pairs")} != {document.id for document in store.find("rounds")}:
        return "half a transaction"
    store.append("answers", [NewEntry("after the cut", {})])
    store.close()
    return fault_in_chain(disk)


def fault_in_chain(disk: SimulatedDisk) -> str | None:
    try:
        replay.replay(disk, read_layout(disk.names()), Chains().check)
    except Problem as problem:
        return f"the chain is broken: {problem}"
    return None


def test_a_power_cut_after_any_step_loses_nothing_acknowledged() -> None:
    day = live_through(SimulatedDisk())
    assert len(day.disk.steps) > 120
    assert [*faults_of(day)] == []


@pytest.mark.parametrize(
    "images", [pytest.param(15, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.long)]
)
def test_many_images_of_every_power_cut_lose_nothing_acknowledged(images: int) -> None:
    assert [*faults_of(live_through(SimulatedDisk()), images=images)] == []


# --- four classic mistakes, each of which the check above must find


class NoSync(SimulatedDisk):
    def note(self, *step: object) -> None:
        if step[0] != "sync":
            super().note(*step)


class NoNameSync(SimulatedDisk):
    def note(self, *step: object) -> None:
        if step[0] != "sync_names":
            super().note(*step)


class RenameBeforeSync(SimulatedDisk):
    """A file gets its final name, and is only then synced."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        super().__init__(files)
        self._late: list[Inode] = []

    def create(self, name: str) -> SimulatedFile:
        file = super().create(name)
        self._late.append(self.inodes[name])
        return file

    def note(self, *step: object) -> None:
        if step[0] == "sync" and step[1] in self._late:
            return
        super().note(*step)
        if step[0] == "rename":
            for inode in self._late:
                super().note("sync_names")
                super().note("sync", inode)
            self._late = []


@pytest.mark.parametrize("mistake", [NoSync, NoNameSync, RenameBeforeSync])
def test_a_disk_used_wrongly_is_found_out(mistake: type[SimulatedDisk]) -> None:
    assert next(faults_of(live_through(mistake())), None)


def test_a_recovery_that_skips_bad_lines_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    day = live_through(SimulatedDisk())
    monkeypatch.setattr(replay, "replay_log", skip_bad_lines)
    assert next(faults_of(day, images=10), None)


def skip_bad_lines(
    disk: SimulatedDisk, number: int, seq: int, apply: Callable[[Any], None], *, declared: int | None
) -> Position:
    lines = disk.reader(log_name(number)).read().splitlines(keepends=True)
    for line in lines[1:]:
        if is_whole(line):
            record = parse(line)
            apply(record.content["w"])
            seq = record.number
    return Position(seq, number, 0, len(b"".join(lines)))


class Killed(BaseException):
    """The process is gone; what it had written is in the system's memory."""


def killed_before_names_were_synced(act: Callable[[EmbeddedStore], object]) -> SimulatedDisk:
    disk = SimulatedDisk()
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    store.append("s", [NewEntry("before", {})])

    def kill(step: str) -> None:
        if step == "sync_names":
            raise Killed

    disk.before = kill
    with pytest.raises(Killed):
        act(store)
    disk.before = lambda step: None
    return disk


def write_until_rotation(store: EmbeddedStore) -> None:
    for n in range(100):
        store.append("s", [NewEntry(str(n), {"text": "x" * 100})])


@pytest.mark.parametrize("seed", range(20))
def test_a_power_cut_after_a_kill_and_a_new_start_loses_nothing_of_the_new_start(seed: int) -> None:
    """The killed process had named a new segment, but that name was not durable yet."""
    disk = killed_before_names_were_synced(write_until_rotation)
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    store.append("s", [NewEntry("acknowledged", {})])
    image = disk.after_power_cut(len(disk.steps), random.Random(seed))
    found = {entry.id for entry in EmbeddedStore(SimulatedDisk(image), KINDS, sizes=SMALL).read("s")}
    assert {"before", "acknowledged"} <= found


@pytest.mark.parametrize("seed", range(20))
def test_a_power_cut_after_a_killed_compaction_and_a_new_start_loses_nothing(seed: int) -> None:
    disk = SimulatedDisk()
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    write_until_rotation(store)
    upto = store.storage.journal.rotate()

    def kill(step: str) -> None:
        if step == "sync_names":
            raise Killed

    disk.before = kill
    with pytest.raises(Killed):
        compact(disk, upto)
    disk.before = lambda step: None
    EmbeddedStore(disk, KINDS, sizes=SMALL)
    image = disk.after_power_cut(len(disk.steps), random.Random(seed))
    assert EmbeddedStore(SimulatedDisk(image), KINDS, sizes=SMALL).head("s").seq == 100
