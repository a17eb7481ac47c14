"""One contract, every engine: a test that asks for `store` runs on each of them."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from checklist_app.store import Kind, MeteredStore, Store
from checklist_app.store.embedded import EmbeddedStore, FolderStore
from checklist_app.store.embedded.journal import Sizes
from checklist_app.store.postgres import open_database
from tests.servers.postgres import Server
from tests.store.contended import ContendedStore
from tests.store.model import ModelStore
from tests.store.simulated_disk import SimulatedDisk

KINDS = (
    Kind("agencies", indexes=("province", "names"), unique=("code",)),
    Kind("rounds", indexes=("agency",)),
)
SECRET = "s" * 32
SMALL = Sizes(segment=2048, ahead=1024)


@pytest.fixture(scope="session")
def first_opened(postgres: Server) -> str:
    """Most of what a new database costs is paid once."""
    url = postgres.new_database()
    open_database(url, KINDS, secret=SECRET).close()
    return url


@pytest.fixture
def empty_database(first_opened: str) -> str:
    """The same for all, one after the other; who does more than keep something in it asks for `database`."""
    emptied(first_opened)
    return first_opened


def emptied(url: str) -> None:
    """As after the first start."""
    with psycopg.connect(url) as connection:
        found = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in connection.execute(found).fetchall():
            if table not in {"installation", "kinds"}:
                connection.execute(f'DELETE FROM "{table}"'.encode())


@pytest.fixture(params=["model", "metered", "contended", "simulated disk", "folder", "database"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "database":
        opened: Store = open_database(request.getfixturevalue("empty_database"), KINDS, secret=SECRET)
    else:
        opened = _open(request.param, tmp_path)
    yield opened
    opened.close()


def _open(engine: str, folder: Path) -> Store:
    if engine == "model":
        return ModelStore(KINDS)
    if engine == "metered":
        return MeteredStore(ModelStore(KINDS), lambda *_: None, (lambda *_: None,))
    if engine == "contended":
        return ContendedStore(KINDS)
    if engine == "folder":
        return FolderStore(folder / "store", KINDS)
    return EmbeddedStore(SimulatedDisk(), KINDS, sizes=SMALL)
