"""TinyDB with its storage and its table replaced by ours. Its queries, operations and documents
work unchanged; an updater that raises changes nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table as TinyTable

from checklist_app.store.embedded.record import encode
from checklist_app.store.embedded.rows import Overlay
from checklist_app.store.embedded.storage import JournalStorage


class JournaledTable(TinyTable):
    # TinyDB's cache hands out the documents it keeps, and another thread's write can come between
    # a search and its being cached: both would show what is not stored.
    default_query_cache_capacity = 0

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        self._journaled = cast(JournalStorage, storage)
        super().__init__(storage, name, cache_size, persist_empty=False)
        if persist_empty and name not in self._journaled.tables:
            with self._journaled.writing() as unit:
                unit.keep_table(self._journaled.table(name))

    def insert(self, document: Mapping[str, Any]) -> int:
        with self._journaled.writing():
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        with self._journaled.writing():
            return super().insert_multiple(documents)

    def upsert(self, document: Mapping[str, Any], cond: Any = None) -> list[int]:
        with self._journaled.writing():
            return super().upsert(document, cond)

    def _read_table(self) -> Any:
        return self._journaled.rows(self._name)

    def _get_next_id(self) -> int:
        table = self._journaled.table(self._name)
        number = table.next_row
        table.next_row += 1
        return number

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        storage = self._journaled
        with storage.writing() as unit:
            table = storage.table(self._name)
            overlay = Overlay(table)
            updater(overlay)
            for number, row in overlay.changes():
                if row is None:
                    if number in table.rows:
                        unit.remove_row(table, number)
                elif table.rows.get(number) != (raw := encode(row)):
                    unit.set_row(table, number, raw, row)
            if overlay.cleared:
                table.next_row = max(table.rows, default=0) + 1
        self.clear_cache()


class JournaledTinyDB(TinyDB):
    table_class = JournaledTable

    def __init__(self, storage: JournalStorage) -> None:
        super().__init__(storage=lambda: storage)
