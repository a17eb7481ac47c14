"""The table of scores in a real browser: typed by keyboard, pasted as a column, computed beside, and just as
well without script; on narrow phones, and keeping nobody out."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.serving import served
from tests.browser.test_axe import AXE
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD, World
from tests.ita.world import Bureau, bureau_of, scores_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

YEAR = 2565
SCORES = [str(scores_of("000")[str(number)]) for number in range(1, 11)]
PASTE = """text => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text", text)
  const told = { clipboardData, bubbles: true, cancelable: true }
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", told))
}"""


@dataclass
class Desk:
    address: str
    bureau: Bureau

    def page(self, year: int = YEAR) -> str:
        return f"{self.address}/agencies/{self.bureau.agency.id}/ita/scores/{year}"


@pytest.fixture
def desk(app: Flask, world: World) -> Iterator[Desk]:
    bureau = bureau_of(world, app.extensions["checklist"].store)
    with served(app) as address:
        yield Desk(address, bureau)


def opened(desk: Desk, browser: Browser, *, script: bool = True, width: int = 1280) -> Page:
    page = browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 800}
    ).new_page()
    sign_in(page, desk.address, "staff", PASSWORD)
    page.wait_for_url(f"{desk.address}/")
    page.goto(desk.page())
    return page


def live(page: Page) -> list[str]:
    return [page.inner_text(f"[data-{name}]") for name in ("mean=IIT", "total", "level")]


def test_a_column_spreads_over_the_indicators_and_is_computed_as_the_office_does(
    desk: Desk, browser: Browser
) -> None:
    page = opened(desk, browser)
    page.click("#cell_1")
    page.evaluate(PASTE, "\n".join(SCORES) + "\n")
    assert [page.input_value(f"#cell_{number}") for number in range(1, 11)] == SCORES
    assert page.input_value("#cell_9_1") == ""
    assert live(page) == ["92.34", "96.62", "AA"]
    page.click("button[value=save]")
    assert live(page) == ["92.34", "96.62", "AA"]
    assert page.inner_text("[data-count]") == "ต่ำกว่า 85: 0 ตัวชี้วัด"


def test_enter_and_arrows_walk_and_what_cannot_be_read_is_marked(desk: Desk, browser: Browser) -> None:
    page = opened(desk, browser)
    page.click("#cell_9_5")
    page.keyboard.press("Enter")
    page.keyboard.type("๑๐๐")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("120")
    focused = "document.activeElement.id"
    assert page.evaluate(focused) == "cell_10_1"
    assert page.get_attribute("#cell_10_1", "aria-invalid") == "true"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == "cell_10"
    assert page.get_attribute("#cell_10", "aria-invalid") is None
    assert page.url == desk.page()


@pytest.mark.parametrize("script", [True, False])
def test_a_pasted_text_is_looked_over_and_then_kept(desk: Desk, browser: Browser, script: bool) -> None:
    page = opened(desk, browser, script=script)
    names = desk.bureau.ita.editions.get(YEAR).indicators
    lines = [
        f"{rank}\t{known.name}\t{score}"
        for rank, (known, score) in enumerate(zip(names, SCORES, strict=True))
    ]
    page.fill("#pasted", "\n".join(lines))
    page.click("button[value=paste]")
    assert desk.bureau.ita.scores.find(desk.bureau.agency, YEAR) is None
    assert live(page)[1] == "96.62"
    page.click("button[value=save]")
    kept = desk.bureau.ita.scores.find(desk.bureau.agency, YEAR)
    assert kept is not None
    assert kept.indicators == scores_of("000")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_keeps_nobody_out(desk: Desk, browser: Browser, width: int, dark: bool) -> None:
    desk.bureau.score(scores_of("001-2567"), 2567, total="90.00", level="A")
    desk.bureau.score(scores_of("001-2568"), 2568)
    page = opened(desk, browser, width=width)
    page.add_init_script(path=AXE)  # the answer to a form lets no script be added
    page.emulate_media(color_scheme="dark" if dark else "light")
    for year in (YEAR, 2567, 2569):
        for language in ("th", "en"):
            page.goto(f"{desk.page(year)}?lang={language}")
            assert not page.evaluate(SIDEWAYS)
            assert faults_axe_finds(page) == []
    page.fill("#pasted", "การใช้อำนาจ 92.51\nการใช้อำนาจ 92.52\nอะไรสักอย่าง 55.55")
    page.click("button[value=paste]")
    page.fill("#cell_1", "120")
    page.click("button[value=save]")
    assert page.inner_text("#cell_1-error")
    assert not page.evaluate(SIDEWAYS)
    assert faults_axe_finds(page) == []
