"""The store goes away while somebody asks for a paper, at whatever moment: a genuine paper is never told as
unknown, nor as one that this person may not read."""

import pytest
from flask import Flask

from tests.cast import World
from tests.conftest import ClientOf
from tests.reports.conftest import Quick
from tests.reports.test_pages import issued
from tests.store.leaving import told_while_away
from tests.visits.phones import Phone


@pytest.fixture(autouse=True)
def _with_the_quick_crew(crew: Quick) -> None:
    """Every test here."""


@pytest.mark.parametrize("who", [None, "supervisor", "staff"])
def test_verifying_a_genuine_paper_never_says_that_it_is_unknown(
    app: Flask, world: World, finished: Phone, client_of: ClientOf, who: str | None
) -> None:
    client, address = client_of(who), f"/verify/{issued(app, finished).shown}"
    assert client.get(address).status_code == 200
    told = [*told_while_away(world.store, lambda: client.get(address))]
    assert {answer.status_code for answer in told} == {503}


@pytest.mark.parametrize("who", ["inspector", "supervisor", "staff"])
def test_who_may_read_a_paper_is_never_told_that_there_is_none(
    app: Flask, world: World, finished: Phone, client_of: ClientOf, who: str
) -> None:
    client, address = client_of(who), f"/papers/{issued(app, finished).code}.pdf"
    assert client.get(address).status_code == 200
    told = [*told_while_away(world.store, lambda: client.get(address))]
    assert {answer.status_code for answer in told} == {503}
