"""What the tests of copying and verifying have in common: both sides, and what a store holds to the byte."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

import psycopg

from checklist_app.store import Head, Store
from checklist_app.store.copying import Copied, copy_store
from checklist_app.store.embedded import FolderStore
from checklist_app.store.embedded.whole import WholeFolder
from checklist_app.store.postgres import WholeDatabase, open_database
from checklist_app.store.whole import Line, Row, Whole
from tests.store.conftest import KINDS, SECRET

Place: TypeAlias = str | Path
NAMES = [kind.name for kind in KINDS]
NAME = "the source"


@contextmanager
def opened(place: Place) -> Iterator[Store]:
    store: Store = (
        FolderStore(place, KINDS) if isinstance(place, Path) else open_database(place, KINDS, secret=SECRET)
    )
    with closing(store):
        yield store


def whole(place: Place, *, copying: str = "", secret: str = SECRET) -> Whole:
    if isinstance(place, Path):
        return WholeFolder(place, KINDS, copying=copying)
    return WholeDatabase(place, KINDS, secret=secret, copying=copying)


def copy(source: Place, target: Place, tell: Callable[[str, int], None] = lambda *_: None) -> Copied:
    with closing(whole(source)) as ours, closing(whole(target, copying=NAME)) as theirs:
        return copy_store(ours, theirs, name=NAME, kinds=NAMES, tell=tell)


def content(place: Place) -> tuple[list[Row], list[tuple[str, Head]], list[Line]]:
    with closing(whole(place)) as held, held.moment() as moment:
        rows = [row for kind in NAMES for row in moment.rows(kind)]
        return rows, list(moment.heads()), list(moment.all_lines())


def execute(database: str, statement: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        assert connection.execute(statement.encode()).rowcount > 0
