"""The form in a real browser, without signal: every change is stored at once, whatever happens."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.phones import FOREIGN, RECEIPT, Phone, item

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TICK, OTHER, TYPED, WHOLE, DATE = "3.2.2/01", "3.2.2/02", "1.1.projects", "1.2.done", "visited_on"

REPLACE = """
  const heads = (await journal.operations(visit)).filter((one) => one.field === field).map(({ id }) => id)
  await journal.record(visit, field, value, heads)
"""
PHOTO = {
    "file": "a" * 64,
    "item": "3.2.2/01",
    "caption": "ป้ายประกาศ",
    "taken": "2026-11-21T06:00:00.000Z",
    "width": 40,
    "height": 30,
    "size": 900,
    "order": 1,
}
UNNAMED = """() => [...document.querySelectorAll("#form :is(input, textarea, button, a, summary)")]
  .filter((control) => {
    const label = control.labels?.[0]?.textContent
    return !/[ก-๛]/.test(control.getAttribute("aria-label") || label || control.textContent)
  })
  .map((control) => control.outerHTML.slice(0, 80))"""
SMALL = """() => [...document.querySelectorAll("#content :is(button, .button, summary, .tap, input)")]
  .filter((control) => !/radio|checkbox/.test(control.type))
  .filter((control) => control.checkVisibility() && !control.closest("dialog"))
  .filter((control) => control.getBoundingClientRect().height < 48)
  .map((control) => control.outerHTML.slice(0, 100))"""
SHIFTED = """() => { globalThis.shifted = 0; new PerformanceObserver((list) => {
  for (const {value, sources} of list.getEntries())
    if (sources.some(({node}) => node?.parentElement?.closest("#content"))) shifted += value
}).observe({type: "layout-shift", buffered: true}) }"""


def field(page: Page, name: str) -> Locator:
    return page.locator(f'[data-field="{name}"]').first


def stored(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("บันทึกในเครื่องแล้ว")


def test_a_tick_anywhere_on_its_row_is_stored_and_stays(phone: Phone) -> None:
    page = phone.open()
    item(page, TICK).locator(".tap > span").click()
    stored(page)
    assert phone.said(f"answer:{TICK}") == [True]
    assert field(phone.open(), f"answer:{TICK}").is_checked()


def test_what_was_answered_before_the_script_came_is_an_answer(phone: Phone) -> None:
    held: list[Route] = []
    phone.context.route("**/visits/form.js", lambda route: held.append(route))
    page = phone.page
    page.goto(f"{phone.address}/visits/{phone.visit}", wait_until="commit")
    field(page, f"answer:{TICK}").check()
    field(page, f"answer:{TYPED}").fill("๑๒")
    field(page, "answer:header.district").fill("พล")
    item(page, "header.team").get_by_label("ชื่อ").first.fill("สมชาย")
    held[0].continue_()
    phone.context.unroute("**/visits/form.js")
    stored(page)
    expect(page.locator("[data-row][data-key]")).to_have_count(1)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert field(page, f"answer:{TICK}").is_checked()
    assert field(page, f"answer:{TYPED}").input_value() == "12"
    assert field(page, "answer:header.district").input_value() == "พล"
    assert item(page, "header.team").get_by_label("ชื่อ").first.input_value() == "สมชาย"


def test_numbers_money_and_dates_are_understood_as_people_write_them(phone: Phone) -> None:
    page = phone.open()
    for name, typed in (
        (f"answer:{TYPED}", "๒๐"),
        ("answer:1.1.budget", "306,000.5"),
        (DATE, "13 มี.ค. 70"),
        ("answer:1.4.total", "๘๘.๕"),
    ):
        field(page, name).fill(typed)
        field(page, name).blur()
    expect(field(page, "answer:1.1.budget")).to_have_value("306,000.50")
    expect(field(page, DATE)).to_have_value("13/3/2570")
    expect(field(page, "answer:1.4.total")).to_have_value("88.50")
    assert phone.said(f"answer:{TYPED}") == [20]
    assert phone.said("answer:1.1.budget") == ["306000.50"]
    assert phone.said(DATE) == ["2027-03-13"]
    assert phone.said("answer:1.4.total") == ["88.50"]


def test_what_is_no_number_is_explained_and_kept_as_it_was_typed(phone: Phone) -> None:
    page = phone.open()
    field(page, f"answer:{TYPED}").fill("สิบสอง")
    field(page, f"answer:{TYPED}").blur()
    expect(item(page, TYPED).locator(".error")).to_contain_text("“สิบสอง” ไม่ใช่ตัวเลข")
    assert phone.said(f"answer:{TYPED}") == []
    again = field(phone.open(), f"answer:{TYPED}")
    expect(again).to_have_value("สิบสอง")
    expect(again).to_have_attribute("aria-invalid", "true")
    again.fill("12")
    again.blur()
    expect(item(page, TYPED).locator(".error")).to_have_count(0)
    assert phone.said(f"answer:{TYPED}") == [12]


def test_a_person_typed_in_two_boxes_is_whole(phone: Phone) -> None:
    page = phone.open()
    team = item(page, "header.team")
    for _ in range(3):
        team.get_by_role("button", name="เพิ่มอีกคน").click()
    last = team.get_by_role("listitem").last
    last.get_by_label("ชื่อ").press_sequentially("สมหญิง")
    last.get_by_label("ตำแหน่ง").press_sequentially("นิติกร")
    last.get_by_label("ตำแหน่ง").blur()
    stored(page)
    row = str(last.get_by_label("ชื่อ").get_attribute("data-field"))
    expect(last.get_by_label("ตำแหน่ง")).to_have_value("นิติกร")
    phone.open()
    assert phone.said(row)[-1] == {"name": "สมหญิง", "position": "นิติกร"}
    assert field(page, row).input_value() == "สมหญิง"


def test_a_reason_chooses_its_option(phone: Phone) -> None:
    page = phone.open()
    item(page, "2.2").locator("textarea").fill("เว็บไซต์ปิดปรับปรุง")
    item(page, "2.2").locator("textarea").blur()
    stored(page)
    expect(item(page, "2.2").get_by_role("radio", name="ไม่มี")).to_be_checked()
    assert phone.said("answer:2.2")[-1] == {"option": "no", "text": "เว็บไซต์ปิดปรับปรุง"}


def test_a_write_that_fails_is_said_in_red_and_done_again(phone: Phone) -> None:
    page = phone.open()
    page.evaluate("""() => { globalThis.put = IDBObjectStore.prototype.put
      IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") } }""")
    field(page, f"answer:{TICK}").check()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("ยังอยู่บนหน้านี้")
    expect(page.locator("#saved")).to_contain_text("ยังบันทึกในเครื่องไม่ได้")
    assert field(page, f"answer:{TICK}").is_checked()
    page.evaluate("() => { IDBObjectStore.prototype.put = globalThis.put }")
    alert.get_by_role("button", name="ลองบันทึกอีกครั้ง").click()
    stored(page)
    expect(alert).to_have_count(0)
    assert phone.said(f"answer:{TICK}") == [True]


def test_a_database_that_the_phone_has_closed_costs_nothing(phone: Phone) -> None:
    page = phone.open()
    page.evaluate("() => { for (const handle of handles) handle.close() }")
    field(page, f"answer:{TICK}").check()
    stored(page)
    assert phone.said(f"answer:{TICK}") == [True]


def test_undo_takes_the_last_change_back_and_is_a_change_itself(phone: Phone) -> None:
    page = phone.open()
    undo = page.get_by_role("button", name="เลิกทำ")
    expect(undo).to_be_disabled()
    field(page, f"answer:{TICK}").check()
    field(page, f"answer:{OTHER}").check()
    expect(undo).to_be_enabled()
    undo.click()
    expect(field(page, f"answer:{OTHER}")).not_to_be_checked()
    assert field(page, f"answer:{TICK}").is_checked()
    assert phone.said(f"answer:{OTHER}") == [True, None]


@pytest.mark.slow
def test_another_tab_follows_without_disturbing_who_types(phone: Phone) -> None:
    here, there = phone.open(), phone.open(phone.tab())
    typing = field(there, "answer:3.3.3")
    typing.press_sequentially("ข้อความที่กำลังพิมพ์")
    field(here, f"answer:{TICK}").check()
    expect(field(there, f"answer:{TICK}")).to_be_checked()
    expect(typing).to_be_focused()
    expect(typing).to_have_value("ข้อความที่กำลังพิมพ์")
    expect(field(here, "answer:3.3.3")).to_have_value("ข้อความที่กำลังพิมพ์")


def test_two_answers_are_both_shown_and_settled_by_a_person(phone: Phone) -> None:
    page = phone.open()
    field(page, f"answer:{TICK}").check()
    stored(page)
    given = {"id": "01kaj000000000000000000bbb", "field": f"answer:{TICK}", "value": False}
    phone.ask(FOREIGN, visit=phone.visit, **given)
    item(page, TICK).get_by_role("button", name="2 คำตอบ").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("คนนิเทศ")
    panel.get_by_role("button", name="ใช้คำตอบนี้").last.click()
    panel.get_by_role("button", name="ปิด").click()
    expect(item(page, TICK).locator(".chip")).to_have_count(0)
    assert field(page, f"answer:{TICK}").is_checked()


def test_what_a_colleague_wrote_while_one_types_is_not_overwritten_unseen(phone: Phone) -> None:
    page = phone.open()
    typing = field(page, "answer:3.3.3")
    typing.press_sequentially("ของเรา")
    given = {"id": "01kaj000000000000000000bbb", "field": "answer:3.3.3", "value": "ของเพื่อน"}
    phone.ask(FOREIGN, visit=phone.visit, **given)
    typing.press_sequentially("ต่อ")
    typing.blur()
    expect(item(page, "3.3.3").locator(".chip")).to_contain_text("2 คำตอบ")


def test_the_panel_of_an_item_holds_its_note_its_past_and_an_absence(phone: Phone) -> None:
    page = phone.open()
    field(page, f"answer:{TICK}").check()
    item(page, TICK).locator(".opener").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("ครั้งก่อน (13 มี.ค. 2569)")
    panel.get_by_label("หมายเหตุของข้อนี้").fill("เห็นเอกสารแล้ว")
    panel.get_by_role("button", name="ตรวจแล้ว ไม่มี").click()
    expect(item(page, TICK).locator(".marks")).to_contain_text("ตรวจแล้ว ไม่มี")
    expect(item(page, TICK).locator(".marks")).to_contain_text("หมายเหตุ")
    item(page, TICK).locator(".opener").click()
    panel.get_by_text("ประวัติของข้อนี้").click()
    panel.get_by_role("button", name="ใช้คำตอบนี้อีกครั้ง: มี").click()
    expect(field(page, f"answer:{TICK}")).to_be_checked()
    assert phone.said(f"answer:{TICK}") == [True, False, True]
    assert phone.said(f"note:{TICK}")[-1] == "เห็นเอกสารแล้ว"


def test_figures_follow_while_one_types(phone: Phone) -> None:
    page = phone.open()
    for name, typed in ((TYPED, "20"), (WHOLE, "9"), ("1.2.not_started", "5")):
        field(page, f"answer:{name}").fill(typed)
    item(page, "1.2.round").get_by_label("6 เดือน").check()
    share = item(page, "2.1").locator(".computed")
    expect(share).to_contain_text("45.00")
    share.get_by_role("button", name="ใช้ระดับนี้").click()
    expect(item(page, "2.1").get_by_role("radio", name="กลาง")).to_be_checked()
    expect(page.locator(".caution")).to_contain_text("14")


def test_known_scores_fill_the_table_and_mark_what_fails(phone: Phone) -> None:
    page = phone.open()
    table = item(page, "3.1.scores")
    table.get_by_role("button", name="เติมคะแนนปี 2569").click()
    expect(field(page, "answer:3.1.scores:4")).to_have_value("70.55")
    expect(page.locator('[data-tally="3.2.4"]')).to_contain_text("ไม่ผ่านเกณฑ์")
    page.locator(".where").click()
    outline = page.get_by_role("dialog")
    outline.get_by_label("แสดงตัวที่ไม่ผ่านก่อน").check()
    expect(outline.get_by_role("listitem").first).to_contain_text("ไม่ผ่านเกณฑ์")
    expect(table.get_by_role("button", name="เติมคะแนนปี 2569")).to_have_count(0)


def test_the_outline_finds_an_item_by_words_without_their_marks(phone: Phone) -> None:
    page = phone.open()
    page.locator(".where").click()
    outline = page.get_by_role("dialog")
    outline.get_by_label("ค้นหาในแบบ").fill("เกาอี้รับรอง")
    outline.get_by_role("link").first.click()
    expect(outline).not_to_be_visible()
    expect(item(page, "3.2.8/01.1")).to_be_in_viewport()


def test_the_outline_leads_to_what_is_missing(phone: Phone) -> None:
    page = phone.open()
    page.locator(".where").click()
    page.get_by_role("button", name="ไปยังข้อที่ยังไม่ตอบ").click()
    assert page.evaluate("document.activeElement.closest('.q').id") in {
        "1.1.budget",
        "header.agency_type",
        "header.agency_name",
    }


def test_what_a_reviewer_sent_back_is_said_with_its_places(phone: Phone) -> None:
    phone.write("status", {"state": "returned", "reason": "ขอหลักฐานเพิ่ม", "content": ""})
    comment = {"field": f"answer:{TICK}", "text": "ขอดูรายงาน", "state": "open"}
    phone.write("comment:01kaj00000000000000000cccc", comment)
    page = phone.open()
    expect(page.locator("#notices")).to_contain_text("ขอหลักฐานเพิ่ม")
    page.locator("#notices").get_by_role("link", name="ขอดูรายงาน").click()
    expect(item(page, TICK)).to_be_in_viewport()
    item(page, TICK).locator(".opener").click()
    page.get_by_role("dialog").get_by_role("button", name="แก้แล้ว").click()
    expect(page.locator("#notices")).not_to_contain_text("ขอดูรายงาน")


def test_a_locked_visit_can_only_be_read(phone: Phone) -> None:
    phone.write("status", {"state": "locked", "reason": "", "content": ""})
    page = phone.open()
    expect(page.locator("#notices")).to_contain_text("ดูได้อย่างเดียว")
    assert field(page, f"answer:{TICK}").is_disabled()
    item(page, TICK).locator(".opener").click()
    expect(page.get_by_label("หมายเหตุของข้อนี้")).to_be_disabled()


def test_a_locked_visit_shows_its_photos_and_comments_without_a_way_to_change_them(phone: Phone) -> None:
    phone.write("photo:01kaj00000000000000000dddd", PHOTO)
    comment = {"field": f"answer:{TICK}", "text": "ขอดูรายงาน", "state": "open"}
    phone.write("comment:01kaj00000000000000000cccc", comment)
    phone.write("status", {"state": "locked", "reason": "", "content": ""})
    page = phone.open()
    expect(item(page, "header.team").get_by_role("button", name="เพิ่มอีกคน")).to_be_hidden()
    item(page, TICK).locator(".opener").click()
    panel = page.locator("#item")
    expect(panel.locator("#item-comments")).to_contain_text("ขอดูรายงาน")
    expect(panel.get_by_role("button", name="แก้แล้ว")).to_have_count(0)
    expect(panel.get_by_role("button", name="ถ่ายรูป")).to_have_count(0)
    panel.locator(".photo").click()
    view = page.locator(".photo-view")
    expect(view).to_contain_text("ป้ายประกาศ")
    expect(view.get_by_role("button")).to_have_count(1)


def test_everything_said_of_an_item_can_be_brought_back(phone: Phone) -> None:
    note, photo = f"note:{TICK}", "photo:01kaj00000000000000000dddd"
    phone.write(note, "ข้อความแรก")
    phone.write(photo, PHOTO)
    for field, value in ((note, "ข้อความหลัง"), (photo, None)):
        phone.ask(REPLACE, visit=phone.visit, field=field, value=value)
    page = phone.open()
    item(page, TICK).locator(".opener").click()
    panel = page.locator("#item")
    panel.get_by_text("ประวัติของข้อนี้").click()
    expect(panel.locator("#item-history")).to_contain_text("ยังไม่ถึงสำนักงาน")
    panel.get_by_role("button", name="ใช้คำตอบนี้อีกครั้ง: หมายเหตุ: ข้อความแรก").click()
    expect(panel.get_by_label("หมายเหตุของข้อนี้")).to_have_value("ข้อความแรก")
    panel.get_by_role("button", name="ใช้คำตอบนี้อีกครั้ง: รูป: ป้ายประกาศ").click()
    expect(panel.locator(".photo")).to_have_count(1)
    assert phone.said(note)[-1] == "ข้อความแรก"
    assert phone.said(photo)[-1] == PHOTO


def test_a_person_who_was_removed_can_be_brought_back(phone: Phone) -> None:
    row = "row:header.team:01kaj00000000000000000dddd"
    phone.write(row, {"name": "สมชาย", "position": "นิติกร"})
    phone.ask(REPLACE, visit=phone.visit, field=row, value=None)
    page = phone.open()
    item(page, "header.team").locator(".opener").click()
    page.get_by_text("ประวัติของข้อนี้").click()
    page.get_by_role("button", name="ใช้คำตอบนี้อีกครั้ง: สมชาย").click()
    expect(field(page, row)).to_have_value("สมชาย")


def test_the_history_says_who_sent_what_another_wrote_and_when_it_arrived(phone: Phone) -> None:
    phone.write(f"answer:{TICK}", True)
    phone.ask(RECEIPT, visit=phone.visit)
    page = phone.open()
    item(page, TICK).locator(".opener").click()
    page.get_by_text("ประวัติของข้อนี้").click()
    history = page.locator("#item-history")
    expect(history).to_contain_text("ถึงสำนักงาน 21 พฤศจิกายน 2569 เวลา 13.05 น.")
    expect(history).to_contain_text("ส่งโดย สมหญิง")


def test_everything_can_be_done_by_keyboard(phone: Phone) -> None:
    page = phone.open()
    field(page, f"answer:{TICK}").focus()
    page.keyboard.press("Space")
    stored(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    assert phone.said(f"answer:{TICK}") == [True]


def test_the_paper_shows_what_was_answered_noted_and_signed(phone: Phone) -> None:
    signature = {
        "name": "สมหญิง",
        "position": "ปลัด",
        "signed_on": "2027-03-13",
        "strokes": [[[0, 0], [5000, 3000]]],
        "content": "a" * 64,
        "seen": {},
    }
    for name, value in (
        (f"answer:{TICK}", True),
        (f"answer:{TYPED}", 20),
        ("answer:1.2.round", {"option": "6"}),
        ("answer:3.1.scores:4", "70.55"),
        (f"note:{TICK}", "เห็นเอกสารแล้ว"),
        ("row:header.team:01kaj00000000000000000dddd", {"name": "สมชาย", "position": "นิติกร"}),
        ("sign:signatures.agency_head", signature),
    ):
        phone.write(name, value)
    paper = phone.open(path="/paper")
    question = paper.locator('[data-question="3.2.2/01"] .box')
    expect(question).to_have_text("☑")
    expect(paper.locator('[data-question="1.1.projects"]')).to_contain_text("20")
    expect(paper.locator('[data-question="header.team"]')).to_contain_text("สมชาย")
    expect(paper.locator("#paper-notes")).to_contain_text("เห็นเอกสารแล้ว")
    expect(paper.get_by_role("heading", name=re.compile("รอบ 6 เดือน")).first).to_be_visible()
    expect(paper.locator("#paper-advice li").first).to_be_visible()
    paper.emulate_media(media="print")
    expect(paper.locator('[data-question="signatures.agency_head"] svg')).to_be_visible()
    expect(paper.locator(".paper-tools")).not_to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390])
def test_it_fits_every_phone(phone_in: Callable[..., Phone], width: int, scheme: str) -> None:
    phone = phone_in(width=width, color_scheme=scheme)
    page = phone.open()
    expect(page.locator(".last")).to_have_count(1)
    page.evaluate("document.getElementById('form').classList.add('whole')")  # also what is far below
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL) == []
    assert page.evaluate(UNNAMED) == []
    item(page, TICK).locator(".opener").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert phone.complaints == []


def test_nothing_moves_after_it_is_painted(phone: Phone) -> None:
    phone.page.add_init_script(f"({SHIFTED})()")
    page = phone.open()
    expect(page.locator(".last")).to_have_count(1)
    assert page.evaluate("shifted") < 0.01
