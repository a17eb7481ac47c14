"""Who asks for many things at once waits for the network once, whatever is there and however many."""

from collections.abc import Callable

import pytest

from checklist_app.store import NewEntry, Store
from tests.store.postgres.conftest import Opened

NAMES = [f"n{number}" for number in range(40)]


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.get_all("agencies", NAMES),
        lambda store: store.find_each("agencies", "province", NAMES),
        lambda store: store.heads(NAMES),
    ],
)
def test_many_are_one_statement_and_none_is_no_statement(
    database: str, opened: Opened, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Store], dict[str, object]]
) -> None:
    store = opened(database)
    for name in NAMES[::2]:
        store.put("agencies", name, {"code": name, "province": name}, version=0)
        store.append(name, [NewEntry("x", {})])
    sent, send = [], store.connections.ask

    def sending(statement: str, parameters: tuple[object, ...]) -> object:
        sent.append(statement)
        return send(statement, parameters)

    monkeypatch.setattr(store.connections, "ask", sending)
    assert {*NAMES[::2]} <= {*ask(store)}
    assert len(sent) == 1
    assert (store.get_all("agencies", []), store.find_each("agencies", "province", []), store.heads([])) == (
        {},
        {},
        {},
    )
    assert len(sent) == 1
