"""TinyDB's storage over a journal: tables and streams in memory, every change one durable line.

All memory is guarded by one lock that is never held during I/O. A thread's changes are applied at
once, with the way back noted, and become durable when its outermost `writing` block ends.
A reader who finds something that is not durable yet waits until it is, or looks again if it was
undone: nobody is ever shown a write that could still be lost.
"""

import gc
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tinydb.storages import Storage

from checklist_app import ids
from checklist_app.errors import Problem, unavailable
from checklist_app.store.embedded.disk import Disk
from checklist_app.store.embedded.journal import SIZES, Batch, Journal, Sizes, Ticket
from checklist_app.store.embedded.layout import Layout, read_layout
from checklist_app.store.embedded.record import encode
from checklist_app.store.embedded.replay import Position, replay, store_id
from checklist_app.store.embedded.rows import Rows
from checklist_app.store.embedded.stream import KnownIds, Stream
from checklist_app.store.embedded.table import Table
from checklist_app.store.embedded.unit import Unit
from checklist_app.store.protocol import Kind

T = TypeVar("T")
_log = logging.getLogger(__name__)


class JournalStorage(Storage):
    def __init__(
        self,
        disk: Disk,
        kinds: Iterable[Kind] = (),
        *,
        sizes: Sizes = SIZES,
    ) -> None:
        self.disk = disk
        self.lock = threading.RLock()
        self.tables: dict[str, Table] = {}
        self.streams: dict[str, Stream] = {}
        self.known = KnownIds()
        self._kinds = {kind.name: kind for kind in kinds}
        self._local = threading.local()
        self._closed = False
        self._compacted = 0
        self.batch: Batch | None = None  # the last one that changed anything
        layout = read_layout(disk.names())
        self.store = store_id(disk, layout) if layout.files else ids.new_id()
        self.opened_at = self._load(layout)
        if self.opened_at.torn:
            _log.warning(
                "store: %d bytes that were never acknowledged cut off %s at %d",
                self.opened_at.torn,
                layout.files[-1],
                self.opened_at.offset,
            )
        disk.sync_names()  # a killed process may have given names that are not durable yet
        for name in layout.stale:
            disk.unlink(name)
        self.journal = Journal(disk, self.lock, self.opened_at, store=self.store, sizes=sizes)

    # --- changing

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        outer: Unit | None = getattr(self._local, "unit", None)
        if outer is not None:
            with outer.savepoint():
                yield outer
            return
        self.journal.ready()
        ticket = pending = None
        with self.lock:
            unit = self._local.unit = Unit(self.tables, self.known)
            try:
                yield unit
            except BaseException:
                unit.undo()
                raise
            finally:
                self._local.unit = None
            if unit.writes:
                ticket = self._enqueue(unit)
            elif self.batch is not None and not self.batch.done:
                pending = self.batch
        if ticket is not None:
            self.journal.wait(ticket)
        elif pending is not None:  # what was read may be another's, still on its way to the disk
            self.journal.settle(pending)

    @property
    def is_writing(self) -> bool:
        """Whether this thread is."""
        return getattr(self._local, "unit", None) is not None

    def _enqueue(self, unit: Unit) -> Ticket:
        try:
            ticket = self.journal.enqueue(unit.writes, unit.undo)
        except Problem:
            unit.undo()
            raise
        self.batch = ticket[0]
        for changed in unit.touched:
            changed.batch = self.batch
        return ticket

    # --- looking

    def looking(self, look: Callable[[], tuple[T, Batch | None]]) -> T:
        """Answer what `look` finds under the lock, once the last batch that changed it is durable."""
        while True:
            with self.lock:
                if self._closed:
                    raise unavailable("store.closed")
                found, batch = look()
                if batch is None or batch.done or getattr(self._local, "unit", None) is not None:
                    return found
            try:
                self.journal.settle(batch)
            except Problem:  # it was undone: look again at what is left
                continue
            return found

    def table(self, name: str) -> Table:
        with self.lock:
            if name not in self.tables:
                self.tables[name] = Table(name, self._kinds.get(name))
            return self.tables[name]

    def stream(self, name: str) -> Stream:
        with self.lock:
            if name not in self.streams:
                self.streams[name] = Stream(name)
            return self.streams[name]

    def weigh(self) -> tuple[int, int]:
        """Bytes of rows that stand, and of rows that were replaced or removed."""
        with self.lock:
            tables = self.tables.values()
            return sum(each.live for each in tables), sum(each.dead for each in tables) - self._compacted

    def forget_dead(self, dead: int) -> None:
        """Compaction takes this much away."""
        with self.lock:
            self._compacted += dead

    def rows(self, name: str) -> Rows:
        return Rows(self.looking, lambda: self.tables.get(name), lambda: self.batch)

    # --- the whole database at once, as TinyDB asks for it

    def read(self) -> dict[str, dict[str, Any]] | None:
        with self.lock:
            found = {name: self.rows(name) for name in self.tables}
        return found or None  # type: ignore[return-value]  # TinyDB only reads from it

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        with self.writing() as unit:
            for table in [table for name, table in self.tables.items() if name not in data]:
                unit.drop_table(table)
            for name, rows in data.items():
                if name not in self.tables:
                    unit.keep_table(self.table(name))
                _replace(unit, self.table(name), {int(number): row for number, row in rows.items()})

    def close(self) -> None:
        self.journal.close()
        with self.lock:
            self._closed = True

    # --- opening

    def _load(self, layout: Layout) -> Position:
        collecting = gc.isenabled()
        gc.disable()  # millions of small objects, none of them garbage
        try:
            return replay(self.disk, layout, self._apply)
        finally:
            if collecting:
                gc.enable()

    def _apply(self, writes: list[list[Any]]) -> None:
        for write in writes:
            if len(write) == 3:
                self._apply_row(*write)
            elif len(write) == 5:
                name, _, id, chained, body = write
                stream = self.streams.get(name) or self.stream(name)
                stream.add(encode([id, chained, body]), chained)
            elif len(write) == 2:
                table = self.table(write[0])
                table.next_row = max(table.next_row, write[1])
            else:
                self.tables.pop(write[0], None)

    def _apply_row(self, name: str, number: int, row: dict[str, Any] | None) -> None:
        table = self.tables.get(name) or self.table(name)
        if row is None:
            table.remove(number)
            table.next_row = max(table.next_row, number + 1)
        else:
            table.set(number, encode(row), row)


def _replace(unit: Unit, table: Table, rows: dict[int, dict[str, Any]]) -> None:
    for number in [number for number in table.rows if number not in rows]:
        unit.remove_row(table, number)
    for number, row in rows.items():
        raw = encode(row)
        if table.rows.get(number) != raw:
            unit.set_row(table, number, raw, row)
