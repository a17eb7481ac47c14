"""Survey answers a second over HTTP, from one process and from two."""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.http import Connection, Load
from benchmarks.scale.running import (
    SECRET,
    Running,
    a_database,
    can_hold,
    children_of,
    held_to,
    opened,
    postmaster,
    processes,
    processor_time,
    settle,
)
from benchmarks.survey import form_of
from checklist_app.accounts import COMMAND_LINE
from checklist_app.agencies import AgencyDraft
from checklist_app.clock import today
from checklist_app.surveys.answering.seals import Seals
from checklist_app.surveys.model import PointDraft
from checklist_app.web.context import Collections
from tests.servers.postgres import Server

POINTS = 200
CONNECTIONS = 32
WARM_UP = 2.0
HEADINGS = (
    "processes",
    "each may use",
    "answers a second",
    "to one",
    "p50 ms",
    "p99 ms",
    "app",
    "database",
    "client",
)
SHARE = 0.4  # of one processor, so that two processes, the database and the client fit into two
MOST_A_SECOND = (
    1_500  # requests are made before they are sent: making them costs the client as much as sending
)
_numbers = count()


@dataclass(frozen=True)
class Figure:
    per_second: float
    p50: float
    p99: float
    app: float  # processors at work
    database: float
    client: float


def run(arguments: argparse.Namespace) -> None:
    shares = (None, SHARE) if can_hold() else (None,)
    settings = [(share, many) for share in shares for many in (1, 2)]
    figures: dict[tuple[float | None, int], list[Figure]] = {setting: [] for setting in settings}
    with tempfile.TemporaryDirectory() as place, a_database() as (server, url):
        folder = Path(place)
        with opened(url, folder) as held:
            codes = points(held, POINTS)
        for number in range(arguments.rounds):
            for setting in settings if number % 2 == 0 else reversed(settings):
                settle()
                with processes(setting[1], url, folder) as running:
                    figures[setting].append(_held(setting[0], server, running, codes, arguments.seconds))
    _print(figures, arguments.rounds)


def _held(
    share: float | None, server: Server, running: Sequence[Running], codes: list[str], seconds: float
) -> Figure:
    if share is None:
        return _measured(server, running, codes, seconds)
    with held_to(share, [each.process for each in running]):
        return _measured(server, running, codes, seconds)


def points(held: Collections, number: int) -> list[str]:
    draft = AgencyDraft(name="อบต.ทดสอบ", type="sao", province="ขอนแก่น", district="พล")
    agency = held.agencies.create(COMMAND_LINE, draft)
    created = today() - timedelta(days=200)
    return [
        held.surveys.points.create(COMMAND_LINE, agency.id, PointDraft(name=f"จุด {n}"), today=created).code
        for n in range(number)
    ]


def _measured(server: Server, running: Sequence[Running], codes: list[str], seconds: float) -> Figure:
    asyncio.run(load(running, _citizens(codes, WARM_UP), WARM_UP))
    asking = _citizens(codes, seconds)
    pids = [each.process for each in running]
    database = postmaster(server)
    began = time.perf_counter()
    app, data, own = processor_time(pids), _work_of(database), time.process_time()
    given = asyncio.run(load(running, asking, seconds))
    took = time.perf_counter() - began
    if given.refused:
        raise SystemExit(f"{given.refused} of {len(given.latencies)} answers were not thanked for")
    cuts = statistics.quantiles(given.latencies, n=100)
    return Figure(
        len(given.latencies) / took,
        cuts[49] * 1000,
        cuts[98] * 1000,
        (processor_time(pids) - app) / took,
        (_work_of(database) - data) / took,
        (time.process_time() - own) / took,
    )


def _work_of(database: int) -> float:
    return processor_time([database, *children_of(database)])


async def load(running: Sequence[Running], asking: Callable[[], bytes], seconds: float) -> Load:
    given = Load(time.perf_counter() + seconds, b"HTTP/1.1 303")
    ends = [asyncio.Event() for _ in range(CONNECTIONS)]
    loop = asyncio.get_running_loop()
    for number, end in enumerate(ends):
        port = running[number % len(running)].port
        await loop.create_connection(partial(Connection, given, asking, end), "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*(end.wait() for end in ends)), timeout=seconds + 60)
    return given


def _citizens(codes: list[str], seconds: float) -> Callable[[], bytes]:
    """Each request is another citizen, with an address of their own, who opened the form a minute ago."""
    seals = Seals(SECRET)
    made = [_request(seals, codes, next(_numbers)) for _ in range(int(MOST_A_SECOND * seconds))]
    return partial(next, iter(made))


def citizens(codes: list[str]) -> Callable[[], bytes]:
    """As `_citizens`, each made when it is sent."""
    seals = Seals(SECRET)
    return lambda: _request(seals, codes, next(_numbers))


def _request(seals: Seals, codes: list[str], n: int) -> bytes:
    return form_of(seals, codes[n % len(codes)], n)


def _print(figures: dict[tuple[float | None, int], list[Figure]], rounds: int) -> None:
    print(f"\nAnswers over HTTP, {CONNECTIONS} connections, {POINTS} points, {rounds} rounds, medians\n")
    print(f"| {' | '.join(HEADINGS)} |\n| ---: | --- |{' ---: |' * (len(HEADINGS) - 2)}")
    for (share, many), some in figures.items():
        one = statistics.median(figure.per_second for figure in figures[share, 1])
        rate, p50, p99, *work = (
            statistics.median(getattr(figure, part) for figure in some)
            for part in ("per_second", "p50", "p99", "app", "database", "client")
        )
        may = "what there is" if share is None else f"{share:g} of a processor"
        spent = " | ".join(f"{each:.2f}" for each in work)
        print(f"| {many} | {may} | {rate:,.0f} | {rate / one:.2f} | {p50:.1f} | {p99:.1f} | {spent} |")
