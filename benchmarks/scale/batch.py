"""Whether citizens notice that the papers of a province are being made: answers at a fixed rate, each
measured from the moment at which it was due, with no batch, with one in the process that serves them, and
with one in a process of its own (`checklist work`) on the same machine."""

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.province import Seen, ask_at_rate, finish
from benchmarks.scale.answers import citizens, points
from benchmarks.scale.running import a_database, a_process, opened, processor_time, settle
from checklist_app.clock import now
from checklist_app.demo import load_demo
from checklist_app.reports.batch_model import Batch, Order, Stage
from checklist_app.reports.batch_visits import choices
from checklist_app.web.context import Collections

VISITS = 12
RATE = 20.0  # answers a second
WARM_UP = 2.0
LONGEST = 600.0  # seconds until a batch is given up
ALONE, HERE, ELSEWHERE = "no batch", "in the process that serves", "in a process of its own"


@dataclass
class Figures:
    seen: Seen = field(default_factory=Seen)
    took: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)  # processors that serving kept at work


def run(arguments: argparse.Namespace) -> None:
    figures = {name: Figures() for name in (ALONE, HERE, ELSEWHERE)}
    with tempfile.TemporaryDirectory() as place, a_database() as (_, url):
        folder = Path(place)
        with opened(url, folder) as held:
            load_demo(held, password="a password for the benchmark")
            codes = points(held, 50)
            people = {person.sign_in: person for person in held.people.all()}
            finish(held, people, VISITS)
            for number in range(arguments.rounds):
                names = [*figures] if number % 2 == 0 else [*reversed(figures)]
                for name in names:
                    settle()
                    _measure(name, url, folder, held, codes, arguments.seconds, figures[name])
    _print(figures, arguments.rounds)


def _measure(
    name: str, url: str, folder: Path, held: Collections, codes: list[str], seconds: float, figures: Figures
) -> None:
    with ExitStack() as stack:
        where = "elsewhere" if name == ELSEWHERE else "here"
        serving = stack.enter_context(a_process(url, folder, CHECKLIST_BATCHES=where))
        if name == ELSEWHERE:
            stack.enter_context(a_process(url, folder, "work", CHECKLIST_BATCHES=where))
        asking = citizens(codes)

        async def load(until: asyncio.Future[None]) -> Seen:
            seen, ends = Seen(), asyncio.Event()
            running = asyncio.create_task(
                ask_at_rate(serving.port, asking, seen, RATE, ends, b"HTTP/1.1 303")
            )
            await until
            ends.set()
            await asyncio.wait_for(running, 60)
            return seen

        async def measured() -> Seen:
            await load(asyncio.ensure_future(asyncio.sleep(WARM_UP)))
            if name == ALONE:
                return await load(asyncio.ensure_future(asyncio.sleep(seconds)))
            return await load(asyncio.ensure_future(asyncio.to_thread(_make, held)))

        began, worked = time.perf_counter(), processor_time([serving.process])
        figures.seen = figures.seen.with_more(asyncio.run(measured()))
        took = time.perf_counter() - began
        figures.took.append(took - WARM_UP)
        figures.served.append((processor_time([serving.process]) - worked) / took)


def _make(held: Collections) -> None:
    supervisor = next(person for person in held.people.all() if person.sign_in == "demo-supervisor")
    place = max(choices(held.visits, supervisor), key=lambda choice: choice.visits)
    order = Order(place.province, place.year, ("pdf",))
    batch = held.batches.begin(supervisor, order, at=now())
    ends = time.monotonic() + LONGEST
    while (found := held.batches.fetch(supervisor, batch.id)).is_open and time.monotonic() < ends:
        time.sleep(0.5)
    _check(found)


def _check(batch: Batch) -> None:
    if batch.stage is not Stage.READY or batch.failures:
        raise SystemExit(f"the batch ended as {batch}")


def _print(figures: dict[str, Figures], rounds: int) -> None:
    refused = sum(each.seen.refused for each in figures.values())
    print(f"\nAnswers at {RATE:g} a second while {VISITS + 1} reports are made, {rounds} rounds\n")
    print("| batch | p50 ms | to none | p99 ms | to none | seconds | processors of serving |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    alone = figures[ALONE].seen
    for name, each in figures.items():
        p50, p99 = (_told(each.seen, alone, percent) for percent in (50, 99))
        took, served = statistics.median(each.took), statistics.median(each.served)
        print(f"| {name} | {p50} | {p99} | {took:.0f} | {served:.2f} |")
    if refused:
        print(f"\n{refused} answers were not thanked for")


def _told(seen: Seen, alone: Seen, percent: int) -> str:
    return f"{seen.at(percent) * 1000:.1f} | {seen.at(percent) / alone.at(percent):.2f}"
