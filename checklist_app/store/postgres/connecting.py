"""Connections to the server: a pool, and what is done when one of them breaks. Work that failed for a reason
that has nothing to do with what it says (a lost connection, another primary, a deadlock) is done again on
another connection, after a moment whose length is chance, until the patience of whoever waits is over. So
work must be such that doing it twice is doing it once."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from checklist_app.errors import Problem, unavailable
from checklist_app.ids import jitter
from checklist_app.store.postgres import statements as say

Row: TypeAlias = tuple[Any, ...]
Connection: TypeAlias = psycopg.Connection[Row]
T = TypeVar("T")

CONNECTING: Final = 5  # seconds
FIRST_PAUSE: Final = 0.01
LONGEST_PAUSE: Final = 0.5
_log = logging.getLogger(__name__)

# Another try may succeed: with a new connection, after the other side has gone on, on the new primary.
PASSING: Final = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.UniqueViolation,  # somebody made the same row first: the next try sees it
    errors.ReadOnlySqlTransaction,  # a primary that has become a standby
    errors.IdleInTransactionSessionTimeout,  # this process was held up; the others did not wait for it
)
# The server cannot, and trying at once again would only add to it.
FINAL: Final = (errors.DiskFull, errors.OutOfMemory, errors.InsufficientPrivilege, errors.QueryCanceled)
REFUSALS: Final[tuple[tuple[type[Exception], str], ...]] = (  # the first that fits
    (errors.DiskFull, "store.database_full"),
    (errors.OutOfMemory, "store.database_full"),
    (errors.InsufficientPrivilege, "store.database_rights"),
    (errors.ReadOnlySqlTransaction, "store.database_read_only"),
    (psycopg.OperationalError, "store.unreachable"),
    (psycopg.ProgrammingError, "store.database_foreign"),
    (psycopg.IntegrityError, "store.database_foreign"),
    (psycopg.DataError, "store.database_foreign"),
)
_WARNING: Final = "01000"
# The server asks, too, whether this machine is there: when its power is cut in the middle of a write, the
# server takes its locks away while the others still wait. (Its time-out for who is idle in a transaction does
# not count here: the library ends a pipeline with one message more, which stops that clock.)
HEARD_OF: Final = {"tcp_keepalives_idle": 3, "tcp_keepalives_interval": 1, "tcp_keepalives_count": 3}


class Patience(NamedTuple):
    """`waits`: seconds that whoever waits for an answer gives the server to come back.
    `silence`: seconds after which a connection that was asked something counts as broken.
    `statement`: milliseconds for one statement; 0: no end."""

    waits: float = 8.0
    silence: float = 20.0
    statement: int = 15_000


PATIENCE: Final = Patience()


class Connections:
    def __init__(self, url: str, *, most: int, pooled: bool = False, patience: Patience = PATIENCE) -> None:
        """`pooled`: a pooler stands between, which gives each transaction another connection."""
        self._patience = patience
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            kwargs=options(url, pooled=pooled, patience=patience),
            configure=self._listen,
            min_size=1,
            max_size=most,
            timeout=patience.waits,
            max_lifetime=1800,
            reconnect_timeout=patience.waits,
            open=False,
            name="store",
        )
        self._asked: dict[int, tuple[float, Connection]] = {}
        self._warned: set[int] = set()
        self._guard = threading.Lock()
        self.closing = threading.Event()
        self.fault: str | None = None
        self._pool.open()
        threading.Thread(target=self._watch, name="store-watch", daemon=True).start()

    def run(self, act: Callable[[Connection], T]) -> T:
        until, pause = time.monotonic() + self._patience.waits, FIRST_PAUSE
        while True:
            try:
                with self._borrowed(until) as connection:
                    answer = act(connection)
            except (psycopg.Error, PoolTimeout) as error:
                if self.closing.is_set():
                    raise unavailable("store.closed") from error
                if time.monotonic() + pause > until or not may_pass(error):
                    raise self._refusal(error) from error
                time.sleep(jitter(pause))
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self.fault = None
                return answer

    def ask(self, statement: str, parameters: tuple[object, ...]) -> list[Row]:
        return self.run(lambda connection: _found(connection, statement, parameters))

    def change(self, statement: str, parameters: tuple[object, ...]) -> int:
        """In how many rows."""
        return self.run(lambda connection: connection.execute(statement, parameters).rowcount)

    def figures(self) -> dict[str, int]:
        return dict(self._pool.get_stats())

    def close(self) -> None:
        self.closing.set()
        self._pool.close()

    @contextmanager
    def _borrowed(self, until: float) -> Iterator[Connection]:
        with self._pool.connection(timeout=max(until - time.monotonic(), 0.05)) as connection:
            try:
                with self._watched(connection), _lost(connection):
                    yield connection
            except psycopg.Error as error:
                _clear(connection, error)
                raise

    @contextmanager
    def _watched(self, connection: Connection) -> Iterator[None]:
        with self._guard:
            self._asked[id(connection)] = (time.monotonic(), connection)
        try:
            yield
        finally:
            with self._guard:
                del self._asked[id(connection)]
                warned = id(connection) in self._warned
                self._warned.discard(id(connection))
        if warned:
            raise errors.StatementCompletionUnknown("committed here, perhaps on no other machine")

    def _listen(self, connection: Connection) -> None:
        connection.add_notice_handler(partial(self._hear, id(connection)))

    def _hear(self, connection: int, said: errors.Diagnostic) -> None:
        """Who stops a commit that waits for its standbys makes the server say done all the same, with a
        warning. It is not done: asking again waits again."""
        if said.sqlstate == _WARNING and said.severity_nonlocalized == "WARNING":
            with self._guard:
                self._warned.add(connection)

    def _watch(self) -> None:
        """A commit waits for its standbys without end, also on a primary that has been replaced meanwhile;
        then only cutting the line lets whoever waits ask the new one."""
        while not self.closing.wait(min(self._patience.silence / 4, 1.0)):
            with self._guard:  # whose line is cut here is not given back meanwhile
                for since, connection in self._asked.values():
                    if time.monotonic() - since > self._patience.silence:
                        _cut(connection)

    def _refusal(self, error: Exception) -> Problem:
        _log.warning("store: %s: %s", type(error).__name__, str(error).strip())
        self.fault = code_of(error)
        return unavailable(self.fault)


def options(url: str, *, pooled: bool, patience: Patience = PATIENCE) -> dict[str, Any]:
    """What the address says itself counts. A pooler knows neither prepared statements nor settings of a
    connection: the role has to have them."""
    given = conninfo_to_dict(url)
    ours: dict[str, Any] = {
        "connect_timeout": CONNECTING,
        "application_name": "checklist",
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
    if not pooled:
        settings = {"statement_timeout": patience.statement, "TimeZone": "UTC", **HEARD_OF}
        said = " ".join(f"-c {name}={value}" for name, value in settings.items())
        ours["options"] = f"{said} {given.pop('options', '')}"
    return {
        **{name: value for name, value in ours.items() if name not in given},
        "autocommit": True,
        "prepare_threshold": None if pooled else 5,
        "client_encoding": "UTF8",
    }


def may_pass(error: Exception) -> bool:
    if isinstance(error, PASSING):
        return True
    if isinstance(error, FINAL):
        return False
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | PoolTimeout)


def _found(connection: Connection, statement: str, parameters: tuple[object, ...]) -> list[Row]:
    """A text that no database can hold (somebody made up an address) is in none."""
    try:
        return connection.execute(statement, parameters).fetchall()
    except UnicodeEncodeError:
        return []
    except psycopg.DataError as error:
        if error.sqlstate is None:  # it was never sent
            return []
        raise


def code_of(error: Exception) -> str:
    """What a person is told of it."""
    return next((code for kind, code in REFUSALS if isinstance(error, kind)), "store.unreachable")


@contextmanager
def _lost(connection: Connection) -> Iterator[None]:
    """A line that ends between several statements may make the library stumble: then it says an error of
    Python's own (its list of what is still to be answered is empty, say). What was asked is asked again."""
    try:
        yield
    except (psycopg.Error, Problem):
        raise
    except Exception as error:
        if _answers(connection):
            raise
        raise psycopg.OperationalError(f"{type(error).__name__}: {error}") from error


def _answers(connection: Connection) -> bool:
    try:
        connection.rollback()
        connection.execute(say.PING)
    except psycopg.Error:
        connection.close()
        return False
    return True


def _clear(connection: Connection, error: psycopg.Error) -> None:
    """What is returned to the pool has no transaction; one that speaks to a standby goes."""
    try:
        if isinstance(error, errors.ReadOnlySqlTransaction):
            connection.close()
        else:
            connection.rollback()
    except psycopg.Error:
        connection.close()


def _cut(connection: Connection) -> None:
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.Error):
        return  # it has gone by itself
