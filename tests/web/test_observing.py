"""Every request has an id, which leads from what a person reads out to the lines of the log; and no line
tells who asked."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from checklist_app import logs
from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.logs import request_id
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.observing import HEADER
from tests.cast import World, quick_passwords
from tests.client import StrictClient
from tests.conftest import ClientOf
from tests.surveys.form_world import FILLED, clock_of, town_of

ADDRESS, AGENT = "203.0.113.77", "Distinctive/9.9 (Odd Phone)"


def behind_a_proxy(config: Config, world: World) -> StrictClient:
    app = create_app(replace(config, trusted_proxies=1), world.store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    client = app.test_client()
    assert isinstance(client, StrictClient)
    return client


class Lines:
    def __init__(self) -> None:
        self.stream = io.StringIO()

    def __call__(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    written = Lines()
    logs.start("json", written.stream)
    yield written
    logs.stop()


def breaking(app: Flask) -> None:
    @access(PUBLIC)
    def view() -> str:
        raise RuntimeError("secret detail")

    app.add_url_rule("/broken", "broken", view)
    app.add_url_rule("/api/broken", "api_broken", view)


@pytest.mark.parametrize("address", ["/about", "/nowhere", "/", "/api/nowhere", "/healthz", "/a%00b"])
def test_every_answer_names_its_request_by_an_id_of_its_own(client: StrictClient, address: str) -> None:
    ids = {client.get(address).headers[HEADER] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[a-z0-9]{10}", id) for id in ids)


def test_the_id_is_gone_when_the_request_is(client: StrictClient) -> None:
    client.get("/about")
    assert request_id.get() == ""


def test_a_person_can_read_out_the_id_of_what_was_refused(client: StrictClient) -> None:
    answer = client.get("/nowhere")
    assert f"โปรดบอกรหัส {answer.headers[HEADER]}" in answer.text
    english = client.get("/nowhere?lang=en")
    assert f"give this code: {english.headers[HEADER]}" in english.text


def test_an_unexpected_error_is_found_again_by_the_id_that_its_page_shows_once(
    app: Flask, client: StrictClient, lines: Lines
) -> None:
    breaking(app)
    page, api = client.get("/broken"), client.get("/api/broken")
    for answer in (page, api):
        id = answer.headers[HEADER]
        assert answer.text.count(id) == 1
        (told,) = [line for line in lines() if line["request"] == id and line["level"] == "error"]
        assert told["stack"].endswith("RuntimeError: secret detail")


def test_an_error_of_the_interface_keeps_its_shape(client: StrictClient) -> None:
    assert set(client.get("/api/nowhere").get_json()["error"]) == {"kind", "code", "message"}


@pytest.mark.parametrize("given", ["0af7651916cd43dd8448eb211c80319c", "a-b-c-d-1", "12345678", "x" * 64])
def test_the_id_of_a_trusted_proxy_is_taken_over(config: Config, world: World, given: str) -> None:
    assert behind_a_proxy(config, world).get("/about", headers={HEADER: given}).headers[HEADER] == given


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "two words here", "<script>alert</script>", "๑๒๓๔๕๖๗๘๙", ""]
)
def test_an_id_that_is_not_plain_is_replaced(config: Config, world: World, given: str) -> None:
    headers = {HEADER: given.encode().decode("latin-1")}
    answered = behind_a_proxy(config, world).get("/about", headers=headers).headers[HEADER]
    assert re.fullmatch(r"[a-z0-9]{10}", answered)


def test_without_a_trusted_proxy_nobody_chooses_an_id(client: StrictClient) -> None:
    assert client.get("/about", headers={HEADER: "chosen-by-me"}).headers[HEADER] != "chosen-by-me"


def test_each_request_leaves_one_line(client: StrictClient, lines: Lines) -> None:
    answer = client.get("/verify/abc?next=somewhere")
    (told,) = lines()
    assert set(told) == {
        *("time", "level", "logger", "message", "request"),
        *("method", "route", "status", "ms", "bytes"),
    }
    assert (told["method"], told["route"]) == ("GET", "/verify/<code>")
    assert (told["status"], told["bytes"]) == (answer.status_code, len(answer.data))
    assert told["request"] == answer.headers[HEADER]


def test_a_line_does_not_tell_which_person_asked_for_whom(
    client_of: ClientOf, world: World, lines: Lines
) -> None:
    client_of("administrator").get(f"/accounts/people/{world['inspector'].id}")
    said = str(lines())
    assert "/accounts/people/<id>" in said
    for person in (world["administrator"], world["inspector"]):
        assert not any(telling in said for telling in (person.id, person.name, person.sign_in))


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_citizens_answer_leaves_no_address_and_no_place_in_the_log(
    app: Flask, world: World, client: StrictClient, monkeypatch: pytest.MonkeyPatch, form: logs.Form
) -> None:
    """Neither when it is kept, nor when the store breaks under it."""
    town = town_of(app, world, client, clock_of(monkeypatch))
    stream = io.StringIO()
    logs.start(form, stream)
    try:
        for broken in (False, True):
            nonce = town.opened()
            if broken:
                monkeypatch.setattr(world.store, "append", lambda *_: 1 / 0)
            town.client.post(
                town.address,
                data={"nonce": nonce, **FILLED, "comment": "ควรมีที่จอดรถ"},
                headers={"User-Agent": AGENT, "X-Forwarded-For": "198.51.100.23"},
                environ_base={"REMOTE_ADDR": ADDRESS},
            )
    finally:
        logs.stop()
    said = stream.getvalue()
    assert "ZeroDivisionError" in said
    assert ("/s/<code>" in said) == (form == "json")
    telling = (ADDRESS, "198.51.100.23", "Distinctive", nonce, nonce.split(".")[3], "ที่จอดรถ", town.point.code)
    assert [each for each in telling if each in said] == []
