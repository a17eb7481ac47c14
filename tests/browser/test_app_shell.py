"""The phone app in a real browser: without signal, through updates, and out of a broken installation.
The pages of visits are stood in for by small ones, so that only the app itself is under test."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from shutil import copytree
from threading import Thread
from typing import Any

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from playwright.sync_api import Error as BrowserError
from waitress.server import create_server

from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.resources import STATIC
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.kept import kept
from checklist_app.web.language import speak
from checklist_app.web.static import Assets
from tests.browser.serving import ARGUMENTS, CHROMIUM, end
from tests.cast import PASSWORD, World, quick_passwords

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOME = "/shells/th/visits/home"
PAGE = """{% extends "web/phone.html" %}
{% block title %}{{ name }}{% endblock %}{% block shell %}{{ name }}{% endblock %}
{% block content %}<h1>{{ name }} {{ language() }}</h1><label>ช่อง <input id="typed"></label>{% endblock %}"""
OLD_FORM, A_VISIT = "0123456789abcdef", "0123456789abcdef-01jcy00000000000000000000v"
MERCY = 60_000  # a whole version is fetched first, and the machine may be busy
OFFER = "มีรุ่นใหม่ · แตะเพื่อเปลี่ยน"

CONTROLLED = """() => navigator.serviceWorker.controller ? true : new Promise((resolve) =>
  navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true }))"""
CACHES = "async () => (await caches.keys()).filter((name) => name.startsWith('app-'))"
LOOK = "async () => { const r = await navigator.serviceWorker.ready; await r.update(); return true }"
IMPORT = "await import(document.querySelector('script[src$=\"web/app.js\"]').src{})"
UPDATES, JOURNAL = (
    IMPORT.format(".replace('web/app', 'web/updates')"),
    "const journal = " + IMPORT.format(".replace('web/app', 'visits/journal')") + ";",
)
RECORD = f"""async () => {{ {JOURNAL}
  await journal.setPerson({{ id: 'somebody', name: 'คนนิเทศ', position: '', role: 'inspector' }})
  await journal.addVisit({{ id: '{A_VISIT}', agency: 'a', agency_name: 'อบต.', form: 'f',
    year: 2569, digest: '{OLD_FORM}' }})
  await journal.record('{A_VISIT}', 'note:1', 'เขียนไว้แล้ว', [])
  return true }}"""
HELD = f"""async () => {{ const updates = {UPDATES}
  updates.holdUpdates(new Promise((resolve, reject) => {{ window.stored = resolve; window.failed = reject }}))
  return true }}"""
UNSENT = f"async () => {{ {JOURNAL} return (await journal.waiting()).map((one) => one.value) }}"


@dataclass
class Office:
    """The server at one address: it comes, goes, and is replaced by another version."""

    app: Flask
    port: int = 0
    broken: set[str] = field(default_factory=set)
    asked: Queue[str] = field(default_factory=Queue)
    _server: Any = None
    _thread: Thread | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.put(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}")
        if any(environ["PATH_INFO"].endswith(name) for name in self.broken):
            start("500 Internal Server Error", [("Content-Length", "0")])
            return [b""]
        return self.app(environ, start)

    def is_asked(self, request: str) -> None:
        """Returns when it is; what the worker asks for, no page can see."""
        while self.asked.get(timeout=60) != request:
            pass

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        self._server = create_server(self, host="127.0.0.1", port=self.port, threads=4)
        self.port = self._server.socket.getsockname()[1]
        self._thread = Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self._thread:
            end(self._server)
            self._thread.join()
            self._thread = None


def with_small_pages(app: Flask) -> Flask:
    def page(spoken: Any, name: str) -> object:
        speak(spoken)
        return kept(render_template_string(PAGE, name=name))

    def form(spoken: Any, beginning: str) -> object:
        return page(spoken, f"form {beginning}")

    views = {
        "visit_shells.shell": page,
        "visit_shells.form": form,
        "visit_shells.paper": form,
        "visit_shells.form_definition": lambda beginning: kept("{}", "application/json"),
    }
    app.view_functions |= {name: access(PUBLIC)(view) for name, view in views.items()}  # type: ignore[arg-type]
    names = ("home", "new", "ready", "join", "team", "close")
    app.extensions["shells"] = lambda: [f"/shells/{s}/visits/{n}" for s in ("th", "en") for n in names]
    return app


@pytest.fixture
def next_version(world: World, config: Config, tmp_path: Path) -> Flask:
    """As the app, with one script that nobody has asked for yet changed."""
    folder = copytree(STATIC, tmp_path / "static")
    with (folder / "js" / "web" / "print.js").open("a") as script:
        script.write("// changed\n")
    made = create_app(config, world.store, passwords=quick_passwords())
    made.extensions["assets"] = Assets(folder)
    return with_small_pages(made)


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    office = Office(with_small_pages(app))
    office.open()
    yield office
    office.close()


Phone = Callable[[], BrowserContext]


@pytest.fixture
def phone(driver: Playwright, tmp_path: Path) -> Iterator[Phone]:
    """The same phone each time: what it keeps survives that the browser is closed."""
    started: list[BrowserContext] = []

    def start() -> BrowserContext:
        for context in started:
            context.close()
        started[:] = [
            driver.chromium.launch_persistent_context(
                tmp_path / "profile",
                executable_path=CHROMIUM,
                args=ARGUMENTS,
                viewport={"width": 360, "height": 740},
            )
        ]
        return started[0]

    yield start
    for context in started:
        context.close()


@pytest.fixture
def page(phone: Phone, office: Office) -> Page:
    """A page of the installed app."""
    return installed(phone(), office)


def installed(context: BrowserContext, office: Office) -> Page:
    page = context.new_page()
    page.goto(office.address + HOME)
    assert page.evaluate(CONTROLLED)
    page.goto(office.address + "/visits")
    return page


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def version_on(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-version")


def offered(page: Page, office: Office, version: Flask) -> None:
    """The office has a new version, and the phone has noticed."""
    office.app = version
    page.evaluate(LOOK)
    expect(page.get_by_role("button", name=OFFER)).to_be_visible(timeout=MERCY)


def test_the_app_starts_without_signal_after_everything_was_closed(phone: Phone, office: Office) -> None:
    installed(phone(), office)
    office.close()
    page = phone().new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(office.address + "/visits")
    assert heading(page) == "home th"
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 5
    page.get_by_text("เมนู", exact=True).click()
    page.get_by_role("link", name="เริ่มงานนิเทศใหม่").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("new th")
    assert complaints == []


def test_without_signal_pages_of_the_office_say_so_and_home_is_the_visits(page: Page, office: Office) -> None:
    office.close()
    page.goto(office.address + "/agencies")
    assert heading(page) == "หน้านี้ต้องใช้สัญญาณ"
    page.goto(office.address + "/")
    assert heading(page) == "home th"


def test_with_signal_pages_of_the_office_come_from_the_office(page: Page, office: Office) -> None:
    page.goto(office.address + "/agencies")
    assert page.get_by_label("ชื่อผู้ใช้").is_visible()


def test_files_of_the_office_come_as_if_there_were_no_app(page: Page, office: Office) -> None:
    """They take longer to make than a page may, and are nothing that another page could stand in for."""
    sign_in(page, office)
    page.goto(office.address + "/catalog/forms/nacc-2563")
    link = page.get_by_role("link", name="แบบเปล่า Word")
    with page.expect_download() as fetched, page.expect_response("**/blank.docx") as answered:
        link.click()
    assert re.fullmatch(r"แบบนิเทศ-\d{4}\.docx", fetched.value.suggested_filename)
    assert fetched.value.path().read_bytes().startswith(b"PK")
    assert not answered.value.from_service_worker
    address = office.address + str(link.get_attribute("href"))
    office.close()
    with pytest.raises(BrowserError, match="ERR_CONNECTION_REFUSED"):
        page.goto(address)


def test_a_language_once_chosen_stays_without_signal_and_at_the_office(page: Page, office: Office) -> None:
    page.get_by_role("link", name="English").click()
    office.is_asked("HEAD /about?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("home en")
    page.goto(office.address + "/about")
    assert page.locator("html").get_attribute("lang") == "en"
    office.close()
    page.goto(office.address + "/visits/join")
    assert heading(page) == "join en"
    page.goto(office.address + "/visits?lang=th")
    assert heading(page) == "home th"


def test_a_language_chosen_before_the_app_was_there_is_known_to_it(phone: Phone, office: Office) -> None:
    context = phone()
    page = context.new_page()
    page.goto(office.address + "/shells/en/visits/home")
    assert page.evaluate(CONTROLLED)
    page.goto(office.address + "/visits")
    assert heading(page) == "home en"


def test_the_worker_leaves_alone_what_is_sent_and_what_is_signed_in(page: Page, office: Office) -> None:
    by_worker: dict[str, bool] = {}
    page.on(
        "response",
        lambda answer: by_worker.update(
            {f"{answer.request.method} {answer.url.split('?')[0]}": answer.from_service_worker}
        ),
    )
    style = page.evaluate("document.querySelector('link[rel=stylesheet]').href")
    left_alone = [
        "GET /api/pack",
        "GET /accounts/sign-in",
        "GET /recover",
        "POST /api/sync",
        "PUT /api/files/0",
    ]
    for asked in [*left_alone, f"GET {style}"]:
        method, path = asked.split()
        page.evaluate(
            "async ([method, path]) => (await fetch(path, { method })).status", [method, f"{path}?test"]
        )
    assert by_worker[f"GET {style}"]
    answered = {asked.replace(" ", f" {office.address}") for asked in left_alone} & by_worker.keys()
    assert len(answered) == len(left_alone)
    assert not any(by_worker[asked] for asked in answered)


def test_a_new_version_waits_for_the_person_and_for_what_is_being_saved(
    page: Page, office: Office, next_version: Flask
) -> None:
    page.evaluate(RECORD)
    page.get_by_label("ช่อง").fill("กำลังพิมพ์")
    loads: list[str] = []
    page.on("load", lambda _: loads.append("load"))
    before = version_on(page)
    offered(page, office, next_version)
    assert page.get_by_label("ช่อง").input_value() == "กำลังพิมพ์"
    page.evaluate(HELD)
    page.get_by_role("button", name=OFFER).click()
    expect(page.get_by_role("button", name=OFFER)).to_be_disabled()
    assert (loads, version_on(page)) == ([], before)
    with page.expect_event("load"):
        page.evaluate("window.stored()")
    assert version_on(page) == next_version.extensions["assets"].version != before
    assert page.evaluate(UNSENT) == ["เขียนไว้แล้ว"]
    assert not page.get_by_role("button", name=OFFER).is_visible()
    assert loads == ["load"]


def test_a_save_that_fails_keeps_the_version(page: Page, office: Office, next_version: Flask) -> None:
    before = version_on(page)
    offered(page, office, next_version)
    page.evaluate(HELD)
    page.get_by_role("button", name=OFFER).click()
    page.evaluate("window.failed(new Error('disk full'))")
    expect(page.get_by_text("ยังเปลี่ยนรุ่นไม่ได้")).to_be_visible()
    assert version_on(page) == before


def test_another_page_goes_on_with_its_version_until_its_own_person_says_so(
    page: Page, office: Office, next_version: Flask
) -> None:
    other = page.context.new_page()
    other.goto(office.address + "/visits/new")
    other.get_by_label("ช่อง").fill("กำลังพิมพ์")
    before = version_on(other)
    offered(page, office, next_version)
    with page.expect_event("load"):
        page.get_by_role("button", name=OFFER).click()
    assert version_on(page) != before
    expect(other.get_by_role("button", name=OFFER)).to_be_visible()
    assert other.get_by_label("ช่อง").input_value() == "กำลังพิมพ์"
    lazily = f"import('/static/{before}/js/web/print.js').then(() => true)"
    assert other.evaluate(lazily), "a script it had not asked for so far"
    with other.expect_event("load"):
        other.get_by_role("button", name=OFFER).click()
    assert version_on(other) == version_on(page)


def test_a_version_that_cannot_be_had_whole_changes_nothing(
    page: Page, office: Office, next_version: Flask
) -> None:
    before, kept_before = version_on(page), page.evaluate(CACHES)
    office.app, office.broken = next_version, {"js/thai/digits.js"}
    ended = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready
          const coming = new Promise((resolve) => registration.addEventListener("updatefound", () => {
            const worker = registration.installing
            worker.addEventListener("statechange", () => resolve(worker.state))
          }))
          await registration.update().catch(() => undefined)
          return coming
        }"""
    )
    assert ended == "redundant"
    assert page.evaluate(CACHES) == kept_before
    office.close()
    page.reload()
    assert (heading(page), version_on(page)) == ("home th", before)
    office.open()
    office.broken = set()
    offered(page, office, next_version)


def test_the_form_of_a_visit_begun_long_ago_opens_in_every_later_version(
    page: Page, office: Office, next_version: Flask
) -> None:
    page.evaluate(RECORD)
    page.evaluate(f"async () => ({UPDATES}).keepShell('{OLD_FORM}')")
    offered(page, office, next_version)
    with page.expect_event("load"):
        page.get_by_role("button", name=OFFER).click()
    office.close()
    page.goto(f"{office.address}/visits/{A_VISIT}")
    assert heading(page) == f"form {OLD_FORM} th"
    assert version_on(page) == next_version.extensions["assets"].version
    page.goto(f"{office.address}/visits/{A_VISIT}/team")
    assert heading(page) == "team th"


def test_the_browser_finds_nothing_that_keeps_the_app_from_being_installed(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")


def test_a_broken_installation_is_mended_and_the_work_stays(page: Page, office: Office) -> None:
    page.evaluate(RECORD)
    page.evaluate(
        """async () => {
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys())
              await (await caches.open(name)).put(request, new Response("garbage"))
          return true
        }"""
    )
    page.goto(office.address + "/visits")
    assert page.get_by_role("heading", level=1).count() == 0
    page.goto(office.address + "/recover")
    expect(page.get_by_text("มี 1 รายการที่ยังไม่ได้ส่ง และจะยังอยู่ครบ")).to_be_visible()
    page.get_by_role("button", name="ล้างไฟล์ของแอปแล้วติดตั้งใหม่").click()
    expect(page.get_by_text("ล้างไฟล์ของแอปแล้ว (ตัวช่วยทำงาน 1 ตัว")).to_be_visible()
    assert page.evaluate("caches.keys()") == []
    page.goto(office.address + HOME)
    assert page.evaluate(CONTROLLED)
    assert page.evaluate(UNSENT) == ["เขียนไว้แล้ว"]


def test_the_way_out_makes_no_database_where_there_is_none(phone: Phone, office: Office) -> None:
    page = phone().new_page()
    page.goto(office.address + "/recover")
    expect(page.get_by_text("ไม่มีรายการที่รอส่ง")).to_be_visible()
    assert page.evaluate("indexedDB.databases()") == []


def test_nobody_is_signed_out_over_unsent_work(page: Page, office: Office) -> None:
    sign_in(page, office)
    page.goto(office.address + "/visits")
    page.evaluate(RECORD)
    page.goto(office.address + "/agencies")
    page.get_by_text("เมนู", exact=True).click()
    page.get_by_role("button", name="ออกจากระบบ").click()
    page.wait_for_url("**/accounts/sign-out")
    expect(page.get_by_role("alert")).to_contain_text("ยังมี 1 รายการที่ไม่ถึงสำนักงาน")
    assert page.get_by_role("button", name="ส่งเดี๋ยวนี้").is_visible()
    assert not page.locator("main").get_by_role("button", name="ออกจากระบบ").is_visible()
    page.get_by_role("link", name="ยังไม่ออก กลับไปที่งาน").click()
    page.wait_for_url("**/visits")
    assert page.evaluate(UNSENT) == ["เขียนไว้แล้ว"]


def test_after_signing_out_nothing_is_left_on_the_phone(page: Page, office: Office) -> None:
    sign_in(page, office)
    page.goto(office.address + "/visits")
    page.evaluate(f"async () => {{ {JOURNAL} await journal.setPerson({{ name: 'คนนิเทศ' }}); return true }}")
    page.get_by_text("เมนู", exact=True).click()
    page.get_by_role("link", name="ออกจากระบบ").click()
    page.wait_for_url("**/accounts/sign-out")
    page.locator("main").get_by_role("button", name="ออกจากระบบ").click()
    page.wait_for_url("**/accounts/sign-in*")
    page.goto(office.address + "/visits")
    assert page.evaluate(f"async () => {{ {JOURNAL} return await journal.person() ?? null }}") is None


def test_leaving_without_signal_is_explained(page: Page, office: Office) -> None:
    office.close()
    page.get_by_text("เมนู", exact=True).click()
    page.get_by_role("link", name="ออกจากระบบ").click()
    expect(page.get_by_text("ออกจากระบบต้องใช้สัญญาณ")).to_be_visible()
    assert heading(page) == "home th"


def test_a_browser_inside_another_app_is_warned_about(phone: Phone, office: Office) -> None:
    page = phone().new_page()
    page.add_init_script("Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla Line/14.1' })")
    page.goto(office.address + HOME)
    expect(page.get_by_text("เบราว์เซอร์ภายในแอปอื่น")).to_be_visible()
    page.get_by_role("button", name="เปิดในเบราว์เซอร์").click()
    page.wait_for_url("**openExternalBrowser=1")


@pytest.mark.parametrize("width", [320, 390])
def test_the_surroundings_fit_small_screens(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.evaluate(
        """() => {
          document.getElementById("saved").textContent = "บันทึกในเครื่องแล้ว 14.02 น."
          const detail = { state: "failed", waiting: 128 }
          document.dispatchEvent(new CustomEvent("sync:state", { detail }))
        }"""
    )
    page.get_by_text("เมนู", exact=True).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = """[...document.querySelectorAll("button, .menu-panel a")].filter((control) =>
      control.checkVisibility() && control.getBoundingClientRect().height < 44).length"""
    assert page.evaluate(small) == 0


def sign_in(page: Page, office: Office) -> None:
    page.goto(office.address + "/accounts/sign-in")
    page.get_by_label("ชื่อผู้ใช้").fill("inspector")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="ลงชื่อเข้าใช้").click()
    page.wait_for_url(office.address + "/")
