"""What people notice while the reports of a whole province are made: the latency of a light public page and
of a durable write, idle and during it, with the shipped server and a store in a folder.

    python -m benchmarks.province [--visits 100] [--formats pdf,docx] [--issue] [--rate 40] [--seconds 30]

The page is the citizens' form of a point of the demonstration, the write what an answer to it costs.
Requests come at a fixed rate, and each is measured from the moment at which it was due, so that one that
waits makes those behind it late too. The client takes part of the same processors: trust the ratios."""

import argparse
import asyncio
import http.client
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.http import posting, reading, writing
from checklist_app import serving
from checklist_app.accounts import COMMAND_LINE, Passwords
from checklist_app.agencies import AgencyDraft
from checklist_app.app import KINDS, build_collections
from checklist_app.clock import now
from checklist_app.commands import open_service
from checklist_app.config import Config
from checklist_app.demo import load_demo
from checklist_app.demo_visits import load_visits
from checklist_app.ids import new_id
from checklist_app.resources import DATA
from checklist_app.serving import Service
from checklist_app.store.embedded import FolderStore
from checklist_app.web.context import Collections
from tests.serving.running import free_port

BATCHES = "/reports/province"
CONNECTIONS = 8
WARM_UP = 2.0  # seconds, not counted
LONGEST = 900.0  # seconds until a batch is given up
MOST = 2.0  # times the idle p99 that the one during a batch may be
PLACE = re.compile(r'<option[^>]* value="([^"]+)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

# --- the province ---------------------------------------------------------------------------------------


def prepare(config: Config, visits: int) -> tuple[str, str]:
    """The demonstration with so many finished visits more; the cookie of its supervisor, and the address of
    a citizens' form."""
    store = FolderStore(config.folder, KINDS)
    try:
        known = build_collections(store, config, Passwords())
        load_demo(known, password="a password for the benchmark")
        people = {person.sign_in: person for person in known.people.all()}
        finish(known, people, visits)
        supervisor = people["demo-supervisor"]
        cookie = f"checklist={known.sessions.begin(supervisor.id, device='benchmark', at=now())}"
        return cookie, f"/s/{known.surveys.points.all()[0].code}"
    finally:
        store.close()


def finish(
    known: Collections, people: dict[str, Any], count: int, years: Iterable[int] | None = None
) -> list[str]:
    """So many agencies, each with a finished visit of each year like that of the demonstration, with its
    answers, photos and signatures; their names."""
    shipped = json.loads((DATA / "demo" / "visits.json").read_text("utf-8"))[0]
    province = people["demo-supervisor"].province
    drafts = [
        AgencyDraft(name=f"ทดสอบที่ {n + 1}", type="sao", province=province, district=f"อำเภอที่ {n // 10 + 1}")
        for n in range(count)
    ]
    agencies = {
        agency.name: agency for agency in (known.agencies.create(COMMAND_LINE, each) for each in drafts)
    }
    entries: list[Mapping[str, Any]] = [
        {**shipped, "key": new_id(), "agency": name, "year": year}
        for year in years or [shipped["year"]]
        for name in agencies
    ]
    load_visits(known, entries, agencies, people)
    return [*agencies]


# --- the server, as a process of its own ----------------------------------------------------------------


def settings(folder: Path, port: int) -> Config:
    given = {
        "CHECKLIST_STORE": str(folder / "store"),
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_PORT": str(port),
    }
    return Config.from_environment(given)


def open_with_writing(config: Config) -> Service:
    service = open_service(config, demo=False)
    service.application.register_blueprint(writing)  # type: ignore[attr-defined]  # it is Flask's
    return service


def serve(folder: str, port: str) -> int:
    config = settings(Path(folder), int(port))
    return serving.run(config, partial(open_with_writing, config))


# --- the client -----------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What all connections have seen of one kind of request, in seconds."""

    latencies: list[float] = field(default_factory=list)
    refused: int = 0

    def with_more(self, other: "Seen") -> "Seen":
        return Seen([*self.latencies, *other.latencies], self.refused + other.refused)

    def at(self, percent: int) -> float:
        return statistics.quantiles(self.latencies, n=100)[percent - 1]


async def ask_at_rate(
    port: int,
    asking: Callable[[], bytes],
    seen: Seen,
    rate: float,
    ends: asyncio.Event,
    wanted: bytes = b"HTTP/1.1 200",
) -> None:
    """`rate` requests a second over all connections, each on its own beat."""
    every = CONNECTIONS / rate
    begin = time.perf_counter()
    beats = [begin + every * number / CONNECTIONS for number in range(CONNECTIONS)]
    await asyncio.gather(*(_beat(port, asking, seen, first, every, ends, wanted) for first in beats))


async def _beat(
    port: int,
    asking: Callable[[], bytes],
    seen: Seen,
    due: float,
    every: float,
    ends: asyncio.Event,
    wanted: bytes,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while not ends.is_set():
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        writer.write(asking())
        seen.refused += not await _answered(reader, wanted)
        seen.latencies.append(time.perf_counter() - due)
        due += every
    writer.close()


async def _answered(reader: asyncio.StreamReader, wanted: bytes) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    await reader.readexactly(int(length[1]) if length else 0)
    return head.startswith(wanted)


async def load(office: "Office", rate: float, until: Callable[[], Any]) -> dict[str, Seen]:
    """Pages and writes at half the rate each, until that is over."""
    seen, ends = {"page": Seen(), "write": Seen()}, asyncio.Event()
    kinds = {"page": reading(office.page), "write": posting()}
    asking = [ask_at_rate(office.port, kinds[kind], seen[kind], rate / 2, ends) for kind in seen]
    running = asyncio.gather(*asking)
    await until()
    ends.set()
    await asyncio.wait_for(running, 60)
    return seen


# --- the batch ------------------------------------------------------------------------------------------


@dataclass
class Office:
    """The supervisor, at the pages of the app."""

    port: int
    cookie: str
    page: str

    def begin(self, formats: list[str]) -> str:
        """The address of the batch, which has begun."""
        page, headers = self._ask("GET", BATCHES)
        token, place = TOKEN.search(page), PLACE.search(page)
        if not token or not place:
            raise SystemExit(f"{BATCHES} offers nothing to make")
        if "Set-Cookie" in headers:  # the secret behind the token
            self.cookie += f"; {headers['Set-Cookie'].partition(';')[0]}"
        sent = {"csrf_token": token[1], "place": place[1], **dict.fromkeys(formats, "y")}
        return str(self._ask("POST", BATCHES, urlencode(sent))[1]["Location"])

    def news(self, address: str) -> dict[str, Any]:
        return dict(json.loads(self._ask("GET", f"{address}/news")[0]))

    def size(self, address: str) -> int:
        return int(self._ask("HEAD", f"{address}.zip")[1]["Content-Length"])

    def _ask(self, method: str, address: str, body: str = "") -> tuple[str, Message]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        if answer.status not in (200, 302):
            raise SystemExit(f"{method} {address} was answered with {answer.status}")
        return answer.read().decode(), answer.headers


async def _until_made(office: Office, address: str) -> dict[str, Any]:
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        await asyncio.sleep(1)
        news = await asyncio.to_thread(office.news, address)
        if not news["open"]:
            return news
    raise SystemExit(f"the batch took longer than {LONGEST:.0f} s")


# --- the run --------------------------------------------------------------------------------------------


def compare(visits: int, formats: list[str], rate: float, seconds: float) -> bool:
    """Whether the target was reached."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        cookie, page = prepare(settings(Path(folder), port), visits)
        command = [sys.executable, "-m", "benchmarks.province", "--serve", folder, str(port)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            return asyncio.run(_compared(Office(port, cookie, page), formats, rate, seconds))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


async def _compared(office: Office, formats: list[str], rate: float, seconds: float) -> bool:
    await load(office, rate, partial(asyncio.sleep, WARM_UP))
    idle = await load(office, rate, partial(asyncio.sleep, seconds / 2))
    address = await asyncio.to_thread(office.begin, formats)
    began, last = time.monotonic(), {}

    async def made() -> None:
        last.update(await _until_made(office, address))

    during = await load(office, rate, made)
    took = time.monotonic() - began
    after = await load(office, rate, partial(asyncio.sleep, seconds / 2))
    idle = {kind: seen.with_more(after[kind]) for kind, seen in idle.items()}
    size = await asyncio.to_thread(office.size, address)
    print(
        f"{last['done']} reports ({', '.join(formats)}) in {took:.0f} s, ZIP of {size / 1e6:.1f} MB, "
        f"{len(last['failures'])} failed; {rate:g} requests a second\n"
    )
    return _told(idle, during)


def _told(idle: dict[str, Seen], during: dict[str, Seen]) -> bool:
    print("| request | p50 ms idle | during | ratio | p99 ms idle | during | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind in idle:
        cells = [cell for percent in (50, 99) for cell in _cells(idle[kind], during[kind], percent)]
        print(f"| {kind} | {' | '.join(cells)} |")
    refused = sum(seen.refused for seen in (*idle.values(), *during.values()))
    if refused:
        print(f"\n{refused} requests were not answered with 200")
    return not refused and during["page"].at(99) <= MOST * idle["page"].at(99)


def _cells(idle: Seen, during: Seen, percent: int) -> list[str]:
    before, meanwhile = idle.at(percent) * 1000, during.at(percent) * 1000
    return [f"{before:.1f}", f"{meanwhile:.1f}", f"{meanwhile / before:.2f}"]


def main() -> int:
    parser = argparse.ArgumentParser(description="Latency while the reports of a province are made.")
    parser.add_argument("--visits", type=int, default=100, help="finished visits of the province")
    parser.add_argument("--formats", default="pdf", help="pdf, docx, or both with a comma between")
    parser.add_argument("--issue", action="store_true", help="issue official papers for all of them")
    parser.add_argument("--rate", type=float, default=40.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30.0, help="idle before and after, together")
    parser.add_argument("--serve", nargs=2, metavar=("FOLDER", "PORT"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return serve(*chosen.serve)
    wanted = [*chosen.formats.split(","), *(["issue"] if chosen.issue else [])]
    return 0 if compare(chosen.visits, wanted, chosen.rate, chosen.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
