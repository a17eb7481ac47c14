"""The preview of the paper on a phone, printed by Chromium: nothing that was written is missing from it,
every page of a draft says that it is one, and it waits for its pictures."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect
from pypdfium2 import raw

from checklist_app.web.static import static_url
from tests.browser.phones import FOREIGN, RECEIPT, Phone, item

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A4 = ViewportSize(width=680, height=1000)  # between its margins
TICK, LONG, MONEY = "3.2.2/01", "2.5.advice", "1.1.budget"
DRAFT = "ยังไม่ใช่ฉบับจริง"
SIGNED = {
    "position": "ปลัดเทศบาล",
    "signed_on": "2027-03-13",
    "strokes": [[[0, 0], [5000, 3000], [9000, 100]]],
    "content": "a" * 64,
    "seen": {},
}
ANSWERS: dict[str, Any] = {
    "visited_on": "2027-03-13",
    "answer:header.agency_type": {"option": "subdistrict_mun"},
    "answer:header.district": "เมืองขอนแก่น",
    f"answer:{MONEY}": "306000.50",
    "answer:1.1.projects": 20,
    "answer:1.2.round": {"option": "6"},
    "answer:1.2.done": 12,
    "answer:1.4.total": "82.35",
    "answer:2.5:2.5/04": {"option": "2.5/04", "text": "เอกสารจากหน่วยงานภายนอกมาช้า " * 6},
    f"answer:{LONG}": "จัดทำปฏิทินงานรายเดือน\nมอบหมายผู้รับผิดชอบ",
    "answer:3.1.scores:2": "64.02",
    "answer:3.1.scores:4": "70.55",
    "answer:3.2.2/02": True,
    "answer:3.2.9/01": {"option": "incomplete", "text": "ยังไม่ครบ <b>O1</b>"},
    f"note:{TICK}": "ป้ายอยู่หน้าห้อง",
    "advice:own": {"indicator": "", "text": "ติดป้ายบอกทางให้ชัดเจน", "state": "kept"},
    "row:header.team:01kaj00000000000000000dddd": {"name": "สมชาย ใจดี", "position": "นิติกร"},
    "sign:signatures.agency_head": {**SIGNED, "name": "สมหญิง กตัญญู"},
}
# A photo of this phone, drawn by its own browser.
PHOTO = """
  const canvas = new OffscreenCanvas(400, 300)
  const pen = canvas.getContext("2d")
  pen.fillStyle = "#c03"
  pen.fillRect(0, 0, 400, 300)
  const bytes = await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer()
  await journal.putFile({ visit, sha256: file, bytes, type: "image/jpeg", width: 400, height: 300 })
"""
DIGEST = """
  const [{ contentDigest }, { fold }] = [await import(content), await import(folding)]
  return contentDigest(fold(await journal.operations(visit)))
"""
# Counted where a test can wait for it: pages refuse what playwright would have to evaluate again and again.
COUNT_PRINTS = """() => { let prints = 0
  globalThis.print = () => { document.body.dataset.printed = String(++prints) } }"""
WIDTHS = "(all) => Promise.all(all.map((one) => one.decode().then(() => one.naturalWidth)))"


def write_all(phone: Phone) -> None:
    script = "await journal.recordMany(visit, changes)"
    changes = [{"field": field, "value": value, "replaces": []} for field, value in ANSWERS.items()]
    phone.ask(script, visit=phone.visit, changes=changes)


def add_photo(phone: Phone, number: int, of: str = TICK, *, held: bool = True) -> None:
    file = f"{number:x}" * 64
    if held:
        phone.ask(PHOTO, visit=phone.visit, file=file)
    value = {"file": file, "item": of, "caption": f"ป้ายที่ {number}", "order": number, "size": 900}
    value |= {"taken": "2027-03-13T03:12:00.000Z", "width": 400, "height": 300}
    phone.write(f"photo:01kaj0000000000000000000{number:02}", value)


def of_colleague(phone: Phone, field: str, value: Any, id: str = "01kaj00000000000000000cccc") -> None:
    phone.ask(FOREIGN, visit=phone.visit, id=id, field=field, value=value)


def digest(phone: Phone) -> str:
    """Of what the phone holds."""
    with phone.app.test_request_context():
        content, folding = (static_url(f"js/visits/{name}.js") for name in ("content", "fold"))
    made: str = phone.ask(DIGEST, visit=phone.visit, content=content, folding=folding)
    return made


def issue(phone: Phone) -> None:
    """As the office tells of it from now on."""
    when = {"issued": "2027-03-14T02:00:00.000Z", "changed": False, "content": digest(phone)}
    paper = {"number": "นท ขก 12/2570", "code": "ABCDE-FGHJK", "pages": 12, **when}
    body = json.dumps({"paper": paper})
    phone.context.route(
        "**/api/visits/*/paper", lambda route: route.fulfill(body=body, content_type="application/json")
    )


def printed(page: Page) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))


def texts(pdf: pypdfium2.PdfDocument) -> list[str]:
    """Of each page, without white space: lines end where the width of the fonts at hand wants it."""
    return [squeezed(page.get_textpage().get_text_range()) for page in pdf]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def pictures(pdf: pypdfium2.PdfDocument) -> int:
    return sum(1 for page in pdf for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))


def test_everything_written_is_in_the_pdf_and_no_page_is_blank(phone: Phone) -> None:
    write_all(phone)
    of_colleague(phone, "answer:1.2.done", 15)
    pages = texts(printed(phone.open(path="/paper")))
    assert 8 <= len(pages) <= 18
    assert min(map(len, pages)) > 100
    whole = "".join(pages)
    said = ["เทศบาลตำบลนาดี", "13 มีนาคม 2570", "เมืองขอนแก่น", "306,000.50", "82.35", "64.02", "70.55"]
    said += ["เอกสารจากหน่วยงานภายนอกมาช้า", "มอบหมายผู้รับผิดชอบ", "ยังไม่ครบ <b>O1</b>", "ป้ายอยู่หน้าห้อง"]
    said += ["ติดป้ายบอกทางให้ชัดเจน", "สมชาย ใจดี", "(สมหญิง กตัญญู)", "มี 2 คำตอบ ยังไม่ตัดสิน", "☑"]
    assert [text for text in said if squeezed(text) not in whole] == []
    assert phone.complaints == []


def test_every_printed_page_of_a_draft_says_so(phone: Phone) -> None:
    write_all(phone)
    page = phone.open(path="/paper")
    expect(page.locator("#standing")).to_contain_text(DRAFT)
    expect(page.locator(".draft-mark")).not_to_be_visible()
    sheets = texts(printed(page))
    assert [number for number, text in enumerate(sheets, 1) if squeezed(DRAFT) not in text] == []
    assert [number for number, text in enumerate(sheets, 1) if "ร่าง" not in text.replace("ฉบับร่าง", "")] == []


def test_photos_stand_two_in_a_row_with_number_caption_item_and_time(phone: Phone) -> None:
    for number in (1, 2, 3):
        add_photo(phone, number)
    page = phone.open(path="/paper")
    figures = page.locator("#paper-photos figure")
    expect(figures).to_have_count(3)
    for text in ("ภาพที่ 2 · ป้ายที่ 2", "มีมาตรการในการเผยแพร่", "13 มีนาคม 2570 เวลา 10.12 น."):
        expect(figures.nth(1)).to_contain_text(text)
    expect(page.locator(f'[data-question="{TICK}"]')).to_contain_text("ดูภาพที่ 1, 2, 3")
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    tops = [figure.bounding_box() for figure in figures.all()]
    rows = [round(box["y"]) for box in tops if box]
    assert rows[0] == rows[1] < rows[2]
    shown = page.locator("#paper-photos img")
    expect(shown).to_have_count(3)
    widths = shown.evaluate_all(WIDTHS)
    assert widths == [400, 400, 400]
    assert pictures(printed(page)) == 3


def test_where_a_photo_is_that_is_not_here_is_said_in_its_place(phone: Phone) -> None:
    add_photo(phone, 1, held=False)
    expect(phone.open(path="/paper").locator(".picture")).to_have_text("ภาพยังอยู่ในเครื่องที่ถ่าย")
    phone.ask(RECEIPT, visit=phone.visit)
    expect(phone.open(path="/paper").locator(".picture")).to_contain_text("ภาพอยู่ที่สำนักงาน")


def test_printing_waits_for_a_photo_of_the_office(phone: Phone) -> None:
    add_photo(phone, 1, held=False)
    add_photo(phone, 2)
    phone.ask(RECEIPT, visit=phone.visit)
    held: list[Route] = []
    phone.context.route("**/api/files/*", lambda route: held.append(route))
    page = phone.open(path="/paper")
    page.evaluate(COUNT_PRINTS)
    button = page.get_by_role("button", name="พิมพ์หรือบันทึกเป็น PDF")
    button.click()
    busy = page.locator("#print[aria-busy]")
    expect(busy).to_have_text("กำลังเตรียมภาพ 0 จาก 2")
    assert page.evaluate("document.body.dataset.printed") is None
    held[0].fulfill(path="static/img/icon-192.png")
    expect(page.locator("body")).to_have_attribute("data-printed", "1")
    expect(busy).to_have_count(0)
    expect(button).to_be_enabled()


def test_once_the_office_has_issued_the_page_leads_to_the_genuine_paper_also_without_signal(
    phone: Phone,
) -> None:
    write_all(phone)
    issue(phone)
    page = phone.open(path="/paper")
    office = page.locator("#office")
    expect(office).to_contain_text("ออกเอกสารแล้ว เลขที่ นท ขก 12/2570")
    expect(office.get_by_role("link", name="เปิดฉบับจริง")).to_have_attribute("href", "/papers/ABCDE-FGHJK.pdf")
    whole = "".join(texts(printed(page)))
    assert squeezed(DRAFT) not in whole
    assert squeezed("เลขที่ นท ขก 12/2570") in whole
    phone.context.unroute("**/api/visits/*/paper")
    expect(phone.open(path="/paper").locator("#office")).to_contain_text("เลขที่ นท ขก 12/2570")
    phone.write("answer:3.2.2/03", True)
    page = phone.open(path="/paper")
    expect(page.locator("#standing")).to_contain_text("ต่างจากเอกสารนั้น")
    expect(page.locator("#standing")).to_contain_text(DRAFT)
    assert squeezed(DRAFT) in texts(printed(page))[-1]


def test_a_signature_that_no_longer_holds_is_marked(phone: Phone) -> None:
    phone.write(f"answer:{MONEY}", "306000.50")
    valid = {**SIGNED, "name": "มานะ น้ำใจ", "content": digest(phone)}
    phone.write("sign:signatures.reporter", valid)
    phone.write("sign:signatures.agency_head", {**SIGNED, "name": "สมหญิง กตัญญู"})
    page = phone.open(path="/paper")
    page.emulate_media(media="print")
    holds = page.locator('[data-question="signatures.reporter"] .signature')
    void = page.locator('[data-question="signatures.agency_head"] .signature')
    expect(holds.locator("svg path")).to_have_count(1)
    expect(void.locator("svg path")).to_have_count(2)  # struck through
    expect(void).to_contain_text("ใช้ไม่ได้แล้ว")
    expect(holds).not_to_contain_text("ใช้ไม่ได้แล้ว")


def test_both_answers_stand_where_people_differ_with_who_said_them(phone: Phone) -> None:
    phone.write(f"answer:{TICK}", True)
    of_colleague(phone, f"answer:{TICK}", False)
    both = phone.open(path="/paper").locator(f'[data-question="{TICK}"] .both')
    expect(both).to_contain_text("มี 2 คำตอบ ยังไม่ตัดสิน")
    expect(both.locator("li")).to_have_count(2)
    expect(both).to_contain_text("คนนิเทศ")


def test_what_a_strange_file_has_brought_spoils_nothing_else(phone: Phone) -> None:
    phone.write("sign:signatures.agency_head", {**SIGNED, "name": "ก", "strokes": "<svg onload=alert(1)>"})
    phone.write(f"answer:{LONG}", {"no": "text"})
    phone.write(f"answer:{MONEY}", "306000.50")
    page = phone.open(path="/paper")
    expect(page.locator(f'[data-question="{LONG}"]')).to_contain_text("อ่านคำตอบที่บันทึกไว้ไม่ได้")
    expect(page.locator(f'[data-question="{MONEY}"]')).to_contain_text("306,000.50")
    expect(page.locator('[data-question="signatures.agency_head"] svg')).to_have_count(0)
    assert phone.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390])
def test_the_preview_fits_every_phone_and_is_printed_on_white(
    phone_in: Callable[..., Phone], width: int, scheme: str
) -> None:
    phone = phone_in(width=width, color_scheme=scheme)
    write_all(phone)
    add_photo(phone, 1)
    page = phone.open(path="/paper")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    box = page.locator("#print").bounding_box()
    assert box
    assert box["height"] >= 48
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]  # one of two
    paint = "getComputedStyle(document.body)"
    assert page.evaluate(f"[{paint}.backgroundColor, {paint}.color]") == [
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
    ]


def test_the_home_page_leads_to_the_paper_and_online_to_the_office(phone: Phone) -> None:
    preview = phone.page.get_by_role("link", name="ดูตัวอย่างเอกสาร")
    office = phone.page.get_by_role("link", name="เอกสารที่สำนักงาน")
    phone.page.goto(f"{phone.address}/shells/th/visits/home")
    expect(preview).to_have_attribute("href", f"/visits/{phone.visit}/paper")
    expect(office).to_have_count(0)
    phone.ask(RECEIPT, visit=phone.visit)
    expect(office).to_have_attribute("href", f"/visits/{phone.visit}/report")


def test_answers_that_come_while_it_is_open_are_told_once(phone: Phone) -> None:
    page = phone.open(path="/paper")
    told = page.get_by_text("มีคำตอบใหม่หลังเปิดหน้านี้")
    of_colleague(phone, "status", {"state": "complete", "reason": "", "content": ""})
    of_colleague(phone, f"answer:{MONEY}", "306000.50", id="01kaj00000000000000000cccd")
    of_colleague(phone, f"answer:{LONG}", "ใหม่", id="01kaj00000000000000000ccce")
    expect(told).to_have_count(1)
    page.get_by_role("button", name="เปิดใหม่").click()
    expect(page.locator(f'[data-question="{LONG}"]')).to_contain_text("ใหม่")


def test_the_form_still_opens_from_the_paper(phone: Phone) -> None:
    page = phone.open(path="/paper")
    page.get_by_role("link", name="กลับไปกรอกแบบ").click()
    expect(item(page, TICK)).to_be_visible()
