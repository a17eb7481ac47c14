"""The counters in PostgreSQL, for all processes: a row for each key and minute, under a salt that a table
holds as long as its day lasts. Both tables are unlogged: not in what is kept for repeating writes, not on
standbys and not in physical backups. They are empty after a crash of the server or a failover, and counting
begins anew. What is deleted when a day is over leaves the server's disk with its next vacuum."""

from collections.abc import Sequence
from datetime import date, datetime
from threading import Lock
from typing import Final

from checklist_app.clock import day_of
from checklist_app.ids import new_secret
from checklist_app.store.counters import LATELY, Seen, hashed
from checklist_app.store.postgres import statements as say
from checklist_app.store.postgres.connecting import Connection, Connections

_MINUTES: Final = int(LATELY.total_seconds()) // 60
_NO_MINUTE: Final = -1


class PostgresCounters:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._guard = Lock()
        self._salts: dict[date, bytes] = {}

    def count(self, keys: Sequence[str], *, at: datetime) -> list[Seen]:
        rows = self._hashed(keys, at)
        seen = self._connections.run(lambda connection: _counted(connection, sorted(rows), at))
        return [seen[row] for row in rows]

    def seen(self, key: str, *, at: datetime) -> Seen:
        (row,) = self._hashed([key], at)
        minute = _minute(at)
        [found] = self._connections.ask(say.SEEN, (minute - _MINUTES, row, _NO_MINUTE))
        return _seen(found, 0)

    def take_back(self, keys: Sequence[str], *, at: datetime) -> None:
        rows = self._hashed(keys, at)
        self._connections.run(lambda connection: _taken_back(connection, sorted(rows), at))

    def forget(self, *, at: datetime) -> None:
        """Ten minutes after its end, because until then somebody may still tell of the day; and what only a
        wrong clock has counted. The salt of the running day is asked for again: the server may have lost it,
        and another process made another."""
        days = day_of(at - LATELY).isoformat(), day_of(at + LATELY).isoformat()
        with self._guard:
            self._salts = {}
        self._connections.change(say.FORGET_SALTS, days)
        self._connections.change(say.FORGET_SEEN, days)

    def _hashed(self, keys: Sequence[str], at: datetime) -> list[str]:
        salt = self._salt(day_of(at))
        return [hashed(salt, key).hex() for key in keys]

    def _salt(self, day: date) -> bytes:
        with self._guard:
            known = self._salts.get(day)
        if known is None:
            known = self._connections.run(lambda connection: _salt_of(connection, day)).encode()
            with self._guard:
                self._salts[day] = known
        return known


def _salt_of(connection: Connection, day: date) -> str:
    """That of whoever asked first."""
    connection.execute(say.ADD_SALT, (day.isoformat(), new_secret()))
    row = connection.execute(say.SALT, (day.isoformat(),)).fetchone()
    return str(row[0]) if row else new_secret()  # forgotten in this very moment


def _counted(connection: Connection, rows: Sequence[str], at: datetime) -> dict[str, Seen]:
    """All on one way to the server and back. In order of the rows, so that no two wait for each other."""
    minute, day = _minute(at), day_of(at).isoformat()
    with connection.pipeline():
        added = [connection.cursor().execute(say.COUNT_SEEN, (row, minute, day)) for row in rows]
        before = [connection.cursor().execute(say.SEEN, (minute - _MINUTES, row, minute)) for row in rows]
    own = [found.fetchone() for found in added]
    earlier = [found.fetchone() for found in before]
    return {
        row: _seen(others, (mine[0] if mine else 1) - 1)
        for row, mine, others in zip(rows, own, earlier, strict=True)
    }


def _taken_back(connection: Connection, rows: Sequence[str], at: datetime) -> None:
    with connection.pipeline():
        for row in rows:
            connection.execute(say.UNCOUNT_SEEN, (row, _minute(at)))


def _seen(found: tuple[int, int] | None, own: int) -> Seen:
    today, lately = found or (0, 0)
    return Seen(int(today) + own, int(lately) + own)


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60
