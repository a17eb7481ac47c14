"""The disk is full, fails or becomes read-only while the store is open: writes are refused, nothing
half-written is seen, reading goes on, and writing resumes by itself when the fault is gone."""

import errno
import random
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Body, NewEntry
from checklist_app.store.embedded import EmbeddedStore
from checklist_app.store.embedded.journal import Batch
from tests.store.conftest import KINDS, SMALL
from tests.store.simulated_disk import SimulatedDisk

FAULTS = {
    "disk full": ("write", errno.ENOSPC),
    "I/O error while writing": ("write", errno.EIO),
    "I/O error while syncing": ("sync", errno.EIO),
}


@pytest.fixture(params=list(FAULTS.values()), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest) -> tuple[str, int]:
    step, number = request.param
    return step, number


@pytest.fixture
def disk() -> SimulatedDisk:
    return SimulatedDisk()


@pytest.fixture
def store(disk: SimulatedDisk) -> EmbeddedStore:
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    store.put("agencies", "a", {"code": "1", "province": "ลำปาง"}, version=0)
    store.append("s", [NewEntry("first", {})])
    return store


def breaking(step: str, number: int) -> Callable[[str], None]:
    def fail(happening: str) -> None:
        if happening == step:
            raise OSError(number, "injected")

    return fail


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(Problem) as problem:
        act()
    assert problem.value.kind is ProblemKind.UNAVAILABLE


def test_a_refused_write_is_not_seen_and_reading_goes_on(
    disk: SimulatedDisk, store: EmbeddedStore, fault: tuple[str, int]
) -> None:
    disk.before = breaking(*fault)
    refused(lambda: store.put("agencies", "a", {"code": "2"}, version=1))
    refused(lambda: store.put("agencies", "b", {"code": "3"}, version=0))
    refused(lambda: store.delete("agencies", "a", version=1))
    refused(lambda: store.append("s", [NewEntry("second", {})]))
    refused(lambda: store.append("other", [NewEntry("x", {})]))
    assert [d.id for d in store.find("agencies", {"province": "ลำปาง"})] == ["a"]
    assert store.count("agencies", {"province": "ลำปาง"}) == 1
    assert [entry.id for entry in store.read("s")] == ["first"]
    assert store.streams() == ["s"]


def test_writing_resumes_when_the_fault_is_gone_and_what_was_refused_stays_away(
    disk: SimulatedDisk, store: EmbeddedStore, fault: tuple[str, int]
) -> None:
    disk.before = breaking(*fault)
    refused(lambda: store.append("s", [NewEntry("refused", {})]))
    assert store.fault() == "injected"
    disk.before = lambda step: None
    store.append("s", [NewEntry("later", {})])
    assert store.fault() is None
    store.put("agencies", "a", {"code": "2"}, version=1)
    for opened in (store, EmbeddedStore(SimulatedDisk(disk.files()), KINDS, sizes=SMALL)):
        assert [entry.id for entry in opened.read("s")] == ["first", "later"]
        assert opened.get("agencies", "a").body == {"code": "2"}  # type: ignore[union-attr]


def test_after_a_failed_sync_the_same_file_is_never_synced_again(
    disk: SimulatedDisk, store: EmbeddedStore
) -> None:
    log = disk.inodes["0000000001.log.jsonl"]
    disk.before = breaking("sync", errno.EIO)
    refused(lambda: store.append("s", [NewEntry("refused", {})]))
    disk.before = lambda step: None
    done = len(disk.steps)
    store.append("s", [NewEntry("later", {})])
    assert ("sync", log) not in disk.steps[done:]


def test_a_transaction_is_refused_as_a_whole(
    disk: SimulatedDisk, store: EmbeddedStore, fault: tuple[str, int]
) -> None:
    disk.before = breaking(*fault)

    def both() -> None:
        with store.transaction():
            store.put("rounds", "r", {"agency": "a"}, version=0)
            store.append("s", [NewEntry("r", {})])

    refused(both)
    assert store.get("rounds", "r") is None
    assert store.head("s").seq == 1


def test_everyone_who_shares_a_failed_sync_is_refused_and_undone(
    disk: SimulatedDisk, store: EmbeddedStore
) -> None:
    outcomes: list[str] = []
    queued = threading.Event()

    def hold_then_fail(step: str) -> None:
        if step == "sync":
            queued.wait(10)
            raise OSError(errno.EIO, "injected")

    def write(id: str) -> None:
        try:
            store.append("s", [NewEntry(id, {})])
            outcomes.append("written")
        except Problem as problem:
            outcomes.append(problem.kind)

    disk.before = hold_then_fail
    writers = [threading.Thread(target=write, args=(str(n),)) for n in range(5)]
    for writer in writers:
        writer.start()
    while len(store.storage.journal.queued) < len(writers) - 1:
        pass
    queued.set()
    for writer in writers:
        writer.join()
    assert outcomes == ["unavailable"] * 5
    assert [entry.id for entry in store.read("s")] == ["first"]


def test_a_reader_never_sees_what_is_not_durable_yet(disk: SimulatedDisk, store: EmbeddedStore) -> None:
    """Another person's write is shown after its sync; when the sync fails, what was before is."""
    syncing, go_on, seen = threading.Event(), threading.Event(), []

    def hold_then_fail(step: str) -> None:
        if step == "sync":
            syncing.set()
            go_on.wait(10)
            raise OSError(errno.EIO, "injected")

    def look() -> None:
        found = store.get("agencies", "a")
        seen.append(found.body if found else None)

    disk.before = hold_then_fail
    writer = threading.Thread(target=lambda: refused(lambda: store.put("agencies", "a", {}, version=1)))
    writer.start()
    syncing.wait(10)
    reader = threading.Thread(target=look)
    reader.start()
    reader.join(0.05)
    assert seen == []  # it waits
    go_on.set()
    reader.join()
    writer.join()
    expected: list[Body] = [{"code": "1", "province": "ลำปาง"}]
    assert seen == expected


def test_a_reader_of_other_things_does_not_wait(disk: SimulatedDisk, store: EmbeddedStore) -> None:
    syncing, go_on = threading.Event(), threading.Event()

    def hold(step: str) -> None:
        if step == "sync":
            syncing.set()
            go_on.wait(10)

    disk.before = hold
    writer = threading.Thread(target=lambda: store.append("s", [NewEntry("second", {})]))
    writer.start()
    syncing.wait(10)
    assert store.get("agencies", "a") is not None  # returns although the sync is still held
    assert not go_on.is_set()
    go_on.set()
    writer.join()
    assert store.head("s").seq == 2


def test_a_new_segment_that_cannot_be_made_refuses_writes_until_it_can(disk: SimulatedDisk) -> None:
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    disk.before = breaking("create", errno.ENOSPC)
    acknowledged = []
    with suppress(Problem):
        for n in range(100):
            store.append("s", [NewEntry(str(n), {"text": "x" * 100})])
            acknowledged.append(str(n))
    assert 0 < len(acknowledged) < 100
    refused(lambda: store.append("s", [NewEntry("still", {})]))
    disk.before = lambda step: None
    store.append("s", [NewEntry("later", {})])
    reopened = EmbeddedStore(SimulatedDisk(disk.files()), KINDS, sizes=SMALL)
    assert [entry.id for entry in reopened.read("s")] == [*acknowledged, "later"]


def test_a_fault_while_mending_leaves_it_to_the_next_try(disk: SimulatedDisk, store: EmbeddedStore) -> None:
    for step in ("write", "sync", "rename", "sync_names", "create"):
        disk.before = breaking("sync", errno.EIO)
        refused(lambda: store.append("s", [NewEntry("refused", {})]))
        disk.before = breaking(step, errno.EIO)
        refused(lambda: store.append("s", [NewEntry("refused", {})]))
        disk.before = lambda step: None
        store.append("s", [NewEntry(step, {})])
    reopened = EmbeddedStore(SimulatedDisk(disk.files()), KINDS, sizes=SMALL)
    assert [entry.id for entry in reopened.read("s")][1:] == [
        "write",
        "sync",
        "rename",
        "sync_names",
        "create",
    ]


def test_after_closing_every_verb_says_so(store: EmbeddedStore) -> None:
    store.close()
    store.close()
    refused(lambda: store.append("s", [NewEntry("x", {})]))
    refused(lambda: store.get("agencies", "a"))


@pytest.mark.parametrize("seed", range(8))
def test_many_writers_through_random_faults_keep_exactly_what_was_acknowledged(
    disk: SimulatedDisk, seed: int
) -> None:
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    chance = random.Random(seed)
    acknowledged: list[str] = []

    def fail_now_and_then(step: str) -> None:
        if step != "truncate" and chance.random() < 0.06:
            raise OSError(errno.EIO, "injected")

    def write(writer: int) -> None:
        for n in range(60):
            with suppress(Problem):
                store.append("s", [NewEntry(f"{writer}-{n}", {"text": "x" * (n % 90)})])
                acknowledged.append(f"{writer}-{n}")

    disk.before = fail_now_and_then
    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    disk.before = lambda step: None
    store.append("s", [NewEntry("at last", {})])
    assert 0 < len(acknowledged) < 6 * 60
    for opened in (store, EmbeddedStore(SimulatedDisk(disk.files()), KINDS, sizes=SMALL)):
        assert {entry.id for entry in opened.read("s")} == {*acknowledged, "at last"}
        assert [entry.seq for entry in opened.read("s")] == list(range(1, len(acknowledged) + 2))


class Held:
    """A writer whose sync is under way, to be let go (and to fail) when the test says so."""

    def __init__(self, disk: SimulatedDisk, write: Callable[[], object]) -> None:
        self._syncing, self._go = threading.Event(), threading.Event()
        disk.before = self._hold_then_fail
        self._writer = threading.Thread(target=lambda: refused(write))
        self._writer.start()
        self._syncing.wait(10)

    def _hold_then_fail(self, step: str) -> None:
        if step == "sync" and not self._go.is_set():
            self._syncing.set()
            self._go.wait(10)
            raise OSError(errno.EIO, "injected")

    def fail(self) -> None:
        self._go.set()
        self._writer.join()


def test_a_reader_who_loses_the_processor_between_look_and_proof_is_not_shown_what_was_undone(
    disk: SimulatedDisk, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(disk, lambda: store.append("s", [NewEntry("doomed", {})]))
    settle = store.storage.journal.settle

    def late(batch: Batch) -> None:
        held.fail()
        settle(batch)

    monkeypatch.setattr(store.storage.journal, "settle", late)
    assert [entry.id for entry in store.read("s")] == ["first"]


@pytest.mark.parametrize("within_transaction", [False, True])
def test_a_repeated_delivery_is_not_acknowledged_when_the_first_one_fails(
    disk: SimulatedDisk, store: EmbeddedStore, within_transaction: bool
) -> None:
    held = Held(disk, lambda: store.append("s", [NewEntry("x", {})]))
    outcomes: list[str] = []

    def again() -> None:
        try:
            if within_transaction:
                with store.transaction():
                    store.append("s", [NewEntry("x", {})])
            else:
                store.append("s", [NewEntry("x", {})])
            outcomes.append("acknowledged")
        except Problem as problem:
            outcomes.append(problem.kind)

    second = threading.Thread(target=again)
    second.start()
    second.join(0.05)
    assert outcomes == []  # it waits for the first
    held.fail()
    second.join()
    assert outcomes == ["unavailable"]
    assert [entry.id for entry in store.read("s")] == ["first"]


def test_a_transaction_that_only_reads_waits_for_what_it_was_shown(
    disk: SimulatedDisk, store: EmbeddedStore
) -> None:
    held = Held(disk, lambda: store.put("agencies", "b", {"code": "2"}, version=0))
    outcomes: list[str] = []

    def look() -> None:
        with suppress(Problem), store.transaction():
            store.get("agencies", "b")
        outcomes.append("left")

    reader = threading.Thread(target=look)
    reader.start()
    reader.join(0.05)
    assert outcomes == []
    held.fail()
    reader.join()


def test_what_was_refused_is_not_kept_in_memory(disk: SimulatedDisk, store: EmbeddedStore) -> None:
    disk.before = breaking("sync", errno.EIO)
    refused(lambda: store.append("s", [NewEntry("x", {"text": "y" * 1000})]))
    batch = store.storage.stream("s").batch
    assert batch is not None
    assert (batch.lines, batch.undos) == ([], [])


@pytest.mark.parametrize("step", ["write", "sync", "create", "rename"])
def test_an_interruption_of_the_leader_leaves_a_store_that_goes_on_and_closes(
    disk: SimulatedDisk, step: str
) -> None:
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)

    def interrupt(happening: str) -> None:
        if happening == step:
            raise KeyboardInterrupt

    def write() -> None:
        for n in range(100):
            store.append("s", [NewEntry(str(n), {"text": "x" * 100})])
            acknowledged.append(str(n))

    acknowledged: list[str] = []
    disk.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        write()
    disk.before = lambda step: None
    store.append("s", [NewEntry("later", {})])
    closing = threading.Thread(target=store.close, daemon=True)
    closing.start()
    closing.join(10)
    assert not closing.is_alive()
    reopened = EmbeddedStore(SimulatedDisk(disk.files()), KINDS, sizes=SMALL)
    found = [entry.id for entry in reopened.read("s")]
    assert [id for id in found if id in {*acknowledged, "later"}] == [*acknowledged, "later"]
