"""What citizens and offices wait for: a durable answer over HTTP, the results of a million answers, and the
weight of the form.

    python -m benchmarks.survey [answers] [results] [weight] [soak] [--rounds 3] [--seconds 8] [--minutes 10]

`answers` sends the form's own POST over 32 kept connections, every request another citizen, to the shipped
server with three engines under the streams: ours, sqlite3 (WAL, synchronous FULL) and stock TinyDB, each with
50,000 answers in it. Everything else is the same, the documents included, so that only the append differs.
`results` asks for the page of a round with 10,000 and with 1,000,000 answers, first after a start from the
copy of the tally and then again. `soak` is bounded by its minutes and its rate. Loopback only. The client
takes part of the same processors: trust the ratios."""

import argparse
import asyncio
import gzip
import json
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import brotli  # type: ignore[import-untyped]  # it has no types
from tinydb import TinyDB

from benchmarks.http import CONNECTIONS, put_under_load
from checklist_app import serving
from checklist_app.accounts import COMMAND_LINE
from checklist_app.agencies import AgencyDraft
from checklist_app.app import KINDS, create_app
from checklist_app.clock import now, today
from checklist_app.config import Config
from checklist_app.serving import Service
from checklist_app.store import Entry, Head, NewEntry, Store, canonical, chain_hash
from checklist_app.store.embedded import FolderStore
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.answering.seals import Seals
from checklist_app.surveys.asking.questions import STANDARD
from checklist_app.surveys.model import Point, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.web.context import EXTENSION, Collections
from tests.serving.running import free_port

SECRET = "a secret of the benchmark, long enough to be one"
ENGINES = ("ours", "sqlite3 WAL FULL", "stock TinyDB")
BEFORE = 50_000  # answers that are there when the measuring of stock TinyDB begins, and of the others
WARM_UP = 1.0
FEW, MANY = 10_000, 1_000_000
FIRST_ADDRESS = int(ip_address("10.0.0.1"))  # of citizens
SOAK_RATE = 50  # answers a second
TINYDB_SECONDS = 5.0

# --- engines under the streams ----------------------------------------------------------------------------


class SqliteStreams:
    """What the protocol asks of a stream, on sqlite3: numbered, idempotent by id, chained, durable."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()
        self._writing = threading.Lock()
        self._db().execute(
            "CREATE TABLE IF NOT EXISTS entries (stream TEXT, seq INTEGER, id TEXT, hash TEXT, body TEXT,"
            " PRIMARY KEY (stream, seq), UNIQUE (stream, id)) WITHOUT ROWID"
        )

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        db, added = self._db(), []
        with self._writing:
            db.execute("BEGIN IMMEDIATE")
            last = db.execute(
                "SELECT seq, hash FROM entries WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,)
            ).fetchone()
            seq, hash = last or (0, "")
            for new in entries:
                body = canonical(new.body)
                seq, hash = seq + 1, chain_hash(hash, stream=stream, seq=seq + 1, id=new.id, body=body)
                db.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", (stream, seq, new.id, hash, body))
                added.append(Entry(seq, new.id, hash, new.body))
            db.execute("COMMIT")
        return added

    def head(self, stream: str) -> Head:
        found = self._db().execute("SELECT MAX(seq) FROM entries WHERE stream = ?", (stream,)).fetchone()
        return Head(found[0] or 0, "")

    def _db(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite3.connect(self._file, isolation_level=None)
            self._local.db.execute("PRAGMA journal_mode=WAL")
            self._local.db.execute("PRAGMA synchronous=FULL")
        db: sqlite3.Connection = self._local.db
        return db


class TinyStreams:
    """As one would write it with TinyDB as it comes: one table, one lock, no fsync of its own."""

    def __init__(self, file: Path) -> None:
        self._table = TinyDB(file).table("answers")
        self._writing = threading.Lock()

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        with self._writing:
            rows = [{"stream": stream, "id": new.id, "body": new.body} for new in entries]
            numbers = self._table.insert_multiple(rows)
        return [Entry(n, row["id"], "", row["body"]) for n, row in zip(numbers, rows, strict=True)]  # type: ignore[arg-type]

    def head(self, stream: str) -> Head:
        return Head(len(self._table), "")


class Under:
    """A store whose streams are kept by another engine."""

    def __init__(self, store: Store, streams: Any) -> None:
        self._store, self._streams = store, streams

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        added: list[Entry] = self._streams.append(stream, list(entries))
        return added

    def head(self, stream: str) -> Head:
        found: Head = self._streams.head(stream)
        return found

    def transaction(self) -> AbstractContextManager[None]:
        return self._store.transaction()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def engine(folder: Path, name: str) -> Any:
    store = FolderStore(folder / "store", KINDS)
    if name == "ours":
        return store
    streams = SqliteStreams(folder / "answers.db") if name.startswith("sqlite") else None
    return Under(store, streams or TinyStreams(folder / "answers.json"))


# --- the office -------------------------------------------------------------------------------------------


def config_of(folder: Path, port: int = 0) -> Config:
    given = {
        "CHECKLIST_STORE": str(folder / "store"),
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
        "CHECKLIST_THREADS": str(CONNECTIONS),
        # The client stands in for a proxy that names each citizen's own address.
        "CHECKLIST_TRUSTED_PROXIES": "1",
        **({"CHECKLIST_PORT": str(port)} if port else {}),
    }
    return Config.from_environment(given)


def prepare(folder: Path) -> Point:
    """One agency with one point."""
    store = FolderStore(folder / "store", KINDS)
    try:
        held: Collections = create_app(config_of(folder), store).extensions[EXTENSION]
        draft = AgencyDraft(name="อบต.ทดสอบ", type="sao", province="ขอนแก่น", district="พล")
        agency = held.agencies.create(COMMAND_LINE, draft)
        return held.surveys.points.create(
            COMMAND_LINE, agency.id, PointDraft(name="เคาน์เตอร์"), today=today() - timedelta(days=200)
        )
    finally:
        store.close()


def body_of(n: int) -> dict[str, Any]:
    chance = random.Random(n)
    given: dict[str, str | int] = {q: chance.choice((5, 5, 4, 4, 3, 2, 1, 0)) for q in RATED}
    given["overall"] = chance.choice((5, 5, 4, 4, 3, 2, 1))
    given["visitor"] = chance.choice(("resident", "visitor", "business", "agency", "other"))
    given["outcome"] = chance.choice(("whole", "whole", "again", "none"))
    day = Period.of(today()).span.start + timedelta(days=n % max((today() - _start()).days, 1))
    return {
        "day": day.isoformat(),
        "channel": chance.choice(("open", "open", "kiosk", "paper")),
        "questions": STANDARD,
        "given": given,
        "flags": [],
    }


RATED = ("process", "channels", "staff", "facilities")


def _start() -> Any:
    return Period.of(today()).span.start


def fill(store: Any, code: str, answers: int) -> None:
    stream = stream_of(code, Period.of(today()))
    for first in range(0, answers, 10_000):
        some = range(first, min(first + 10_000, answers))
        store.append(stream, [NewEntry(f"filled{n:08}", body_of(n)) for n in some])


# --- the server, as a process of its own ------------------------------------------------------------------


def serve(folder: str, port: str, name: str) -> int:
    return serving.run(config_of(Path(folder), int(port)), partial(_open, Path(folder), int(port), name))


def _open(folder: Path, port: int, name: str) -> Service:
    store = engine(folder, name)
    app = create_app(config_of(folder, port), store)
    return Service(app, close=store.close)


@contextmanager
def served(folder: Path, name: str) -> Iterator[tuple[int, int]]:
    """Its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.survey", "--serve", str(folder), str(port), name]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def citizens(code: str) -> Callable[[], bytes]:
    """Each request is another citizen, with an address of their own, who opened the form a minute ago."""
    seals, numbers = Seals(SECRET), count()
    return lambda: form_of(seals, code, next(numbers))


def form_of(seals: Seals, code: str, n: int) -> bytes:
    """As a browser of citizen number `n` sends it."""
    nonce = seals.nonce(code, STANDARD, at=now() - timedelta(minutes=1))
    filled = {"nonce": nonce, **dict.fromkeys((*RATED, "overall"), 1 + n % 5)}
    body = urlencode({**filled, "visitor": "resident", "outcome": "whole"}).encode()
    head = (
        f"POST /s/{code} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: phone\r\n"
        f"X-Forwarded-For: {ip_address(FIRST_ADDRESS + n)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


# --- answers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    per_second: float
    p50: float  # milliseconds
    p99: float


def answers(rounds: int, seconds: float) -> None:
    runs: dict[str, list[Figure]] = {name: [] for name in ENGINES}
    for number in range(rounds):
        # Minutes long, and so far off that once is enough.
        again = ENGINES if number == 0 else [name for name in ENGINES if name != "stock TinyDB"]
        for name in random.sample(again, len(again)):
            runs[name].append(_measured(name, seconds))
    ours = statistics.median(figure.per_second for figure in runs["ours"])
    print(
        f"\n{CONNECTIONS} connections, {BEFORE:,} answers before, {rounds} rounds in mixed order, medians\n"
    )
    print("| engine | answers a second | ours to it | p50 ms | p99 ms | p99 / p50 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, figures in runs.items():
        rate, p50, p99 = (
            statistics.median(getattr(figure, part) for figure in figures)
            for part in ("per_second", "p50", "p99")
        )
        print(f"| {name} | {rate:,.1f} | {ours / rate:,.2f} | {p50:.1f} | {p99:.1f} | {p99 / p50:.2f} |")


def _measured(name: str, seconds: float) -> Figure:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        point = prepare(folder)
        store = engine(folder, name)
        fill(store, point.code, BEFORE)
        store.close()
        length = TINYDB_SECONDS if name == "stock TinyDB" else seconds
        with served(folder, name) as (port, _):
            asking = citizens(point.code)
            asyncio.run(put_under_load(port, asking, WARM_UP, expected=b"HTTP/1.1 303"))
            began = time.perf_counter()
            load = asyncio.run(put_under_load(port, asking, length, expected=b"HTTP/1.1 303"))
            took = time.perf_counter() - began
        if load.refused:
            raise SystemExit(f"{load.refused} of {len(load.latencies)} answers were not thanked for")
        cuts = statistics.quantiles(load.latencies, n=100)
        return Figure(len(load.latencies) / took, cuts[49] * 1000, cuts[98] * 1000)


# --- results ----------------------------------------------------------------------------------------------


def results(rounds: int) -> None:
    figures = {answered: _results_of(answered, rounds) for answered in (FEW, MANY)}
    print(f"\nThe results page of a round, medians of {10 * rounds} requests\n")
    print("| answers | first after start, ms | then, ms | to 10,000 |")
    print("| ---: | ---: | ---: | ---: |")
    for answered, (first, then) in figures.items():
        print(f"| {answered:,} | {first:.1f} | {then:.1f} | {then / figures[FEW][1]:.2f} |")


def _results_of(answered: int, rounds: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        point = prepare(folder)
        store = FolderStore(folder / "store", KINDS)
        fill(store, point.code, answered)
        held: Collections = create_app(config_of(folder), store).extensions[EXTENSION]
        held.surveys.answers.counted_before(point.code, Period.of(today()), today())
        period = Period.of(today())
        address = f"/surveys/{point.agency}/results/{period.year}/{period.number}"
        firsts, thens = [], []
        for _ in range(rounds):
            ask = _asking(folder, store, address)
            firsts.append(ask())
            thens += [ask() for _ in range(10)]
        store.close()
        return statistics.median(firsts), statistics.median(thens)


def _asking(folder: Path, store: Any, address: str) -> Callable[[], float]:
    """A new app on the same store has nothing in memory but what it reads, as after a start. Its templates
    are compiled by the page of a round without answers."""
    app = create_app(config_of(folder), store)
    held: Collections = app.extensions[EXTENSION]
    client = app.test_client()
    client.set_cookie("checklist", held.sessions.begin(_reader(held), device="benchmark", at=now()))
    client.get(re.sub(r"/(\d+)/\d$", "/2560/1", address))

    def ask() -> float:
        began = time.perf_counter()
        answer = client.get(address)
        took = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        return took * 1000

    return ask


def _reader(held: Collections) -> str:
    """Somebody who may see every page, with a password of their own choice."""
    if known := held.people.all():
        return known[0].id
    person, password = held.people.add_administrator(sign_in="benchmark", name="ผู้วัด")
    held.people.change_password(person.id, current=password, new="chosen by whoever measures")
    return person.id


# --- weight -----------------------------------------------------------------------------------------------


def weight() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        point = prepare(folder)
        store = FolderStore(folder / "store", KINDS)
        client = create_app(config_of(folder), store).test_client()
        print("\n| form | bytes | gzip | brotli |\n| --- | ---: | ---: | ---: |")
        for language in ("th", "en"):
            page = client.get(f"/s/{point.code}?in={language}").data
            packed = len(gzip.compress(page, 5)), len(brotli.compress(page, quality=5))
            print(f"| {language} | {len(page):,} | {packed[0]:,} | {packed[1]:,} |")
        store.close()


# --- soak -------------------------------------------------------------------------------------------------


def soak(minutes: float) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        point = prepare(folder)
        with served(folder, "ours") as (port, process):
            asking = citizens(point.code)
            thanked = asyncio.run(_steadily(port, asking, 30.0))
            memory, stored = [_memory(process)], [_stored(folder)]
            ends = time.monotonic() + minutes * 60
            while time.monotonic() < ends:
                thanked += asyncio.run(_steadily(port, asking, min(30.0, max(ends - time.monotonic(), 1.0))))
                memory.append(_memory(process))
                stored.append(_stored(folder))
        store = FolderStore(folder / "store", KINDS)
        kept = store.head(stream_of(point.code, Period.of(today()))).seq
        store.close()
        grown, written = memory[-1] - memory[0], stored[-1] - stored[0]
        print(
            f"\n{minutes:g} minutes at {SOAK_RATE} answers a second: thanked for {thanked:,}, kept {kept:,}"
        )
        print(f"memory {memory[0]:.1f} -> {memory[-1]:.1f} MB; the store wrote {written:.1f} MB meanwhile")
        print(json.dumps({"lost": thanked - kept, "grown_to_written": round(grown / max(written, 0.1), 2)}))


async def _steadily(port: int, asking: Callable[[], bytes], seconds: float) -> int:
    """At a fixed rate over one kept connection after another; how many were thanked for."""
    thanked, began = 0, time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for n in range(int(seconds * SOAK_RATE)):
        await asyncio.sleep(max(began + n / SOAK_RATE - time.monotonic(), 0))
        writer.write(asking())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        thanked += head.startswith(b"HTTP/1.1 303")
    writer.close()
    return thanked


def _memory(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _stored(folder: Path) -> float:
    return sum(file.stat().st_size for file in (folder / "store").rglob("*") if file.is_file()) / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description="Answers, results and weight of the survey.")
    parser.add_argument("what", nargs="*", choices=["answers", "results", "weight", "soak", []])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0, help="length of one measurement")
    parser.add_argument("--minutes", type=float, default=10.0, help="length of the soak")
    parser.add_argument("--serve", nargs=3, metavar=("FOLDER", "PORT", "ENGINE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return serve(*chosen.serve)
    wanted = chosen.what or ["answers", "results", "weight"]
    if "answers" in wanted:
        answers(chosen.rounds, chosen.seconds)
    if "results" in wanted:
        results(chosen.rounds)
    if "weight" in wanted:
        weight()
    if "soak" in wanted:
        soak(chosen.minutes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
