"""Two views of a table for TinyDB's own code: one to read it, one to note what is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

import orjson

from checklist_app.store.embedded.table import Table

if TYPE_CHECKING:
    from checklist_app.store.embedded.storage import JournalStorage

Row = dict[str, Any]


class Rows(Mapping[str, Row]):
    """A table as TinyDB stores it, row numbers as text. Nothing is parsed before it is asked for."""

    def __init__(self, storage: JournalStorage, name: str) -> None:
        self._storage = storage
        self._name = name

    def __getitem__(self, number: str) -> Row:
        wanted = int(number) if number.isdecimal() else -1
        table = self._storage.tables.get(self._name)
        raw = self._storage.looking(lambda: (table.rows.get(wanted), table.batch) if table else (None, None))
        if raw is None:
            raise KeyError(number)
        row: Row = orjson.loads(raw)
        return row

    def __iter__(self) -> Iterator[str]:
        return (str(number) for number, _ in self._all())

    def __len__(self) -> int:
        table = self._storage.tables.get(self._name)
        return self._storage.looking(lambda: (len(table.rows), table.batch) if table else (0, None))

    def items(self) -> Any:
        return ((str(number), orjson.loads(raw)) for number, raw in self._all())

    def _all(self) -> list[tuple[int, bytes]]:
        table = self._storage.tables.get(self._name)
        return self._storage.looking(lambda: (list(table.rows.items()), table.batch) if table else ([], None))


class Overlay(MutableMapping[int, Row]):
    """What TinyDB's updaters are given instead of the whole table: rows are parsed when touched,
    and only touched rows are compared and written afterwards."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._touched: dict[int, Row | None] = {}
        self.cleared = False

    def __getitem__(self, number: int) -> Row:
        if number not in self._touched:
            if self.cleared or number not in self._table.rows:
                raise KeyError(number)
            self._touched[number] = orjson.loads(self._table.rows[number])
        row = self._touched[number]
        if row is None:
            raise KeyError(number)
        return row

    def __setitem__(self, number: int, row: Row) -> None:
        self._touched[number] = row

    def __delitem__(self, number: int) -> None:
        if number not in self:
            raise KeyError(number)
        self._touched[number] = None

    def __contains__(self, number: object) -> bool:
        if number in self._touched:
            return self._touched[number] is not None
        return not self.cleared and number in self._table.rows

    def __iter__(self) -> Iterator[int]:
        held = [] if self.cleared else list(self._table.rows)
        added = [number for number in self._touched if self.cleared or number not in self._table.rows]
        return (number for number in held + added if number in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self.cleared = True
        self._touched = {}

    def changes(self) -> Iterator[tuple[int, Row | None]]:
        if self.cleared:
            yield from ((number, None) for number in list(self._table.rows) if number not in self)
        yield from self._touched.items()
