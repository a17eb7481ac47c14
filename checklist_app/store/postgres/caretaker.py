"""Looking after the database, one small job at a time: documents that another release wrote come under the
fields that this one asks for, and what was kept for repeating commits is forgotten after a day. Every process
does it; what one has done the others find done."""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from checklist_app import clock
from checklist_app.errors import Problem
from checklist_app.ids import jitter
from checklist_app.store.postgres import schema
from checklist_app.store.postgres import statements as say
from checklist_app.store.postgres.block import Block
from checklist_app.store.postgres.committing import Shape, commit
from checklist_app.store.postgres.connecting import Connection, Connections, Row
from checklist_app.store.postgres.rows import document_of
from checklist_app.store.protocol import Document
from checklist_app.store.stale import MEANWHILE

EVERY: Final = 15.0  # seconds between two looks
JOB: Final = 50  # rows
KEPT: Final = timedelta(days=1)
_log = logging.getLogger(__name__)


class Caretaker:
    def __init__(self, connections: Connections, shapes: Mapping[str, Shape]) -> None:
        self._connections = connections
        self._shapes = shapes
        self._told: set[tuple[str, str]] = set()

    def start(self) -> None:
        threading.Thread(target=self._stay, name="store-caretaker", daemon=True).start()

    def index_anew(self) -> None:
        """Every document that an earlier release indexed, while this one is the newest; until a look through
        all of them finds none but the damaged."""
        for shape in self._shapes.values():
            while sum(self._index(row, shape) for row in self._of_old_shape(shape)):
                pass

    def forget(self) -> None:
        before = int((clock.now() - KEPT).timestamp())
        while old := self._connections.ask(say.OLD_COMMITS, (before, JOB)):
            self._connections.run(partial(_forget, commits=old))

    def _stay(self) -> None:
        while not self._connections.closing.wait(jitter(EVERY)):
            try:
                self.index_anew()
                self.forget()
            except Problem as problem:
                _log.info("store: looking after it can wait: %s", problem.code)

    def _is_newest(self, shape: Shape) -> bool:
        return bool(self._connections.ask(schema.DECLARED, (shape.kind.name,))[0][0] == shape.number)

    def _of_old_shape(self, shape: Shape) -> Iterator[Row]:
        given, after = (shape.kind.name, shape.number), ""
        while old := self._connections.ask(say.OF_OLD_SHAPE, (*given, after, JOB)):
            if not self._is_newest(shape):
                return
            yield from old
            after = old[-1][0]

    def _index(self, row: Row, shape: Shape) -> bool:
        """As if it were put again, but it stays the version that it is. A value that two have of which there
        may now be one is found under both; it belongs to neither until somebody corrects it. What is damaged
        is left as it is: false."""
        try:
            document = document_of(shape.kind.name, *row)
            if not self._put_again(document, shape):
                self._put_again(document, _without_claims(shape))
        except Problem as problem:
            if problem.code != "store.document_damaged":
                raise
            self._tell((shape.kind.name, row[0]))
            return False
        return True

    def _tell(self, damaged: tuple[str, str]) -> None:
        if damaged not in self._told:
            _log.error("store: %s %s is damaged and not indexed anew", *damaged)
            self._told.add(damaged)

    def _put_again(self, document: Document, shape: Shape) -> bool:
        """False when a value of it is taken. What somebody changed meanwhile is left to the next look."""
        block, place = Block(), (document.kind, document.id)
        block.saw(place, document.version)
        block.write(shape.kind, document.id, document)
        try:
            self._connections.run(lambda connection: commit(connection, block, {document.kind: shape}))
        except Problem as problem:
            if problem.code == "store.taken":
                _log.warning("store: %s %s: %s", document.kind, document.id, problem)
                return False
            if problem.code not in MEANWHILE:
                raise
        return True


def _forget(connection: Connection, commits: list[Row]) -> None:
    with connection.pipeline():
        for row in commits:
            connection.execute(say.FORGET_COMMIT, row)


def _without_claims(shape: Shape) -> Shape:
    kind = shape.kind
    return Shape(replace(kind, indexes=(*kind.indexes, *kind.unique), unique=()), shape.number)
