"""What one thread changes together: applied to memory at once, the way back noted, the lines to
write collected. Used with the storage's lock held (see storage.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from checklist_app.store.embedded.journal import Undo
from checklist_app.store.embedded.record import encode
from checklist_app.store.embedded.stream import KnownIds, Stream
from checklist_app.store.embedded.table import Table
from checklist_app.store.protocol import Head


class Unit:
    def __init__(self, tables: dict[str, Table], known: KnownIds) -> None:
        self.writes: list[bytes] = []
        self.touched: set[Table | Stream] = set()
        self._undos: list[Undo] = []
        self._tables = tables
        self._known = known

    def undo(self) -> None:
        self._undo_to(0, 0)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone, so that whoever catches the failure may go on."""
        writes, undos = len(self.writes), len(self._undos)
        try:
            yield
        except BaseException:
            self._undo_to(writes, undos)
            raise

    def _undo_to(self, writes: int, undos: int) -> None:
        for undo in reversed(self._undos[undos:]):
            undo()
        del self.writes[writes:], self._undos[undos:]

    def set_row(self, table: Table, number: int, raw: bytes, row: dict[str, Any]) -> None:
        before = table.set(number, raw, row)
        self._note(table, b"[%b,%d,%b]" % (encode(table.name), number, raw))
        self._undos.append(lambda: table.restore(number, before))

    def remove_row(self, table: Table, number: int) -> None:
        before = table.remove(number)
        self._note(table, b"[%b,%d,null]" % (encode(table.name), number))
        self._undos.append(lambda: table.restore(number, before))

    def keep_table(self, table: Table) -> None:
        """The table exists from here on, even when it is empty."""
        self._note(table, b"[%b,%d]" % (encode(table.name), table.next_row))

    def drop_table(self, table: Table) -> None:
        del self._tables[table.name]
        self._note(table, b"[%b]" % encode(table.name))
        self._undos.append(lambda: self._tables.__setitem__(table.name, table))

    def add_entry(self, stream: Stream, id: str, chained: str, body: bytes) -> None:
        before = stream.head
        spelled, hashed = encode(id), encode(chained)
        stream.add(b"[%b,%b,%b]" % (spelled, hashed, body), chained)
        self._known.add(stream, id, before.seq + 1)
        self._note(stream, b"[%b,%d,%b,%b,%b]" % (encode(stream.name), before.seq + 1, spelled, hashed, body))
        self._undos.append(lambda: self._cut(stream, before))

    def _note(self, changed: Table | Stream, write: bytes) -> None:
        self.writes.append(write)
        self.touched.add(changed)

    def _cut(self, stream: Stream, before: Head) -> None:
        stream.cut(before)
        self._known.forget(stream)
