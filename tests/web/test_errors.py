"""Whatever goes wrong, people get a sentence and the next step, programs the one JSON shape."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.errors import Problem, ProblemKind, invalid, unavailable
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.errors import STATUS
from tests.cast import World, quick_passwords
from tests.client import StrictClient
from tests.conftest import ClientOf


def raising(app: Flask, error: Exception) -> None:
    @access(PUBLIC)
    def view() -> str:
        raise error

    app.add_url_rule("/broken", "broken", view, methods=["GET", "POST"])
    app.add_url_rule("/api/broken", "api_broken", view, methods=["GET", "POST"])


@pytest.mark.parametrize("kind", ProblemKind)
def test_each_kind_has_one_status_and_one_shape(app: Flask, client: StrictClient, kind: ProblemKind) -> None:
    raising(app, Problem(kind, "accounts.empty", field="name"))
    page, api = client.get("/broken"), client.get("/api/broken")
    assert page.status_code == api.status_code == STATUS[kind]
    assert page.mimetype == "text/html"
    told = {"kind": kind.value, "code": "accounts.empty", "message": "กรุณากรอกช่องนี้", "field": "name"}
    assert api.get_json() == {"error": told}


def test_a_problem_without_a_field_says_none(app: Flask, client: StrictClient) -> None:
    raising(app, invalid("accounts.empty"))
    assert set(client.get("/api/broken").get_json()["error"]) == {"kind", "code", "message"}


def test_an_unexpected_error_shows_a_number_and_no_traceback(
    app: Flask, client: StrictClient, caplog: pytest.LogCaptureFixture
) -> None:
    raising(app, RuntimeError("secret detail"))
    page, api = client.get("/broken"), client.get("/api/broken")
    assert page.status_code == api.status_code == 500
    for answer in (page, api):
        assert "secret detail" not in answer.text
        assert "Traceback" not in answer.text
    number = json.loads(api.text)["error"]["message"].split()[-1]
    assert number in caplog.text
    assert "secret detail" in caplog.text


def test_when_even_the_store_fails_the_error_page_still_comes(
    app: Flask, client_of: ClientOf, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("inspector")

    def fail(*_: object) -> None:
        raise unavailable("store.closed")

    monkeypatch.setattr(world.store, "get", fail)
    answer = client.get("/")
    assert answer.status_code == 503
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/nowhere", 404),
        ("POST", "/about", 405),
        ("DELETE", "/", 405),
        ("TRACE", "/", 405),
        ("GET", "/a%00b", 400),
        ("GET", "/%ff%fe", 400),
        ("GET", "/?next=%00", 400),
        ("GET", "/accounts/people/..%2f..%2fetc", 404),
        ("GET", "/static/x/../../README.md", 404),
        ("GET", "/" + "a" * 5000, 404),
    ],
)
def test_a_bad_address_is_answered_in_words(
    client: StrictClient, method: str, address: str, status: int
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status
    assert answer.text.strip()
    assert "Traceback" not in answer.text


def test_405_names_the_methods_that_would_do(client: StrictClient) -> None:
    assert "GET" in client.post("/about").headers["Allow"]


@pytest.mark.parametrize("size", [3 * 1024 * 1024, 17 * 1024 * 1024])
def test_a_huge_body_is_refused_before_it_is_read_into_memory(client: StrictClient, size: int) -> None:
    answer = client.post("/accounts/sign-in", data={"name": "x" * size})
    assert answer.status_code == 413
    assert "16 MB" in answer.text


def test_too_many_fields_are_refused(client: StrictClient) -> None:
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n\r\n' % number for number in range(2100)
    )
    answer = client.post(
        "/accounts/sign-in", data=body + b"--x--", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "type"),
    [
        (b"name=\xff\xfe&password=\x00", "application/x-www-form-urlencoded"),
        (b"\xef\xbb\xbfname=x", "application/x-www-form-urlencoded"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
        (b"{", "application/json"),
        (b"", "text/plain"),
    ],
)
def test_a_broken_form_is_answered_in_words(client: StrictClient, body: bytes, type: str) -> None:
    answer = client.post("/accounts/sign-in", data=body, content_type=type)
    assert answer.status_code in {400, 413, 422}


def test_a_form_without_its_token_is_not_carried_out(client_of: ClientOf) -> None:
    client = client_of("inspector")
    answer = client.post("/accounts/sign-out")
    assert answer.status_code == 400
    assert "โหลดหน้าใหม่" in answer.text
    assert client.get("/").status_code == 200


def test_errors_speak_english_to_who_asked_for_it(client: StrictClient) -> None:
    assert "page does not exist" in client.get("/nowhere?lang=en").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 422),
        ({"Origin": "http://localhost"}, 422),
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://localhost"}, 403),
    ],
)
def test_the_api_takes_writes_from_our_own_pages_only(
    app: Flask, client: StrictClient, headers: dict[str, str], status: int
) -> None:
    raising(app, invalid("accounts.empty"))
    assert client.post("/api/broken", headers=headers).status_code == status


@pytest.mark.parametrize(("origin", "status"), [("https://localhost", 422), ("http://localhost", 403)])
def test_the_api_of_an_https_site_takes_no_writes_from_its_http_twin(
    world: World, config: Config, origin: str, status: int
) -> None:
    secure = replace(config, base_url="https://localhost")
    app = create_app(secure, world.store, passwords=quick_passwords())
    raising(app, invalid("accounts.empty"))
    assert app.test_client().post("/api/broken", headers={"Origin": origin}).status_code == status


def test_no_address_is_completed_by_a_redirect(app: Flask, client_of: ClientOf) -> None:
    """The router's own redirects name the host that the request claims to be for."""
    assert [rule.rule for rule in app.url_map.iter_rules() if rule.strict_slashes] == []
    client = client_of("administrator")
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments]
    assert "/catalog/" in plain
    for address in plain:
        for spelled in (address.rstrip("/"), address.rstrip("/") + "/", "//x" + address):
            answer = client.get(spelled or "/", headers={"Host": "evil.example"})
            assert "evil.example" not in answer.headers.get("Location", ""), spelled
    assert client.get("/catalog").status_code == 200
    assert client.get("/catalog", headers={"Host": "evil.example"}).location.startswith("/accounts/sign-in")
