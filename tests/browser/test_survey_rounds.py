"""A round in a real browser: the executive decides, everybody reads, on every width, in the dark and on
paper, without a cookie and without script."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from checklist_app.store import Body
from checklist_app.surveys.answering.answers import KioskAnswer
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.listening.comments import CommentState, Judgement
from checklist_app.surveys.model import Given, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds import round_pages
from tests.browser.looking import SIDEWAYS, faults_axe_finds
from tests.browser.serving import served
from tests.browser.test_shell import sign_in
from tests.cast import PASSWORD, World
from tests.surveys.world import A_DAY, GOOD, Office, office_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN_ALL = 'document.querySelectorAll("main details").forEach((more) => { more.open = true })'
PERIOD = Period(2570, 1)
AFTER = datetime(2027, 4, 2, 5, tzinfo=UTC)
DECISION = "รับทราบผล ให้กองช่างขยายที่จอดรถและติดป้ายบอกทางใหม่\nรายงานผลภายใน 30 วัน"
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Served:
    address: str
    office: Office

    @property
    def round(self) -> str:
        return f"{self.address}/surveys/{self.office.agency}/rounds/2570/1"

    @property
    def every(self) -> str:
        return f"{self.address}/p/{self.office.agency}"

    @property
    def published(self) -> str:
        return f"{self.every}/2570/1"

    def decide(self) -> None:
        rounds = self.office.surveys.rounds
        rounds.settle(self.office.agency, at=AFTER)
        rounds.decide(self.office.world["executive"], self.office.agency, PERIOD, DECISION, at=AFTER)


@pytest.fixture
def closed(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A round that is over: one busy point, one with a long name, one with too few to be shown."""
    monkeypatch.setattr(round_pages, "now", lambda: AFTER)
    office = office_of(world)
    begun = A_DAY.replace(month=10, day=1)
    long = "กองสาธารณสุขและสิ่งแวดล้อม อาคารศูนย์บริการประชาชนเฉลิมพระเกียรติ ชั้นสอง"
    for name, n in (("เคาน์เตอร์บริการประชาชน", 120), (long, 40), ("ตลาดนัดวันเสาร์", 3)):
        point = office.surveys.points.create(
            world["staff"], office.agency, PointDraft(name=name), today=begun
        )
        permit = KioskPass(0, begun, "tablet")
        collected = [
            KioskAnswer(f"{point.code}{k}", A_DAY, "standard-1", given(k), fast=k % 19 == 0) for k in range(n)
        ]
        office.surveys.answers.deliver(point, permit, collected, at=AFTER)
    approve_and_promise(office)
    with served(app) as address:
        yield Served(address, office)


def given(k: int) -> dict[str, Given]:
    answers = {**GOOD, "overall": 5 - k % 3, "staff": 5 - k % 2}
    return {**answers, "comment": "ที่จอดรถน้อย อยากให้มีร่มบังแดดระหว่างรอ"} if k == 7 else answers


def approve_and_promise(office: Office) -> None:
    for comment in office.surveys.comments.of(office.agency, PERIOD):
        office.surveys.comments.judge(
            office.world["staff"],
            office.agency,
            {
                comment.id: Judgement(
                    version=comment.version,
                    state=CommentState.APPROVED,
                    shown=comment.text,
                    group="facilities",
                )
            },
        )
    body: Body = {
        "agency": office.agency,
        "year": 2570,
        "number": 1,
        "text": "ขยายที่จอดรถเพิ่ม 20 คัน",
        "aspect": "facilities",
        "due": "2027-06-30",
        "state": "doing",
        "result": "",
        "changed": "2027-04-01",
    }
    office.store.put("survey_improvements", "one", body, version=0)


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(OPEN_ALL)


def test_the_executive_decides_and_the_public_page_appears(closed: Served, browser: Browser) -> None:
    page = browser.new_page()
    sign_in(page, closed.address, "executive", PASSWORD)
    page.goto(closed.round)
    page.get_by_label("ข้อสั่งการ").fill(DECISION)
    page.get_by_role("button", name="สั่งการและเผยแพร่ผล").click()
    page.get_by_text("บันทึกข้อสั่งการและเผยแพร่ผลแล้ว").wait_for()
    reader = browser.new_context(java_script_enabled=False).new_page()
    answer = reader.goto(closed.published)
    assert answer
    assert answer.status == 200
    assert reader.get_by_text("รับทราบผล ให้กองช่าง").is_visible()
    assert reader.context.cookies() == []
    reader.get_by_role("link", name="ทุกรอบที่เผยแพร่").click()
    assert reader.get_by_role("link", name="รอบที่ 1 ปีงบประมาณ 2570").is_visible()


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), (390, "light"), (1280, "light"), (1280, "dark")]
)
def test_pages_fit_and_keep_nobody_out(
    closed: Served, browser: Browser, scheme: Scheme, width: int, tmp_path: Path
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    sign_in(page, closed.address, "executive", PASSWORD)
    opened(page, closed.round)
    found = looked_at(page, tmp_path / "closed.png")
    closed.decide()
    for name in ("round", "every", "published"):
        for language in ("th", "en"):
            opened(page, f"{getattr(closed, name)}?lang={language}")
            found += [f"{name}: {fault}" for fault in looked_at(page, tmp_path / f"{name}-{language}.png")]
    assert found == []


def looked_at(page: Page, picture: Path) -> list[str]:
    page.screenshot(path=picture, full_page=True)
    faults = faults_axe_finds(page)
    return [*faults, *(["scrolls sideways"] if page.evaluate(SIDEWAYS) else [])]


def test_the_published_page_prints(closed: Served, browser: Browser, tmp_path: Path) -> None:
    closed.decide()
    page = browser.new_page()
    opened(page, closed.published)
    page.emulate_media(media="print")
    assert not page.evaluate(SIDEWAYS)
    content = page.pdf(path=tmp_path / "published.pdf", format="A4")
    assert content.startswith(b"%PDF")
