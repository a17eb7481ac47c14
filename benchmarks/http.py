"""Throughput and latency over HTTP with the shipped server: 32 kept connections, the whole
application, the embedded store with the demo in it; waitress and granian in one run.

    python -m benchmarks.http [--seconds 4] [--rounds 3]

The client takes part of the same processors: trust the ratios."""

import argparse
import asyncio
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from checklist_app import serving
from checklist_app.app import KINDS, create_app
from checklist_app.config import Config
from checklist_app.demo import load_demo
from checklist_app.ids import new_id
from checklist_app.serving import Service
from checklist_app.store import NewEntry
from checklist_app.store.embedded import FolderStore
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections

SERVERS = ("waitress", "granian")
CONNECTIONS = 32
WARM_UP = 0.5  # seconds, not counted
PATIENCE = (
    180.0  # seconds for what is still under way at the end; the slowest engine writes 32 after each other
)
STYLESHEET = re.compile(rb'"(/static/[^"]+\.css)"')

# --- the server, as a process of its own ---------------------------------------------------------

writing = Blueprint("benchmark", __name__)


@writing.post("/api/benchmark")
@access(PUBLIC)
def write() -> Response:
    """A durable write as a survey's answer makes it: one entry of a stream, acknowledged after fsync."""
    entry = NewEntry(new_id(), {"answers": request.get_json(), "form": "benchmark"})
    return jsonify(seq=collections().store.append("benchmark", [entry])[0].seq)


def settings(folder: Path, port: int, server: str) -> Config:
    given = {
        "CHECKLIST_STORE": str(folder / "store"),
        "CHECKLIST_PORT": str(port),
        "CHECKLIST_SERVER": server,
    }
    return Config.from_environment(given)


def open_service(config: Config) -> Service:
    store = FolderStore(config.folder, KINDS)
    app = create_app(config, store)
    app.register_blueprint(writing)
    load_demo(app.extensions["checklist"], password="a password for the benchmark")
    return Service(app, close=store.close)


def serve(folder: str, port: str, server: str) -> int:
    config = settings(Path(folder), int(port), server)
    return serving.run(config, partial(open_service, config))


# --- the client ----------------------------------------------------------------------------------


@dataclass
class Load:
    """What all connections together have seen."""

    until: float
    expected: bytes = b"HTTP/1.1 200"
    latencies: list[float] = field(default_factory=list)
    refused: int = 0


class Connection(asyncio.Protocol):
    """Asks, waits for the whole answer, asks again."""

    def __init__(self, load: Load, asking: Callable[[], bytes], done: asyncio.Event) -> None:
        self._load, self._asking, self._done = load, asking, done
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not _is_whole(self._received):
            return
        now = time.perf_counter()
        self._load.latencies.append(now - self._asked)
        self._load.refused += not self._received.startswith(self._load.expected)
        self._received.clear()
        if now < self._load.until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.refused += exc is not None
        self._done.set()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(self._asking())


def _is_whole(received: bytearray) -> bool:
    head = received.find(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", received[: head + 2], re.IGNORECASE) if head >= 0 else None
    return length is not None and len(received) >= head + 4 + int(length[1])


async def put_under_load(
    port: int, asking: Callable[[], bytes], seconds: float, *, expected: bytes = b"HTTP/1.1 200"
) -> Load:
    load = Load(time.perf_counter() + seconds, expected)
    ends = [asyncio.Event() for _ in range(CONNECTIONS)]
    loop = asyncio.get_running_loop()
    for end in ends:
        await loop.create_connection(partial(Connection, load, asking, end), "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*(end.wait() for end in ends)), timeout=seconds + PATIENCE)
    return load


def reading(address: str) -> Callable[[], bytes]:
    asked = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    return lambda: asked


def posting() -> Callable[[], bytes]:
    numbers = count()

    def ask() -> bytes:
        body = b'{"q1":5,"q2":4,"q3":"%d","q4":[1,2,3],"q5":"text of an answer"}' % next(numbers)
        head = (
            "POST /api/benchmark HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return ask


# --- one run -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    per_second: float
    p50: float  # milliseconds
    p99: float


def measure(server: str, seconds: float) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "-m", "benchmarks.http", "--serve", folder, str(port), server]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            asset = _static_file(port)
            return {
                "page /about": _figure(port, reading("/about"), seconds),
                "static file": _figure(port, reading(asset), seconds),
                "durable write": _figure(port, posting(), seconds),
            }
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _figure(port: int, asking: Callable[[], bytes], seconds: float) -> Figure:
    asyncio.run(put_under_load(port, asking, WARM_UP))
    load = asyncio.run(put_under_load(port, asking, seconds))
    if load.refused:
        raise SystemExit(f"{load.refused} of {len(load.latencies)} requests were not answered with 200")
    cuts = statistics.quantiles(load.latencies, n=100)
    return Figure(len(load.latencies) / seconds, cuts[49] * 1000, cuts[98] * 1000)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def _static_file(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        page = b"".join(iter(lambda: connection.recv(65536), b""))
    found = STYLESHEET.search(page)
    if not found:
        raise SystemExit("the page /about names no stylesheet")
    return found[1].decode()


# --- the table -----------------------------------------------------------------------------------


def compare(rounds: int, seconds: float) -> None:
    runs: dict[str, list[dict[str, Figure]]] = {server: [] for server in SERVERS}
    for _ in range(rounds):
        for server in random.sample(SERVERS, len(SERVERS)):
            runs[server].append(measure(server, seconds))
    print(f"{CONNECTIONS} kept connections, {rounds} rounds of {seconds:g} s in mixed order, medians\n")
    print("| request | server | per second | to waitress | p50 ms | p99 ms |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for name in runs[SERVERS[0]][0]:
        base = statistics.median(run[name].per_second for run in runs["waitress"])
        for server in SERVERS:
            print(_row(name, server, [run[name] for run in runs[server]], base))


def _row(name: str, server: str, figures: list[Figure], base: float) -> str:
    rate = statistics.median(figure.per_second for figure in figures)
    p50 = statistics.median(figure.p50 for figure in figures)
    p99 = statistics.median(figure.p99 for figure in figures)
    return f"| {name} | {server} | {rate:,.0f} | {rate / base:.2f} | {p50:.1f} | {p99:.1f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description="Throughput and latency over HTTP.")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind")
    parser.add_argument("--serve", nargs=3, metavar=("FOLDER", "PORT", "SERVER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return serve(*chosen.serve)
    compare(chosen.rounds, chosen.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
