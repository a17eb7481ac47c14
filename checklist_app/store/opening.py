"""Which engine: a folder of this machine, or a database that many machines share."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checklist_app.config import Database
from checklist_app.errors import unavailable
from checklist_app.store.embedded import FolderStore
from checklist_app.store.embedded.whole import WholeFolder
from checklist_app.store.protocol import Kind, Store
from checklist_app.store.whole import Whole


def open_store(place: Path | Database, kinds: Iterable[Kind], *, secret: str, connections: int) -> Store:
    if isinstance(place, Path):
        return FolderStore(place, kinds)
    with _postgres():
        from checklist_app.store.postgres import open_database  # an extra: not every installation has it
    return open_database(place.url, kinds, secret=secret, connections=connections)


def open_whole(place: Path | Database, kinds: Iterable[Kind], *, secret: str, copying: str = "") -> Whole:
    """To copy, verify or export all of it. `copying` names the copy that may go on there."""
    if isinstance(place, Path):
        return WholeFolder(place, kinds, copying=copying)
    with _postgres():
        from checklist_app.store.postgres import WholeDatabase  # an extra, as above
    return WholeDatabase(place.url, kinds, secret=secret, copying=copying)


@contextmanager
def _postgres() -> Iterator[None]:
    """Only what is not installed is told as missing; a fault of our own is one."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in {"psycopg", "psycopg_pool"}:
            raise
        raise unavailable("store.postgres_missing") from error
