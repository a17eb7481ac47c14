"""How fast, how flat and how small the embedded store is, beside what one would compare it with.

    python -m benchmarks.store [inserts] [growth] [compaction] [start] [--quick] [--folder FOLDER]

Every table is taken in one run, in rounds that go through all rows in turn, so that ratios hold on
a machine whose speed drifts. Quote ratios, not absolute figures.
"""

import argparse
import gc
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from checklist_app.store import Kind, NewEntry
from checklist_app.store.embedded import FolderStore
from checklist_app.store.embedded.compaction import compact_in_background
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.storage import JournalStorage
from checklist_app.store.embedded.tinydb_face import JournaledTinyDB

ANSWERS = Kind("answers", indexes=("point", "month", "service"))  # and the id: four indexes
Write = Callable[[int], None]


def answer(n: int) -> dict[str, Any]:
    return {
        "point": f"point-{n % 500}",
        "month": f"2569-{n % 12 + 1:02d}",
        "service": f"service-{n % 20}",
        "scores": [n % 5 + 1, (n + 1) % 5 + 1, (n + 2) % 5 + 1, (n + 3) % 5 + 1],
    }


def line_of(n: int) -> bytes:
    """The very bytes that the store's journal holds for such an answer."""
    row = json.dumps({"id": f"{n:026d}", "version": 1, "body": answer(n)}, separators=(",", ":"))
    return b'{"c":"00000000","n":%d,"f":%d,"w":[["answers",%d,%b]]}\n' % (n, n, n, row.encode())


# --- durable inserts


@contextmanager
def raw(folder: Path, threads: int) -> Iterator[Write]:
    descriptor = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(n: int) -> None:
        os.write(descriptor, line_of(n))
        os.fdatasync(descriptor)

    yield write
    os.close(descriptor)


@contextmanager
def documents(folder: Path, threads: int) -> Iterator[Write]:
    store = FolderStore(folder / "store", (ANSWERS,))

    def write(n: int) -> None:
        store.put("answers", f"{n:026d}", answer(n), version=0)

    yield write
    store.close()


@contextmanager
def entries(folder: Path, threads: int) -> Iterator[Write]:
    store = FolderStore(folder / "store")

    def write(n: int) -> None:
        store.append(f"s{n % 500}", [NewEntry(f"{n:026d}", answer(n))])

    yield write
    store.close()


@contextmanager
def journaled_tinydb(folder: Path, threads: int) -> Iterator[Write]:
    (folder / "tiny").mkdir()
    db = JournaledTinyDB(JournalStorage(FolderDisk(folder / "tiny")))

    def write(n: int) -> None:
        db.insert(answer(n))

    yield write
    db.close()


@contextmanager
def sqlite(folder: Path, threads: int) -> Iterator[Write]:
    path, local = folder / "sqlite.db", threading.local()

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    first = connect()
    first.execute("CREATE TABLE a (id TEXT PRIMARY KEY, point TEXT, month TEXT, service TEXT, body TEXT)")
    for column in ("point", "month", "service"):
        first.execute(f"CREATE INDEX i_{column} ON a ({column})")

    def write(n: int) -> None:
        if not hasattr(local, "connection"):
            local.connection = connect()
        body = answer(n)
        values = (
            f"{n:026d}",
            body["point"],
            body["month"],
            body["service"],
            json.dumps(body),
        )
        local.connection.execute("INSERT INTO a VALUES (?, ?, ?, ?, ?)", values)

    yield write
    first.close()


def stock(held: int) -> Callable[[Path, int], Any]:
    @contextmanager
    def opened(folder: Path, threads: int) -> Iterator[Write]:
        path = folder / "stock.json"
        path.write_text(json.dumps({"_default": {str(n): answer(n) for n in range(1, held + 1)}}))
        db = TinyDB(path)
        db.insert(answer(0))  # the first one reads everything once more

        def write(n: int) -> None:
            db.insert(answer(n))

        yield write
        db.close()

    return opened


@dataclass(frozen=True)
class Row:
    name: str
    open: Callable[[Path, int], Any]
    threads: int
    writes: int


def measure(row: Row, folder: Path) -> float:
    """Inserts per second, every one acknowledged as durable."""
    with tempfile.TemporaryDirectory(dir=folder) as place, row.open(Path(place), row.threads) as write:
        each = row.writes // row.threads

        def work(writer: int) -> None:
            for n in range(each):
                write(10_000_000 + writer * each + n)

        threads = [threading.Thread(target=work, args=(writer,)) for writer in range(row.threads)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return each * row.threads / (time.perf_counter() - began)


def inserts(folder: Path, *, quick: bool) -> None:
    scale = 10 if quick else 1
    rows = [
        Row("raw append + fdatasync", raw, 1, 4000 // scale),
        Row("store.put, 4 indexes", documents, 1, 4000 // scale),
        Row("store.append", entries, 1, 4000 // scale),
        Row("TinyDB on the journal", journaled_tinydb, 1, 4000 // scale),
        Row("sqlite WAL FULL, 4 indexes", sqlite, 1, 4000 // scale),
        Row("raw append + fdatasync", raw, 16, 16000 // scale),
        Row("store.put, 4 indexes", documents, 16, 32000 // scale),
        Row("store.append", entries, 16, 32000 // scale),
        Row("TinyDB on the journal", journaled_tinydb, 16, 32000 // scale),
        Row("sqlite WAL FULL, 4 indexes", sqlite, 16, 8000 // scale),
        Row("stock TinyDB, 1,000 documents held", stock(1_000), 1, 40),
        Row("stock TinyDB, 10,000 documents held", stock(10_000), 1, 8),
        Row("stock TinyDB, 100,000 documents held", stock(100_000), 1, 2),
    ]
    rounds = 2 if quick else 5
    rates: dict[int, list[float]] = {place: [] for place in range(len(rows))}
    for _ in range(rounds):
        for place, row in enumerate(rows):
            rates[place].append(measure(row, folder))
    base = rates[0]
    print("| | threads | per second, median | ratio to raw, 1 thread (median of rounds) |")
    print("|---|---|---|---|")
    for place, row in enumerate(rows):
        ratio = statistics.median(rate / one for rate, one in zip(rates[place], base, strict=True))
        print(f"| {row.name} | {row.threads} | {statistics.median(rates[place]):,.0f} | {ratio:.4g} |")


# --- growth


def growth(folder: Path, *, quick: bool) -> None:
    sizes = [1_000, 10_000, 100_000] + ([] if quick else [1_000_000])
    print("| documents held | CPU per insert, 1 thread | CPU per insert, 16 threads |")
    print("|---|---|---|")
    first: tuple[float, float] | None = None
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "store"
        held, next_answer = 0, 10_000_000  # the measured ones add 30,000 at each size
        for size in sizes:
            fill(path, held, size)
            held = size
            store = FolderStore(path, (ANSWERS,))
            single, many = [], []
            for _ in range(3):
                single.append(cpu_per_insert(store, next_answer, 2_000, 1))
                many.append(cpu_per_insert(store, next_answer + 2_000, 8_000, 16))
                next_answer += 10_000
            store.close()
            cost = (statistics.median(single), statistics.median(many))
            first = first or cost
            print(
                f"| {size:,} | {cost[0] * 1e6:.0f} us ({cost[0] / first[0]:.2f}) "
                f"| {cost[1] * 1e6:.0f} us ({cost[1] / first[1]:.2f}) |"
            )


def cpu_per_insert(store: FolderStore, first: int, count: int, threads: int) -> float:
    def work(writer: int) -> None:
        for n in range(first + writer, first + count, threads):
            store.put("answers", f"{n:026d}", answer(n), version=0)

    workers = [threading.Thread(target=work, args=(writer,)) for writer in range(threads)]
    began = time.process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return (time.process_time() - began) / count


def fill(path: Path, held: int, size: int) -> None:
    """Many in one transaction: filling is not what is measured."""
    store = FolderStore(path, (ANSWERS,))
    for first in range(held, size, 1_000):
        with store.transaction():
            for n in range(first, min(first + 1_000, size)):
                store.put("answers", f"{n:026d}", answer(n), version=0)
    store.close()


# --- compaction beside writers


def compaction(folder: Path, *, quick: bool) -> None:
    """Four paced writers, alone and while another process rewrites the sealed segments."""
    size = 30_000 if quick else 300_000
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "store"
        fill(path, 0, size)
        store = FolderStore(path, (ANSWERS,))
        print("| four paced writers | p50 | p99 |")
        print("|---|---|---|")
        alone = paced(store, 0, lambda: False)
        process = compact_in_background(path, store.storage.journal.rotate())
        during = paced(store, 100_000, lambda: process.poll() is not None)
        process.wait()
        store.close()
    for name, times in (
        ("no compaction", alone),
        (f"compaction of {size:,} rows in its own process", during),
    ):
        p50, p99 = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
        print(f"| {name} | {p50 * 1e3:.2f} ms ({p50 / statistics.median(alone):.2f}) | {p99 * 1e3:.1f} ms |")


def paced(store: FolderStore, first: int, over: Callable[[], bool]) -> list[float]:
    """How long each of at most 2,000 inserts took, one every 2 ms a writer."""
    times: list[float] = []

    def work(writer: int) -> None:
        for n in range(500):
            if over():
                return
            began = time.perf_counter()
            store.append(f"paced/{writer}", [NewEntry(f"{first + n}", answer(n))])
            times.append(time.perf_counter() - began)
            time.sleep(0.002)

    workers = [threading.Thread(target=work, args=(writer,)) for writer in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return times


# --- start-up time and memory


def start(folder: Path, *, quick: bool) -> None:
    print("| | on disk | start | memory more than an empty store |")
    print("|---|---|---|---|")
    empty = started(folder / "none", "documents")
    for size in [10_000, 100_000] if quick else [100_000, 1_000_000]:
        for shape in ("documents", "streams"):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                path = Path(place) / "store"
                (fill_one_by_one if shape == "documents" else fill_streams)(path, size)
                on_disk = sum(file.stat().st_size for file in path.glob("*.jsonl"))
                runs = [started(path, shape) for _ in range(3)]
                seconds = statistics.median(run["seconds"] for run in runs)
                memory = statistics.median(run["memory"] for run in runs) - empty["memory"]
            name = f"{size:,} answers as " + ("documents, 4 indexes" if shape == "documents" else "entries")
            print(f"| {name} | {on_disk / 1e6:,.0f} MB | {seconds:.1f} s | {memory / 1e6:,.0f} MB |")
    shutil.rmtree(folder / "none", ignore_errors=True)


def fill_one_by_one(path: Path, size: int) -> None:
    """One transaction an answer, as they arrive, but without a sync for each."""
    store = FolderStore(path, (ANSWERS,))
    with without_sync():
        for n in range(size):
            store.put("answers", f"{n:026d}", answer(n), version=0)
    store.close()


def fill_streams(path: Path, size: int) -> None:
    store = FolderStore(path)
    with without_sync():
        for n in range(size):
            store.append(f"survey/{n % 500}", [NewEntry(f"{n:026d}", answer(n))])
    store.close()


@contextmanager
def without_sync() -> Iterator[None]:
    real, os.fdatasync = os.fdatasync, lambda fd: None
    try:
        yield
    finally:
        os.fdatasync = real


def started(path: Path, shape: str) -> dict[str, float]:
    """In a process of its own, as a server would."""
    program = [sys.executable, "-m", "benchmarks.store", "--open", str(path), "--shape", shape]
    return dict(json.loads(subprocess.run(program, capture_output=True, check=True, text=True).stdout))


def open_once(path: Path, shape: str) -> None:
    began = time.perf_counter()
    store = FolderStore(path, (ANSWERS,) if shape == "documents" else ())
    seconds = time.perf_counter() - began
    gc.collect()
    status = Path("/proc/self/status").read_text()
    memory = int(status.split("VmHWM:")[1].split()[0]) * 1024  # the most it ever held
    print(json.dumps({"seconds": seconds, "memory": memory}))
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tables", nargs="*", help="inserts, growth, compaction, start (default: all)")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--folder", type=Path, default=Path.cwd() / "data" / "var" / "benchmarks")
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--shape", default="documents", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.open:
        open_once(wanted.open, wanted.shape)
        return
    wanted.folder.mkdir(parents=True, exist_ok=True)
    tables = {"inserts": inserts, "growth": growth, "compaction": compaction, "start": start}
    for name in wanted.tables or tables:
        print(f"\n{name}\n")
        tables[name](wanted.folder, quick=wanted.quick)


if __name__ == "__main__":
    main()
