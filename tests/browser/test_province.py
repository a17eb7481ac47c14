"""A whole province's reports watched in a real browser: with script, without, and on a narrow phone."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import unavailable
from tests.browser.serving import served
from tests.cast import World
from tests.reports.provinces import Bench, Maker, bench, finish_visits

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADDRESS = "/reports/province"
FIRST = "เทศบาลตำบลที่ 001"
BEGIN = "เริ่มทำรายงานทั้งจังหวัด"
FETCH = "text=ดาวน์โหลด ZIP"


@pytest.fixture
def steps() -> threading.Semaphore:
    """One is needed for each report."""
    return threading.Semaphore(0)


@pytest.fixture
def office(app: Flask, world: World, config: Config, steps: threading.Semaphore) -> Iterator[Bench]:
    finish_visits(world, 12)
    maker = Maker(failing={FIRST: unavailable("aside.too_long", seconds=60)})
    maker.before = lambda _: steps.acquire(timeout=30)
    made = bench(world, config, maker)
    known = app.extensions["checklist"]
    app.extensions["checklist"] = replace(known, batches=made.batches, batch_worker=made.worker)
    made.worker.start()
    yield made
    steps.release(100)
    made.worker.close()


@pytest.fixture
def address(app: Flask, office: Bench) -> Iterator[str]:
    with served(app) as address:
        yield address


def signed_in(browser: Browser, app: Flask, office: Bench, address: str, script: bool) -> BrowserContext:
    supervisor = office.world["supervisor"]
    cookie = app.extensions["checklist"].sessions.begin(supervisor.id, device="test", at=now())
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=script)
    context.add_cookies([{"name": "checklist", "value": cookie, "url": address}])
    return context


def test_progress_moves_by_itself_and_ends_with_the_file(
    browser: Browser, app: Flask, office: Bench, address: str, steps: threading.Semaphore
) -> None:
    context = signed_in(browser, app, office, address, script=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address + ADDRESS)
    page.get_by_role("button", name=BEGIN).click()
    loaded = page.evaluate("performance.timeOrigin")
    steps.release(5)
    page.wait_for_selector("text=ทำแล้ว 5 จาก 12 งาน")
    page.wait_for_selector(f"[data-failed] :text('{FIRST}')")
    assert page.evaluate("performance.timeOrigin") == loaded
    assert page.locator("progress").evaluate("(bar) => bar.value / bar.max") == 5 / 12
    assert page.locator("[aria-live=polite]").inner_text() == "ทำแล้ว 5 จาก 12 งาน"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    steps.release(7)
    with page.expect_download() as fetched:
        page.click(FETCH)
    assert fetched.value.suggested_filename == "รายงานนิเทศ-ขอนแก่น-2570.zip"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []
    context.close()


def test_it_can_be_stopped_from_the_page(
    browser: Browser, app: Flask, office: Bench, address: str, steps: threading.Semaphore
) -> None:
    context = signed_in(browser, app, office, address, script=True)
    page = context.new_page()
    page.goto(address + ADDRESS)
    page.get_by_role("button", name=BEGIN).click()
    page.get_by_role("button", name="หยุดทำ").click()
    page.wait_for_selector("text=หยุดตามที่สั่ง")
    assert page.get_by_role("button", name="เริ่มทำใหม่ทั้งชุด").is_visible()
    context.close()


def test_without_script_the_page_comes_again_until_the_file_is_there(
    browser: Browser, app: Flask, office: Bench, address: str, steps: threading.Semaphore
) -> None:
    context = signed_in(browser, app, office, address, script=False)
    page = context.new_page()
    page.goto(address + ADDRESS)
    page.get_by_role("button", name=BEGIN).click()
    page.wait_for_selector("text=จาก 12 งาน")
    steps.release(12)
    page.wait_for_selector(FETCH)
    context.close()
