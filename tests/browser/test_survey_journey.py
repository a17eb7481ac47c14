"""The whole way once, in a browser: staff make a service point, citizens answer, the round ends by itself,
the executive decides, everybody reads what came of it, and the next citizen is told what was improved."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from checklist_app import clock
from tests.browser.serving import served
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BEGUN = datetime(2026, 11, 20, 5, tzinfo=UTC)  # noon in Thailand, fiscal year 2570, round 1
OVER = datetime(2027, 4, 2, 5, tzinfo=UTC)
CITIZENS = 12  # enough for figures to be published
RATED = {"process": 4, "channels": 0, "staff": 5, "facilities": 3, "overall": 4}
WISH = "อยากให้มีบัตรคิวที่เคาน์เตอร์"
DECISION = "รับทราบผล ให้สำนักปลัดจัดทำระบบบัตรคิวภายใน 30 วัน"
PROMISE, RESULT = "ใช้บัตรคิวที่เคาน์เตอร์", "ติดตั้งเครื่องออกบัตรคิวแล้ว"


@dataclass
class Calendar:
    """What time it is for the whole app."""

    at: datetime = BEGUN

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def calendar(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    kept, asked = Calendar(), clock.now
    for name, module in [*sys.modules.items()]:
        if name.startswith("checklist_app") and getattr(module, "now", None) is asked:
            monkeypatch.setattr(module, "now", kept.now)
    return kept


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def at_the_desk(browser: Browser, address: str, who: str) -> Page:
    page = browser.new_context(viewport={"width": 390, "height": 780}).new_page()
    sign_in(page, address, who, PASSWORD)
    page.get_by_role("link", name="ความพึงพอใจ").last.click()
    return page


def citizen(browser: Browser, calendar: Calendar, form: str, *, script: bool, wish: str = "") -> Page:
    """One who scans the poster, fills in the form within a minute, and sends it."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=script
    )
    page = context.new_page()
    page.goto(form)
    for question, rating in RATED.items():
        page.locator(f"#q-{question}-{rating}").check()
    page.locator("textarea").fill(wish)
    calendar.at += timedelta(minutes=1)
    page.get_by_role("button", name="ส่ง").click()
    page.wait_for_url("**/thanks*")
    return page


def test_from_a_poster_to_what_was_improved(browser: Browser, address: str, calendar: Calendar) -> None:
    staff = at_the_desk(browser, address, "staff")
    staff.get_by_role("link", name="เพิ่มจุดบริการแรก").click()
    staff.get_by_label("ชื่อจุดบริการ").fill("เคาน์เตอร์บริการประชาชน")
    staff.get_by_role("button", name="บันทึก").click()
    staff.wait_for_url("**/surveys/points/*")
    form = f"{address}/S/{staff.url.rpartition('/')[2].upper()}"
    answers = partial(citizen, browser, calendar, form)

    for number in range(CITIZENS):
        thanked = answers(script=bool(number % 2), wish=WISH if number == 0 else "")
        assert PROMISE not in thanked.inner_text("body")
        thanked.context.close()
        calendar.at += timedelta(days=1)

    calendar.at = OVER
    executive = at_the_desk(browser, address, "executive")
    executive.locator(".due").get_by_role("link", name="ผู้บริหารยังไม่ได้สั่งการ").click()
    executive.locator("main textarea").fill(DECISION)
    executive.get_by_role("button", name="สั่งการและเผยแพร่ผล").click()
    executive.get_by_role("link", name="/p/").click()
    public = executive.url

    staff = at_the_desk(browser, address, "staff")
    staff.get_by_role("link", name="รอบที่ 1 ปีงบประมาณ 2570").click()
    staff.get_by_role("link", name="อ่านความเห็นของรอบนี้").click()
    staff.get_by_role("checkbox", name=WISH).check()
    staff.get_by_role("button", name="อนุมัติข้อที่เลือกตามที่แสดง").click()
    staff.get_by_role("link", name="รอบที่ 1 ปีงบประมาณ 2570").click()
    staff.get_by_role("link", name="เพิ่มเรื่องที่จะปรับปรุงจากรอบนี้").click()
    staff.get_by_label("สิ่งที่จะปรับปรุง").fill(PROMISE)
    staff.get_by_label("สถานะ").select_option("done")
    staff.get_by_label("ผลหรือเหตุผล").fill(RESULT)
    staff.get_by_role("button", name="บันทึก").click()
    assert RESULT in staff.inner_text("main")

    reader = browser.new_context(java_script_enabled=False).new_page()
    reader.goto(public)
    told = reader.inner_text("main")
    assert f"จำนวนคำตอบที่นับ\n{CITIZENS}" in told
    for said in (DECISION, PROMISE, RESULT, WISH):
        assert said in told

    for script in (True, False):
        thanked = answers(script=script)
        assert PROMISE in thanked.inner_text("main")
        assert RESULT in thanked.inner_text("main")
        thanked.get_by_role("link", name="ดูผล").click()
        assert "รอบที่ 1 ปีงบประมาณ 2570" in thanked.inner_text("main")
        thanked.context.close()
