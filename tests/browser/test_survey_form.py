"""The citizens' form in a real browser: with and without script, on a bad line, by keyboard, on narrow
phones, and for whoever does not see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from checklist_app.clock import now
from checklist_app.codes import with_check
from checklist_app.surveys.model import Answer, Point
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.serving import served
from tests.cast import World
from tests.surveys.form_world import Clock, Town
from tests.surveys.world import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SMALL_TARGETS = """[...document.querySelectorAll("a, button, textarea, .rows label, .code input")]
  .filter((each) => each.getClientRects().length && getComputedStyle(each).opacity !== "0")
  .map((each) => [each.textContent.trim().slice(0, 30), each.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""
MOST = "พึงพอใจมากที่สุด"
WHOLLY = "โดยรวม ท่านพึงพอใจต่อการให้บริการครั้งนี้เพียงใด"
SEND = "ส่งคำตอบ"


@dataclass
class Street:
    """A point with its form on a real address."""

    town: Town
    address: str

    @property
    def form(self) -> str:
        return f"{self.address}/S/{self.town.point.shown}"

    @property
    def thanks(self) -> str:
        return f"{self.address}/s/{self.town.point.code}/thanks"

    def kept(self) -> list[Answer]:
        return self.town.kept()


@pytest.fixture
def street(app: Flask, world: World) -> Iterator[Street]:
    office = Office(world, app.extensions["checklist"].surveys, world.store)
    point: Point = office.point(services=("งานทะเบียนราษฎร", "ชำระภาษี"), place="อาคาร 1 ชั้น 1")
    with served(app) as address:
        yield Street(Town(office, app.test_client(), Clock(now()), point), address)  # type: ignore[arg-type]


@pytest.fixture
def narrow(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True)
    yield context
    context.close()


def fill(page: Page, comment: str = "") -> None:
    page.get_by_role("group", name=WHOLLY).get_by_label(MOST).check()
    if comment:
        page.get_by_role("textbox").fill(comment)


def test_an_answer_is_one_request_and_one_tap_from_the_thanks(narrow: BrowserContext, street: Street) -> None:
    page = narrow.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(street.form)
    page.wait_for_load_state("networkidle")
    assert asked == [street.form]
    fill(page, "ที่นั่งรอไม่พอ")
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url(street.thanks)
    assert [kept.given for kept in street.kept()] == [{"overall": 5, "comment": "ที่นั่งรอไม่พอ"}]
    assert narrow.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_script_everything_works_as_well(browser: Browser, street: Street) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(street.form)
    fill(page, "ก" * 501)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("501")
    expect(page.get_by_role("group", name=WHOLLY).get_by_label(MOST)).to_be_checked()
    page.get_by_role("textbox").fill("สั้นลงแล้ว")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ขอบคุณ")
    page.get_by_role("link", name="ตอบแทนผู้อื่น").click()
    expect(page.get_by_role("group", name=WHOLLY).get_by_label(MOST)).not_to_be_checked()
    assert len(street.kept()) == 1
    context.close()


def test_offline_the_form_says_so_keeps_everything_and_is_sent_once(
    narrow: BrowserContext, street: Street
) -> None:
    page = narrow.new_page()
    page.goto(street.form)
    fill(page, "ยังอยู่ครบ")
    narrow.set_offline(True)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("status")).to_contain_text("ยังส่งไม่สำเร็จ")
    expect(page.get_by_role("button")).to_have_text("ลองส่งเดี๋ยวนี้")
    assert page.get_by_role("textbox").input_value() == "ยังอยู่ครบ"
    assert street.kept() == []
    narrow.set_offline(False)
    page.wait_for_url(street.thanks)
    assert [kept.given["comment"] for kept in street.kept()] == ["ยังอยู่ครบ"]


def test_an_answer_whose_thanks_were_lost_is_sent_again_and_counts_once(
    narrow: BrowserContext, street: Street
) -> None:
    page = narrow.new_page()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort("connectionreset")

    page.route("**/s/*", lose)
    page.goto(street.form)
    fill(page)
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("button", name="ลองส่งเดี๋ยวนี้").click()
    page.wait_for_url(street.thanks)
    assert lost == [303]
    assert len(street.kept()) == 1


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_busy_server_is_asked_again_by_itself(narrow: BrowserContext, street: Street, status: int) -> None:
    page = narrow.new_page()
    page.clock.install()
    refused: list[int] = []

    def refuse(route: Route) -> None:
        if route.request.method != "POST" or len(refused) == 2:
            return route.continue_()
        refused.append(status)
        return route.fulfill(status=status, headers={"Retry-After": "300"}, body="later")

    page.route("**/s/*", refuse)
    page.goto(street.form)
    fill(page)
    page.get_by_role("button", name=SEND).click()
    for times in (1, 2):
        expect(page.get_by_role("status")).to_contain_text("ระบบยังไม่พร้อม")
        expect(page.get_by_role("button")).to_have_text("ลองส่งเดี๋ยวนี้")
        assert len(refused) == times
        page.clock.run_for(298_000)
        assert len(refused) == times
        page.clock.run_for(5_000)
    page.wait_for_url(street.thanks)
    assert len(street.kept()) == 1


def test_two_quick_taps_are_one_delivery(narrow: BrowserContext, street: Street) -> None:
    page = narrow.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(street.form)
    fill(page)
    page.get_by_role("button", name=SEND).dblclick()
    page.wait_for_url(street.thanks)
    assert sent.count("POST") == 1
    assert len(street.kept()) == 1


def test_what_is_wrong_is_told_by_the_page_and_focused(narrow: BrowserContext, street: Street) -> None:
    page = narrow.new_page()
    page.goto(street.form)
    counter = page.locator("[data-count]")
    expect(counter).to_have_text("พิมพ์ได้อีก 500 ตัวอักษร")
    fill(page, "👍" * 503)
    expect(counter).to_have_text("เกินมา 3 ตัวอักษร กรุณาตัดให้สั้นลง")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("textbox")).to_be_focused()
    assert street.kept() == []


def test_who_goes_back_gets_a_form_of_its_own(narrow: BrowserContext, street: Street) -> None:
    page = narrow.new_page()
    page.goto(f"{street.address}/s")
    for _ in range(2):
        page.goto(street.form)
        fill(page)
        page.get_by_role("button", name=SEND).click()
        page.wait_for_url(street.thanks)
    page.go_back()
    page.goto(street.form)
    fill(page)
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url(street.thanks)
    assert len(street.kept()) == 3


def test_the_keyboard_is_enough(browser: Browser, street: Street) -> None:
    page = browser.new_page()
    page.goto(street.form)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="English")).to_be_focused()
    for _ in range(7):  # one stop for each group of options
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("พิมพ์ได้")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="ประกาศความเป็นส่วนตัว")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(street.thanks)
    (kept,) = street.kept()
    assert (len(kept.given), kept.given["overall"], kept.given["comment"]) == (8, 4, "พิมพ์ได้")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_pages_fit_narrow_phones_and_keep_nobody_out(
    browser: Browser, street: Street, language: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    closed = street.town.office.point("ห้องเก่า", ends=date(2026, 10, 2))
    code = street.town.point.code
    unknown = with_check("zzzzz")
    for path in (
        f"/s/{code}",
        f"/s/{code}/thanks",
        f"/s/notice?point={code}",
        "/s",
        f"/s/{unknown}",
        f"/s/{closed.code}",
    ):
        page.goto(f"{street.address}{path}{'&' if '?' in path else '?'}in={language}")
        looked_at(page, path)
    page.goto(f"{street.address}/s/{code}?in={language}")
    page.evaluate("document.querySelector('form').submit()")
    page.get_by_role("alert").wait_for()
    looked_at(page, "refused")
    context.close()


def looked_at(page: Page, path: str) -> None:
    assert not page.evaluate(SIDEWAYS), path
    assert page.evaluate(SMALL_TARGETS) == [], path
    assert faults_axe_finds(page) == [], path


def test_on_paper_there_are_questions_and_no_buttons(browser: Browser, street: Street) -> None:
    page = browser.new_page()
    page.goto(street.form)
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text(WHOLLY)).to_be_visible()
    page.close()
