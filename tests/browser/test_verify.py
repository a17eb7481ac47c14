"""Papers in a real browser: a file is compared without leaving it, pages fit narrow phones, work without
script, and keep nobody out."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Page

from checklist_app.clock import now
from checklist_app.codes import with_check
from checklist_app.ids import new_id
from checklist_app.reports.codes import shown_code
from checklist_app.reports.papers import Made, Order, Paper, Papers
from checklist_app.thai import DigitStyle
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.serving import served
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD, World
from tests.conftest import ClientOf
from tests.visits.phones import begin

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PDF, DOCX = b"%PDF-1.7 issued", b"PK issued"


@dataclass
class Office:
    """The first paper of the visit is superseded, the second revoked, the third holds."""

    address: str
    visit: str
    agency: str
    papers: tuple[Paper, ...]

    @property
    def pages(self) -> list[str]:
        report = f"/visits/{self.visit}/report"
        unknown = shown_code(with_check("zzzzzzzzz"))
        verified = [f"/verify/{paper.shown}" for paper in self.papers]
        return [
            "/",
            "/visits/office",
            f"/agencies/{self.agency}",
            report,
            "/verify",
            "/verify?code=abc",
            f"/verify/{unknown}",
            *verified,
        ]


@pytest.fixture
def office(app: Flask, world: World, client_of: ClientOf) -> Iterator[Office]:
    collections = app.extensions["checklist"]
    agency = world.agencies["เทศบาลตำบลนาดี"]
    form = collections.forms.keep("nacc-2563", 2567)
    phone = begin(world["inspector"], client_of("inspector"), form, agency.id)
    photo = {"file": "a" * 64, "item": "", "caption": "", "taken": "2026-11-21T06:02:11.123Z"}
    phone.write(f"photo:{new_id()}", photo)
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.sync()
    about = (f"visit/{phone.visit}", agency.id, agency.name, agency.province, 2567)
    order = Order("supervision", *about, content="", digits=DigitStyle.ARABIC)
    with served(app) as address:
        yield Office(address, phone.visit, agency.id, tuple(three(collections.papers, order)))


def three(papers: Papers, order: Order) -> Iterator[Paper]:
    for state in ("superseded", "revoked", "genuine"):
        paper = papers.issue(order, lambda _: Made(PDF, DOCX, pages=11), by="somebody", at=now())
        if state == "superseded":
            papers.issue(order, lambda _: Made(PDF, DOCX, pages=11), by="somebody", at=now())
        if state == "revoked":
            papers.revoke(paper.code, "ออกผิดหน่วยงาน", by="somebody", at=now())
        yield paper


def chosen(page: Page, content: bytes, name: str = "report.pdf") -> str:
    """What the page says of a file."""
    page.locator("#file").set_input_files(
        FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    )
    page.locator("[data-said]:not([data-said=busy]):visible").wait_for()
    return page.locator("[data-said]:visible").inner_text()


def test_a_file_is_compared_in_the_browser_and_sent_nowhere(browser: Browser, office: Office) -> None:
    page = browser.new_page()
    page.goto(f"{office.address}/verify/{office.papers[2].shown}")
    page.locator("#file").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert "ตรงกับไฟล์ PDF" in chosen(page, PDF)
    assert "ไม่ตรงกับไฟล์ที่ออกจากระบบ" in chosen(page, PDF + b"\n")
    assert "ตรงกับไฟล์ Word" in chosen(page, DOCX, "report.docx")
    assert "ว่างเปล่า" in chosen(page, b"")
    assert asked == []
    page.close()


def test_a_file_of_a_revoked_paper_is_not_praised(browser: Browser, office: Office) -> None:
    page = browser.new_page()
    page.goto(f"{office.address}/verify/{office.papers[1].shown}")
    assert "แต่เอกสารนี้ถูกยกเลิกแล้ว" in chosen(page, PDF)
    assert page.locator(".notice.good:visible").count() == 0
    page.close()


def test_without_script_the_file_is_compared_by_hand_and_a_paper_revoked(
    browser: Browser, office: Office
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.address}/verify/{office.papers[2].shown}")
    assert page.locator("#file").is_hidden()
    page.get_by_text("เทียบค่าของไฟล์ด้วยตนเอง").click()
    assert page.get_by_text(office.papers[2].files["pdf"]).is_visible()
    sign_in(page, office.address, "supervisor", PASSWORD)
    page.goto(f"{office.address}/visits/{office.visit}/report")
    page.get_by_text("ยกเลิกเอกสารเลขที่").first.click()
    page.get_by_label("เหตุผลที่ยกเลิก").fill("ออกผิดหน่วยงาน")
    page.get_by_role("button", name="ยกเลิกเอกสารนี้").click()
    assert page.get_by_role("status").inner_text().startswith("ยกเลิกเอกสารเลขที่")
    context.close()


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_pages_fit_a_narrow_phone_and_keep_nobody_out(
    browser: Browser, office: Office, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    sign_in(page, office.address, "supervisor", PASSWORD)
    page.wait_for_url(f"{office.address}/")
    for path in office.pages:
        page.goto(f"{office.address}{path}{'&' if '?' in path else '?'}lang={language}")
        for closed in page.locator("main details:not([open]) summary").all():
            closed.click()
        assert not page.evaluate(SIDEWAYS), path
        assert faults_axe_finds(page) == [], path
    context.close()
