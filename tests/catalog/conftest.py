"""The shipped catalogue on a store in memory."""

import pytest

from checklist_app.accounts import Audit
from checklist_app.catalog import Editions, Forms
from tests.store.model import ModelStore


@pytest.fixture
def store() -> ModelStore:
    return ModelStore([Editions.KIND, Forms.KIND])


@pytest.fixture
def editions(store: ModelStore) -> Editions:
    return Editions(store, Audit(store))


@pytest.fixture
def forms(store: ModelStore, editions: Editions) -> Forms:
    return Forms(store, editions)
