"""The pages around everything, static files, health, language and headers."""

import gzip
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest
from flask import Flask

from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.errors import Problem, unavailable
from checklist_app.visits import SUPERVISING
from checklist_app.web.static import Asset, Assets, static_url
from checklist_app.wording import say
from tests.cast import CAST, World, folder_of_files, quick_passwords
from tests.client import StrictClient
from tests.conftest import ClientOf


@pytest.mark.parametrize("who", [draft.sign_in for draft in CAST])
@pytest.mark.parametrize("language", ["th", "en"])
def test_everybody_finds_home_and_every_door_opens(client_of: ClientOf, who: str, language: str) -> None:
    client = client_of(who)
    home = client.get(f"/?lang={language}").text
    doors = set(re.findall(r'href="(/[^"]*)"', home)) - {"#content"}
    assert len(doors) > 4
    for door in doors:
        assert client.get(door.replace("&amp;", "&"), follow_redirects=True).status_code == 200, door


def test_home_shows_the_own_place_and_its_agencies(client_of: ClientOf) -> None:
    inspector = client_of("inspector").get("/").text
    assert "จังหวัดขอนแก่น" in inspector
    assert "<dd>4</dd>" in inspector
    assert "เทศบาลตำบลนาดี" in client_of("staff").get("/").text


def test_home_without_agencies_says_what_to_do(client_of: ClientOf, world: World) -> None:
    for document in world.store.find("agencies"):
        world.store.delete("agencies", document.id, version=document.version)
    assert "ยังไม่มีหน่วยงาน" in client_of("inspector").get("/").text


def test_links_lead_only_where_the_role_may_go(client_of: ClientOf) -> None:
    assert "/accounts/people" not in client_of("inspector").get("/").text
    assert "/accounts/people" in client_of("supervisor").get("/").text


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", "/"),
        ("/visits/office", "/visits/office"),
        ("/agencies/new", "/agencies"),
        ("/catalog/forms/nacc-2563", "/catalog/"),
    ],
)
def test_the_bar_marks_the_one_door_that_a_page_is_behind(client_of: ClientOf, path: str, door: str) -> None:
    bar = client_of("supervisor").get(path).text.partition("</nav>")[0]
    marked = re.findall(r'href="([^"]*)" aria-current="(\w+)"', bar)
    assert marked == [(door, "page" if path == door else "true")]


@pytest.mark.parametrize("who", [None, "auditor", "staff"])
def test_everybody_finds_where_papers_are_checked(client_of: ClientOf, who: str | None) -> None:
    assert 'href="/verify">ตรวจสอบเอกสาร' in client_of(who).get("/about").text


@pytest.mark.parametrize("who", ["staff", "executive"])
def test_people_of_an_agency_find_its_papers_from_home(client_of: ClientOf, world: World, who: str) -> None:
    home = client_of(who).get("/").text
    assert f'href="/agencies/{world[who].agency}"><strong>หน่วยงานของท่าน' in home


def test_who_supervises_finds_the_reports_of_a_province_from_home(client_of: ClientOf) -> None:
    finders = [who.sign_in for who in CAST if "/reports/province" in client_of(who.sign_in).get("/").text]
    assert finders == [who.sign_in for who in CAST if who.role in SUPERVISING]


def test_about_says_what_is_kept_to_everybody(client: StrictClient) -> None:
    assert "พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล" in client.get("/about").text


def test_the_language_is_kept(client: StrictClient) -> None:
    assert 'lang="th"' in client.get("/about").text
    assert 'lang="en"' in client.get("/about?lang=en").text
    assert 'lang="en"' in client.get("/about").text
    assert 'lang="th"' in client.get("/about?lang=th").text
    assert 'lang="th"' in client.get("/about?lang=xx").text


def test_the_language_link_keeps_the_address(client_of: ClientOf) -> None:
    page = client_of("administrator").get("/accounts/people?search=ก&search=ข").text
    assert "/accounts/people?search=%E0%B8%81&amp;search=%E0%B8%82&amp;lang=en" in page


def test_every_answer_carries_the_security_headers(client: StrictClient) -> None:
    for address in ("/about", "/healthz", "/nowhere", "/api/nowhere", "/"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in headers["Content-Security-Policy"]
        for rule in (
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ):
            assert rule in headers["Content-Security-Policy"]
        assert headers["Cache-Control"]


def test_pages_about_people_are_kept_by_no_cache(client_of: ClientOf) -> None:
    assert client_of("inspector").get("/").headers["Cache-Control"] == "no-store"


def test_strict_transport_is_asked_for_over_https_only(client: StrictClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/about").headers
    secure = client.get("/about", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=")


def test_over_https_cookies_insist_on_it(world: World, config: Config) -> None:
    environment = {"CHECKLIST_STORE": str(config.store), "CHECKLIST_BASE_URL": "https://localhost"}
    app = create_app(Config.from_environment(environment), world.store, passwords=quick_passwords())
    cookies = app.test_client().get("/accounts/sign-in?lang=en", base_url="https://localhost").headers
    for cookie in cookies.getlist("Set-Cookie"):
        assert "Secure" in cookie
        assert "HttpOnly" in cookie


@pytest.mark.parametrize(("proxies", "seen"), [("0", "127.0.0.1"), ("1", "10.0.0.2")])
def test_only_trusted_proxies_may_name_the_visitor(
    world: World, config: Config, proxies: str, seen: str
) -> None:
    environment = {"CHECKLIST_STORE": str(config.store), "CHECKLIST_TRUSTED_PROXIES": proxies}
    app = create_app(Config.from_environment(environment), world.store, passwords=quick_passwords())
    addresses: list[str | None] = []
    from flask import request

    app.before_request_funcs[None].insert(0, lambda: addresses.append(request.remote_addr))
    app.test_client().get("/about", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.2"})
    assert addresses == [seen]


def address_of(app: Flask, name: str) -> str:
    with app.test_request_context():
        return static_url(name)


def test_every_static_file_is_served_for_ever_and_compressed(app: Flask, client: StrictClient) -> None:
    for name, plain in app.extensions["assets"].by_name.items():
        assert_served_for_ever_and_compressed(client, address_of(app, name), plain)


def assert_served_for_ever_and_compressed(client: StrictClient, address: str, plain: bytes) -> None:
    for encoding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress), ("identity", bytes)):
        answer = client.get(address, headers={"Accept-Encoding": encoding})
        body = unpack(answer.data) if answer.content_encoding == encoding else answer.data
        assert body == plain, address
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.vary.to_header() == "Accept-Encoding"
        again = client.get(
            address, headers={"Accept-Encoding": encoding, "If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304


def test_browsers_get_the_smallest_form(app: Flask, client: StrictClient) -> None:
    address = address_of(app, "css/components.css")
    best = client.get(address, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert best.content_encoding == "br"
    assert client.get(address, headers={"Accept-Encoding": "gzip, br;q=0"}).content_encoding == "gzip"
    assert client.get(address).content_encoding is None


def test_a_file_is_compressed_once_however_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asset, done = Asset("a.css", b"a { color: red }\n" * 100), []
    all_at_once = threading.Barrier(4)

    def compress(*_: object, **__: object) -> bytes:
        done.append(1)
        with suppress(threading.BrokenBarrierError):  # broken means that nobody else came, as it should be
            all_at_once.wait(timeout=0.2)
        return b"small"

    monkeypatch.setattr("checklist_app.web.static.gzip.compress", compress)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: asset.variants["gzip"], range(4)))
    assert found == [b"small"] * 4
    assert len(done) == 1


def test_a_page_without_a_token_is_compressed_for_who_can_read_it(client: StrictClient) -> None:
    plain = client.get("/about")
    packed = client.get("/about", headers={"Accept-Encoding": "gzip"}, sound=False)
    assert packed.content_encoding == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.content_length == len(packed.data) < len(plain.data)
    smallest = client.get("/about", headers={"Accept-Encoding": "gzip, br"}, sound=False)
    assert smallest.content_encoding == "br"
    assert brotli.decompress(smallest.data) == plain.data
    assert len(smallest.data) < len(packed.data)
    for answer in (plain, packed, smallest):
        assert "Accept-Encoding" in (answer.vary.to_header() or "")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert client.get("/about", headers={"Accept-Encoding": "gzip;q=0"}).content_encoding is None


@pytest.mark.parametrize("who", ["inspector", None])
def test_a_page_with_a_token_is_never_compressed(client_of: ClientOf, who: str | None) -> None:
    answer = client_of(who).get(
        "/accounts/sign-in" if who is None else "/", headers={"Accept-Encoding": "gzip"}
    )
    assert "csrf_token" in answer.text
    assert answer.content_encoding is None


@pytest.mark.parametrize(
    "name",
    ["../README.md", "..%2fREADME.md", "%2e%2e/pyproject.toml", "css", "css/", "/etc/passwd", "css/x.css"],
)
def test_only_files_of_the_static_folder_are_served(app: Flask, client: StrictClient, name: str) -> None:
    version = app.extensions["assets"].version
    assert client.get(f"/static/{version}/{name}").status_code in {404, 308}


def test_files_of_another_version_are_not_mixed_in(client: StrictClient) -> None:
    assert client.get("/static/000000000000/css/base.css").status_code == 404


def test_the_version_changes_with_any_content(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "a.css").write_text("a")
    before = Assets(folder).version
    (folder / "a.css").write_text("b")
    assert Assets(folder).version != before


def test_a_page_that_names_a_missing_file_fails_at_once(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Problem, match="no_asset"):
        static_url("css/never.css")


def test_robots_and_icon(client: StrictClient) -> None:
    assert "Disallow: /api/" in client.get("/robots.txt").text
    icon = client.get(client.get("/favicon.ico").location)
    assert icon.mimetype == "image/svg+xml"


def test_alive_needs_no_store(client: StrictClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise unavailable("store.closed")

    monkeypatch.setattr(world.store, "get", fail)
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 503


def test_ready_when_the_store_answers_and_the_disk_has_room(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr("checklist_app.web.health.SMALLEST_FREE_BYTES", 10**18)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"] == {"store": "ok", "writing": "ok", "disk": "failed", "files": "ok"}


def test_not_ready_when_files_cannot_be_kept(client: StrictClient, config: Config) -> None:
    assert client.get("/readyz").status_code == 200
    folder_of_files(config).write_text("a file where the folder should be")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["files"] == "failed"


@pytest.mark.parametrize("below", ["", "photos", "photos/2569"])
def test_a_folder_for_files_that_can_be_none_stops_the_start(
    world: World, config: Config, below: str
) -> None:
    folder_of_files(config).write_text("a file where the folder should be")
    with pytest.raises(Problem) as caught:
        create_app(
            replace(config, files=folder_of_files(config) / below), world.store, passwords=quick_passwords()
        )
    assert caught.value.code == "config.bad_folder"
    assert "CHECKLIST_FILES" in say(caught.value)


def test_not_ready_while_writes_are_refused(
    client: StrictClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.store, "fault", lambda: "No space left on device")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["writing"] == "failed"
