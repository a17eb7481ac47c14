"""Service points in a real browser: made and closed without script, printed codes that are seen on the screen
too, pages that fit narrow phones and keep nobody out."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page

from checklist_app.clock import today
from checklist_app.surveys.model import Point, PointDraft
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.phones import sign_in
from tests.browser.serving import served
from tests.cast import World
from tests.qr.reading import READERS
from tests.surveys.world import office_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = ("กองสาธารณสุขและสิ่งแวดล้อมฝ่ายอนุญาตกิจการที่เป็นอันตรายต่อสุขภาพ" * 2)[:100]


@dataclass(frozen=True)
class Counters:
    app: Flask
    world: World
    address: str
    agency: str
    usual: Point
    closed: Point

    @property
    def pages(self) -> list[str]:
        """For a supervisor."""
        return [
            *("/surveys", "/surveys?show=without", "/surveys?text=ไม่มีที่ไหน"),
            *(f"/surveys/{self.agency}", f"/surveys/{self.agency}/points/new"),
            *(f"/surveys/points/{point.code}" for point in (self.usual, self.closed)),
            f"/surveys/points/{self.usual.code}/edit",
            f"/surveys/{self.world.agencies['เทศบาลเมืองสว่าง'].id}",
        ]


@pytest.fixture
def counters(app: Flask, world: World) -> Iterator[Counters]:
    office = office_of(world)
    points, staff, before = office.surveys.points, world["staff"], today() - timedelta(days=40)
    usual = points.create(
        staff, office.agency, PointDraft(name="เคาน์เตอร์งานทะเบียน", place="ชั้น 1"), today=before
    )
    closed = points.create(staff, office.agency, PointDraft(name=LONG, name_en="W" * 100), today=before)
    ended = points.edit(staff, closed.code, replace(closed, ends=before), version=closed.version)
    with served(app) as address:
        yield Counters(app, world, address, office.agency, usual, ended)


def seen_by(page: Page, counters: Counters, who: str) -> Page:
    sign_in(page.context, counters.app, counters.address, counters.world[who])
    return page


def test_a_point_is_made_and_closed_without_script(browser: Browser, counters: Counters) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = seen_by(context.new_page(), counters, "staff")
    page.goto(f"{counters.address}/surveys")
    page.get_by_role("link", name="เพิ่มจุดบริการ").click()
    page.get_by_label("ชื่อจุดบริการ").fill("กองช่าง")
    page.get_by_role("button", name="บันทึก").click()
    assert page.get_by_role("heading", level=1).inner_text() == "กองช่าง"
    page.get_by_role("button", name="ปิดจุดบริการวันนี้").click()
    assert "วันสุดท้าย" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="เปิดใช้อีกครั้ง").click()
    assert "อีกครั้ง" in page.get_by_role("status").inner_text()
    context.close()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_code_on_the_screen_is_read_in_light_and_in_dark(
    browser: Browser, counters: Counters, scheme: Literal["light", "dark"], reader: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780}, color_scheme=scheme)
    page = seen_by(context.new_page(), counters, "staff")
    page.goto(f"{counters.address}/surveys/points/{counters.usual.code}")
    shot = Image.open(io.BytesIO(page.locator(".code img").screenshot()))
    assert READERS[reader](shot) == [f"HTTP://LOCALHOST:8000/S/{counters.usual.shown}"]
    context.close()


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_pages_fit_a_narrow_phone_and_keep_nobody_out(
    browser: Browser, counters: Counters, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = seen_by(context.new_page(), counters, "supervisor")
    for path in counters.pages:
        page.goto(f"{counters.address}{path}{'&' if '?' in path else '?'}lang={language}")
        for closed in page.locator("main details:not([open]) summary").all():
            closed.click()
        assert not page.evaluate(SIDEWAYS), path
        assert faults_axe_finds(page) == [], path
    context.close()
