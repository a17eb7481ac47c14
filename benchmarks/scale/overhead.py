"""What the store adds to a bare INSERT that is committed and on the disk."""

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from itertools import count

import psycopg

from benchmarks.scale.running import SECRET, a_database, settle
from checklist_app.app import KINDS
from checklist_app.store import Body, NewEntry, Store, canonical
from checklist_app.store.postgres import open_database

BODY: Body = {
    "day": "2569-11-02",
    "channel": "open",
    "questions": "standard",
    "given": {"process": 5, "channels": 4, "staff": 5, "facilities": 3, "overall": 4, "visitor": "resident"},
    "flags": [],
}
TABLE = (
    "CREATE TABLE bare (stream text NOT NULL, id text NOT NULL, body text NOT NULL, PRIMARY KEY (stream, id))"
)
INSERT = "INSERT INTO bare (stream, id, body) VALUES (%s, %s, %s)"
SPELLED = canonical(BODY).decode()
_numbers = count()


def run(arguments: argparse.Namespace) -> None:
    with a_database() as (_, url):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TABLE)
        store = open_database(url, KINDS, secret=SECRET)
        print(f"\nAn answer written durably, {arguments.rounds} rounds in turn, medians, microseconds each\n")
        print("| threads | bare INSERT | through the store | ratio |\n| ---: | ---: | ---: | ---: |")
        try:
            for threads in (1, 8):
                _compare(url, store, threads, arguments)
        finally:
            store.close()


def _compare(url: str, store: Store, threads: int, arguments: argparse.Namespace) -> None:
    bare, ours = [], []
    for _ in range(arguments.rounds):
        settle()
        bare.append(_each(lambda n: _bare(url, n), threads, arguments.seconds))
        settle()
        ours.append(_each(lambda n: _through(store, n), threads, arguments.seconds))
    plain, wrapped = statistics.median(bare), statistics.median(ours)
    print(f"| {threads} | {plain:.0f} | {wrapped:.0f} | {wrapped / plain:.2f} |")


def _bare(url: str, thread: int) -> Callable[[], object]:
    connection = psycopg.connect(url, autocommit=True)
    return lambda: connection.execute(INSERT, (f"s{thread}", f"{next(_numbers):026}", SPELLED))


def _through(store: Store, thread: int) -> Callable[[], object]:
    return lambda: store.append(f"s{thread}", [NewEntry(f"{next(_numbers):026}", BODY)])


def _each(make: Callable[[int], Callable[[], object]], threads: int, seconds: float) -> float:
    """Microseconds for each, all threads together."""
    done = [0] * threads
    acts = [make(thread) for thread in range(threads)]
    for act in acts:
        act()
    until = time.perf_counter() + seconds

    def work(thread: int) -> None:
        act = acts[thread]
        while time.perf_counter() < until:
            act()
            done[thread] += 1

    began = time.perf_counter()
    working = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    return (time.perf_counter() - began) / sum(done) * 1e6
