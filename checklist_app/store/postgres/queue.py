"""The queue in PostgreSQL: who takes a piece locks its row, and others pass it by without waiting. When a
lease is over is said by the clocks of the processes, in milliseconds."""

from datetime import datetime, timedelta

from checklist_app.store.postgres import statements as say
from checklist_app.store.postgres.connecting import Connection, Connections


class PostgresQueue:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def put(self, queue: str, id: str) -> None:
        self._connections.change(say.ENQUEUE, (queue, id))

    def take(self, queue: str, holder: str, *, at: datetime, lease: timedelta) -> str | None:
        return self._connections.run(lambda connection: _take(connection, queue, holder, at, lease))

    def keep(self, queue: str, id: str, holder: str, *, at: datetime, lease: timedelta) -> bool:
        until = _milliseconds(at + lease)
        return self._connections.change(say.KEEP_PIECE, (until, queue, id, holder)) == 1

    def give_back(self, queue: str, id: str, holder: str) -> None:
        self._connections.change(say.RETURN_PIECE, (queue, id, holder))

    def done(self, queue: str, id: str, holder: str) -> None:
        self._connections.change(say.DROP_PIECE, (queue, id, holder))


def _take(connection: Connection, queue: str, holder: str, at: datetime, lease: timedelta) -> str | None:
    with connection.transaction():
        ours = connection.execute(say.HELD_PIECE, (queue, holder)).fetchone()
        row = ours or connection.execute(say.NEXT_PIECE, (queue, _milliseconds(at))).fetchone()
        if row is None:
            return None
        id = str(row[0])
        connection.execute(say.HOLD_PIECE, (holder, _milliseconds(at + lease), queue, id))
        return id


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
