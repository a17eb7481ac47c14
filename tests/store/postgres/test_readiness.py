"""Whoever watches a process hears soon that its database has fallen silent, however many ask, and hears when
it is back."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from flask import Flask

from checklist_app.app import KINDS, create_app
from checklist_app.config import Config
from checklist_app.errors import Problem
from checklist_app.store.postgres import PostgresStore, open_database
from checklist_app.store.postgres.connecting import PATIENCE
from tests.cast import quick_passwords
from tests.servers.line import Line
from tests.servers.postgres import Server
from tests.store.conftest import SECRET
from tests.store.postgres.conftest import Opened
from tests.store.postgres.test_faults import until

WATCHERS = 8


@pytest.fixture
def served(line: Line, config: Config) -> Iterator[Flask]:
    store = open_database(line.url, KINDS, secret=SECRET, connections=2)
    yield create_app(config, store, passwords=quick_passwords())
    line.silent = False
    store.close()


def test_a_silent_database_is_told_before_the_store_loses_its_patience(served: Flask, line: Line) -> None:
    def ask(_: int = 0) -> int:
        return served.test_client().get("/readyz").status_code

    assert ask() == 200
    line.silent = True
    before, begun = threading.active_count(), time.monotonic()
    with ThreadPoolExecutor(WATCHERS) as watchers:
        assert set(watchers.map(ask, range(2 * WATCHERS))) == {503}
    assert time.monotonic() - begun < PATIENCE.waits
    assert threading.active_count() <= before + 1
    line.silent = False
    until(lambda: ask() == 200)


def test_of_several_servers_one_that_is_fenced_is_not_even_read(
    database: str, postgres: Server, line: Line, opened: Opened
) -> None:
    """As an old primary is that somebody has started again."""
    there = urlsplit(line.url).netloc.rpartition("@")[2]
    store = opened(database.replace("@", f"@{there},"), patience=PATIENCE._replace(waits=1.0))
    assert store.head("s").seq == 0
    fence = "default_transaction_read_only"
    name = database.rsplit("/", 1)[1]
    postgres.execute(f'ALTER DATABASE "{name}" SET {fence} = on')
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    with pytest.raises(Problem, match=r"store\."):
        store.head("s")
    postgres.execute(f'ALTER DATABASE "{name}" RESET {fence}')
    until(lambda: _reads(store))


def _reads(store: PostgresStore) -> bool:
    try:
        return store.head("s").seq == 0
    except Problem:
        return False
