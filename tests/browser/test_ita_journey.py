"""A whole cycle by keyboard alone, with script and without: from scores through analysis, measures, signature
and report to the paper. Nobody touches a mouse, and no address is typed but that of the front page."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from checklist_app.clock import today
from checklist_app.ita import Cycle, Plan, Signed
from checklist_app.ita.measures.standing import SignedState, signed_state
from tests.browser.serving import served
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD, World
from tests.ita.world import Bureau, bureau_of, scores_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CYCLE = Cycle.of(today())
SCORES = {number: str(scores_of("000")[str(number)]) for number in range(1, 11)}
MOST = 200  # keys until something is found to be out of reach
# What a person hears who comes there: of boxes their ids, of all else what is written on it.
HEARD = """(() => {
  const here = document.activeElement
  return here.matches("a, button, summary") ? here.textContent.trim() : `#${here.id}`
})()"""


class Hand:
    """The keyboard of somebody who is signed in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: str) -> None:
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            heard = str(self.page.evaluate(HEARD))
            if heard == wanted or (wanted[0] != "#" and heard.startswith(wanted)):
                return
        raise AssertionError(f"no key leads to {wanted} on {self.page.url}")

    def follow(self, wanted: str) -> None:
        """Until the page that it leads to is there."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, box: str, text: str) -> None:
        self.reach(box)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world, app.extensions["checklist"].store)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def as_somebody(request: pytest.FixtureRequest, browser: Browser, address: str) -> Callable[[str], Hand]:
    def signed_in(who: str) -> Hand:
        context = browser.new_context(java_script_enabled=request.param)
        context.set_default_timeout(10_000)
        request.addfinalizer(context.close)
        page = context.new_page()
        sign_in(page, address, who, PASSWORD)
        page.wait_for_url(f"{address}/")
        return Hand(page)

    return signed_in


def test_a_cycle_is_worked_through_by_keyboard(as_somebody: Callable[[str], Hand], bureau: Bureau) -> None:
    staff = as_somebody("staff")
    enter_scores(staff)
    assert bureau.dossier(CYCLE).before is not None
    look_at_the_analysis(staff)
    assert [*bureau.ita.analyses.of(bureau.agency, CYCLE).findings] == ["I7", "O24"]
    take_what_is_proposed(staff)
    assert len(plan_of(bureau).measures) > 1
    sign_as_executive(as_somebody("executive"))
    assert signed_state(plan_of(bureau), Signed.MEASURES) is SignedState.SIGNED
    report_after_six_months(staff)
    assert [result.text for result in plan_of(bureau).measures[0].followups[6].results] == ["จัดทำแล้ว"]
    assert open_the_measures(staff).startswith(b"%PDF-")


def enter_scores(staff: Hand) -> None:
    staff.follow("วงรอบ ITA")
    staff.follow(f"บันทึกคะแนนปี {CYCLE.scores_year}")
    for number, score in SCORES.items():
        staff.type(f"#cell_{number}", score)
    staff.follow("บันทึกคะแนน")


def look_at_the_analysis(staff: Hand) -> None:
    staff.follow("ขั้นต่อไป: วิเคราะห์")
    staff.type("#typed", "I7 72.50 O24 ไม่มีข้อมูล")
    staff.follow("บันทึกการวิเคราะห์")


def take_what_is_proposed(staff: Hand) -> None:
    staff.follow("ขั้นต่อไป: มาตรการ")
    staff.follow("เลือกจากข้อเสนอ")
    staff.follow("รับทั้งหมด")
    staff.follow("ดูมาตรการ")


def sign_as_executive(executive: Hand) -> None:
    executive.follow("วงรอบ ITA")
    executive.follow("อ่านและลงนามมาตรการ")
    executive.type("#text", "เห็นชอบ")
    executive.follow("อ่านแล้ว ลงนาม")


def report_after_six_months(staff: Hand) -> None:
    staff.follow("วงรอบ ITA")
    staff.follow("รายงานรอบ 6 เดือน")
    staff.follow("รายงานผล")
    staff.type("#steps-0", "จัดทำแล้ว")
    staff.follow("บันทึก")


def open_the_measures(staff: Hand) -> bytes:
    """Browsers show a PDF: what they were given is asked for once more, to look into it."""
    staff.follow("วงรอบ ITA")
    staff.reach("PDF: มาตรการส่งเสริมคุณธรรม")
    with staff.page.expect_response(lambda answer: answer.url.endswith("/measures.pdf")) as shown:
        staff.page.keyboard.press("Enter")
    assert shown.value.headers["content-type"] == "application/pdf"
    return staff.page.context.request.get(shown.value.url).body()


def plan_of(bureau: Bureau) -> Plan:
    return bureau.ita.plans.of(bureau.agency, CYCLE)
