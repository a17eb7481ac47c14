"""The same pages of a small and of a large database. Both hold the same register and the same office with
the same round of 1,000 answers; the large one has a hundred times the answers beside it, in streams of
other points, as the years and the other offices of a country leave them."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.scale.answers import points
from benchmarks.scale.running import a_database, an_app, opened, settle
from benchmarks.survey import body_of
from checklist_app.clock import now, today
from checklist_app.store import canonical, chain_hash
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.periods import Period
from checklist_app.web.context import Collections

FEW = 100_000
OF_A_STREAM = 1_000
REQUESTS = 40
Pages = dict[str, str]  # their names and addresses
COPY_ENTRIES = "COPY entries (stream, seq, id, hash, body) FROM STDIN"
COPY_HEADS = "COPY heads (stream, seq, hash) FROM STDIN"


def run(arguments: argparse.Namespace) -> None:
    sizes = (FEW, arguments.many)
    with tempfile.TemporaryDirectory() as place, a_database() as (server, _):
        folder = Path(place)
        urls = {answers: server.new_database() for answers in sizes}
        pages = {answers: _prepare(url, folder, answers) for answers, url in urls.items()}
        settle()
        times = _times(urls, pages, folder, arguments.rounds)
    print(f"\nPages with {FEW:,} and with {arguments.many:,} answers, asked for in turn, medians in ms\n")
    print(f"| page | {FEW:,} | {arguments.many:,} | ratio |\n| --- | ---: | ---: | ---: |")
    for page in pages[FEW]:
        few, many = (statistics.median(times[answers, page]) for answers in sizes)
        print(f"| {page} | {few:.1f} | {many:.1f} | {many / few:.2f} |")


def _prepare(url: str, folder: Path, answers: int) -> Pages:
    with opened(url, folder) as held:
        codes = points(held, 10)
        agency = next(point.agency for point in held.surveys.points.all())
    own = [stream_of(code, Period.of(today())) for code in codes[:1]]
    others = [f"survey/zz{n:06}/2568-1" for n in range(answers // OF_A_STREAM - len(own))]
    began = time.perf_counter()
    _fill(url, [*own, *others])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) entries")
        connection.execute("CHECKPOINT")
    print(f"{answers:,} answers written in {time.perf_counter() - began:.0f} s", flush=True)
    period = Period.of(today())
    return {
        "home of the office": "/",
        "results of its round": f"/surveys/{agency}/results/{period.year}/{period.number}",
        "watch of the province": "/surveys/watch",
    }


def _times(
    urls: dict[int, str], pages: dict[int, Pages], folder: Path, rounds: int
) -> dict[tuple[int, str], list[float]]:
    taken: dict[tuple[int, str], list[float]] = {(size, page): [] for size in urls for page in pages[size]}
    with ExitStack() as stack:
        asking = {}
        for size, url in urls.items():
            _, held, client = stack.enter_context(an_app(url, folder))
            asking[size] = _asking(held, client)
        for number in range(rounds * REQUESTS + 1):
            for size, page in taken:
                took = asking[size](pages[size][page])
                if number:  # not the first: that compiles the templates
                    taken[size, page].append(took)
    return taken


def _fill(url: str, streams: Sequence[str]) -> None:
    """As the store would have written them, chains and all; the bodies of a thousand citizens come again."""
    bodies = [canonical(body_of(n)) for n in range(OF_A_STREAM)]
    with psycopg.connect(url, autocommit=True) as connection:
        for first in range(0, len(streams), 100):
            some = streams[first : first + 100]
            heads: list[tuple[str, int, str]] = []
            with connection.cursor().copy(COPY_ENTRIES) as copy:
                for stream in some:
                    for row in _entries(stream, bodies, heads):
                        copy.write_row(row)
            with connection.cursor().copy(COPY_HEADS) as copy:
                for head in heads:
                    copy.write_row(head)


def _entries(
    stream: str, bodies: Sequence[bytes], heads: list[tuple[str, int, str]]
) -> Iterator[tuple[Any, ...]]:
    last = ""
    for seq, body in enumerate(bodies, start=1):
        id = f"filled{seq:08}"
        last = chain_hash(last, stream=stream, seq=seq, id=id, body=body)
        yield stream, seq, id, last, body.decode()
    heads.append((stream, len(bodies), last))


def _asking(held: Collections, client: Any) -> Callable[[str], float]:
    person, password = held.people.add_administrator(sign_in="benchmark", name="ผู้วัด")
    held.people.change_password(person.id, current=password, new="chosen by whoever measures")
    client.set_cookie("checklist", held.sessions.begin(person.id, device="benchmark", at=now()))

    def ask(address: str) -> float:
        began = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        return (time.perf_counter() - began) * 1000

    return ask
