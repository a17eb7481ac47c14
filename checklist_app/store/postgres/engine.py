"""The store protocol on PostgreSQL. Any number of processes on any number of machines may share one
database."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import orjson

from checklist_app.errors import conflict, invalid, not_found
from checklist_app.store.chain import canonical, check_name, is_name
from checklist_app.store.counters import Counters
from checklist_app.store.postgres import statements as say
from checklist_app.store.postgres.block import Block, Fresh
from checklist_app.store.postgres.committing import Shape, add_next, by_id, commit, numbered
from checklist_app.store.postgres.connecting import Connections, Row
from checklist_app.store.postgres.counters import PostgresCounters
from checklist_app.store.postgres.heads import LastHeads
from checklist_app.store.postgres.keys import FieldKey, asked, claims_of, keys_of
from checklist_app.store.postgres.queue import PostgresQueue
from checklist_app.store.postgres.rows import document_of, entry_of
from checklist_app.store.protocol import Body, Document, Entry, Head, Key, Kind, NewEntry, at_least_zero
from checklist_app.store.queue import Queue

ALL: Final = 2**62  # a limit that limits nothing
_LAST_LETTER: Final = "\U0010ffff"  # in no name


class PostgresStore:
    def __init__(self, connections: Connections, shapes: Mapping[str, Shape]) -> None:
        """On a database that `opening.open_database` has brought up to date."""
        self.connections = connections
        self.counters: Counters = PostgresCounters(connections)
        self.queue: Queue = PostgresQueue(connections)
        self._shapes = shapes
        self._heads = LastHeads()
        self._local = threading.local()

    # --- documents

    def get(self, kind: str, id: str) -> Document | None:
        self._kind(kind)
        block, place = self._block, (kind, id)
        if block is not None and place in block.written:
            return _copy(block.written[place])
        rows = self._rows(say.GET, (id, kind))
        found = document_of(kind, id, *rows[0]) if rows else None
        if block is not None and is_name(id):
            block.saw(place, found.version if found else 0)
        return found

    def get_all(self, kind: str, ids: Iterable[str]) -> dict[str, Document]:
        self._kind(kind)
        wanted = [*dict.fromkeys(filter(is_name, ids))]
        if self._block is not None:  # which answers for each
            each = ((id, self.get(kind, id)) for id in wanted)
            return {id: document for id, document in each if document}
        rows = self._rows(say.GET_ALL, (wanted, kind)) if wanted else []
        found = {row[0]: document_of(kind, *row) for row in rows}
        return {id: found[id] for id in wanted if id in found}

    def find(
        self, kind: str, where: Mapping[str, Key] | None = None, *, after: str = "", limit: int | None = None
    ) -> list[Document]:
        wanted = self._asked(kind, where)
        laid = self._block.of_kind(kind) if self._block else {}
        rows = self._found(kind, wanted, after, ALL if limit is None or laid else limit)
        found = [document_of(kind, *row) for row in rows if row[0] not in laid]
        found += [d for d in map(_copy, laid.values()) if d and d.id > after and self._fits(d, wanted)]
        return sorted(found, key=lambda document: document.id)[: at_least_zero(limit)]

    def find_each(self, kind: str, field: str, values: Iterable[str]) -> dict[str, list[Document]]:
        declared, wanted = self._kind(kind), [*dict.fromkeys(values)]
        keys = {asked(declared, field, value).key: value for value in wanted}
        if self._block is not None:
            return {value: self.find(kind, {field: value}) for value in wanted}
        found: dict[str, list[Document]] = {value: [] for value in wanted}
        rows = self._rows(say.FIND_EACH, (kind, field, [*keys])) if keys else []
        for key, *row in rows:
            found[keys[key]].append(document_of(kind, *row))
        return found

    def count(self, kind: str, where: Mapping[str, Key] | None = None) -> int:
        wanted = self._asked(kind, where)
        if self._block and self._block.of_kind(kind):
            return len(self.find(kind, where))
        if not wanted:
            return int(self._rows(say.COUNT_ALL, (kind,))[0][0])
        first, *further = wanted
        parameters = (*(part for key in further for part in key), kind, *first)
        return int(self._rows(say.count_by(len(wanted)), parameters)[0][0])

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        spelled_body = canonical(body)
        check_name(id)
        self._kind(kind)
        put = Document(kind, id, version + 1, orjson.loads(spelled_body))
        with self._writing() as (block, alone):
            if not alone:
                self._check_put(block, put)
            block.saw((kind, id), version)
            block.write(self._kind(kind), id, put)
        return Document(kind, id, version + 1, orjson.loads(spelled_body))

    def delete(self, kind: str, id: str, *, version: int) -> None:
        self._kind(kind)
        with self._writing() as (block, _):
            held = self.get(kind, id)
            if held is None:
                raise not_found("store.no_document", kind=kind, id=id)
            if held.version != version:
                raise conflict("store.stale", kind=kind, id=id)
            block.write(self._kind(kind), id, None)

    # --- streams

    def append(self, stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        check_name(stream)
        fresh = [Fresh(new.id, canonical(new.body).decode()) for new in entries]
        for new in fresh:
            check_name(new.id)
        if not fresh:
            return []
        if self._block is None:
            return self._append_alone(stream, fresh)
        return self._append_within(self._block, stream, fresh)

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
        block, first, most = self._block, max(after, 0), at_least_zero(limit)
        if block is None:
            return self._read(stream, first, most)
        self._look(block, stream)
        entries = [*self._read(stream, first, most), *self._within(block, stream, after=first)]
        return entries[:most]

    def entry(self, stream: str, id: str) -> Entry | None:
        if not (is_name(stream) and is_name(id)):
            return None
        block = self._block
        if block is None:
            return self._known(stream, [id]).get(id)
        self._look(block, stream)
        mine = {entry.id: entry for entry in self._within(block, stream, after=0)}
        return mine.get(id) or self._known(stream, [id]).get(id)

    def head(self, stream: str) -> Head:
        block = self._block
        if block is None:
            return self._head(stream)
        before = self._look(block, stream)
        added = self._within(block, stream, after=0)
        return Head(added[-1].seq, added[-1].hash) if added else before

    def heads(self, streams: Iterable[str]) -> dict[str, Head]:
        wanted = [*dict.fromkeys(streams)]
        if self._block is not None:  # which answers for each
            return {stream: self.head(stream) for stream in wanted}
        named = [*filter(is_name, wanted)]
        rows = self._rows(say.HEAD_OF_EACH, (named,)) if named else []
        found = {stream: Head(seq, hash) for stream, seq, hash in rows}
        return {stream: found.get(stream, Head()) for stream in wanted}

    def streams(self, prefix: str = "", *, after: str = "", limit: int | None = None) -> list[str]:
        most = at_least_zero(limit)
        rows = self._rows(say.STREAMS, (prefix, prefix + _LAST_LETTER, after, ALL if most is None else most))
        laid = {name for name in (self._block.appended if self._block else ()) if name.startswith(prefix)}
        return sorted({name for (name,) in rows} | {name for name in laid if name > after})[:most]

    # --- together

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._writing():
            yield

    @property
    def in_transaction(self) -> bool:
        return self._block is not None

    def fault(self) -> str | None:
        return self.connections.fault

    def figures(self) -> Mapping[str, int]:
        return self.connections.figures()

    def close(self) -> None:
        self.connections.close()

    @property
    def _block(self) -> Block | None:
        return getattr(self._local, "block", None)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Block, bool]]:
        """The block of this thread, and whether it was begun for this one verb."""
        if self._block is not None:
            with self._block.savepoint():
                yield self._block, False
            return
        block = self._local.block = Block()
        try:
            yield block, True
        finally:
            self._local.block = None
        if block.writes:
            self._commit(block)

    def _commit(self, block: Block) -> dict[str, list[Entry]]:
        return self.connections.run(lambda connection: commit(connection, block, self._shapes))

    # --- within

    def _kind(self, kind: str) -> Kind:
        if kind not in self._shapes:
            raise invalid("store.unknown_kind", kind=kind)
        return self._shapes[kind].kind

    def _asked(self, kind: str, where: Mapping[str, Key] | None) -> list[FieldKey]:
        declared = self._kind(kind)
        return [asked(declared, field, value) for field, value in (where or {}).items()]

    def _fits(self, document: Document, wanted: list[FieldKey]) -> bool:
        return keys_of(self._kind(document.kind), document.body).issuperset(wanted)

    def _found(self, kind: str, wanted: list[FieldKey], after: str, limit: int) -> list[Row]:
        most = max(limit, 0)
        if not wanted:
            return self._rows(say.FIND_ALL, (kind, after, most))
        first, *further = wanted
        parameters = (*(part for key in further for part in key), kind, *first, after, most)
        return self._rows(say.find_by(len(wanted)), parameters)

    def _check_put(self, block: Block, put: Document) -> None:
        """Refused at once, so that whoever catches it can go on."""
        held = self.get(put.kind, put.id)
        if (held.version if held else 0) != put.version - 1:
            raise conflict("store.stale", kind=put.kind, id=put.id)
        for claim in claims_of(self._kind(put.kind), put.body):
            if self._holder(block, put, claim) not in (None, put.id):
                raise conflict("store.taken", field=claim.field, kind=put.kind)

    def _holder(self, block: Block, put: Document, claim: FieldKey) -> str | None:
        if here := block.holder((put.kind, claim)):
            return here
        rows = self._rows(say.HOLDER, (claim.key, put.kind, claim.field))
        is_given_back = bool(rows) and (put.kind, rows[0][0]) in block.written
        return str(rows[0][0]) if rows and not is_given_back else None

    def _append_alone(self, stream: str, fresh: list[Fresh]) -> list[Entry]:
        """One entry goes in one round trip, as long as nobody else has added to the stream since this process
        did; a look at what is there comes only when that was not so."""
        block, before = Block(), self._heads.of(stream)
        block.append(stream, fresh)
        if before is not None and len(fresh) == 1:
            [entry] = numbered(stream, fresh, before, {})
            if self.connections.run(lambda line: add_next(line, block, stream, entry, before)):
                self._heads.keep(stream, entry)
                return [entry]
        answered = self._commit(block)[stream]
        if added := [entry for entry in answered if entry.fresh]:
            self._heads.keep(stream, added[-1])
        return answered

    def _append_within(self, block: Block, stream: str, fresh: list[Fresh]) -> list[Entry]:
        mine = block.added(stream, fresh)
        known = self._known(stream, [entry.id for entry in fresh if entry.id not in mine]) | mine
        answered = numbered(stream, fresh, block.end(stream) or self._head(stream), known)
        new = [(entry, added) for entry, added in zip(fresh, answered, strict=True) if added.fresh]
        if new:
            block.append(stream, [entry for entry, _ in new])
            block.number(stream, [added for _, added in new])
        return answered

    def _within(self, block: Block, stream: str, *, after: int) -> list[Entry]:
        """What the block itself has added, numbered as it would be now."""
        fresh = block.appended.get(stream, ())
        if not fresh:
            return []
        added = numbered(stream, fresh, block.looked[stream], {})
        return [entry for entry in added if entry.seq > after]

    def _look(self, block: Block, stream: str) -> Head:
        if not is_name(stream):
            return Head()  # and always will be
        if stream not in block.looked:
            block.looked[stream] = self._head(stream)
        return block.looked[stream]

    # --- asking

    def _head(self, stream: str) -> Head:
        rows = self._rows(say.HEAD, (stream,))
        return Head(*rows[0]) if rows else Head()

    def _known(self, stream: str, ids: list[str]) -> dict[str, Entry]:
        return by_id(stream, self._rows(say.KNOWN, (stream, ids))) if ids else {}

    def _read(self, stream: str, after: int, limit: int | None) -> list[Entry]:
        rows = self._rows(say.READ, (stream, after, ALL if limit is None else limit))
        return [entry_of(stream, *row) for row in rows]

    def _rows(self, statement: str, parameters: tuple[object, ...]) -> list[Row]:
        return self.connections.ask(statement, parameters)


def _copy(document: Document | None) -> Document | None:
    """Nobody changes what will be written by changing what was answered."""
    return document and replace(document, body=orjson.loads(orjson.dumps(document.body)))
