"""The content of a database as a whole, and how it takes that of another store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import orjson

from checklist_app.errors import conflict
from checklist_app.store.postgres import bulk, schema
from checklist_app.store.postgres import statements as say
from checklist_app.store.postgres.committing import Shape, move_head
from checklist_app.store.postgres.connecting import Connection, Connections
from checklist_app.store.postgres.keys import indexed, restored, stored
from checklist_app.store.postgres.moment import moment_of
from checklist_app.store.postgres.opening import address_of, prepare
from checklist_app.store.protocol import Head, Kind
from checklist_app.store.whole import Line, Moment, Row


class WholeDatabase:
    def __init__(self, url: str, kinds: Iterable[Kind], *, secret: str, copying: str = "") -> None:
        self._address = address_of(url)
        self._shapes = prepare(self._address, kinds, secret=secret, copying=copying)
        self._connections = Connections(self._address.url, most=1, pooled=self._address.pooled)

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        with moment_of(self._address, self._shapes) as moment:
            yield moment

    def unfinished(self) -> str:
        [(source,)] = self._connections.ask(bulk.UNFINISHED, ())
        return str(source)

    def begin(self, source: str) -> None:
        self._connections.change(schema.COPYING, (source,))

    def put(self, kind: str, rows: Sequence[Row]) -> None:
        self._connections.run(lambda connection: _put(connection, self._shapes[kind], rows))

    def drop(self, kind: str, ids: Sequence[str]) -> None:
        self._connections.run(lambda connection: _drop(connection, kind, ids))

    def add(self, lines: Sequence[Line]) -> None:
        self._connections.run(lambda connection: _add(connection, lines))

    def finish(self) -> None:
        self.begin("")

    def close(self) -> None:
        self._connections.close()


def _put(connection: Connection, shape: Shape, rows: Sequence[Row]) -> None:
    """A unique value goes to who has it at the source. Whoever held it here comes later, or is gone there."""
    kind = shape.kind.name
    places = {row.id: indexed(shape.kind, orjson.loads(row.body)) for row in rows}
    documents = (
        (row.id, kind, row.version, shape.number, stored(places[row.id]), row.body.decode()) for row in rows
    )
    keys = ((id, kind, *each) for id, place in places.items() for each in place.keys)
    with connection.transaction():
        _take_out(connection, kind, list(places))
        _copy(connection, bulk.COPY_DOCUMENTS, documents)
        _copy(connection, bulk.COPY_KEYS, keys)
        with connection.pipeline():
            for each, id in sorted((each, id) for id, place in places.items() for each in place.claims):
                connection.execute(bulk.FREE, (each.key, kind, each.field))
                connection.execute(say.TAKE, (each.key, kind, each.field, id))


def _drop(connection: Connection, kind: str, ids: Sequence[str]) -> None:
    with connection.transaction():
        _take_out(connection, kind, ids)


def _take_out(connection: Connection, kind: str, ids: Sequence[str]) -> None:
    held = connection.execute(bulk.STANDING, (kind, list(ids))).fetchall()
    with connection.pipeline():
        for id, said in held:
            connection.execute(bulk.REMOVE, (id, kind))
            connection.execute(bulk.REMOVE_KEYS, (id, kind))
            for claim in sorted(restored(said).claims):
                connection.execute(say.RELEASE, (claim.key, kind, claim.field, id))


def _add(connection: Connection, lines: Sequence[Line]) -> None:
    first = {line.stream: line for line in reversed(lines)}
    last = {line.stream: line for line in lines}
    with connection.transaction():
        held = _heads(connection, list(first))
        if all(held.get(stream) == line.head for stream, line in last.items()):
            return  # an earlier try was committed, only its answer got lost
        for stream, line in first.items():
            if held.get(stream, Head()).seq != line.seq - 1:
                raise conflict("store.stale", kind=stream, id=line.id)
        _copy(connection, bulk.COPY_ENTRIES, ((*line[:-1], line.body.decode()) for line in lines))
        with connection.pipeline():
            for stream, line in last.items():
                move_head(connection, stream, line.head, begun=stream in held)


def _heads(connection: Connection, streams: Iterable[str]) -> Mapping[str, Head]:
    with connection.pipeline():
        asked = {stream: connection.execute(say.HEAD, (stream,)) for stream in streams}
    return {stream: Head(*row) for stream, cursor in asked.items() if (row := cursor.fetchone())}


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
