"""Writing a block: all of it or nothing, in two round trips. The first locks every row that the block read or
writes, in one order for everybody, and brings what stands there; the second writes and commits. Between them
it is decided here whether what the block believed still holds.

Doing it twice is doing it once: a block that may not be judged again leaves its token with its commit, and an
entry that is there is answered as it stands. Whatever is answered, something was written to answer it, so
that the server waits for its standbys also when the first commit did not.

What was looked for and was not there is held by a row that stands in for it until the end and is never seen:
who makes it meanwhile waits.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

import orjson
from psycopg import errors

from checklist_app import clock
from checklist_app.errors import conflict
from checklist_app.store.chain import canonical, chain_hash
from checklist_app.store.postgres import statements as say
from checklist_app.store.postgres.block import Block, Claim, Fresh, Place
from checklist_app.store.postgres.connecting import PASSING, Connection, Row
from checklist_app.store.postgres.keys import NOWHERE, FieldKey, Indexed, indexed, stored
from checklist_app.store.postgres.rows import entry_of, where_of
from checklist_app.store.protocol import Document, Entry, Head, Kind

Added: TypeAlias = dict[str, list[Entry]]


class Shape(NamedTuple):
    """A kind as this release declares it, and the number of that declaration in this database."""

    kind: Kind
    number: int


class _Wanted(NamedTuple):
    """What is to stand at a place; without a document, nothing."""

    document: Document | None
    shape: int
    where: Indexed


@dataclass(slots=True)
class _Standing:
    """What the rows of a block hold, now that nobody else can change them."""

    done: bool = False  # an earlier try was committed, only its answer got lost
    versions: dict[Place, int] = field(default_factory=dict)
    where: dict[Place, Indexed] = field(default_factory=dict)
    holders: dict[Claim, str] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    known: dict[str, dict[str, Entry]] = field(default_factory=dict)


def commit(connection: Connection, block: Block, shapes: Mapping[str, Shape]) -> Added:
    """What each stream answers to what was appended to it."""
    wanted = {place: _wanted(shapes[place[0]], document) for place, document in block.written.items()}
    standing = _lock(connection, block, wanted)
    try:
        if standing.done:
            _confirm(connection, block)
            return block.tried
        _check(block, standing, wanted)
        added = {stream: _numbered(stream, fresh, standing) for stream, fresh in block.appended.items()}
    except BaseException:
        connection.rollback()
        raise
    block.tried = {stream: _own(entries, block.lost.get(stream)) for stream, entries in added.items()}
    with _perhaps(block, block.tried):
        _write(connection, block, standing, wanted, added)
    return block.tried


@contextmanager
def _perhaps(block: Block, answer: Added) -> Iterator[None]:
    """Whatever happens inside, it may have been committed, unless the server said that it was not."""
    before, block.lost = block.lost, answer
    try:
        yield
    except PASSING:
        block.lost = before
        raise


def _own(answered: list[Entry], lost: list[Entry] | None) -> list[Entry]:
    """What an earlier try has added, whose answer was lost, was added by this append all the same."""
    if lost is None:
        return answered
    pairs = zip(answered, lost, strict=True)
    return [replace(now, fresh=now.fresh or (then.fresh and then.hash == now.hash)) for now, then in pairs]


def _wanted(shape: Shape, document: Document | None) -> _Wanted:
    where = indexed(shape.kind, document.body) if document else NOWHERE
    return _Wanted(document, shape.number, where)


def _confirm(connection: Connection, block: Block) -> None:
    with connection.pipeline():
        connection.execute(say.NOTE_AGAIN, (_hour(), block.token))
        _leave(connection, block)
        connection.execute(say.COMMIT)


def add_next(connection: Connection, block: Block, stream: str, entry: Entry, before: Head) -> bool:
    """Add the one entry of the block if the stream still ends where it did; false when it does not, or has
    the entry already."""
    [fresh] = block.appended[stream]
    given = (entry.seq, entry.hash, stream, before.seq, before.hash, fresh.id, fresh.body)
    try:
        with _perhaps(block, {stream: [entry]}):
            if connection.execute(say.NEXT, given).rowcount != 1:
                raise errors.UniqueViolation
    except errors.UniqueViolation:
        return False
    return True


# --- the first round trip


def _lock(connection: Connection, block: Block, wanted: Mapping[Place, _Wanted]) -> _Standing:
    standing = _Standing()
    with connection.pipeline():
        connection.execute(say.BEGIN)
        noted = connection.execute(say.NOTE_COMMIT, (block.token, _hour())) if block.once else None
        for kind, id in block.missed:
            connection.execute(say.STAND_IN, (id, kind))
        rows = {
            place: connection.execute(_lock_of(block, place), place[::-1]) for place in sorted(block.seen)
        }
        holders = {
            (kind, claim): connection.execute(say.HOLDER, (claim.key, kind, claim.field))
            for (kind, _), claim in _claims(wanted)
        }
        for stream in block.unbegun:
            connection.execute(say.STAND_IN_HEAD, (stream,))
        heads = {stream: connection.execute(say.LOCK_HEAD, (stream,)) for stream in block.streams}
        known = {
            stream: connection.execute(say.KNOWN, (stream, [entry.id for entry in fresh]))
            for stream, fresh in block.appended.items()
        }
    standing.done = noted is not None and noted.fetchone() is None
    for place, cursor in rows.items():
        row = cursor.fetchone()
        standing.versions[place] = row[0] if row else 0
        standing.where[place] = where_of(*place, row[1]) if row else NOWHERE
    for claim, cursor in holders.items():
        if row := cursor.fetchone():
            standing.holders[claim] = row[0]
    for stream, cursor in heads.items():
        row = cursor.fetchone()
        standing.heads[stream] = Head(*row) if row else Head()
    for stream, cursor in known.items():
        standing.known[stream] = by_id(stream, cursor)
    return standing


def _lock_of(block: Block, place: Place) -> str:
    return say.LOCK if place in block.written else say.HOLD


def _claims(wanted: Mapping[Place, _Wanted]) -> list[tuple[Place, FieldKey]]:
    return sorted((place, claim) for place, each in wanted.items() for claim in each.where.claims)


def _hour() -> int:
    """Not nearer: with the answer of a citizen no moment is kept."""
    return int(clock.now().timestamp()) // 3600 * 3600


# --- what was decided upon must still hold


def _check(block: Block, standing: _Standing, wanted: Mapping[Place, _Wanted]) -> None:
    for place, version in block.seen.items():
        if standing.versions[place] != version:
            raise conflict("store.stale", kind=place[0], id=place[1])
    for stream, head in block.looked.items():
        if standing.heads[stream] != head:
            raise conflict("store.stale", kind=stream, id="")
    for (kind, id), claim in _claims(wanted):
        holder = standing.holders.get((kind, claim), id)
        is_released = (kind, holder) in wanted and claim not in wanted[kind, holder].where.claims
        if holder != id and not is_released:
            raise conflict("store.taken", field=claim.field, kind=kind)


def _numbered(stream: str, fresh: Iterable[Fresh], standing: _Standing) -> list[Entry]:
    return numbered(stream, fresh, standing.heads[stream], standing.known[stream])


def numbered(stream: str, fresh: Iterable[Fresh], head: Head, known: Mapping[str, Entry]) -> list[Entry]:
    """Each entry with its number and hash: as it stands when it is known, else the next."""
    known, answered = dict(known), []
    said = {id: canonical(entry.body).decode() for id, entry in known.items()}
    for entry in fresh:
        if said.setdefault(entry.id, entry.body) != entry.body:
            raise conflict("store.entry_differs", stream=stream, id=entry.id)
        if entry.id not in known:
            chained = chain_hash(
                head.hash, stream=stream, seq=head.seq + 1, id=entry.id, body=entry.body.encode()
            )
            head = Head(head.seq + 1, chained)
            answered.append(Entry(head.seq, entry.id, chained, orjson.loads(entry.body), fresh=True))
            known[entry.id] = Entry(head.seq, entry.id, chained, orjson.loads(entry.body))
        else:
            answered.append(known[entry.id])
    return answered


# --- the second round trip


def _write(
    connection: Connection,
    block: Block,
    standing: _Standing,
    wanted: Mapping[Place, _Wanted],
    added: Added,
) -> None:
    with connection.pipeline():
        for place in sorted(wanted):  # what is given back can then be taken
            _release(connection, place, standing.where[place], wanted[place].where)
        for place in sorted(wanted):
            _put(connection, place, standing.versions[place], wanted[place])
            _take(connection, place, standing.where[place], wanted[place].where)
        for stream in sorted(added):
            _append(
                connection, stream, [entry for entry in added[stream] if entry.fresh], standing.heads[stream]
            )
        _leave(connection, block)
        connection.execute(say.COMMIT)


def _leave(connection: Connection, block: Block) -> None:
    """Nothing stands in for anything any more."""
    for kind, id in block.missed:
        connection.execute(say.DELETE, (id, kind, 0))
    for stream in block.unbegun:
        connection.execute(say.DROP_HEAD, (stream, 0))


def _release(connection: Connection, place: Place, before: Indexed, after: Indexed) -> None:
    kind, id = place
    for each in sorted(before.keys - after.keys):
        connection.execute(say.DROP_KEY, (id, kind, each.field, each.key))
    for each in sorted(before.claims - after.claims):
        connection.execute(say.RELEASE, (each.key, kind, each.field, id))


def _put(connection: Connection, place: Place, before: int, wanted: _Wanted) -> None:
    (kind, id), document = place, wanted.document
    if document is None:
        connection.execute(say.DELETE, (id, kind, before))
        return
    body = canonical(document.body).decode()
    what = (document.version, wanted.shape, stored(wanted.where), body)
    if before:
        connection.execute(say.UPDATE, (*what, id, kind, before))
    else:
        connection.execute(say.INSERT, (id, kind, *what))


def _take(connection: Connection, place: Place, before: Indexed, after: Indexed) -> None:
    kind, id = place
    for each in sorted(after.keys - before.keys):
        connection.execute(say.ADD_KEY, (id, kind, each.field, each.key))
    for each in sorted(after.claims - before.claims):
        connection.execute(say.TAKE, (each.key, kind, each.field, id))


def _append(connection: Connection, stream: str, entries: list[Entry], before: Head) -> None:
    if not entries:
        return
    move_head(connection, stream, Head(entries[-1].seq, entries[-1].hash), begun=before.seq > 0)
    for entry in entries:
        connection.execute(
            say.ADD_ENTRY, (stream, entry.seq, entry.id, entry.hash, canonical(entry.body).decode())
        )


def move_head(connection: Connection, stream: str, to: Head, *, begun: bool) -> None:
    if begun:
        connection.execute(say.MOVE_HEAD, (to.seq, to.hash, stream))
    else:
        connection.execute(say.ADD_HEAD, (stream, to.seq, to.hash))


def by_id(stream: str, rows: Iterable[Row]) -> dict[str, Entry]:
    return {entry.id: entry for entry in (entry_of(stream, *row) for row in rows)}
