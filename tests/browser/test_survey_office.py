"""The office's hand work on surveys in a real browser: papers entered by keyboard, everything also without
script, on narrow phones, and keeping nobody out."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from checklist_app.clock import today
from checklist_app.surveys import Judgement
from checklist_app.surveys.counting.tally import Cell
from checklist_app.surveys.listening.comments import CommentState
from checklist_app.surveys.listening.improvements import ImprovementDraft
from checklist_app.surveys.model import Point
from checklist_app.surveys.periods import Period
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.serving import served
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD, World
from tests.surveys.world import GOOD, NOON, Office, office_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PERIOD = Period.of(NOON.date())
SAID = ("ที่นั่งรอไม่พอ โทร 081-234-5678", "เรียกเงินค่าธรรมเนียมเกิน", "ป้ายตัวเล็กอ่านยาก")


@dataclass
class Desk:
    address: str
    office: Office
    point: Point

    @property
    def pages(self) -> list[str]:
        agency, period = f"/surveys/{self.office.agency}", f"{PERIOD.year}/{PERIOD.number}"
        (promise,) = self.office.surveys.improvements.of(self.office.agency)
        return [
            f"{agency}/questions",
            f"{agency}/questions/new?with=result",
            *(f"{agency}/comments/{period}?state={state.value}" for state in CommentState),
            f"{agency}/improvements",
            f"{agency}/improvements/{promise.id}",
            f"{agency}/settings",
            f"/surveys/points/{self.point.code}/entry",
        ]

    def counted(self) -> Cell:
        tally = self.office.surveys.answers.counted(self.point.code, Period.of(today())).tally
        return tally.where(lambda group: group.channel.value == "paper")


@pytest.fixture
def desk(app: Flask, world: World) -> Iterator[Desk]:
    office = office_of(world, app.extensions["checklist"].store)
    point, staff = office.point(), world["staff"]
    for text in SAID:
        office.answer(point, {**GOOD, "comment": text})
    for _ in range(10):
        office.answer(point)
    judgements: dict[str, Judgement] = {}
    for comment in office.surveys.comments.of(office.agency, PERIOD):
        if "เงิน" in comment.text:
            judgements[comment.id] = Judgement(version=1, state=CommentState.HIDDEN, reason="allegation")
        elif "ป้าย" in comment.text:
            judgements[comment.id] = Judgement(
                version=1, state=CommentState.APPROVED, shown=comment.text, group="facilities"
            )
    office.surveys.comments.judge(staff, office.agency, judgements)
    draft = ImprovementDraft(period=PERIOD, text="เพิ่มที่นั่งรอ", aspect="facilities", due=NOON.date())
    office.surveys.improvements.create(staff, office.agency, draft, today=NOON.date())
    with served(app) as address:
        yield Desk(address, office, point)


def at_the_desk(page: Page, desk: Desk) -> None:
    sign_in(page, desk.address, "staff", PASSWORD)
    page.wait_for_url(f"{desk.address}/")
    page.goto(f"{desk.address}/surveys/points/{desk.point.code}/entry")


def test_papers_are_entered_by_the_keyboard_alone(browser: Browser, desk: Desk) -> None:
    page = browser.new_page()
    at_the_desk(page, desk)
    for overall in ("5", "4"):
        page.locator("[data-question]").first.locator("input:focus").wait_for()
        for key in ("1", "1", "5", "4", "0", "3", overall):
            page.keyboard.press(key)
        page.keyboard.type("ป้ายเล็ก 1 ป้าย")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("status").wait_for()
    counted = desk.counted()
    assert counted.answers == 2
    assert counted.ratings["overall"] == [0, 0, 0, 0, 1, 1]
    assert counted.ratings["staff"] == [2, 0, 0, 0, 0, 0]
    assert counted.choices["visitor"] == {"resident": 2}
    page.close()


def test_the_hand_work_is_done_without_script(browser: Browser, desk: Desk) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    at_the_desk(page, desk)
    page.get_by_role("group", name="โดยรวม").get_by_label("พึงพอใจมากที่สุด").check()
    page.get_by_role("button", name="บันทึก").click()
    assert "บันทึกแล้ว" in page.get_by_role("status").inner_text()
    assert desk.counted().answers == 1
    page.goto(f"{desk.address}{desk.pages[1]}")
    page.get_by_text("3. ขั้นตอนการให้บริการ").click()
    page.locator("#questions-2-th").fill("ขั้นตอนและเวลา")
    page.get_by_role("button", name="ประกาศใช้ชุดใหม่").click()
    assert "ชุดที่ 1" in page.get_by_role("status").inner_text()
    page.goto(f"{desk.address}{desk.pages[2]}")
    page.get_by_role("checkbox", name="ที่นั่งรอไม่พอ").check()
    page.get_by_role("button", name="อนุมัติข้อที่เลือก").click()
    shown = desk.office.surveys.comments.approved(desk.office.agency, PERIOD)
    assert "ที่นั่งรอไม่พอ โทร [เบอร์โทร]" in {comment.shown for comment in shown}
    context.close()


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_pages_fit_a_narrow_phone_and_keep_nobody_out(
    browser: Browser, desk: Desk, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    at_the_desk(page, desk)
    for path in desk.pages:
        page.goto(f"{desk.address}{path}{'&' if '?' in path else '?'}lang={language}")
        page.evaluate("document.querySelectorAll('main details').forEach((row) => (row.open = true))")
        assert not page.evaluate(SIDEWAYS), path
        assert faults_axe_finds(page) == [], path
    context.close()
