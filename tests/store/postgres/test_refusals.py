"""Whatever goes wrong between this process and its database, people are told that it is away, never that the
program is at fault."""

import inspect
from collections.abc import Callable
from typing import NoReturn

import psycopg
import psycopg_pool
import pytest
from psycopg import errors

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import NewEntry
from checklist_app.store.postgres import PostgresStore
from checklist_app.store.postgres.connecting import PATIENCE, Connection
from checklist_app.wording import say
from tests.store.postgres.conftest import Opened

AT_ONCE = PATIENCE._replace(waits=0.0)
"""Does not try again."""
KNOWN = sorted(
    {
        kind
        for module in (psycopg, errors, psycopg_pool)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, psycopg.Error)
    },
    key=lambda kind: kind.__name__,
)


def failing(error: Exception) -> Callable[[Connection], NoReturn]:
    def act(_: Connection) -> NoReturn:
        raise error

    return act


def test_every_error_of_the_library_is_told_as_a_database_that_is_away(
    database: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(database)
    assert len(KNOWN) > 200
    for kind in KNOWN:
        with monkeypatch.context() as patch:
            patch.setattr(store.connections, "_patience", AT_ONCE)
            with pytest.raises(Problem) as caught:
                store.connections.run(failing(kind("said by the test")))
        assert caught.value.kind is ProblemKind.UNAVAILABLE, kind
        assert say(caught.value)
        store.append("s", [NewEntry(kind.__name__, {})])
        assert store.fault() is None
    assert store.head("s").seq == len(KNOWN)


@pytest.mark.parametrize(
    "error", [OSError(9, "Bad file descriptor"), ValueError("-1"), IndexError("pop from an empty deque")]
)
def test_so_is_whatever_python_says_of_a_line_that_has_gone(
    database: str, opened: Opened, error: Exception
) -> None:
    store, tries = opened(database), []

    def act(connection: Connection) -> int:
        tries.append(connection)
        if len(tries) == 1:
            _end(store, connection)
            raise error
        return 1

    assert store.connections.run(act) == 1
    assert len(tries) == 2


def test_a_fault_of_ours_stays_one(database: str, opened: Opened) -> None:
    store = opened(database)
    with pytest.raises(ValueError, match="ours"):
        store.connections.run(failing(ValueError("ours")))
    assert store.append("s", [NewEntry("x", {})])[0].seq == 1


def _end(store: PostgresStore, connection: Connection) -> None:
    """As the server does when it goes down."""
    ended = "SELECT pg_terminate_backend(%s)"
    store.connections.ask(ended, (connection.info.backend_pid,))
    with pytest.raises(psycopg.Error):
        connection.execute("SELECT 1")
