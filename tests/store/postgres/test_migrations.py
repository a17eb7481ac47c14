"""Many processes start at once, releases follow one another and go back, and each finds what it needs."""

import multiprocessing
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest

from checklist_app import clock
from checklist_app.errors import Problem
from checklist_app.store import Document, Kind, NewEntry
from checklist_app.store.postgres import PostgresStore, caretaker, open_database, opening, schema
from checklist_app.store.postgres.block import Block
from checklist_app.store.postgres.caretaker import Caretaker
from checklist_app.store.postgres.committing import Added, Shape, commit
from checklist_app.store.postgres.connecting import Connection
from checklist_app.store.postgres.schema import Step
from tests.store.conftest import KINDS, SECRET
from tests.store.postgres.conftest import Opened
from tests.store.postgres.proving import prove_indexes
from tests.store.postgres.test_opening import said

OLD = (Kind("people", indexes=("office",)),)
NEW = (Kind("people", indexes=("office", "duty"), unique=("card",)),)
NOTES = Step(schema.LATEST + 1, 1, ("CREATE TABLE IF NOT EXISTS notes (id text NOT NULL, PRIMARY KEY (id))",))

STATEMENTS = sum(len(step.statements) for step in schema.STEPS) + 1


def start(url: str, n: int) -> None:
    with closing(open_database(url, KINDS, secret=SECRET)) as store:
        store.append("started", [NewEntry(str(n), {"n": n})])


@pytest.mark.slow
def test_eight_processes_that_start_at_once_all_come_up(database: str) -> None:
    said(
        database,
        f'ALTER DATABASE "{database.rsplit("/", 1)[1]}" SET default_transaction_isolation = serializable',
    )
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=start, args=(database, n)) for n in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(90)
    assert [process.exitcode for process in processes] == [0] * 8
    with closing(open_database(database, KINDS, secret=SECRET)) as store:
        assert sorted(entry.id for entry in store.read("started")) == [str(n) for n in range(8)]
    assert said(database, "SELECT kind, number FROM kinds ORDER BY kind") == [("agencies", 1), ("rounds", 1)]


@pytest.mark.parametrize("cut_after", range(0, STATEMENTS, 3))
def test_a_start_that_was_cut_off_is_done_again(
    cut_after: int, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of the steps: what it made is there, what it noted is not."""
    left = [cut_after]
    run = opening._run_again

    def cut(connection: Connection, statement: str) -> None:
        if not left[0]:
            connection.close()
        left[0] -= 1
        run(connection, statement)

    monkeypatch.setattr(opening, "_run_again", cut)
    with pytest.raises(Problem):
        open_database(database, KINDS, secret=SECRET)
    monkeypatch.undo()
    with closing(open_database(database, KINDS, secret=SECRET)) as store:
        assert store.append("s", [NewEntry("x", {})])[0].seq == 1


def test_a_step_is_added_while_the_earlier_release_goes_on(
    database: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = opened(database)
    old.append("s", [NewEntry("before", {})])
    ran: list[str] = []
    run = opening._run_again

    def noted(connection: Connection, statement: str) -> None:
        ran.append(statement)
        run(connection, statement)

    monkeypatch.setattr(opening, "_run_again", noted)
    with monkeypatch.context() as later:
        later.setattr(schema, "STEPS", (*schema.STEPS, NOTES))
        later.setattr(schema, "LATEST", NOTES.number)
        for _ in range(2):
            new = opened(database)
            old.append("s", [NewEntry(f"old {len(ran)} {id(new)}", {})])
            new.put("rounds", str(id(new)), {}, version=0)
    assert ran == list(NOTES.statements)
    assert opened(database).count("rounds") == 2  # the earlier one may start again, too
    said(database, f"UPDATE installation SET works_with = {NOTES.number}")
    with pytest.raises(Problem, match=r"store\.database_newer"):
        opened(database)


def people(store: PostgresStore, **where: str) -> list[str]:
    return [document.id for document in store.find("people", where)]


def open_as(kinds: tuple[Kind, ...], url: str) -> PostgresStore:
    return open_database(url, kinds, secret=SECRET)


def test_what_an_earlier_release_wrote_is_found_under_a_new_field(database: str) -> None:
    with closing(open_as(OLD, database)) as old:
        for n in range(120):
            old.put("people", f"{n:03}", {"office": "a", "duty": str(n % 2), "card": str(n)}, version=0)
        with closing(open_as(NEW, database)) as new:
            assert len(people(new, duty="1")) == 60
            assert people(new, card="7") == ["007"]
            held = new.get("people", "007")
            assert held is not None
            assert held.version == 1  # whoever is editing it may go on
            with pytest.raises(Problem, match=r"store\.taken"):
                new.put("people", "other", {"card": "7"}, version=0)

            old.put("people", "meanwhile", {"office": "b", "duty": "1"}, version=0)
            old.put("people", "007", {"office": "b", "duty": "1", "card": "7"}, version=1)
            assert "meanwhile" not in people(new, duty="1")
            caretaker_of(new).index_anew()
            assert {"meanwhile", "007"} <= set(people(new, duty="1"))
            assert people(old, office="b") == ["007", "meanwhile"]
    prove_indexes(database, NEW)


@pytest.mark.parametrize("first", [OLD, NEW], ids=["an earlier one", "the later one"])
def test_a_release_that_comes_back_finds_everything_and_takes_nothing_away(
    first: tuple[Kind, ...], database: str
) -> None:
    """Whichever of the two the database has met first."""
    open_as(first, database).close()
    with closing(open_as(NEW, database)) as new:
        new.put("people", "a", {"office": "x", "duty": "1"}, version=0)
        open_as(OLD, database).close()
        with closing(open_as(OLD, database)) as old:
            assert people(old, office="x") == ["a"]
            old.put("people", "b", {"office": "x", "duty": "1"}, version=0)
            assert people(new, duty="1") == ["a"]
            caretaker_of(old).index_anew()
            assert people(new, duty="1") == ["a"]
    with closing(open_as(NEW, database)) as again:
        assert people(again, duty="1") == ["a", "b"]
    prove_indexes(database, NEW)


def test_a_value_that_two_have_already_is_found_under_both(database: str) -> None:
    with closing(open_as(OLD, database)) as old:
        for id in "ab":
            old.put("people", id, {"card": "7"}, version=0)
    with closing(open_as(NEW, database)) as new:
        assert people(new, card="7") == ["a", "b"]
        with pytest.raises(Problem, match=r"store\.taken"):
            new.put("people", "c", {"card": "7"}, version=0)
        new.put("people", "a", {"card": "8"}, version=1)
        held = new.get("people", "b")
        assert held is not None
        new.put("people", "b", {"card": "7"}, version=held.version)
    prove_indexes(database, NEW)


def test_what_is_damaged_keeps_nobody_from_starting_and_nothing_from_being_indexed(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_as(OLD, database)) as old:
        for n in range(120):
            old.put("people", f"{n:03}", {"duty": "1"}, version=0)
        broken = [f"{n:03}" for n in range(60)]  # more than are looked at in one go
        with psycopg.connect(database) as operator:
            operator.execute("UPDATE documents SET body = '{' WHERE id = ANY(%s)", (broken,))
            operator.execute("UPDATE documents SET keys = '{' WHERE id = '060'")
        with closing(open_as(NEW, database)) as new:
            assert people(new, duty="1") == [f"{n:03}" for n in range(61, 120)]
            caplog.clear()
            old.put("people", "meanwhile", {"duty": "1"}, version=0)
            watch = caretaker_of(new)
            watch.index_anew()
            watch.index_anew()
            assert "meanwhile" in people(new, duty="1")
            assert len([said for said in caplog.messages if "is damaged" in said]) == 61  # once


def test_who_edits_while_it_is_indexed_keeps_nobody_from_starting(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited: list[Document] = []

    def commit_late(connection: Connection, block: Block, shapes: Mapping[str, Shape]) -> Added:
        if not shapes["people"].kind.unique and not edited:
            edited.append(old.put("people", "b", {"card": "7", "name": "edited"}, version=1))
        return commit(connection, block, shapes)

    monkeypatch.setattr(caretaker, "commit", commit_late)
    with closing(open_as(OLD, database)) as old:
        for id in "ab":
            old.put("people", id, {"card": "7"}, version=0)
        with closing(open_as(NEW, database)) as new:
            assert people(new, card="7") == ["a", "b"]
    assert edited


def test_what_is_kept_for_repeating_commits_is_forgotten_after_a_day(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_as(OLD, database)) as store:
        for n in range(130):
            store.put("people", str(n), {}, version=0)
        caretaker_of(store).forget()
        assert said(database, "SELECT count(*) FROM commits") == [(130,)]
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1, minutes=1))
        caretaker_of(store).forget()
        assert said(database, "SELECT count(*) FROM commits") == [(0,)]


def caretaker_of(store: PostgresStore) -> Caretaker:
    return Caretaker(store.connections, store._shapes)


def test_the_tables_are_as_the_looks_at_them_expect(database: str) -> None:
    open_as(OLD, database).close()
    with psycopg.connect(database) as connection:
        shown = [
            [column.name for column in connection.execute(look.encode()).description or ()]
            for look in schema.LOOKS
        ]
    assert ["id", "kind", "version", "shape", "keys", "body"] in shown
    assert ["stream", "seq", "id", "hash", "body"] in shown
