"""The contract holds where the database is set up in another way: a role that is serializable by default, and
a pooler that gives each transaction another connection."""

from collections.abc import Iterator

import pytest

from checklist_app.store import Store
from checklist_app.store.postgres import open_database
from tests.servers.pgbouncer import pooler  # noqa: F401 - a fixture
from tests.store.conftest import KINDS, SECRET
from tests.store.test_contract import *  # noqa: F403 - every one of them

pytestmark = pytest.mark.slow


@pytest.fixture(params=["serializable", "pooler"])
def store(request: pytest.FixtureRequest, empty_database: str) -> Iterator[Store]:
    if request.param == "pooler":
        name = empty_database.rsplit("/", 1)[1]
        port = request.getfixturevalue("pooler")
        opened = open_database(
            f"postgresql://postgres@127.0.0.1:{port}/{name}?pooler=yes", KINDS, secret=SECRET
        )
    else:
        options = "options=-c%20default_transaction_isolation%3Dserializable"
        opened = open_database(f"{empty_database}?{options}", KINDS, secret=SECRET)
    yield opened
    opened.close()


def test_the_role_is_serializable(database: str) -> None:
    """That the tests above say something."""
    opened = open_database(
        f"{database}?options=-c%20default_transaction_isolation%3Dserializable", KINDS, secret=SECRET
    )
    shown = opened.connections.run(lambda one: one.execute("SHOW transaction_isolation").fetchone())
    opened.close()
    assert shown == ("serializable",)
