"""What an agency does because of its result is on the phone before the next visit, and beside the
recommendations of this one; and the pages on which it is reported and signed keep nobody out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Locator, expect

from checklist_app.ita import FollowUpDraft, MeasureDraft, MeasureState, Result
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.phones import FACTS, Phone
from tests.browser.serving import served
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD, World
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of, scores_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AGENCY = str(FACTS["agency"])
MEASURES: list[dict[str, Any]] = [
    {"year": 2570, "title": "จัดทำคู่มือการปฏิบัติงาน", "state": "done", "results": 3, "reported": "2027-04-02"},
    {"year": 2570, "title": "เผยแพร่แผนการใช้จ่ายงบประมาณ", "state": "doing", "due": "2020-03-31"},
]
TAKEN_ALONG = """
  if (measures) await journal.setPack("measures", measures)
  await journal.setPack("agencies", [{ id: agency, name: "เทศบาลตำบลนาดี", active: true }])
  await journal.setMeta("pack", { at: "2027-05-14T02:05:00.000Z" })
"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def closing(phone: Phone, measures: dict[str, Any] | None, agency: str = AGENCY) -> Locator:
    """The part about recommendations on the page that closes the visit."""
    phone.ask(TAKEN_ALONG, measures=measures, agency=agency)
    phone.context.route(
        "**/close", lambda route: route.fulfill(response=phone.context.request.get(shell_of(phone, "close")))
    )
    phone.page.goto(f"{phone.address}/visits/{phone.visit}/close")
    expect(phone.page.locator("#advice-list > *").first).to_be_visible()
    return phone.page.locator("#advice .measured")


def shell_of(phone: Phone, name: str) -> str:
    return f"{phone.address}/shells/th/visits/{name}"


def test_they_stand_before_the_recommendations_with_what_is_overdue_first(phone: Phone) -> None:
    block = closing(phone, {AGENCY: MEASURES})
    expect(block.locator("li")).to_contain_text(["เผยแพร่แผนการใช้จ่ายงบประมาณ", "จัดทำคู่มือการปฏิบัติงาน"])
    expect(block.locator("li").first).to_contain_text("เลยกำหนด")
    expect(block.locator("li").last).to_contain_text("ผล 3 ข้อ รายงานเมื่อ 2 เม.ย. 2570")
    expect(block).to_contain_text("ข้อมูลเมื่อ 14 พฤษภาคม 2570")
    assert phone.complaints == []


def test_an_agency_without_measures_is_said_to_have_none(phone: Phone) -> None:
    expect(closing(phone, {})).to_contain_text("หน่วยงานนี้ยังไม่มีมาตรการในระบบ")


@pytest.mark.parametrize(("measures", "agency"), [(None, AGENCY), ({}, "another")])
def test_where_the_phone_does_not_know_it_says_nothing(
    phone: Phone, measures: dict[str, Any] | None, agency: str
) -> None:
    expect(closing(phone, measures, agency)).to_have_count(0)
    assert phone.complaints == []


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"color_scheme": "light"}])
def test_they_fit_a_narrow_screen(phone_in: Callable[..., Phone], look: dict[str, Any]) -> None:
    phone = phone_in(width=320, **look)
    expect(closing(phone, {AGENCY: MEASURES})).to_be_visible()
    assert phone.page.evaluate(WIDER) == 0


def test_they_are_read_on_the_way_without_signal(phone: Phone) -> None:
    phone.ask(TAKEN_ALONG, measures={AGENCY: MEASURES}, agency=AGENCY)
    phone.page.goto(shell_of(phone, "ready"))
    phone.context.set_offline(True)
    phone.page.locator("#brief-search").fill("นาดี")
    phone.page.locator("#brief-list [role=option]").first.click()
    expect(phone.page.locator("#brief .measured li")).to_have_count(2)
    expect(phone.page.locator("#brief .measured")).to_contain_text("มาตรการที่อยู่ระหว่างติดตาม")


# --- the office -------------------------------------------------------------------------------------------


@dataclass
class Desk:
    address: str
    bureau: Bureau
    pages: list[str]


@pytest.fixture
def desk(app: Flask, world: World) -> Iterator[Desk]:
    bureau = bureau_of(world, app.extensions["checklist"].store)
    first, second = bureau.plan(
        MeasureDraft(title="จัดทำคู่มือการปฏิบัติงาน", steps=("ร่างคู่มือ", "เผยแพร่"), end=date(2027, 3, 31)),
        MeasureDraft(title="เผยแพร่แผนการใช้จ่ายงบประมาณ", duration="ตลอดปีงบประมาณ", end=date(2026, 1, 1)),
    ).measures
    draft = FollowUpDraft(months=6, state=MeasureState.DONE, results=(Result("ร่างแล้ว", 0),))
    plans, staff = bureau.ita.plans, bureau["staff"]
    plans.report(staff, bureau.agency, CYCLE, first.id, draft, revision=0, at=NOON)
    folder = f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}"
    pages = [
        "/",
        f"{folder}/followup/6",
        f"{folder}/followup/6/{first.id}",
        f"{folder}/followup/12/{first.id}",
        f"{folder}/followup/6/{second.id}",
        f"{folder}/measures/{first.id}/evidence/6",
        f"{folder}/sign/measures",
        f"{folder}/sign/followup-6",
    ]
    with served(app) as address:
        yield Desk(address, bureau, pages)


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"color_scheme": "light"}])
def test_the_pages_of_the_office_fit_and_keep_nobody_out(
    desk: Desk, browser: Browser, look: dict[str, Any]
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 780}, bypass_csp=True, service_workers="block", **look
    )
    page = context.new_page()
    sign_in(page, desk.address, "staff", PASSWORD)
    for path in desk.pages:
        for language in ("th", "en"):
            page.goto(f"{desk.address}{path}?lang={language}")
            assert faults_axe_finds(page) == [], path
            assert not page.evaluate(SIDEWAYS), path
    context.close()


def test_measures_are_printed_as_a_table_without_what_changes_them(desk: Desk, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 990})
    sign_in(page, desk.address, "staff", PASSWORD)
    page.wait_for_url(f"{desk.address}/")
    page.goto(f"{desk.address}/agencies/{desk.bureau.agency.id}/ita/{CYCLE.year}/measures")
    shown = "(name) => getComputedStyle(document.querySelector(name)).display"
    page.emulate_media(media="print")
    assert [page.evaluate(shown, f".measures tbody {name}") for name in ("tr", "td")] == [
        "table-row",
        "table-cell",
    ]
    assert page.evaluate(shown, ".measures .manage") == "none"
    page.emulate_media(media="screen")
    assert page.evaluate(shown, ".measures tbody tr") == "block"
    page.close()


# A box of each form, two things to write into it, and the button that saves them.
SAVED = {
    "/2570/analysis": ("#text-result", "ข้อความของเรา", "ข้อความของเขา", "บันทึกข้อความนี้"),
    "/2570/analysis#findings": ("#typed", "O12 40", "O12 50", "บันทึกการวิเคราะห์"),
    "/2570/measures/{first}": ("#title", "คู่มือของเรา", "คู่มือของเขา", "บันทึก"),
    "/2570/followup/6/{first}": ("#outcome", "ผลของเรา", "ผลของเขา", "บันทึก"),
    "/letters": ("#number", "ขก ๑", "ขก ๒", "บันทึกรูปแบบเอกสาร"),
    "/scores/2569": ("#cell_1", "91.00", "92.00", "บันทึกคะแนน"),
}
UNFOLD = "document.querySelectorAll('main details').forEach((each) => { each.open = true })"


@pytest.mark.parametrize("path", SAVED)
def test_whoever_was_slower_meets_a_page_that_fits_and_keeps_nobody_out(
    desk: Desk, browser: Browser, path: str
) -> None:
    desk.bureau.score(scores_of("002"))
    box, ours, theirs, button = SAVED[path]
    context = browser.new_context(
        viewport={"width": 320, "height": 780}, bypass_csp=True, service_workers="block"
    )
    slower, faster = context.new_page(), context.new_page()
    sign_in(slower, desk.address, "staff", PASSWORD)
    slower.wait_for_url(f"{desk.address}/")
    first = desk.bureau.dossier().plan.measures[0].id
    for page in (slower, faster):
        page.goto(f"{desk.address}/agencies/{desk.bureau.agency.id}/ita{path.format(first=first)}")
        page.evaluate(UNFOLD)
    for page, text in ((faster, theirs), (slower, ours)):
        page.locator(box).fill(text)
        form = page.locator("form").filter(has=page.locator(box))
        with page.expect_navigation() as answered:
            form.get_by_role("button", name=button, exact=True).click()
    assert answered.value is not None
    assert answered.value.status == 409
    slower.evaluate(UNFOLD)
    assert ours in [each.input_value() for each in slower.locator("input[type=text], textarea").all()]
    assert faults_axe_finds(slower) == []
    assert not slower.evaluate(SIDEWAYS)
    context.close()


def test_a_report_evidence_and_a_signature_without_script(desk: Desk, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 780})
    page = context.new_page()
    sign_in(page, desk.address, "staff", PASSWORD)
    page.goto(f"{desk.address}{desk.pages[4]}")
    page.get_by_label("สถานะของมาตรการ").select_option("doing")
    page.get_by_label("ผลการดำเนินการอื่น").fill("เผยแพร่บนเว็บไซต์แล้ว")
    page.get_by_role("button", name="บันทึกและแนบหลักฐาน").click()
    page.get_by_label("เลือกไฟล์").set_input_files(
        FilePayload(name="ประกาศ.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 x")
    )
    page.get_by_role("button", name="แนบไฟล์").click()
    expect(page.get_by_role("link", name="ประกาศ", exact=True)).to_be_visible()
    plan = desk.bureau.ita.plans.of(desk.bureau.agency, CYCLE)
    assert [each.name for each in plan.measures[1].followups[6].evidence] == ["ประกาศ"]
    context.close()
