"""The store goes away while a phone sends, at whatever moment: nothing that it sent is told to be unfit, for
that the phone would not send again."""

import pytest
from flask import Flask

from tests.cast import World
from tests.conftest import ClientOf
from tests.store.leaving import told_while_away
from tests.visits.phones import SAME_ORIGIN, Phone, begin


@pytest.fixture
def phone(app: Flask, world: World, client_of: ClientOf) -> Phone:
    form = app.extensions["checklist"].forms.keep("nacc-2563", 2567)
    agency = next(iter(world.agencies.values())).id
    return begin(world["inspector"], client_of("inspector"), form, agency)


@pytest.mark.parametrize("begun", [False, True])
def test_no_operation_is_refused(app: Flask, world: World, phone: Phone, begun: bool) -> None:
    if begun:
        phone.sync()
    phone.write("visited_on", "2026-11-20", by=world["supervisor"].id)
    sent = [phone.operations[id] for id in phone.operations if id in phone.waiting]
    body = phone.request({"id": phone.visit, "since": phone.since, "ops": sent, "waiting_files": 0})
    app.extensions["checklist"].forms._rendered.clear()
    told = told_while_away(
        world.store, lambda: phone.client.post("/api/sync", json=body, headers=SAME_ORIGIN)
    )
    for answer in told:
        if answer.status_code != 503:
            (visit,) = answer.get_json()["visits"]
            assert (visit.get("error"), visit.get("refused")) == (None, [])
    phone.sync()
    assert phone.refused == {}
