"""A database with what an office would have set, and processes of the app on it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from checklist_app.app import KINDS, build_collections, create_app
from checklist_app.config import Config
from checklist_app.store import Store
from checklist_app.store.opening import open_store
from checklist_app.web.context import EXTENSION, Collections
from tests.cast import quick_passwords
from tests.servers.postgres import Server, a_server
from tests.serving.running import free_port

SECRET = "a secret of the benchmark, long enough to be one"
DURABLE = (
    "fsync=on",
    "synchronous_commit=on",
    "max_connections=300",
    "shared_buffers=512MB",
    "max_wal_size=4GB",
)
THREADS = 16


@contextmanager
def a_database() -> Iterator[tuple[Server, str]]:
    with a_server(DURABLE) as server:
        yield server, server.new_database()


def config_of(url: str, folder: Path, port: int = 8000) -> Config:
    return Config.from_environment(environment_of(url, folder, port))


def environment_of(url: str, folder: Path, port: int) -> dict[str, str]:
    return {
        "CHECKLIST_STORE": url,
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
        "CHECKLIST_THREADS": str(THREADS),
        "CHECKLIST_PORT": str(port),
        # The client stands in for a proxy that names each citizen's own address.
        "CHECKLIST_TRUSTED_PROXIES": "1",
    }


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Collections]:
    store = open_store(config_of(url, folder).store, KINDS, secret=SECRET, connections=THREADS)
    try:
        yield build_collections(store, config_of(url, folder), quick_passwords())
    finally:
        store.close()


@contextmanager
def an_app(url: str, folder: Path) -> Iterator[tuple[Store, Collections, object]]:
    """In this process, with nothing in memory but what it reads."""
    store = open_store(config_of(url, folder).store, KINDS, secret=SECRET, connections=THREADS)
    try:
        app = create_app(config_of(url, folder), store, passwords=quick_passwords())
        yield store, app.extensions[EXTENSION], app.test_client()
    finally:
        store.close()


@dataclass(frozen=True)
class Running:
    port: int
    process: int


@contextmanager
def processes(number: int, url: str, folder: Path) -> Iterator[list[Running]]:
    with ExitStack() as stack:
        yield [stack.enter_context(a_process(url, folder)) for _ in range(number)]


@contextmanager
def a_process(url: str, folder: Path, command: str = "serve", **settings: str) -> Iterator[Running]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "checklist_app.cli", command],
        env={**os.environ, **environment_of(url, folder, port), **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield Running(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


CPU_GROUPS = Path("/sys/fs/cgroup/cpu")


def can_hold() -> bool:
    """Whether this machine lets us hold processes to a part of a processor (control groups of version 1)."""
    return os.access(CPU_GROUPS, os.W_OK) and (CPU_GROUPS / "cpu.cfs_quota_us").is_file()


@contextmanager
def held_to(share: float, pids: Sequence[int]) -> Iterator[None]:
    """Each of the processes may use this part of one processor, as on a machine of that size."""
    groups = [CPU_GROUPS / f"checklist-{pid}" for pid in pids]
    try:
        for pid, group in zip(pids, groups, strict=True):
            group.mkdir()
            (group / "cpu.cfs_quota_us").write_text(str(int(share * 100_000)))
            (group / "cgroup.procs").write_text(str(pid))
        yield
    finally:
        for group in groups:
            for member in (group / "cgroup.procs").read_text().split():
                (CPU_GROUPS / "cgroup.procs").write_text(member)
            group.rmdir()


def processor_time(pids: Sequence[int]) -> float:
    """Seconds that these processes, and all that they have begun, have been at work."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended, and what it began stands with its parent
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / ticks


def children_of(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def postmaster(server: Server) -> int:
    return int((server.folder / "postmaster.pid").read_text().split()[0])


def settle() -> None:
    """Whatever the last run has left for the disk to do."""
    os.sync()
    time.sleep(1.0)
