"""The server fails in every way it knows: whoever waits gets an answer or one Problem, what was acknowledged
is there, and service comes back by itself."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors

from checklist_app.errors import Problem
from checklist_app.ids import new_code
from checklist_app.store import Document, NewEntry, Store
from checklist_app.store.postgres import committing, engine
from checklist_app.store.postgres.block import Block
from checklist_app.store.postgres.committing import Added, Shape, commit
from checklist_app.store.postgres.connecting import PATIENCE, Connection
from tests.servers.line import Line
from tests.servers.postgres import QUICK, Server, a_server
from tests.store.postgres.conftest import Opened
from tests.store.postgres.proving import prove

HASTY = PATIENCE._replace(waits=1.0, silence=2.0)


pytestmark = pytest.mark.slow


@pytest.fixture
def own_server() -> Iterator[Server]:
    """One that may be stopped."""
    with a_server((*QUICK, "max_connections=12", "superuser_reserved_connections=4")) as server:
        yield server


class Load:
    """Writers that note what was acknowledged and what was refused."""

    def __init__(self, *stores: Store, writers: int = 4) -> None:
        self.acknowledged: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.failures: list[BaseException] = []
        self._stores = stores
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(writers)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def goes_on(self) -> None:
        """Something is acknowledged that was begun after this was asked."""
        wanted, until = len(self.acknowledged) + 2 * len(self._threads), time.monotonic() + 60
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, "no write is acknowledged any more"
            time.sleep(0.01)

    def judge(self, store: Store, url: str) -> None:
        assert self.failures == []
        assert not any(thread.is_alive() for thread in self._threads)
        assert set(self.refused) <= {"store.unreachable"}
        there = {(stream, entry.id) for stream in store.streams() for entry in store.read(stream)}
        there |= {("document", document.id) for document in store.find("rounds")}
        assert set(self.acknowledged) - there == set()
        prove(store, url)

    def _write(self, writer: int) -> None:
        n = 0
        try:
            while not self._over.is_set():
                n += 1
                self._once(self._stores[writer % len(self._stores)], f"{writer}-{n}")
        except BaseException as failure:  # noqa: BLE001 - told by judge
            self.failures.append(failure)

    def _once(self, store: Store, id: str) -> None:
        try:
            store.append("all", [NewEntry(id, {"v": 1})])
            self.acknowledged.append(("all", id))
            with store.transaction():
                store.put("rounds", id, {"agency": id}, version=0)
                store.append(f"own/{id}", [NewEntry(id, {"v": 2})])
            self.acknowledged += [("document", id), (f"own/{id}", id)]
        except Problem as problem:
            self.refused.append(problem.code)


def test_nothing_is_lost_while_every_connection_is_ended_again_and_again(
    database: str, postgres: Server, opened: Opened
) -> None:
    stores = opened(database), opened(database)
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    name = database.rsplit("/", 1)[1]
    with Load(*stores) as load:
        for _ in range(15):
            postgres.execute(f"{ended} AND pid <> pg_backend_pid()", database=name)
            time.sleep(0.1)
        load.goes_on()
    load.judge(stores[0], database)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_nothing_is_lost_when_the_server_starts_again(mode: str, opened: Opened) -> None:
    with a_server(("max_connections=50",)) as server:
        url = server.new_database()
        store = opened(url)
        with Load(store) as load:
            load.goes_on()
            server.stop(mode)
            server.start()
            load.goes_on()
        load.judge(store, url)
        store.close()


def test_the_server_asks_whether_who_holds_locks_is_still_there(database: str, opened: Opened) -> None:
    """Sooner than the others lose their patience. That it then lets go is the operating system's promise."""
    store = opened(database)
    asked = [
        store.connections.run(lambda one, name=name: one.execute(f"SHOW {name}".encode()).fetchone())  # type: ignore[misc]
        for name in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count")
    ]
    idle, interval, times = (int(value) for (value,) in asked)
    assert idle + interval * times < PATIENCE.waits


def test_a_line_that_has_fallen_silent_is_given_up(line: Line, database: str, opened: Opened) -> None:
    store = opened(line.url, patience=HASTY)
    store.head("s")
    line.silent = True
    assert code_of(lambda: store.append("s", [NewEntry("x", {})])) == "store.unreachable"
    line.silent = False
    line.cut()
    until(lambda: code_of(lambda: store.append("s", [NewEntry("x", {})])) is None)
    assert [entry.seq for entry in store.read("s")] == [1]


def test_a_database_that_can_only_be_read_is_read_and_says_so_of_writing(
    database: str, postgres: Server, opened: Opened
) -> None:
    store = opened(database, patience=HASTY)
    store.append("s", [NewEntry("x", {})])
    name = database.rsplit("/", 1)[1]
    postgres.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    later = opened(database, patience=HASTY)
    assert later.head("s").seq == 1
    assert code_of(lambda: later.append("s", [NewEntry("y", {})])) == "store.database_read_only"
    assert code_of(lambda: later.put("rounds", "a", {}, version=0)) == "store.database_read_only"
    postgres.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    until(lambda: code_of(lambda: later.append("s", [NewEntry("y", {})])) is None)
    assert later.fault() is None


def test_who_finds_no_free_connection_waits_and_is_then_told_once(own_server: Server, opened: Opened) -> None:
    url = own_server.new_database()
    own_server.execute("CREATE ROLE app LOGIN")
    own_server.execute(f'ALTER DATABASE "{url.rsplit("/", 1)[1]}" OWNER TO app')
    own_server.execute("GRANT ALL ON SCHEMA public TO app", database=url.rsplit("/", 1)[1])
    mine = own_server.url(url.rsplit("/", 1)[1], user="app")
    crowd = [opened(mine, connections=8) for _ in range(2)]
    with Load(*crowd, writers=16) as load:
        load.goes_on()
        load.goes_on()
    assert load.refused == []
    load.judge(crowd[0], url)


def test_a_commit_that_no_standby_confirms_is_acknowledged_by_nobody(opened: Opened) -> None:
    """Not when the line is cut at last, not when somebody stops the waiting, and not when it is said
    again."""
    with a_server((*QUICK[:2], "max_connections=50")) as server:
        url = server.new_database()
        store = opened(url, patience=PATIENCE._replace(waits=1.0, silence=1.5, statement=1_000))
        store.append("s", [NewEntry("before", {}), NewEntry("it", {})])
        server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        server.execute("SELECT pg_reload_conf()")
        until(lambda: server.execute("SHOW synchronous_standby_names") == [("nobody",)])
        for name in "abc":
            assert code_of(store.append, "s", [NewEntry(name, {})]) == "store.unreachable"
        assert store.head("s").seq == 2  # nobody is shown what could still be lost
        with _waits_are_stopped(server):
            for _ in range(2):
                assert code_of(lambda: store.append("t", [NewEntry("x", {})])) == "store.unreachable"
                assert code_of(lambda: store.put("rounds", "x", {}, version=0)) in {
                    "store.unreachable",
                    "store.stale",  # it is there by now, and who wrote it was told that perhaps it is not
                }
        server.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        server.execute("SELECT pg_reload_conf()")
        until(lambda: code_of(lambda: store.append("s", [NewEntry("a", {})])) is None)
        store.append("t", [NewEntry("x", {})])
        assert len([entry for entry in store.read("s") if entry.id == "a"]) == 1
        prove(store, url)
        store.close()


@contextmanager
def _waits_are_stopped(server: Server) -> Iterator[None]:
    over = threading.Event()
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"

    def stop() -> None:
        while not over.wait(0.05):
            server.execute(waiting)

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_statement_that_takes_too_long_is_a_problem_and_ends(
    database: str, postgres: Server, opened: Opened
) -> None:
    """Somebody at the database holds a row, and goes to lunch."""
    store = opened(database, patience=HASTY._replace(statement=500))
    store.put("rounds", "a", {}, version=0)
    with psycopg.connect(database) as operator:
        operator.execute("SELECT * FROM documents FOR UPDATE")
        assert code_of(lambda: store.put("rounds", "a", {"agency": "x"}, version=1)) == "store.unreachable"
    assert store.put("rounds", "a", {"agency": "x"}, version=1).version == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a small disk")
def test_a_full_disk_is_said_and_service_comes_back_with_room(opened: Opened) -> None:
    with a_server() as server:
        disk = server.folder.parent / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=14m,mode=777", "none", str(disk)], check=False
        )
        if mounted.returncode:
            pytest.skip("no disk can be mounted here")
        try:
            (disk / "space").mkdir()
            shutil.chown(disk / "space", "postgres")
            server.execute(f"CREATE TABLESPACE small LOCATION '{disk}/space'")
            server.execute("CREATE DATABASE small TABLESPACE small")
            url = server.url("small")
            store = opened(url)
            added = [n for n in range(300) if code_of(store.append, "s", [large(n)]) is None]
            assert code_of(store.append, "s", [large(300)]) == "store.database_full"
            assert store.head("s").seq == len(added) > 0
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            assert store.append("s", [large(301)])[0].seq == len(added) + 1
            assert store.fault() is None
            prove(store, url)
            store.close()
            server.execute("DROP DATABASE small WITH (FORCE)")
            server.execute("DROP TABLESPACE small")
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)


def large(n: int) -> NewEntry:
    return NewEntry(f"large {n}", {"text": new_code(40_000)})


def test_nothing_can_be_asked_for_that_a_database_cannot_hold(database: str, opened: Opened) -> None:
    store = opened(database)
    for odd in ("\0", "a\0", "\ud800", "\n" * 300):
        assert store.get("rounds", odd) is None
        assert (store.read(odd), store.head(odd).seq, store.streams(odd)) == ([], 0, [])
        assert code_of(store.delete, "rounds", odd, version=1) == "store.no_document"
        assert store.find("rounds", {"agency": odd}) == []
        with store.transaction():
            assert (store.get("rounds", odd), store.head(odd).seq) == (None, 0)
            store.append("stream", [NewEntry("asked", {})])
    assert store.fault() is None


def test_what_was_committed_is_not_judged_again_when_its_answer_was_lost(
    database: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(database), opened(database)
    other.put("agencies", "a", {}, version=0)
    lost: list[Document] = []

    def commit_and_lose(connection: Connection, block: Block, shapes: Mapping[str, Shape]) -> Added:
        added = commit(connection, block, shapes)
        if added and not lost:
            lost.append(other.put("agencies", "a", {"code": "changed since"}, version=1))
            raise psycopg.OperationalError
        return added

    monkeypatch.setattr(engine, "commit", commit_and_lose)
    with store.transaction():
        assert store.get("agencies", "a")
        store.append("stream", [NewEntry("e", {})])
    assert [entry.id for entry in other.read("stream")] == ["e"]
    assert lost


def test_what_somebody_else_delivered_in_the_place_of_a_failed_try_is_not_ones_own(
    database: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the same number and with the same hash. That a try of one's own whose answer was lost counts as
    one's own is shown by test_cut_lines.py."""
    store, other = opened(database), opened(database)
    delivered, write = [NewEntry("e", {"v": 1})], committing._write

    def fail_once(connection: Connection, *given: Any) -> None:
        monkeypatch.setattr(committing, "_write", write)
        connection.rollback()
        other.append("stream", delivered)
        raise errors.SerializationFailure

    monkeypatch.setattr(committing, "_write", fail_once)
    [known] = store.append("stream", delivered)
    assert (known.seq, known.fresh) == (1, False)


def test_what_is_damaged_is_said_and_keeps_nobody_from_the_rest(database: str, opened: Opened) -> None:
    store = opened(database)
    store.put("rounds", "whole", {"agency": "a"}, version=0)
    store.put("rounds", "broken", {"agency": "a"}, version=0)
    store.append("s", [NewEntry("x", {})])
    with psycopg.connect(database) as operator:
        operator.execute("UPDATE documents SET body = '{\"agency' WHERE id = 'broken'")
        operator.execute("UPDATE entries SET body = '[]'")
    assert store.get("rounds", "whole")
    for look in (
        lambda: store.get("rounds", "broken"),
        lambda: store.get_all("rounds", ["whole", "broken"]),
        lambda: store.find("rounds", {"agency": "a"}),
        lambda: store.find_each("rounds", "agency", ["a"]),
        lambda: store.read("s"),
    ):
        assert code_of(look) == "store.document_damaged"
    with psycopg.connect(database) as operator:
        operator.execute("UPDATE documents SET keys = '?' WHERE id = 'broken'")
    assert code_of(lambda: store.put("rounds", "broken", {}, version=1)) == "store.document_damaged"
    assert store.put("rounds", "whole", {}, version=1).version == 2


def test_a_closed_store_says_so_at_once(database: str, opened: Opened) -> None:
    store = opened(database)
    store.close()
    before = time.monotonic()
    assert code_of(lambda: store.head("s")) == "store.closed"
    assert time.monotonic() - before < PATIENCE.waits


def code_of(act: Callable[..., object], *given: object, **named: object) -> str | None:
    try:
        act(*given, **named)
    except Problem as problem:
        return problem.code
    return None


def until(happened: Callable[[], bool]) -> None:
    over = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < over
        time.sleep(0.02)
