"""Results in a real browser: bars and numbers fit every width, in the dark and on paper, and keep nobody
out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from checklist_app.surveys.answering.answers import KioskAnswer
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.counting import result_pages
from checklist_app.surveys.model import Given, PointDraft
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.serving import served
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD, World
from tests.surveys.world import A_DAY, GOOD, NOON, Office, office_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN_ALL = 'document.querySelectorAll("main details").forEach((more) => { more.open = true })'
SMALLEST_LETTERS = """Math.min(...[...document.querySelectorAll("svg.chart text")]
  .map((text) => parseFloat(getComputedStyle(text).fontSize)))"""
TEXTS_OUTSIDE = """[...document.querySelectorAll("svg.chart")].flatMap((chart) => {
  const { left, right } = chart.getBoundingClientRect()
  return [...chart.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect()
    return box.left < left - 1 || box.right > right + 1
  }).map((text) => text.textContent)
})"""
NUMBERS_ON_BARS = """[...document.querySelectorAll("svg.chart .value")].filter((value) => {
  const track = value.previousElementSibling.previousElementSibling
  return value.getBoundingClientRect().left < track.getBoundingClientRect().right
}).map((value) => value.textContent)"""
LENGTHS = """[...document.querySelectorAll("svg[aria-labelledby=distribution-name] .filled")]
  .map((bar) => Math.round(bar.getBoundingClientRect().width))"""

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Served:
    address: str
    office: Office

    def page(self, number: int = 1) -> str:
        return f"{self.address}/surveys/{self.office.agency}/results/2570/{number}"


@pytest.fixture
def results(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Two points with several hundred answers, some on paper and some that do not count."""
    monkeypatch.setattr(result_pages, "now", lambda: NOON)
    office = office_of(world)
    long = "กองสาธารณสุขและสิ่งแวดล้อม อาคารศูนย์บริการประชาชนเฉลิมพระเกียรติ ชั้นสอง"
    for name, n in (("เคาน์เตอร์บริการประชาชน", 260), (long, 40), ("ตลาดนัดวันเสาร์", 3)):
        point = office.surveys.points.create(
            world["staff"], office.agency, PointDraft(name=name), today=A_DAY.replace(month=10, day=1)
        )
        permit = KioskPass(0, A_DAY.replace(month=10, day=1), "tablet")
        collected = [KioskAnswer(f"k{k}", A_DAY, "standard-1", given(k), fast=k % 19 == 0) for k in range(n)]
        office.surveys.answers.deliver(point, permit, collected, at=NOON)
        for k in range(n // 20):
            office.enter(point, given(k))
    with served(app) as address:
        yield Served(address, office)


def given(k: int) -> dict[str, Given]:
    rating = 5 - (k % 11 > 6) - (k % 17 == 0) * 2
    visitor = ("resident", "resident", "business", "visitor")[k % 4]
    return {**GOOD, "overall": rating, "process": rating, "channels": k % 6, "visitor": visitor}


def opened(browser: Browser, results: Served, *, width: int, scheme: Scheme = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    sign_in(page, results.address, "executive", PASSWORD)
    page.goto(results.page())
    page.evaluate(OPEN_ALL)
    return page


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_charts_can_be_read_at_every_width_and_keep_nobody_out(
    browser: Browser, results: Served, width: int, scheme: Scheme
) -> None:
    page = opened(browser, results, width=width, scheme=scheme)
    assert page.locator("svg.chart").count() == 6
    assert not page.evaluate(SIDEWAYS)
    assert page.evaluate(SMALLEST_LETTERS) >= 12
    assert page.evaluate(TEXTS_OUTSIDE) == []
    assert page.evaluate(NUMBERS_ON_BARS) == []
    assert faults_axe_finds(page) == []
    page.context.close()


def test_the_longest_bar_belongs_to_the_commonest_rating(browser: Browser, results: Served) -> None:
    page = opened(browser, results, width=390)
    lengths = page.evaluate(LENGTHS)
    assert len(lengths) == 5
    assert lengths[0] == max(lengths) > lengths[1] > lengths[2] > 0
    page.context.close()


def test_on_paper_bars_are_drawn_and_controls_are_not(browser: Browser, results: Served) -> None:
    page = opened(browser, results, width=800)
    page.emulate_media(media="print")
    assert page.locator("svg.chart .filled").first.is_visible()
    assert page.locator(".actions").first.is_hidden()
    assert page.locator(".search").first.is_hidden()
    page.context.close()


def test_a_point_is_chosen_without_script(browser: Browser, results: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, results.address, "staff", PASSWORD)
    page.goto(results.page())
    page.get_by_label("แสดงผลของ").select_option(label="เคาน์เตอร์บริการประชาชน")
    page.get_by_role("button", name="แสดง").click()
    assert page.get_by_role("heading", name="จุดบริการ: เคาน์เตอร์บริการประชาชน").is_visible()
    context.close()
