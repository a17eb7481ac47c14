"""What one answer, one visit, one photo and one report cost: processor time of the app and of the database,
bytes in the database and in its log of changes. The plans of docs/scale.md are these figures,
multiplied."""

import argparse
import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final, cast

from benchmarks.province import finish
from benchmarks.scale import phones
from benchmarks.scale.answers import citizens, load, points
from benchmarks.scale.running import (
    Running,
    a_database,
    a_process,
    children_of,
    config_of,
    opened,
    postmaster,
    processor_time,
    settle,
)
from checklist_app.clock import now
from checklist_app.demo import load_demo
from tests.distributed.load import PhoneLine, Record
from tests.distributed.town import settle as settle_town
from tests.servers.postgres import Server

if TYPE_CHECKING:
    from tests.client import StrictClient

VISITS: Final = 20
REPORTS: Final = 12
HEADINGS: Final = ("app ms", "database ms", "database KB", "log KB")


@dataclass(frozen=True)
class Meter:
    """Of one server process and its database."""

    server: Server
    url: str
    running: Running

    def cost(self, act: Callable[[], int]) -> tuple[float, ...]:
        """Of each of the things that `act` did, whose number it answers."""
        self.server.execute("CHECKPOINT")
        settle()
        before = self._read()
        done = act()
        settle()
        return tuple((after - earlier) / done for earlier, after in zip(before, self._read(), strict=True))

    def _read(self) -> tuple[float, ...]:
        name = self.url.rpartition("/")[2]
        [(size,)] = self.server.execute(f"SELECT pg_database_size('{name}')")
        [(logged,)] = self.server.execute("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
        app = processor_time(_with_all_below(self.running.process)) * 1000
        database = processor_time(_with_all_below(postmaster(self.server))) * 1000
        return app, database, float(str(size)) / 1024, float(str(logged)) / 1024


def run(arguments: argparse.Namespace) -> None:
    costs: dict[str, tuple[float, ...]] = {}
    with tempfile.TemporaryDirectory() as place, a_database() as (server, url):
        costs |= _of_answers(server, url, Path(place), arguments.seconds)
    with tempfile.TemporaryDirectory() as place, a_database() as (server, url):
        costs |= _of_visits(server, url, Path(place))
    with tempfile.TemporaryDirectory() as place, a_database() as (server, url):
        costs |= _of_reports(server, url, Path(place))
    print(f"\n| one | {' | '.join(HEADINGS)} |\n| --- |{' ---: |' * len(HEADINGS)}")
    for what, figures in costs.items():
        print(f"| {what} | {' | '.join(f'{figure:,.2f}' for figure in figures)} |")


def _of_answers(server: Server, url: str, folder: Path, seconds: float) -> dict[str, tuple[float, ...]]:
    with opened(url, folder) as held:
        codes = points(held, 200)
    with a_process(url, folder) as running:
        asyncio.run(load([running], citizens(codes), 2.0))
        meter = Meter(server, url, running)
        cost = meter.cost(lambda: len(asyncio.run(load([running], citizens(codes), seconds)).latencies))
    return {"answer to a survey": cost}


def _of_visits(server: Server, url: str, folder: Path) -> dict[str, tuple[float, ...]]:
    with opened(url, folder) as held:
        town = settle_town(held.store, config_of(url, folder))
    with a_process(url, folder) as running:
        meter, day = Meter(server, url, running), phones.Day()
        line = PhoneLine(running.port, Record(), Event(), cookie=f"checklist={town.sessions['inspector']}")
        pictures = [phones.picture(number) for number in range(phones.PHOTOS)]
        work = [
            phones.day_of_work(town, "inspector", cast("StrictClient", line), number, pictures)
            for number in range(VISITS)
        ]

        def synced() -> int:
            for phone, _ in work:
                phone.sync(files=phones.PHOTOS)
            return len(work)

        def photographed() -> int:
            for phone, photos in work:
                for content in photos:
                    phones.send(line, phone, content)
            return len(work) * phones.PHOTOS

        assert not day.failures
        return {
            f"visit of {phones.OPERATIONS} operations": meter.cost(synced),
            "photo": meter.cost(photographed),
        }


def _of_reports(server: Server, url: str, folder: Path) -> dict[str, tuple[float, ...]]:
    with opened(url, folder) as held:
        load_demo(held, password="a password for the benchmark")
        people = {person.sign_in: person for person in held.people.all()}
        finish(held, people, REPORTS)
        reader = people["demo-supervisor"]
        session = held.sessions.begin(reader.id, device="benchmark", at=now())
        visits = [visit.id for visit, _ in held.visits.of(reader)][:REPORTS]
    with a_process(url, folder) as running:
        line = PhoneLine(running.port, Record(), Event(), cookie=f"checklist={session}")

        def fetched() -> int:
            for visit in visits:
                line.ask("GET", f"/visits/{visit}/report.pdf", "", {}, frozenset({200}))
            return len(visits)

        return {"report of a visit (PDF)": Meter(server, url, running).cost(fetched)}


def _with_all_below(pid: int) -> list[int]:
    return [pid, *(each for child in children_of(pid) for each in _with_all_below(child))]
