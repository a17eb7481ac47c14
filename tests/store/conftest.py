"""One contract, every engine: a test that asks for `store` runs on each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklist_app.store import Kind, Store
from checklist_app.store.embedded import EmbeddedStore, FolderStore
from checklist_app.store.embedded.journal import Sizes
from tests.store.model import ModelStore
from tests.store.simulated_disk import SimulatedDisk

KINDS = (
    Kind("agencies", indexes=("province", "names"), unique=("code",)),
    Kind("rounds", indexes=("agency",)),
)
SMALL = Sizes(segment=2048, ahead=1024)


@pytest.fixture(params=["model", "simulated disk", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = _open(request.param, tmp_path)
    yield opened
    opened.close()


def _open(engine: str, folder: Path) -> Store:
    if engine == "model":
        return ModelStore(KINDS)
    if engine == "folder":
        return FolderStore(folder / "store", KINDS)
    return EmbeddedStore(SimulatedDisk(), KINDS, sizes=SMALL)
