"""All that the database holds at one moment: one transaction that only reads, on its own connection, page
by page, so that neither memory nor the patience for one statement limits how much there is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any, Final

import orjson

from checklist_app.errors import Problem, unavailable
from checklist_app.store.chain import canonical
from checklist_app.store.postgres import bulk
from checklist_app.store.postgres import statements as say
from checklist_app.store.postgres.committing import Shape
from checklist_app.store.postgres.connecting import Connection
from checklist_app.store.postgres.keys import Indexed, indexed, restored
from checklist_app.store.postgres.opening import Address, connected
from checklist_app.store.protocol import Head
from checklist_app.store.whole import Line, Row

PAGE: Final = 500
Found = tuple[Any, ...]


@contextmanager
def moment_of(address: Address, shapes: Mapping[str, Shape]) -> Iterator["DatabaseMoment"]:
    with connected(address) as connection:
        connection.execute(bulk.BEGIN_READING)
        yield DatabaseMoment(connection, shapes)


class DatabaseMoment:
    def __init__(self, connection: Connection, shapes: Mapping[str, Shape]) -> None:
        self._connection = connection
        self._shapes = shapes

    def kinds(self) -> list[str]:
        return [kind for (kind,) in self._rows(bulk.KINDS) if self._rows(say.FIND_ALL, kind, "", 1)]

    def rows(self, kind: str) -> Iterator[Row]:
        after = ""
        while page := self._rows(say.FIND_ALL, kind, after, PAGE):
            for id, version, body in page:
                yield Row(kind, id, version, body.encode())
            after = page[-1][0]

    def heads(self) -> Iterator[tuple[str, Head]]:
        for stream, seq, hash in self._paged(bulk.HEADS, "", key=1):
            yield stream, Head(seq, hash)

    def lines(self, stream: str, *, after: int) -> Iterator[Line]:
        while page := self._rows(say.READ, stream, after, PAGE):
            for seq, id, hash, body in page:
                yield Line(stream, seq, id, hash, body.encode())
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def all_lines(self) -> Iterator[Line]:
        for stream, seq, id, hash, body in self._paged(bulk.ENTRIES, "", 0, key=2):
            yield Line(stream, seq, id, hash, body.encode())

    def check_indexes(self) -> None:
        for due, held in zip_longest(self._due_keys(), self._paged(bulk.KEYS, "", "", "", "", key=4)):
            if due != held:
                id, kind = min(row[:2] for row in (due, held) if row)
                raise _differs(kind, id)

    def _due_keys(self) -> Iterator[Found]:
        """What the index must hold, in its order. Each page of documents is checked on the way."""
        claimed = 0
        for page in self._pages(bulk.DOCUMENTS, "", "", key=2):
            claims: dict[Found, str] = {}
            for document in page:
                id, kind, _, _, said, _ = document
                where = restored(said)
                self._check_document(document, where)
                yield from ((id, kind, *each) for each in sorted(where.keys))
                claims |= {(each.key, kind, each.field): id for each in where.claims}
            self._check_taken(claims)
            claimed += len(claims)
        if self._rows(bulk.COUNT_TAKEN) != [(claimed,)]:
            raise _differs("taken", "")

    def _check_document(self, row: Found, where: Indexed) -> None:
        """Its body is spelled as it was written, and its keys are those of the body."""
        id, kind, _, shape, _, said = row
        try:
            body = orjson.loads(said)
            whole = canonical(body).decode() == said
        except (orjson.JSONDecodeError, Problem):
            whole = False
        if not whole:
            raise unavailable("store.document_damaged", kind=kind, id=id)
        known = self._shapes.get(kind)
        if known is None or known.number != shape:
            return  # an earlier release indexed it
        if where != indexed(known.kind, body):
            raise _differs(kind, id)

    def _check_taken(self, claims: Mapping[Found, str]) -> None:
        found = self._rows(bulk.TAKEN, [key for key, _, _ in claims])
        held = {(key, kind, field): id for key, kind, field, id in found}
        for claim, id in claims.items():
            if held.get(claim) != id:
                raise _differs(claim[1], id)

    def _paged(self, statement: str, *first: object, key: int) -> Iterator[Found]:
        for page in self._pages(statement, *first, key=key):
            yield from page

    def _pages(self, statement: str, *first: object, key: int) -> Iterator[list[Found]]:
        """`key`: how many columns of a row, from the left, name where the next page begins."""
        after = first
        while page := self._rows(statement, *after, PAGE):
            yield page
            after = page[-1][:key]

    def _rows(self, statement: str, *parameters: object) -> list[Found]:
        return self._connection.execute(statement, parameters).fetchall()


def _differs(kind: str, id: str) -> Problem:
    return unavailable("store.index_differs", kind=kind, id=id)
