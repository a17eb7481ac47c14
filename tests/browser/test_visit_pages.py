"""The pages around the form on real phones: beginning, joining, leaving, deciding, signing, closing."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from checklist_app.resources import DATA
from checklist_app.wording import problem_wording
from tests.browser.phones import ask, phone, sign_in
from tests.browser.serving import ARGUMENTS, CHROMIUM, served
from tests.cast import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM, YEAR = "nacc-2563", 2570
AGENCY = "องค์การบริหารส่วนตำบลโนนงาม"
TOTAL = "1.4.total"
WORDS = json.loads((DATA / "wording" / "phone" / "pages.json").read_text("utf-8"))

PACKED = "while (!(await journal.pack('agencies'))) await sync.syncNow()"
BEGIN = """
  const facts = (await journal.pack("forms")).find((one) => one.form === form && one.year === year)
  const agency = (await journal.pack("agencies")).find((one) => one.name === name)
  const { digest } = facts
  return journal.createVisit({ agency: agency.id, agency_name: name, form, year, digest, join: "k7m2p9xz" })
"""
WRITE = """
  const of = await journal.operations(visit)
  const heads = (field) => of.filter((one) => one.field === field).map(({ id }) => id)
  await journal.recordMany(visit, Object.entries(values).map(
    ([field, value]) => ({ field, value, replaces: heads(field) })))
"""
# As if it had come from a colleague's phone, which had not seen what is here.
IMPORT = """
  const { agency, agency_name, form, year, digest } = await journal.visit(visit)
  const operation = { id: "01kaj000000000000000000bbb", field, value, replaces: [],
    at: "2026-11-21T06:02:11.123Z", by: "01kaj0000000000000000000aa", device: "bbbbbbbbbb", n: 1 }
  await journal.importOperations(visit, [operation], { id: visit, agency, agency_name, form, year, digest })
"""
KNOWN = """
  const agency = (await journal.pack("agencies")).find((one) => one.name === name)
  await journal.setPack("scores", { [agency.id]: { [year]: { 4: "70.55" } } })
  const values = { ["row:header.team:" + "1".repeat(26)]: { name: "สมชาย", position: "นิติกร" } }
  await journal.setPack("last", { other: { visit: "", on: "2026-01-01", year: 2569, form: "", values } })
"""
PHOTO = {
    "file": "a" * 64,
    "item": "3.2.2/01",
    "caption": "ป้าย",
    "taken": "2026-11-21T06:00:00.000Z",
    "width": 40,
    "height": 30,
    "size": 900,
    "order": 1,
}
HEADS = """
  const of = (await journal.operations(visit)).filter((one) => one.field === field)
  const replaced = new Set(of.flatMap(({ replaces }) => replaces))
  return of.filter(({ id }) => !replaced.has(id)).map(({ value }) => value)
"""
# Who asks while an exchange runs waits for that one, which may be one that still fails.
SENT = """
  for (let tries = 0; tries < 20 && (await journal.waiting()).length; tries += 1) await sync.syncNow()
  return (await journal.waiting()).length
"""
SHARED = "() => { navigator.share = ({ url }) => { globalThis.shared = url; return Promise.resolve() } }"
CONTROLLED = """() => navigator.serviceWorker.controller ? true : new Promise((resolve) =>
  navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true }))"""
# Bytes that are no picture, under their own hash: the office refuses them.
SPOILT = """
  const bytes = new TextEncoder().encode("no picture").buffer
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  await journal.putFile({ visit, sha256, bytes, type: "image/jpeg", width: 40, height: 30 })
  return sha256
"""
KEEP_PERSON = "await journal.setPerson({ id: '01kaj0000000000000000000aa', name: 'คน', position: '', role })"
SHIFTS = """
globalThis.shifts = []
new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
  .observe({ type: "layout-shift", buffered: true })
"""
MOVED = """() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(
  () => resolve(shifts.reduce((sum, one) => sum + one, 0)))))"""
NO_FORM = """
const { fetch } = globalThis
globalThis.fetch = (address, ...how) =>
  String(address).endsWith(".json") ? new Promise(() => {}) : fetch(address, ...how)
"""
BROKEN = "IDBObjectStore.prototype.getAll = () => { throw new DOMException('broken', 'UnknownError') }"
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") }
}"""
SMALL = """() => [...document.querySelectorAll("main :is(button, .button, select, summary, [type=text])")]
  .filter((control) => control.checkVisibility() && !control.matches(".visually-hidden"))
  .filter((control) => control.getBoundingClientRect().height < 48)
  .map((control) => control.outerHTML.slice(0, 100))"""


class Phone:
    """A signed-in phone with one page, and what its journal says."""

    def __init__(self, app: Flask, address: str, context: BrowserContext) -> None:
        self.app = app
        self.address = address
        self.context = context
        self.page: Page = context.pages[0]
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def ask(self, script: str, **given: Any) -> Any:
        return ask(self.page, self.app, script, **given)

    def pack(self) -> None:
        self.open("/visits/ready")
        self.ask(PACKED)

    def begin(self, fields: dict[str, Any] | None = None) -> str:
        """A visit to AGENCY with these fields."""
        self.pack()
        visit: str = self.ask(BEGIN, form=FORM, year=YEAR, name=AGENCY)
        if fields:
            self.write(visit, fields)
        return visit

    def write(self, visit: str, fields: dict[str, Any]) -> None:
        self.ask(WRITE, visit=visit, values=fields)

    def heads(self, visit: str, field: str) -> list[Any]:
        heads: list[Any] = self.ask(HEADS, visit=visit, field=field)
        return heads


PhoneOf = Callable[..., Phone]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def phone_of(driver: Playwright, app: Flask, address: str, world: World, tmp_path: Path) -> Iterator[PhoneOf]:
    """`phone_of("inspector")`: a new phone in the hands of this person, or of nobody."""
    with ExitStack() as stack:

        def new(who: str = "") -> Phone:
            profile = tmp_path / f"phone-{len(list(tmp_path.iterdir()))}"
            context = stack.enter_context(phone(driver, profile))
            if who:
                sign_in(context, app, address, world[who])
            return Phone(app, address, context)

        yield new


def th(key: str, **parameters: object) -> str:
    said: str = WORDS[key]["th"]
    return said.format(**parameters)


# --- home --------------------------------------------------------------------------------------------


def test_a_new_phone_is_taught_how_to_begin(phone_of: PhoneOf) -> None:
    page = phone_of("inspector").open("/visits")
    expect(page.get_by_role("heading", name=th("home_empty"))).to_be_visible()
    expect(page.get_by_role("link", name="เริ่มงานนิเทศใหม่").last).to_be_in_viewport()


def test_home_says_that_work_has_arrived_and_when_it_has_not(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"answer:{TOTAL}": "81.25"})
    page = held.open("/visits")
    expect(page.locator("#leaving .good")).to_contain_text(th("home_safe"))
    expect(page.locator(".visit-card .ledger")).to_contain_text(
        th("ledger_arrived", what=th("ledger_answers", sent=2, all=2))
    )
    held.context.set_offline(True)
    held.write(visit, {f"answer:{TOTAL}": "82"})
    expect(page.locator("#leaving")).to_contain_text(th("home_not_safe"))
    expect(page.locator("#leaving")).to_contain_text(th("home_waiting", count=1))
    held.context.set_offline(False)
    page.get_by_role("button", name=th("home_send_now")).click()
    expect(page.locator("#leaving .good")).to_contain_text(th("home_safe"))


def test_what_the_office_refused_is_shown_with_its_reason_and_can_be_given_up(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.begin({"answer:nowhere": "ก", f"answer:{TOTAL}": "900"})
    page = held.open("/visits")
    rows = page.locator("#refused-list > li")
    expect(rows).to_have_count(2)
    beyond = rows.filter(has_text="900")
    assert beyond.locator("p").inner_text()
    assert beyond.get_by_role("link").get_attribute("href", timeout=5000).endswith(f"#{TOTAL}")  # type: ignore[union-attr]
    for left in (1, 0):
        rows.first.get_by_role("button").click()
        page.get_by_role("button", name=th("home_discard_sure")).click()
        expect(rows).to_have_count(left)
    expect(page.locator("#leaving .good")).to_be_visible()


def test_a_visit_that_only_the_office_has_is_brought_here(phone_of: PhoneOf) -> None:
    first, second = phone_of("inspector"), phone_of("inspector")
    first.begin({f"answer:{TOTAL}": "81.25"})
    first.ask("await sync.syncNow()")
    page = second.open("/visits")
    expect(page.locator("#elsewhere")).to_contain_text(AGENCY)
    page.get_by_role("button", name=th("home_fetch_named", agency=AGENCY)).click()
    expect(page.locator(".visit-card .good")).to_contain_text(th("ledger_safe"))


def test_whoever_is_not_signed_in_is_asked_to(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.begin()
    held.context.clear_cookies()
    page = held.open("/shells/th/visits/home")
    expect(page.locator("#alerts").get_by_role("link", name=th("home_sign_in"))).to_be_visible()
    expect(page.locator(".visit-card")).to_have_count(1)


def test_home_does_not_move_while_it_fills(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    for answer in ("81.25", "82"):
        held.begin({f"answer:{TOTAL}": answer})
    held.ask("await sync.syncNow()")
    held.context.add_init_script(SHIFTS)
    held.page.set_viewport_size({"width": 390, "height": 844})
    page = held.open("/visits")
    expect(page.locator(".visit-card .good")).to_have_count(2)
    expect(page.locator(".side-doors")).to_be_visible()
    expect(page.locator("#sent")).not_to_be_empty()
    assert page.evaluate(MOVED) < 0.1


@pytest.mark.slow
def test_home_does_not_wait_for_a_form_that_does_not_come(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.begin()
    held.context.add_init_script(NO_FORM)
    page = held.open("/visits")
    expect(page.locator(".visit-card")).to_have_count(1)
    expect(page.locator(".visit-card progress")).to_have_count(0)


def test_what_stands_below_is_there_when_nothing_can_be_read(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.context.add_init_script(BROKEN)
    page = held.open("/visits")
    expect(page.locator("#failures").get_by_role("alert")).to_be_visible()
    expect(page.locator(".side-doors")).to_be_visible()
    expect(page.get_by_role("link", name="เริ่มงานนิเทศใหม่").last).to_be_visible()


def test_who_makes_no_visits_is_sent_to_the_pages_of_the_office(phone_of: PhoneOf) -> None:
    held = phone_of("staff")
    held.open("/shells/th/visits/home")
    expect(held.page).to_have_url(held.address + "/")


def test_whose_role_makes_no_visits_is_sent_there_before_the_office_is_asked(phone_of: PhoneOf) -> None:
    held = phone_of()
    held.open("/about")
    held.ask(KEEP_PERSON, role="executive")
    held.open("/shells/th/visits/home")
    expect(held.page).to_have_url(re.compile("/accounts/sign-in$"))


def test_a_phone_that_holds_visits_shows_them_to_everybody(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.begin()
    held.context.clear_cookies()
    held.ask(KEEP_PERSON, role="executive")
    page = held.open("/shells/th/visits/home")
    expect(page.locator("#alerts").get_by_role("link", name=th("home_sign_in"))).to_be_visible()
    expect(page.locator(".visit-card")).to_have_count(1)


@pytest.mark.slow
def test_a_photo_that_the_office_refuses_is_shown_with_its_reason_until_it_is_removed(
    phone_of: PhoneOf,
) -> None:
    held = phone_of("inspector")
    visit = held.begin()
    sha256 = held.ask(SPOILT, visit=visit)
    held.write(visit, {f"photo:{'2' * 26}": {**PHOTO, "file": sha256}})
    held.ask("await sync.syncNow()")
    page = held.open("/visits")
    row = page.locator("#refused-list > li")
    expect(row).to_contain_text("รูปถ่าย: ")
    expect(row).to_contain_text(str(PHOTO["caption"]))
    expect(row).to_contain_text("ไฟล์นี้ไม่ใช่รูปที่ระบบเก็บได้")
    expect(page.locator(".ledger")).to_contain_text("มีรูปที่สำนักงานไม่รับ 1 รูป")
    expect(page.locator("#leaving")).to_contain_text(th("home_see_refused"))
    row.get_by_role("link", name=th("home_see_photo")).click()
    page.locator(f'.q[id="{PHOTO["item"]}"] .opener').click()
    page.locator("#item-photos .photo").click()
    page.get_by_role("button", name="ลบรูปนี้").click()
    expect(page.locator("#item-photos .photo")).to_have_count(0)
    page = held.open("/visits")
    expect(page.locator("#leaving .good")).to_be_visible()
    expect(page.locator("#refused")).to_be_hidden()


# --- new ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_visit_is_begun_without_signal(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.pack()
    page = held.page
    page.evaluate(CONTROLLED)
    held.context.set_offline(True)
    held.open("/visits/new")
    page.get_by_role("combobox", name="หน่วยงานที่จะไปนิเทศ").fill("โนนงาม")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#agency-chosen")).to_contain_text(AGENCY)
    page.get_by_label("แบบนิเทศ", exact=True).select_option(FORM)
    page.get_by_label("รอบ 12 เดือน").check()
    page.get_by_label("วันที่ลงพื้นที่").fill("21 พ.ย. 69")
    expect(page.locator("#visited-on-read")).to_have_text("21 พฤศจิกายน 2569")
    page.get_by_role("button", name="เพิ่มคน").click()
    page.get_by_label(th("new_name_of", number=2)).fill("คนร่วมคณะ")
    page.get_by_role("button", name="เริ่มกรอกแบบ").click()
    page.wait_for_url("**/visits/*-*")
    visit = page.url.split("/")[-1]
    assert held.heads(visit, "visited_on") == ["2026-11-21"]
    assert held.heads(visit, "answer:1.2.round") == [{"option": "12"}]
    assert held.heads(visit, "answer:header.agency_type") == [{"option": "sao"}]
    names = held.ask(
        "return (await journal.operations(visit)).filter((one) => one.field.startsWith('row:'))"
        ".map((one) => one.value.name)",
        visit=visit,
    )
    assert sorted(names) == ["คนนิเทศ", "คนร่วมคณะ"]
    held.context.set_offline(False)
    assert held.ask("await sync.syncNow(); return (await journal.waiting()).length") == 0


def test_a_visit_begins_with_known_colleagues_and_known_scores(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.pack()
    held.ask(KNOWN, name=AGENCY, year=YEAR - 1)
    page = held.open("/visits/new")
    page.get_by_role("combobox", name="หน่วยงานที่จะไปนิเทศ").fill("โนนงาม")
    page.get_by_role("option", name=AGENCY).click()
    page.get_by_label("ปีงบประมาณ").select_option(str(YEAR))
    page.get_by_label("แบบนิเทศ", exact=True).select_option(FORM)
    expect(page.get_by_label(th("new_scores", years=YEAR - 1))).to_be_checked()
    page.get_by_role("button", name="เพิ่มคน").click()
    page.get_by_label(th("new_name_of", number=2)).fill("สมชาย")
    page.get_by_label(th("new_name_of", number=2)).blur()
    expect(page.get_by_label(th("new_position_of", number=2))).to_have_value("นิติกร")
    page.get_by_role("button", name="เริ่มกรอกแบบ").click()
    page.wait_for_url("**/visits/*-*")
    scores = page.locator('[data-field="answer:3.1.scores:4"]')
    expect(scores).to_have_value("70.55")
    scores.fill("71")
    scores.blur()
    expect(scores).to_have_value("71.00")


def test_a_visit_begun_twice_is_warned_of(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin()
    page = held.open("/visits/new")
    page.get_by_role("combobox", name="หน่วยงานที่จะไปนิเทศ").fill("โนนงาม")
    page.get_by_role("option", name=AGENCY).click()
    page.get_by_label("ปีงบประมาณ").select_option(str(YEAR))
    door = page.get_by_role("link", name=th("new_open_same"))
    expect(door).to_have_attribute("href", f"/visits/{visit}")
    page.get_by_label("ปีงบประมาณ").select_option(str(YEAR + 1))
    expect(door).to_have_count(0)


def test_a_visit_needs_an_agency_and_a_day_that_exists(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.pack()
    page = held.open("/visits/new")
    page.get_by_role("button", name="เริ่มกรอกแบบ").click()
    expect(page.get_by_role("alert")).to_have_text(th("new_no_agency"))
    page.get_by_role("combobox", name="หน่วยงานที่จะไปนิเทศ").fill("โนนงาม")
    page.get_by_role("option", name=AGENCY).click()
    page.get_by_label("วันที่ลงพื้นที่").fill("31/2/2570")
    page.get_by_role("button", name="เริ่มกรอกแบบ").click()
    expect(page.get_by_label("วันที่ลงพื้นที่")).to_have_attribute("aria-invalid", "true")
    assert held.ask("return (await journal.visits()).length") == 0


# --- ready -------------------------------------------------------------------------------------------


def test_the_check_shows_a_line_for_each_thing_and_downloads_by_a_tap(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.pack()
    page = held.open("/visits/ready")
    expect(page.locator("[data-line=data]")).to_have_attribute("data-standing", "good")
    expect(page.locator("[data-line=session]")).to_have_attribute("data-standing", "good")
    expect(page.locator("[data-line=clock]")).to_have_attribute("data-standing", "good")
    before = held.ask("return (await journal.meta('pack')).at")
    page.get_by_role("button", name=th("ready_do_refresh")).click()
    page.wait_for_function("(at) => document.querySelector('[data-key=refresh]:not(:disabled)')", arg=before)
    assert held.ask("return (await journal.meta('pack')).at") > before


def test_a_tap_counts_although_its_button_is_drawn_anew_meanwhile(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.pack()
    page = held.open("/visits/ready")
    expect(page.locator("#sent")).not_to_be_empty()
    button = page.get_by_role("button", name=th("ready_do_refresh"))
    button.hover()
    page.mouse.down()
    page.evaluate("dispatchEvent(new Event('beforeinstallprompt'))")
    page.wait_for_timeout(300)  # until it would have been drawn
    with page.expect_request("**/api/pack*"):
        page.mouse.up()


def test_inside_line_the_check_leads_outside(
    driver: Playwright, app: Flask, address: str, world: World
) -> None:
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    agent = (
        "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36 Line/14.6.2/IAB"
    )
    context = browser.new_context(user_agent=agent)
    sign_in(context, app, address, world["inspector"])
    page = context.new_page()
    page.goto(f"{address}/visits/ready")
    line = page.locator("[data-line=browser]")
    expect(line).to_have_attribute("data-standing", "bad")
    line.get_by_role("button", name=th("ready_do_outside")).click()
    page.wait_for_url("**/visits/ready?openExternalBrowser=1")
    browser.close()


def test_only_the_brief_is_printed(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    finished = {"state": "complete", "reason": "", "content": ""}
    visit = held.begin({"visited_on": "2026-11-21", "status": finished})
    held.ask("await sync.syncNow(); await sync.refreshPack()")
    page = held.open("/visits/ready")
    page.get_by_role("combobox", name="หน่วยงาน").fill("โนนงาม")
    page.get_by_role("option", name=AGENCY).click()
    brief = page.locator("#brief")
    expect(brief).to_contain_text("นิเทศครั้งก่อน 21 พฤศจิกายน 2569")
    expect(brief).to_contain_text("มีการประเมินความพึงพอใจ")
    page.emulate_media(media="print")
    expect(brief).to_be_visible()
    expect(page.locator("#lines")).to_be_hidden()
    expect(brief.get_by_role("button")).to_be_hidden()
    assert visit


# --- join and team -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_colleague_joins_by_link_before_the_office_knows_the_visit(phone_of: PhoneOf) -> None:
    first, second = phone_of("inspector"), phone_of("colleague")
    second.pack()
    first.pack()
    first.context.set_offline(True)
    visit = first.ask(BEGIN, form=FORM, year=YEAR, name=AGENCY)
    first.context.set_offline(False)
    link = shared_link(first, visit)
    second.context.route("**/api/sync", lambda route: route.abort())
    page = second.open(link.removeprefix(second.address))
    expect(page.locator("#joined")).to_contain_text(th("join_without_answers"))
    second.context.unroute("**/api/sync")
    assert second.ask(SENT) == 0
    first.ask("await sync.syncNow()")
    page = first.open(f"/visits/{visit}/team")
    expect(page.locator("#members")).to_contain_text("คนร่วมคณะ")
    expect(page.locator("#devices > li")).to_have_count(2)


@pytest.mark.slow
def test_a_colleague_joins_by_typing_the_short_code(phone_of: PhoneOf, world: World) -> None:
    first, second = phone_of("inspector"), phone_of("colleague")
    visit = first.begin({f"answer:{TOTAL}": "81.25"})
    first.ask("await sync.syncNow()")
    second.pack()
    page = second.open("/visits/join")
    page.get_by_label("รหัสเข้าร่วม").fill("K7M2-P9X0")
    page.get_by_role("button", name="เข้าร่วม", exact=True).click()
    expect(page.locator("#failures")).to_contain_text(problem_wording()["visits.no_such_code"]["th"])
    page.get_by_label("รหัสเข้าร่วม").fill("k7m2 p9xz")
    page.get_by_role("button", name="เข้าร่วม", exact=True).click()
    expect(page.locator("#joined")).to_contain_text(th("join_with_answers"))
    assert second.heads(visit, f"answer:{TOTAL}") == ["81.25"]
    letters = [one.ask("return (await journal.device()).letter") for one in (first, second)]
    assert letters == ["A", "B"]


def test_a_typed_code_without_signal_is_answered_with_another_way(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.pack()
    page = held.open("/visits/join")
    held.context.set_offline(True)
    page.get_by_label("รหัสเข้าร่วม").fill("k7m2 p9xz")
    page.get_by_role("button", name="เข้าร่วม", exact=True).click()
    expect(page.locator("#failures")).to_contain_text(th("join_needs_signal"))


def test_another_code_is_no_invitation(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.pack()
    page = held.open("/visits/join#aHR0cHM6Ly9leGFtcGxl")
    expect(page.locator("#failures")).to_contain_text(th("join_bad_link"))


def test_a_phone_is_named(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin()
    page = held.open(f"/visits/{visit}/team")
    page.get_by_label("อักษรประจำเครื่อง").select_option("B")
    page.get_by_label("ชื่อที่เพื่อนจะเห็น").fill("เครื่องสำรอง")
    page.get_by_role("button", name="บันทึกชื่อเครื่อง").click()
    expect(page.locator("#devices")).to_contain_text("B · เครื่องสำรอง")


@pytest.mark.slow
def test_work_is_brought_together_by_a_file(phone_of: PhoneOf, tmp_path: Path) -> None:
    first, second = phone_of("inspector"), phone_of("colleague")
    second.pack()
    visit = first.begin()
    link = shared_link(first, visit)
    second.open(link.removeprefix(second.address))
    second.page.get_by_role("link", name=th("join_open")).wait_for()
    first.page.evaluate(CONTROLLED)
    first.context.set_offline(True)
    first.write(visit, {f"answer:{TOTAL}": "81.25"})
    with first.page.expect_download() as saved:
        first.page.get_by_role("button", name="ส่งเป็นไฟล์").click()
    saved.value.save_as(tmp_path / "work")
    page = second.open(f"/visits/{visit}/team")
    page.locator("#load-file").set_input_files(tmp_path / "work")
    offered = page.locator("#arriving")
    expect(offered).to_contain_text("คนนิเทศ")
    expect(offered).to_contain_text(AGENCY)
    offered.get_by_role("button", name=th("receive_decline")).click()
    expect(offered).to_have_text(th("receive_declined"))
    assert second.heads(visit, f"answer:{TOTAL}") == []
    page.locator("#load-file").set_input_files(tmp_path / "work")
    offered.get_by_role("button", name=th("receive_accept")).click()
    expect(offered).to_contain_text(th("team_received", operations=1, photos=0))
    assert second.heads(visit, f"answer:{TOTAL}") == ["81.25"]


@pytest.mark.slow
def test_a_new_phone_takes_a_whole_visit_from_a_locked_file(phone_of: PhoneOf, tmp_path: Path) -> None:
    first, second = phone_of("inspector"), phone_of("inspector")
    visit = first.begin({f"answer:{TOTAL}": "81.25"})
    page = first.open(f"/visits/{visit}/team")
    page.get_by_label("รหัสผ่านของไฟล์").fill("ข้าวเหนียวมะม่วง")
    with page.expect_download() as saved:
        page.get_by_role("button", name="ส่งเป็นไฟล์").click()
    saved.value.save_as(tmp_path / "work")
    second.pack()
    page = second.open("/visits/join")
    page.locator("#load-file").set_input_files(tmp_path / "work")
    for typed in ("มะม่วงข้าวเหนียว", "ข้าวเหนียวมะม่วง"):
        page.get_by_label(th("receive_passphrase")).fill(typed)
        page.get_by_role("button", name=th("receive_open")).click()
    page.get_by_role("button", name=th("receive_accept")).click()
    page.get_by_role("link", name=th("join_open")).click()
    expect(page.locator(f'[data-field="answer:{TOTAL}"]').first).to_have_value("81.25")


@pytest.mark.slow
def test_the_address_of_a_visit_that_is_not_here_brings_it(phone_of: PhoneOf) -> None:
    first, second = phone_of("inspector"), phone_of("inspector")
    visit = first.begin({f"answer:{TOTAL}": "81.25"})
    first.ask("await sync.syncNow()")
    second.pack()
    for path in ("", "/team", "/close"):
        page = second.open(f"/visits/{visit}{path}")
        if path == "":
            expect(page.locator(f'[data-field="answer:{TOTAL}"]').first).to_have_value("81.25")
        expect(page.locator("main")).to_contain_text(AGENCY)


@pytest.mark.slow
def test_the_address_of_a_strange_visit_is_explained(phone_of: PhoneOf) -> None:
    first, second = phone_of("inspector"), phone_of("colleague")
    strange = first.begin()
    first.ask("await sync.syncNow()")
    second.open(f"/visits/{second.begin()}")
    second.page.evaluate(CONTROLLED)
    page = second.open(f"/visits/{strange}/team")
    expect(page.locator("main")).to_contain_text(th("unknown_foreign"))
    expect(page.get_by_role("link", name=th("unknown_join"))).to_be_visible()


def test_who_was_taken_out_of_a_team_can_hand_on_the_work_and_leave(phone_of: PhoneOf, world: World) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"answer:{TOTAL}": "81.25"})
    held.ask("await sync.syncNow()")
    document = world.store.documents["visits"][visit]
    world.store.put("visits", visit, {**document.body, "members": []}, version=document.version)
    held.write(visit, {f"answer:{TOTAL}": "82.00"})
    page = held.open("/visits")
    card = page.locator(".visit-card")
    expect(card).to_contain_text(th("home_lost"))
    expect(page.locator("#leaving")).to_contain_text(th("home_not_safe"))
    with page.expect_download():
        card.get_by_role("button", name=th("home_save_named", agency=AGENCY)).click()
    expect(card).to_contain_text(th("home_saved"))
    card.get_by_role("button", name=th("home_drop_named", agency=AGENCY)).click()
    expect(card).to_have_count(0)
    assert held.ask("return (await journal.waiting()).length") == 0


# --- close -------------------------------------------------------------------------------------------


def test_photos_people_and_ink_are_decided_side_by_side(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"row:header.team:{'1' * 26}": {"name": "สมชาย"}, f"photo:{'2' * 26}": PHOTO})
    held.ask(IMPORT, visit=visit, field=f"photo:{'2' * 26}", value={**PHOTO, "caption": "ป้ายใหม่"})
    again = IMPORT.replace("000bbb", "000ccc")
    held.ask(again, visit=visit, field=f"row:header.team:{'1' * 26}", value=None)
    page = held.open(f"/visits/{visit}/close")
    answers = page.locator("#disputed-list .answer")
    expect(answers).to_have_count(4)
    expect(answers.filter(has_text="ป้ายใหม่").locator("img")).to_be_visible()
    expect(answers.filter(has_text=th("close_removed"))).to_have_count(1)
    answers.filter(has_text="สมชาย").get_by_role("button").click()
    answers.filter(has_text="ป้ายใหม่").get_by_role("button").click()
    expect(page.locator("#disputed")).to_be_hidden()
    assert held.heads(visit, f"row:header.team:{'1' * 26}") == [{"name": "สมชาย"}]


def test_the_focus_comes_back_from_the_pad(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    page = held.open(f"/visits/{held.begin()}/close")
    button = page.locator(".signers > li").first.get_by_role("button", name="ลงนาม")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


@pytest.mark.parametrize("is_open", [True, False], ids=["behind the pad", "on the button"])
def test_the_keyboard_stays_where_it_was_in_a_list_that_is_drawn_anew(
    phone_of: PhoneOf, is_open: bool
) -> None:
    held = phone_of("inspector")
    visit = held.begin()
    page = held.open(f"/visits/{visit}/close")
    button = page.locator(".signers > li").nth(1).get_by_role("button", name="ลงนาม")
    button.focus()
    if is_open:
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
    draw_signers_anew(held, visit)
    if is_open:
        page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_who_signs_and_withdraws_by_keyboard_stays_at_that_signature(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    page = held.open(f"/visits/{held.begin()}/close")
    row = page.locator(".signers > li").last
    row.get_by_label(th("close_name")).fill("สมศรี")
    row.get_by_role("button", name="ลงนาม").focus()
    page.keyboard.press("Enter")
    scribble(page)
    expect(row).to_contain_text(th("close_signed"))
    expect(row).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row).not_to_contain_text(th("close_signed"))
    expect(row).to_be_focused()


def test_who_drops_a_recommendation_by_keyboard_can_restore_it_at_once(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    page = held.open(f"/visits/{held.begin({'answer:3.1.scores:4': '60.00'})}/close")
    row = page.locator("#advice-list .advice-rows > li").nth(1)
    row.get_by_role("button", name="ตัดออก").focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="คืนกลับ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="ตัดออก")).to_be_focused()
    row.get_by_role("button", name="แก้ไข").focus()
    page.keyboard.press("Enter")
    row.get_by_role("textbox").fill("ควรทำให้เสร็จในปีนี้")
    row.get_by_role("button", name=th("close_cancel")).focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="แก้ไข")).to_be_focused()


def test_what_is_typed_outlasts_news_until_a_button_takes_it(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin()
    page = held.open(f"/visits/{visit}/close")
    row = page.locator(".signers > li").last
    row.get_by_label(th("close_name")).fill("สมศรี")
    held.write(visit, {f"answer:{TOTAL}": "81.25"})
    expect(page.locator("#figures")).to_contain_text("1/117")
    row.get_by_role("button", name="ลงนาม").focus()
    held.write(visit, {"answer:1.2.round": {"option": "6"}})
    expect(page.locator("#figures")).to_contain_text("2/117")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("สมศรี")


def draw_signers_anew(held: Phone, visit: str) -> None:
    """As news from the office or from a colleague do it."""
    held.page.locator(".signers").evaluate("(list) => (list.dataset.old = '')")
    held.write(visit, {f"answer:{TOTAL}": "81.25"})
    expect(held.page.locator(".signers[data-old]")).to_have_count(0)


def test_two_answers_are_decided_together(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"answer:{TOTAL}": "81.25"})
    held.ask(IMPORT, visit=visit, field=f"answer:{TOTAL}", value="80")
    page = held.open(f"/visits/{visit}/close")
    answers = page.locator("#disputed-list .answer")
    expect(answers).to_have_count(2)
    expect(answers.filter(has_text="80")).to_contain_text("13.02 น.")
    answers.filter(has_text="81.25").get_by_role("button").click()
    expect(page.locator("#disputed")).to_be_hidden()
    assert held.heads(visit, f"answer:{TOTAL}") == ["81.25"]


def test_another_answer_than_both_is_checked_and_replaces_both(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"answer:{TOTAL}": "81.25"})
    held.ask(IMPORT, visit=visit, field=f"answer:{TOTAL}", value="80")
    page = held.open(f"/visits/{visit}/close")
    page.get_by_text(th("close_another")).click()
    typed = page.get_by_label(th("close_write_another"))
    typed.fill("๘๒.๕")
    page.get_by_role("button", name=th("close_use_typed")).click()
    expect(page.locator("#disputed")).to_be_hidden()
    assert held.heads(visit, f"answer:{TOTAL}") == ["82.50"]


@pytest.mark.slow
def test_advice_follows_from_what_fails_and_is_the_inspectors_own(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"answer:3.1.scores:{number}": "90.00" for number in range(1, 11) if number != 4})
    held.write(visit, {"answer:3.1.scores:4": "60.00"})
    page = held.open(f"/visits/{visit}/close")
    rows = page.locator("#advice-list .advice-rows > li")
    expect(rows).to_have_count(6)
    rows.nth(0).get_by_role("button", name="แก้ไข").click()
    page.locator("#advice-list textarea:visible").fill("ควรทำคู่มือภายในไตรมาสหน้า")
    page.get_by_role("button", name=th("close_save"), exact=True).click()
    expect(rows.nth(0)).to_contain_text("ภายในไตรมาสหน้า")
    rows.nth(1).get_by_role("button", name="ตัดออก").click()
    expect(page.locator("#advice-list .badge").first).to_have_text("5 ข้อ")
    rows.nth(1).get_by_role("button", name="คืนกลับ").click()
    expect(page.locator("#advice-list .badge").first).to_have_text("6 ข้อ")
    page.get_by_text(th("close_own_advice")).click()
    page.get_by_role("textbox", name=th("close_advice_text")).fill("ควรนัดหารือ")
    page.get_by_role("button", name=th("close_add_advice"), exact=True).click()
    expect(rows).to_have_count(7)


def test_a_signature_becomes_void_by_a_change_which_it_names(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"answer:{TOTAL}": "81.25"})
    page = held.open(f"/visits/{visit}/close")
    sign(page, page.locator(".signers > li").first)
    expect(page.locator(".signers")).to_contain_text(th("close_signed"))
    held.write(visit, {f"answer:{TOTAL}": "79"})
    void = page.locator(".void-signature")
    expect(void).to_contain_text(th("close_void"))
    expect(void).to_contain_text("ผลคะแนน ITA ของปีที่ผ่านมา")
    expect(void).to_contain_text("79")
    void.get_by_role("button", name="ลงนามใหม่").click()
    scribble(page)
    expect(void).to_have_count(0)
    expect(page.locator(".signers")).to_contain_text(th("close_signed"))


@pytest.mark.slow
def test_a_visit_is_completed_returned_mended_and_accepted(phone_of: PhoneOf) -> None:
    held, office = phone_of("inspector"), phone_of("supervisor")
    visit = held.begin({"answer:header.agency_name": AGENCY})
    page = held.open(f"/visits/{visit}/close")
    complete = page.get_by_role("button", name="ปิดงาน")
    expect(complete).to_be_disabled()
    expect(page.locator("#missing-list")).to_contain_text(th("close_required", count=1))
    held.write(visit, {"answer:1.2.round": {"option": "6"}})
    complete.click()
    expect(page.locator("#standing")).to_contain_text(th("pages_status_complete"))
    held.ask("await sync.syncNow()")

    office.pack()
    office.ask("await sync.syncNow()")
    desk = office.open("/visits")
    desk.get_by_role("button", name=th("home_fetch_named", agency=AGENCY)).click()
    expect(desk.locator(".visit-card .good").last).to_contain_text(th("ledger_safe"))
    desk = office.open(f"/visits/{visit}/close")
    desk.get_by_text(th("close_comment"), exact=True).click()
    desk.get_by_label(th("close_about")).first.select_option(f"answer:{TOTAL}")
    desk.get_by_label(th("close_comment_text"), exact=True).fill("ขอคะแนนรวมด้วย")
    desk.get_by_role("button", name=th("close_add_comment")).click()
    expect(desk.locator("#comment-list")).to_contain_text("ขอคะแนนรวมด้วย")
    desk.locator("#moves summary", has_text=th("close_return")).click()
    desk.locator("#moves details[open] textarea").fill("ขาดคะแนนรวม")
    desk.locator("#moves details[open]").get_by_role("button").click()
    expect(desk.locator("#standing")).to_contain_text("ขาดคะแนนรวม")
    office.ask("await sync.syncNow()")
    assert office.ask("return (await journal.waiting()).length") == 0

    held.ask("await sync.syncNow()")
    expect(page.locator("#standing")).to_contain_text(th("pages_status_returned"))
    held.write(visit, {f"answer:{TOTAL}": "81.25"})
    page.locator("#comment-list").get_by_role("button", name=th("close_comment_finish")).click()
    expect(page.locator("#comment-list")).to_contain_text(th("close_comment_done"))
    complete.click()
    expect(page.locator("#standing")).to_contain_text(th("pages_status_complete"))
    held.ask("await sync.syncNow()")
    office.ask("await sync.syncNow()")
    desk.get_by_role("button", name=th("close_accept")).click()
    desk.get_by_role("button", name=th("close_lock")).click()
    expect(desk.locator("#standing")).to_contain_text(th("pages_status_locked"))
    expect(desk.locator(".signing")).to_have_count(0)
    office.ask("await sync.syncNow()")
    assert office.ask("return (await journal.waiting()).length") == 0


def test_what_cannot_be_stored_is_shown(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    visit = held.begin({f"answer:{TOTAL}": "81.25"})
    held.ask(IMPORT, visit=visit, field=f"answer:{TOTAL}", value="80")
    page = held.open(f"/visits/{visit}/close")
    expect(page.locator("#disputed-list .answer")).to_have_count(2)
    page.evaluate(FULL)
    page.locator("#disputed-list .answer").first.get_by_role("button").click()
    expect(page.locator("#failures").get_by_role("alert")).to_be_visible()
    expect(page.locator("#disputed-list .answer")).to_have_count(2)


# --- every page --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("language", "scheme"), [("th", "light"), ("th", "dark"), ("en", "dark")])
def test_every_page_fits_a_narrow_phone_and_a_thumb(
    phone_of: PhoneOf, scheme: Literal["light", "dark"], language: str
) -> None:
    held = phone_of("supervisor")
    visit = held.begin({f"answer:3.1.scores:{n}": "60.00" for n in range(1, 11)})
    held.ask(IMPORT, visit=visit, field="answer:3.1.scores:4", value="80.00")
    page = held.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme=scheme)
    for path in ("", "/new", "/ready", "/join", f"/{visit}/team", f"/{visit}/close"):
        held.open(f"/visits{path}?lang={language}")
        expect(page.locator("main")).not_to_be_empty()
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert page.evaluate(SMALL) == [], path
        assert "⟦" not in page.locator("body").inner_text(), path
    assert held.complaints == []


def test_home_answers_its_three_questions_without_scrolling(phone_of: PhoneOf) -> None:
    held = phone_of("inspector")
    held.begin()
    held.page.set_viewport_size({"width": 320, "height": 568})
    page = held.open("/visits")
    for answer in (
        page.locator("#leaving"),
        page.locator(".visit-card strong"),
        page.locator(".ledger p").first,
    ):
        expect(answer).to_be_in_viewport(ratio=1)


def shared_link(held: Phone, visit: str) -> str:
    page = held.open(f"/visits/{visit}/team")
    page.evaluate(SHARED)
    page.get_by_role("button", name=th("team_share")).click()
    link: str = page.wait_for_function("globalThis.shared").json_value()
    return link


def sign(page: Page, row: Any) -> None:
    row.get_by_label(th("close_name")).fill("คนนิเทศ")
    row.get_by_role("button", name="ลงนาม").click()
    scribble(page)


def scribble(page: Page) -> None:
    box = page.locator("dialog .pad-area").bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 40 + 30 * step, box["y"] + 60 + (step % 2) * 40)
    page.mouse.up()
    page.get_by_role("button", name="ใช้ลายมือชื่อนี้").click()
