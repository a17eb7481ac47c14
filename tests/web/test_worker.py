"""What a phone keeps, the manifest, the page without signal, and the way out of a broken installation."""

import io
import json
import re
from pathlib import Path
from shutil import copytree

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest
from flask import Flask, render_template_string
from PIL import Image

from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.resources import STATIC
from checklist_app.web.static import PHONE_LAYERS, PHONE_SHEET, Assets
from tests.cast import World, quick_passwords
from tests.client import StrictClient
from tests.conftest import ClientOf

OFFLINE = "/shells/th/offline"


@pytest.fixture
def alone(app: Flask) -> Flask:
    """The app with no pages to keep but its own, so that it says nothing about those of others."""
    app.extensions["shells"] = list
    return app


def build_of(client: StrictClient) -> tuple[str, list[str]]:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    first = answer.text.splitlines()[0]
    build = json.loads(first.removeprefix("self.BUILD = ").removesuffix(";"))
    return build["version"], build["addresses"]


def version_of(app: Flask) -> str:
    client = app.test_client()
    assert isinstance(client, StrictClient)
    return build_of(client)[0]


def another_app(world: World, config: Config, static: Path = STATIC) -> Flask:
    made = create_app(config, world.store, passwords=quick_passwords())
    made.test_client_class = StrictClient
    made.extensions["assets"] = Assets(static)
    made.extensions["shells"] = list
    return made


def test_the_worker_is_asked_for_anew_and_seldom_sent(alone: Flask, client: StrictClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_everything_that_phones_keep_is_there_for_everybody_and_about_nobody(
    app: Flask, client: StrictClient
) -> None:
    _, addresses = build_of(client)
    assert len(addresses) == len(set(addresses)) > 20
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Set-Cookie" not in answer.headers, address
        assert b'name="csrf_token"' not in answer.data, address


def test_a_version_is_the_same_as_long_as_nothing_changes(alone: Flask, world: World, config: Config) -> None:
    assert version_of(alone) == version_of(another_app(world, config))


def test_a_changed_script_makes_a_new_version(
    alone: Flask, world: World, config: Config, tmp_path: Path
) -> None:
    folder = copytree(STATIC, tmp_path / "static")
    (folder / "js" / "web" / "menu.js").write_text("export {}\n")
    assert version_of(alone) != version_of(another_app(world, config, folder))


def test_a_changed_page_makes_a_new_version(alone: Flask, world: World, config: Config) -> None:
    other = another_app(world, config)
    other.jinja_env.globals["phone_words"] = lambda _: "{}"
    assert version_of(alone) != version_of(other)


def test_a_page_more_makes_a_new_version_at_once(alone: Flask) -> None:
    before = version_of(alone)
    alone.extensions["shells"] = lambda: ["/about"]
    assert version_of(alone) != before


def test_without_one_of_its_pages_no_version_is_offered(alone: Flask, client: StrictClient) -> None:
    alone.extensions["shells"] = lambda: ["/shells/th/never"]
    assert client.get("/sw.js", sound=False).status_code == 500


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_kept_page_speaks_the_language_of_its_address(client: StrictClient, language: str) -> None:
    client.set_cookie("language", "en" if language == "th" else "th")
    page = client.get(f"/shells/{language}/offline").text
    assert f'<html lang="{language}"' in page
    assert ("หน้านี้ต้องใช้สัญญาณ" in page) == (language == "th")
    words = re.search(r'<script type="application/json" id="words">(.*?)</script>', page, re.DOTALL)
    assert words
    assert json.loads(words[1])["close"] == ("ปิด" if language == "th" else "Close")


def test_a_kept_page_travels_small_and_only_when_it_has_changed(client: StrictClient) -> None:
    plain = client.get(OFFLINE)
    packed = client.get(OFFLINE, headers={"Accept-Encoding": "gzip, br"}, sound=False)
    assert packed.content_encoding == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert packed.headers["Cache-Control"] == "no-cache"
    assert client.get(OFFLINE, headers={"If-None-Match": packed.headers["ETag"]}).status_code == 304
    head = client.head(OFFLINE, sound=False)
    assert head.status_code == 200
    assert head.data == b""


def test_what_is_signed_in_makes_no_difference_to_a_kept_page(client_of: ClientOf) -> None:
    assert client_of("inspector").get(OFFLINE).data == client_of(None).get(OFFLINE).data


def test_words_cannot_end_the_element_that_holds_them(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from checklist_app.web import phone_words

    monkeypatch.setattr(phone_words, "words", lambda _: {"close": "</script><!-- & \u2028"})
    phone_words._as_json.cache_clear()
    try:
        with app.test_request_context():
            made = render_template_string('{{ phone_words("js/web/app.js") }}')
    finally:
        phone_words._as_json.cache_clear()
    assert not set("<>&\u2028") & set(made)
    assert json.loads(made) == {"close": "</script><!-- & \u2028"}


def test_the_style_of_the_phone_is_one_sheet_of_the_known_layers(app: Flask) -> None:
    assets = app.extensions["assets"]
    joined = assets.by_name[PHONE_SHEET].decode()
    for layer in PHONE_LAYERS:
        source = assets.by_name.get(f"css/{layer}.css", b"").decode()
        assert re.sub(r"/\*.*?\*/\n?", "", source, flags=re.DOTALL) in joined
    assert "/*" not in joined
    assert joined.index("@layer tokens, base") < joined.index("@layer base {")
    assert "@import" not in joined


def test_the_manifest_makes_an_app_of_it(client: StrictClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert manifest["id"] == manifest["scope"] == "/"
    assert manifest["display"] == "standalone"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert [shot["form_factor"] for shot in manifest["screenshots"]].count("narrow") == 3
    for icon in (*manifest["icons"], *manifest["screenshots"]):
        with Image.open(io.BytesIO(client.get(icon["src"]).data)) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_the_manifest_is_thai_for_everybody(client: StrictClient) -> None:
    client.set_cookie("language", "en")
    assert json.loads(client.get("/manifest.webmanifest").text)["short_name"] == "นิเทศ"


@pytest.mark.parametrize("path", ["/about", "/accounts/sign-in", OFFLINE, "/recover"])
def test_every_page_belongs_to_the_app(client: StrictClient, path: str) -> None:
    page = client.get(path).text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert "apple-touch-icon" in page


def test_the_place_may_be_asked_for_but_not_the_microphone(client: StrictClient) -> None:
    policy = client.get("/about").headers["Permissions-Policy"]
    assert "geolocation=(self)" in policy
    assert "microphone=()" in policy


def test_the_way_out_needs_nothing_that_could_be_broken(client: StrictClient) -> None:
    page = client.get("/recover").text
    assert 'src="/recover/script.js"' in page
    script = client.get("/recover/script.js")
    assert script.headers["Cache-Control"] == "no-cache"
    assert not re.search(r"\bimport\b", re.sub(r"/\*.*?\*/", "", script.text, flags=re.DOTALL))
    assert "deleteDatabase" not in script.text


def test_whoever_leaves_from_a_kept_page_is_asked_on_a_page_with_a_token(client_of: ClientOf) -> None:
    client = client_of("inspector")
    page = client.get("/accounts/sign-out")
    assert "csrf_token" in page.text
    token = client.token("/accounts/sign-out")
    answer = client.post("/accounts/sign-out", data={"csrf_token": token})
    assert answer.location.startswith("/accounts/sign-in")
    assert client.get("/").location.startswith("/accounts/sign-in")
