"""Two views of a table for TinyDB's own code: one to read it, one to note what is changed."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, Protocol, TypeVar

import orjson

from checklist_app.store.embedded.journal import Batch
from checklist_app.store.embedded.table import Table

Row = dict[str, Any]
T = TypeVar("T")


class Looking(Protocol):
    """Answers what is found under the lock, once it is durable (see storage.py)."""

    def __call__(self, look: Callable[[], tuple[T, Batch | None]]) -> T: ...


class Rows(Mapping[str, Row]):
    """A table as TinyDB stores it, row numbers as text. Nothing is parsed before it is asked for."""

    def __init__(
        self, looking: Looking, table: Callable[[], Table | None], last: Callable[[], Batch | None]
    ) -> None:
        self._looking = looking
        self._table = table
        self._last = last

    def __getitem__(self, number: str) -> Row:
        wanted = int(number) if number.isdecimal() else -1
        raw = self._look(lambda table: table.rows.get(wanted), None)
        if raw is None:
            raise KeyError(number)
        row: Row = orjson.loads(raw)
        return row

    def __iter__(self) -> Iterator[str]:
        return (str(number) for number, _ in self._all())

    def __len__(self) -> int:
        return self._look(lambda table: len(table.rows), 0)

    def items(self) -> Any:
        return ((str(number), orjson.loads(raw)) for number, raw in self._all())

    def _all(self) -> list[tuple[int, bytes]]:
        return self._look(lambda table: list(table.rows.items()), [])

    def _look(self, ask: Callable[[Table], T], otherwise: T) -> T:
        def look() -> tuple[T, Batch | None]:
            table = self._table()
            return (ask(table), table.batch) if table else (otherwise, self._last())

        return self._looking(look)


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
