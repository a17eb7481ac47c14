"""One contract, every engine: a test that asks for `store` runs on each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklist_app.store import Kind, MeteredStore, Store
from checklist_app.store.embedded import EmbeddedStore, FolderStore
from checklist_app.store.embedded.journal import Sizes
from checklist_app.store.postgres import open_database
from tests.store.contended import ContendedStore
from tests.store.model import ModelStore
from tests.store.simulated_disk import SimulatedDisk

KINDS = (
    Kind("agencies", indexes=("province", "names"), unique=("code",)),
    Kind("rounds", indexes=("agency",)),
)
SECRET = "s" * 32
SMALL = Sizes(segment=2048, ahead=1024)


@pytest.fixture(params=["model", "metered", "contended", "simulated disk", "folder", "database"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "database":
        opened: Store = open_database(request.getfixturevalue("database"), KINDS, secret=SECRET)
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
