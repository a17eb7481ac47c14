"""Files between their preview and their confirmation, kept on the server for one day:
the browser holds an id only, and the id opens nothing to anybody but its owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from checklist_app.agencies.tables import Row, Table
from checklist_app.clock import stamp
from checklist_app.errors import not_found
from checklist_app.ids import new_id
from checklist_app.store import Body, Document, JsonValue, Kind, Store, again_when_stale, together
from checklist_app.thai import clean

LIFETIME: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PendingImport:
    id: str
    owner: str
    file_name: str
    table: Table
    fingerprint: str  # of what the preview was made for


class Imports:
    """`purpose` says what the files bring in: a file that waits for one is none for another."""

    KIND = Kind("imports", indexes=("owner",))

    def __init__(self, store: Store, purpose: str = "agencies") -> None:
        self._store = store
        self._purpose = purpose

    def keep(self, table: Table, *, owner: str, file_name: str, fingerprint: str, at: datetime) -> str:
        """The id to confirm with. What the owner had pending before is dropped, and so is what expired."""
        id = new_id()
        body: Body = {
            "owner": owner,
            "purpose": self._purpose,
            "file_name": clean(file_name)[:200],
            "fingerprint": fingerprint,
            "expires": stamp(at + LIFETIME),
            "headings": list(table.headings),
            "rows": [_packed(row) for row in table.rows],
            "ignored": list(table.ignored),
        }

        def act() -> None:
            self._clean(owner, at)
            self._store.put(self.KIND.name, id, body, version=0)

        together(self._store, act)
        return id

    def fetch(self, id: str, *, owner: str, at: datetime) -> PendingImport:
        document = self._store.get(self.KIND.name, id)
        if document is None or not self._belongs(document, owner) or _expired(document, at):
            raise not_found("agencies.import_gone")
        return _pending(document)

    def drop(self, id: str) -> None:
        again_when_stale(lambda: self._drop(id))

    def _drop(self, id: str) -> None:
        document = self._store.get(self.KIND.name, id)
        if document:
            self._store.delete(self.KIND.name, id, version=document.version)

    def _clean(self, owner: str, at: datetime) -> None:
        for document in self._store.find(self.KIND.name):
            if self._belongs(document, owner) or _expired(document, at):
                self._store.delete(self.KIND.name, document.id, version=document.version)

    def _belongs(self, document: Document, owner: str) -> bool:
        return document.body["owner"] == owner and document.body.get("purpose") == self._purpose


def _expired(document: Document, at: datetime) -> bool:
    return str(document.body["expires"]) <= stamp(at)


def _packed(row: Row) -> JsonValue:
    return [row.number, list(row.cells), [*sorted(row.formulas)]]


def _pending(document: Document) -> PendingImport:
    body = document.body
    return PendingImport(
        id=document.id,
        owner=str(body["owner"]),
        file_name=str(body["file_name"]),
        table=Table(
            headings=tuple(map(str, _list(body["headings"]))),
            rows=tuple(map(_row, _list(body["rows"]))),
            ignored=tuple(map(str, _list(body["ignored"]))),
        ),
        fingerprint=str(body["fingerprint"]),
    )


def _row(packed: JsonValue) -> Row:
    number, cells, formulas = _list(packed)
    return Row(
        number=_whole(number),
        cells=tuple(map(str, _list(cells))),
        formulas=frozenset(map(_whole, _list(formulas))),
    )


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _whole(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0
