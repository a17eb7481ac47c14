"""The tablet at the counter in a real browser: without network, through starts and new versions, and with
nothing left for the next citizen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from checklist_app.app import create_app
from checklist_app.clock import BANGKOK, now
from checklist_app.config import Config
from checklist_app.resources import STATIC
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.model import Answer, Flag, Point, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.web.static import Assets
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.phones import sign_in
from tests.browser.test_app_shell import Office, with_small_pages
from tests.cast import World, quick_passwords
from tests.surveys.world import answer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BACK_IN_TOUCH = "dispatchEvent(new Event('online'))"
FULL_DISK = """() => {
  globalThis.isFull = true
  const add = IDBObjectStore.prototype.add
  IDBObjectStore.prototype.add = function (...given) {
    if (globalThis.isFull) throw new DOMException("no room", "QuotaExceededError")
    return add.apply(this, given)
  }
}"""
A_MOMENT_LATER = "(since) => performance.now() - since > 400"
MERCY = 60_000  # a whole version of the app is fetched first, and the machine may be busy
WISH = "ความลับของคนก่อน"
TAPS = ("ประชาชนในพื้นที่", "ครบ", "พึงพอใจมาก", "พึงพอใจมาก", "พึงพอใจมาก", "ไม่ได้ใช้/ไม่ขอตอบ", "พึงพอใจมากที่สุด")


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    office = Office(with_small_pages(app))
    office.open()
    yield office
    office.close()


@pytest.fixture
def point(app: Flask, world: World) -> Point:
    staff, surveys = world["staff"], app.extensions["checklist"].surveys
    draft = PointDraft(name="เคาน์เตอร์บริการประชาชน", name_en="Citizens' counter")
    made: Point = surveys.points.create(staff, staff.agency, draft, today=now().astimezone(BANGKOK).date())
    return made


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def context(**look: object) -> BrowserContext:
        made.append(browser.new_context(**{"viewport": {"width": 1024, "height": 768}, **look}))  # type: ignore[arg-type]
        return made[-1]

    yield context
    for each in made:
        each.close()


def address_with_pass(app: Flask, office: Office, point: Point) -> str:
    day = now().astimezone(BANGKOK).date()
    permit = app.extensions["checklist"].surveys.seals.kiosk_pass(point.code, point.kiosk, day=day)
    return f"{office.address}/s/{point.code}/kiosk#{permit}"


def connected(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible()
    return page


def press(page: Page, name: str) -> None:
    """After a moment: whoever taps twice at the same place meant one question."""
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_enabled()
    page.wait_for_function(A_MOMENT_LATER, arg=page.evaluate("performance.now()"))
    button.click()


def tap(page: Page, name: str) -> None:
    """And see what comes next."""
    heading = page.locator("h1:visible").inner_text()
    press(page, name)
    expect(page.locator("h1:visible")).not_to_have_text(heading)


def answer(page: Page, wish: str = "") -> None:
    for name in TAPS:
        tap(page, name)
    page.get_by_role("textbox").fill(wish)
    tap(page, "ส่งคำตอบ")
    expect(page.get_by_role("heading", name="ขอบคุณสำหรับคำตอบ")).to_be_visible()
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible(timeout=10_000)


def kept(world: World, point: Point) -> list[Answer]:
    stream = stream_of(point.code, Period.of(now().astimezone(BANGKOK).date()))
    return [answer_of(entry.id, entry.body) for entry in world.store.read(stream)]


def test_what_is_answered_without_network_arrives_exactly_once(
    app: Flask, office: Office, world: World, point: Point, context_of: Callable[..., BrowserContext]
) -> None:
    page = context_of().new_page()
    connected(page, address_with_pass(app, office, point))
    assert "#" not in page.url
    page.wait_for_selector("body[data-offline=ready]", timeout=MERCY)
    answer(page)
    expect(page.locator("#staff-text")).to_contain_text("ไม่มีคำตอบค้างส่ง · ส่งล่าสุด")
    office.close()
    answer(page, "ที่นั่งไม่พอ")
    expect(page.locator("#staff-text")).to_contain_text("ยังไม่ส่ง 1 คำตอบ")
    page.reload()
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible()
    answer(page)
    expect(page.locator("#staff-text")).to_contain_text("ยังไม่ส่ง 2 คำตอบ")
    office.broken = {"/kiosk"}
    office.open()
    page.reload()
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible()
    expect(page.locator("#staff-text")).to_contain_text("ยังไม่ส่ง 2 คำตอบ")
    office.broken = set()
    page.evaluate(BACK_IN_TOUCH)
    expect(page.locator("#staff-text")).to_contain_text("ไม่มีคำตอบค้างส่ง")
    page.reload()
    expect(page.locator("#staff-text")).to_contain_text("ไม่มีคำตอบค้างส่ง")
    found = kept(world, point)
    assert len(found) == 3
    assert {flag for each in found for flag in each.flags} <= {Flag.FAST}  # a script taps as nobody reads
    assert {each.given["overall"] for each in found} == {5}
    assert sorted(str(each.given.get("comment", "")) for each in found) == ["", "", "ที่นั่งไม่พอ"]


def test_a_new_version_comes_by_itself_and_starts_without_network(
    app: Flask,
    office: Office,
    world: World,
    config: Config,
    point: Point,
    tmp_path: Path,
    context_of: Callable[..., BrowserContext],
) -> None:
    page = context_of().new_page()
    connected(page, address_with_pass(app, office, point))
    page.wait_for_selector("body[data-offline=ready]", timeout=MERCY)
    before = page.evaluate("document.body.dataset.edition")
    folder = copytree(STATIC, tmp_path / "static")
    with (folder / "js" / "surveys" / "kiosk.js").open("a") as script:
        script.write('document.body.dataset.next = "yes"\n')
    following = create_app(config, world.store, passwords=quick_passwords())
    following.extensions["assets"] = Assets(folder)
    office.app = with_small_pages(following)
    page.evaluate(BACK_IN_TOUCH)
    page.wait_for_selector(f"body[data-next]:not([data-edition='{before}'])", timeout=MERCY)
    page.wait_for_selector("body[data-offline=ready]", timeout=MERCY)
    office.close()
    page.reload()
    page.wait_for_selector("body[data-next]")
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible()
    answer(page)
    expect(page.locator("#staff-text")).to_contain_text("ยังไม่ส่ง 1 คำตอบ")


def test_who_walks_away_leaves_nothing_behind(
    app: Flask, office: Office, world: World, point: Point, context_of: Callable[..., BrowserContext]
) -> None:
    page = context_of().new_page()
    page.clock.install()
    page.goto("about:blank")
    connected(page, address_with_pass(app, office, point))
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="You are")).to_be_visible()
    for name in ("ไทย", *TAPS):
        page.clock.run_for(500)
        page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("textbox").fill(WISH)
    page.clock.run_for(9_000)
    assert page.locator("#warning").is_hidden()
    page.clock.run_for(3_000)
    expect(page.locator("#warning")).to_contain_text("วินาที")
    page.get_by_role("button", name="ตอบต่อ").click()
    assert page.locator("#warning").is_hidden()
    assert page.get_by_role("textbox").input_value() == WISH
    page.clock.run_for(21_000)
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible()
    assert page.get_by_role("button", name="ย้อนกลับ").count() == 0
    assert WISH not in page.content()
    page.go_back()
    page.go_forward()
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible()
    assert WISH not in page.content()
    assert page.locator("[aria-pressed=true]:not([lang])").count() == 0
    assert kept(world, point) == []


def test_going_back_from_elsewhere_shows_nothing_of_who_was_there(
    app: Flask, office: Office, point: Point, context_of: Callable[..., BrowserContext]
) -> None:
    page = context_of().new_page()
    connected(page, address_with_pass(app, office, point))
    for name in TAPS:
        tap(page, name)
    page.get_by_role("textbox").fill(WISH)
    page.goto(f"{office.address}/about")
    page.go_back()
    expect(page.get_by_role("heading", name="ท่านเป็น")).to_be_visible()
    assert WISH not in page.content()


def test_where_nothing_can_be_stored_nobody_is_thanked(
    app: Flask, office: Office, world: World, point: Point, context_of: Callable[..., BrowserContext]
) -> None:
    page = context_of().new_page()
    connected(page, address_with_pass(app, office, point))
    page.evaluate(FULL_DISK)
    for name in TAPS:
        tap(page, name)
    page.get_by_role("textbox").fill("ช้า")
    press(page, "ส่งคำตอบ")
    expect(page.get_by_role("alert")).to_contain_text("ยังไม่ได้บันทึกคำตอบของท่าน")
    assert page.get_by_role("textbox").input_value() == "ช้า"
    assert page.get_by_role("heading", name="ขอบคุณ").count() == 0
    page.evaluate("globalThis.isFull = false")
    tap(page, "ส่งคำตอบ")
    expect(page.get_by_role("heading", name="ขอบคุณสำหรับคำตอบ")).to_be_visible()
    expect(page.locator("#staff-text")).to_contain_text("ไม่มีคำตอบค้างส่ง · ส่งล่าสุด")
    assert [each.given["comment"] for each in kept(world, point)] == ["ช้า"]


def test_a_disconnected_tablet_says_so_and_goes_on_when_it_is_connected_again(
    app: Flask, office: Office, world: World, point: Point, context_of: Callable[..., BrowserContext]
) -> None:
    page = context_of().new_page()
    connected(page, address_with_pass(app, office, point))
    tap(page, TAPS[0])
    surveys = app.extensions["checklist"].surveys
    changed = surveys.points.disconnect_kiosks(world["staff"], point.code)
    page.evaluate(BACK_IN_TOUCH)
    expect(page.locator("#staff-text")).to_contain_text("ถูกยกเลิกการเชื่อมต่อ")
    press(page, "ยกเลิกและเริ่มใหม่")
    expect(page.get_by_role("heading", name="แท็บเล็ตนี้ยังไม่ได้เชื่อมต่อกับจุดบริการ")).to_be_visible()
    assert page.locator("#stage *").count() == 0
    expect(page.locator("#staff-text")).to_contain_text("ถูกยกเลิกการเชื่อมต่อ")
    connected(page, address_with_pass(app, office, changed))


def test_the_tablets_of_two_points_in_one_browser_keep_apart(
    app: Flask, office: Office, world: World, point: Point, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of(service_workers="block")
    context.route(
        "**/kiosk", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page = context.new_page()
    connected(page, address_with_pass(app, office, point))
    answer(page)
    expect(page.locator("#staff-text")).to_contain_text("ยังไม่ส่ง 1 คำตอบ")
    staff, surveys = world["staff"], app.extensions["checklist"].surveys
    other = surveys.points.create(staff, staff.agency, PointDraft(name="กองช่าง"), today=point.created)
    page.goto(f"{office.address}/s/{other.code}/kiosk")
    expect(page.get_by_role("heading", name="แท็บเล็ตนี้ยังไม่ได้เชื่อมต่อกับจุดบริการ")).to_be_visible()
    context.unroute_all()
    connected(page, address_with_pass(app, office, other))
    expect(page.locator("#staff-text")).to_contain_text("ไม่มีคำตอบค้างส่ง")
    assert (len(kept(world, point)), len(kept(world, other))) == (0, 0)
    connected(page, f"{office.address}/s/{point.code}/kiosk")
    expect(page.locator("#staff-text")).to_contain_text("ไม่มีคำตอบค้างส่ง · ส่งล่าสุด")
    assert (len(kept(world, point)), len(kept(world, other))) == (1, 0)


def test_staff_connect_the_device_in_their_hands(
    app: Flask, office: Office, world: World, point: Point, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of(viewport={"width": 320, "height": 640}, bypass_csp=True)
    sign_in(context, app, office.address, world["staff"])
    page = context.new_page()
    for language in ("en", "th"):
        page.goto(f"{office.address}/surveys/points/{point.code}?lang={language}")
        page.locator("form[action$='/kiosk'] button").click()
        page.locator(".kiosk-pass img").wait_for()
        assert not page.evaluate(SIDEWAYS)
        assert faults_axe_finds(page) == []
    address = page.get_by_role("link", name="เปิดบนเครื่องนี้").get_attribute("href") or ""
    connected(page, office.address + address[address.index("/s/") :])


@pytest.mark.parametrize("width", [320, 1024])
def test_every_step_keeps_nobody_out(
    app: Flask, office: Office, point: Point, context_of: Callable[..., BrowserContext], width: int
) -> None:
    page = context_of(viewport={"width": width, "height": 640}, bypass_csp=True).new_page()
    page.goto(f"{office.address}/s/{point.code}/kiosk")
    expect(page.get_by_role("link", name="ประเมินความพึงพอใจ")).to_be_visible()
    found = looked_at(page)
    connected(page, address_with_pass(app, office, point))
    found += looked_at(page)
    for name in TAPS:
        tap(page, name)
        found += looked_at(page)
    tap(page, "ส่งคำตอบ")
    assert found + looked_at(page) == []


def is_post(route: Route) -> bool:
    return route.request.method == "POST"


def looked_at(page: Page) -> list[str]:
    found = faults_axe_finds(page)
    small = """[...document.querySelectorAll("button")].filter((button) => button.checkVisibility()
      && button.getBoundingClientRect().height < 48).map((button) => `small: ${button.textContent}`)"""
    return [*found, *page.evaluate(small), *(["sideways"] if page.evaluate(SIDEWAYS) else [])]
