"""Who may change something without a token of ours: only views that ask for another proof."""

import pytest
from flask import Flask

from checklist_app.clock import now
from checklist_app.surveys.asking.questions import STANDARD
from tests.cast import World
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.surveys.world import Office

OWN_PROOF = {"survey_form.form", "survey_kiosk.deliver"}
"""The nonce of a form, the pass of a tablet."""


def test_only_these_views_ask_for_proof_of_their_own(app: Flask) -> None:
    declared = {name for name, view in app.view_functions.items() if getattr(view, "own_proof", False)}
    assert declared == OWN_PROOF


def test_whoever_declares_own_proof_acts_for_nobody_in_particular(app: Flask) -> None:
    for name in OWN_PROOF:
        assert getattr(app.view_functions[name], "access", "undeclared") is None


def test_without_a_nonce_nothing_is_changed_and_with_one_no_token_is_asked_for(
    app: Flask, world: World, client: StrictClient
) -> None:
    office = Office(world, app.extensions["checklist"].surveys, world.store)
    point = office.point()
    assert client.post(f"/s/{point.code}", data={"overall": "5"}).status_code == 422
    nonce = office.surveys.seals.nonce(point.code, STANDARD, at=now())
    assert client.post(f"/s/{point.code}", data={"overall": "5", "nonce": nonce}).status_code == 303


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_other_forms_need_a_token_as_before(client_of: ClientOf, site: str | None) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    answer = client_of("supervisor").post("/agencies/new", data={"name": "x"}, headers=headers)
    assert answer.status_code == 400
