"""Beside the items that ask for satisfaction surveys the form tells, without signal, what became of the
agency's rounds; whether the item is fulfilled remains the inspector's answer."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.phones import FACTS, Phone, item

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ITEMS = ("3.2.1-6/01", "3.2.8/03")
AGENCY = str(FACTS["agency"])
ROUNDS = [
    {"year": 2570, "number": 2, "state": "open", "answers": 30},
    {"year": 2570, "number": 1, "state": "closed", "answers": 87},
    {
        "year": 2569,
        "number": 2,
        "state": "decided",
        "answers": 312,
        "decided": "2026-10-12",
        "address": f"/p/{AGENCY}/2569/2",
    },
    {"year": 2569, "number": 1, "state": "none"},
]
TAKEN_ALONG = """
  if (surveys) await journal.setPack("surveys", surveys)
  await journal.setPack("agencies", [{ id: agency, active: true }])
  await journal.setMeta("pack", { at: "2027-05-14T02:05:00.000Z" })
"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(phone: Phone, surveys: dict[str, Any] | None, agency: object = AGENCY) -> Phone:
    phone.ask(TAKEN_ALONG, surveys=surveys, agency=agency)
    phone.open()
    return phone


def told(phone: Phone, id: str) -> Locator:
    return item(phone.page, id).locator(":scope > .surveyed")


@pytest.mark.parametrize("id", ITEMS)
def test_the_rounds_of_the_agency_stand_beside_the_item(phone: Phone, id: str) -> None:
    block = told(opened(phone, {AGENCY: ROUNDS}), id)
    expect(block.locator("li")).to_have_text(
        [
            "รอบ 2/2570 กำลังเปิดรับ (ไม่น้อยกว่า 30 คำตอบ)",
            "รอบ 1/2570 ปิดรอบแล้ว รอผู้บริหารสั่งการ (87 คำตอบ)",
            "รอบ 2/2569 เผยแพร่แล้ว 12 ต.ค. 2569 (312 คำตอบ)",
            "รอบ 1/2569 ไม่มีการประเมินในระบบ",
        ]
    )
    expect(block).to_contain_text("ข้อมูลเมื่อ 14 พฤษภาคม 2570 เวลา 09.05 น.")
    assert phone.complaints == []


def test_it_ticks_nothing_and_changes_nothing(phone: Phone) -> None:
    opened(phone, {AGENCY: ROUNDS})
    for id in ITEMS:
        expect(told(phone, id)).to_be_visible()
        expect(item(phone.page, id).get_by_role("checkbox")).not_to_be_checked()
        assert phone.said(f"answer:{id}") == []


def test_an_agency_without_surveys_is_said_to_have_none(phone: Phone) -> None:
    opened(phone, {})
    expect(told(phone, ITEMS[0]).locator("li")).to_have_text(["หน่วยงานนี้ยังไม่ใช้แบบประเมินในระบบ"])


@pytest.mark.parametrize(("surveys", "agency"), [(None, AGENCY), ({}, "another")])
def test_where_the_phone_does_not_know_it_says_nothing(
    phone: Phone, surveys: dict[str, Any] | None, agency: str
) -> None:
    opened(phone, surveys, agency)
    expect(item(phone.page, "3.2.2/01").locator(".last")).to_be_visible()  # the form has all around it
    expect(phone.page.locator(".surveyed")).to_have_count(0)


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"color_scheme": "light"}])
def test_it_fits_a_narrow_screen(phone_in: Callable[..., Phone], look: dict[str, Any]) -> None:
    phone = opened(phone_in(width=320, **look), {AGENCY: ROUNDS})
    told(phone, ITEMS[0]).scroll_into_view_if_needed()
    assert phone.page.evaluate(WIDER) == 0
