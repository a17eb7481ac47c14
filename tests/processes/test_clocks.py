"""Machines whose clocks differ by some seconds, as operations.md allows."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from itsdangerous import TimestampSigner

from tests.cast import PASSWORD
from tests.client import Page, StrictClient
from tests.processes.alternating import in_turn
from tests.processes.conftest import Process

AHEAD = 5  # seconds
SIGN_IN = "/accounts/sign-in"


@pytest.fixture
def visitor(one: Process, other: Process) -> StrictClient:
    """Whose first, third, … request goes to the one."""
    made = in_turn(one.app, other.app).test_client()
    assert isinstance(made, StrictClient)
    return made


@contextmanager
def ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who signs meanwhile has a clock that goes before that of whoever reads it."""
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) + AHEAD)
        yield


def test_a_form_of_a_machine_whose_clock_is_ahead_is_taken_by_the_other(
    visitor: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ahead(monkeypatch):
        hidden = Page(visitor.get(SIGN_IN).text).hidden
    answer = visitor.post(SIGN_IN, data={**hidden, "name": "inspector", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_message_of_a_machine_whose_clock_is_ahead_is_shown_by_the_other(
    visitor: StrictClient, one: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_in(one.world["staff"])
    settings = f"/surveys/{one.world['staff'].agency}/settings"
    hidden = Page(visitor.get(settings).text).hidden
    visitor.get("/about")
    with ahead(monkeypatch):
        answer = visitor.post(settings, data={**hidden, "bands": "a", "opens": "9", "closes": "16"})
    assert answer.status_code == 302
    assert "บันทึกการตั้งค่าแบบประเมินแล้ว" in visitor.get(answer.location).text
