"""A store whose line to the server is in the test's hands."""

from collections.abc import Callable, Iterator

import pytest

from checklist_app.store.postgres import PostgresStore, open_database
from checklist_app.store.postgres.connecting import PATIENCE, Patience
from tests.servers.line import Line, a_line
from tests.store.conftest import KINDS, SECRET

Opened = Callable[..., PostgresStore]


@pytest.fixture
def line(database: str) -> Iterator[Line]:
    with a_line(database) as line:
        yield line


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens stores and closes them."""
    stores = []

    def open_one(url: str, *, connections: int = 16, patience: Patience = PATIENCE) -> PostgresStore:
        store = open_database(url, KINDS, secret=SECRET, connections=connections, patience=patience)
        stores.append(store)
        return store

    yield open_one
    for store in stores:
        store.close()
