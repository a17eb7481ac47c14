"""The content of a folder as a whole. Only its owner writes, so that every moment is the same one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from orjson import loads

from checklist_app.errors import conflict, unavailable
from checklist_app.store.chain import canonical
from checklist_app.store.embedded.engine import EmbeddedStore
from checklist_app.store.embedded.folder_store import FolderStore
from checklist_app.store.embedded.record import encode
from checklist_app.store.embedded.table import Table
from checklist_app.store.embedded.unfinished import mark_finished, mark_unfinished, source_of_copy
from checklist_app.store.embedded.unit import Unit
from checklist_app.store.protocol import Head, Kind
from checklist_app.store.whole import Line, Moment, Row

PAGE: Final = 1_000


class EmbeddedMoment:
    """Of a store that nobody writes to meanwhile but who reads it."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store, self._storage = store, store.storage

    def kinds(self) -> list[str]:
        return sorted(name for name, table in self._storage.tables.items() if table.rows)

    def rows(self, kind: str) -> Iterator[Row]:
        table = self._storage.table(kind)
        raws = self._storage.looking(lambda: (list(table.rows.values()), table.batch))
        for _, number in sorted((loads(raw)["id"], number) for number, raw in enumerate(raws)):
            row = loads(raws[number])
            yield Row(kind, row["id"], row["version"], canonical(row["body"]))

    def heads(self) -> Iterator[tuple[str, Head]]:
        for stream in self._store.streams():
            yield stream, self._store.head(stream)

    def lines(self, stream: str, *, after: int) -> Iterator[Line]:
        for first in count(after, PAGE):
            entries = self._store.read(stream, after=first, limit=PAGE)
            for entry in entries:
                yield Line(stream, entry.seq, entry.id, entry.hash, canonical(entry.body))
            if len(entries) < PAGE:
                return

    def all_lines(self) -> Iterator[Line]:
        for stream in self._store.streams():
            yield from self.lines(stream, after=0)

    def check_indexes(self) -> None:
        """They are made anew whenever the store is opened."""


class WholeFolder:
    def __init__(self, folder: Path, kinds: Iterable[Kind], *, copying: str = "") -> None:
        self._folder = folder
        self._store = FolderStore(folder, kinds, copying=copying)
        self._storage = self._store.storage

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        yield EmbeddedMoment(self._store)

    def unfinished(self) -> str:
        return source_of_copy(self._folder)

    def begin(self, source: str) -> None:
        try:
            mark_unfinished(self._folder, source)
        except OSError as error:
            raise unavailable("store.not_writable", reason=error.strerror or "") from error

    def put(self, kind: str, rows: Sequence[Row]) -> None:
        table = self._storage.table(kind)
        with self._storage.writing() as unit:
            for row in rows:
                _set(unit, table, row)

    def drop(self, kind: str, ids: Sequence[str]) -> None:
        table = self._storage.table(kind)
        with self._storage.writing() as unit:
            for held in filter(None, map(table.row_of, ids)):
                unit.remove_row(table, held[0])

    def add(self, lines: Sequence[Line]) -> None:
        with self._storage.writing() as unit:
            for line in lines:
                stream = self._storage.stream(line.stream)
                if stream.head.seq + 1 != line.seq:
                    raise conflict("store.stale", kind=line.stream, id=line.id)
                unit.add_entry(stream, line.id, line.hash, line.body)

    def finish(self) -> None:
        try:
            mark_finished(self._folder)
        except OSError as error:
            raise unavailable("store.not_writable", reason=error.strerror or "") from error

    def close(self) -> None:
        self._store.close()


def _set(unit: Unit, table: Table, row: Row) -> None:
    held = table.row_of(row.id)
    raw = b'{"id":%b,"version":%d,"body":%b}' % (encode(row.id), row.version, row.body)
    unit.set_row(table, held[0] if held else table.next_row, raw, loads(raw))
