"""A page asks a database that is a network away: what it asks must not grow with what there is to list."""

from collections import Counter

import pytest
from flask import Flask

from checklist_app.accounts import Draft, Role
from checklist_app.agencies import AgencyDraft
from checklist_app.web.context import EXTENSION, Collections
from tests.cast import PROVINCE, World
from tests.conftest import ClientOf

PAGES = ("/accounts/people", "/accounts/audit", "/agencies", "/ita/province/2570")


@pytest.mark.parametrize("address", PAGES)
def test_a_list_asks_the_store_no_more_for_many_agencies_than_for_few(
    app: Flask, client_of: ClientOf, world: World, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked: Counter[str] = Counter()
    held: Collections = app.extensions[EXTENSION]
    monkeypatch.setattr(held.store, "_tellers", (lambda verb, outcome, seconds: asked.update([verb]),))
    client = client_of("supervisor" if "ita" in address else "administrator")
    client.get(address)  # whatever is looked at once only
    asked.clear()
    client.get(address)
    few = asked.copy()
    _more(held, world, 12)
    asked.clear()
    assert client.get(address).status_code == 200
    assert asked == few


def _more(held: Collections, world: World, number: int) -> None:
    for each in range(number):
        draft = AgencyDraft(
            name=f"เทศบาลตำบลทดสอบ{each}", type="subdistrict_mun", district="พล", province=PROVINCE
        )
        agency = held.agencies.create(world["administrator"], draft)
        person = Draft(f"คนที่ {each}", "นักวิชาการ", f"person{each}", Role.STAFF, agency=agency.id)
        held.people.create(person, by=world["administrator"])
