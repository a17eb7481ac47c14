"""The annexes that show and prove: photos, who was there with which phone, and what nobody decided yet.
Pure."""

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Final

from checklist_app.documents import (
    Align,
    Block,
    Break,
    Cell,
    Columns,
    Heading,
    Paragraph,
    Picture,
    Row,
    Table,
    Text,
    Together,
    cell,
    plain,
)
from checklist_app.reports.visit.annex_tables import LONG_ROW, headed, pairs
from checklist_app.reports.visit.answers import UNSETTLED, field_label, label_of, value_text
from checklist_app.reports.visit.material import Material, Shot
from checklist_app.thai import format_moment
from checklist_app.visits import Device

OF_THE_VISIT: Final = "ภาพของการลงพื้นที่"
TEAM: Final = "ผู้ร่วมลงพื้นที่"
DEVICES: Final = "เครื่องที่ใช้บันทึก"
NOT_ARRIVED: Final = "ภาพนี้ยังอยู่ในเครื่องของผู้ถ่าย ยังส่งมาไม่ถึงสำนักงาน"
LONGEST_PROVED: Final = 80
SIX_ON_A_PAGE: Final = 88  # per cent of the column


# --- photos ------------------------------------------------------------------------------------------


def photos(material: Material) -> tuple[Block, ...]:
    shown = [_picture(material, shot) for shot in material.shots]
    return tuple(
        Together((Columns(((one,), (other,) if other else ()), (1, 1)),))
        for one, other in zip_longest(shown[::2], shown[1::2])
    )


def _picture(material: Material, shot: Shot) -> Picture:
    title = f"ภาพที่ {shot.number}"
    proves = _proved(material, shot)
    taken = f"ถ่ายเมื่อ {format_moment(shot.taken)} โดย {material.name_of(shot.by)}" if shot.taken else ""
    lines = [proves, taken, "" if shot.settled else UNSETTLED]
    below = (part for line in lines if line for part in (Break(), Text(line, small=True)))
    caption = (Text(title, bold=True), Text(f" {shot.caption}"), *below)
    return Picture(
        shot.file,
        alt=f"{title} {shot.caption or proves}",
        caption=caption,
        width=SIX_ON_A_PAGE,
        missing="" if shot.arrived else NOT_ARRIVED,
    )


def _proved(material: Material, shot: Shot) -> str:
    question = material.form.question(shot.item)
    return label_of(material.form, question, longest=LONGEST_PROVED) if question else OF_THE_VISIT


# --- people and phones -------------------------------------------------------------------------------


def people(material: Material) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if material.team:
        rows = [(member.name, member.position) for member in material.team]
        blocks += [Heading(TEAM, 2), pairs(TEAM, ("ชื่อ", "ตำแหน่ง"), rows)]
    if material.devices:
        blocks += [Heading(DEVICES, 2), _devices(material.devices)]
    return tuple(blocks)


def _devices(devices: tuple[Device, ...]) -> Table:
    rows = tuple(
        Row(
            (
                cell(device.letter, align=Align.CENTER),
                Cell((Paragraph((Text(device.name, exact=True),)),)),
                cell(device.person),
                cell(format_moment(device.seen)),
                cell(_waiting(device)),
            )
        )
        for device in devices
    )
    heads = ("เครื่อง", "ชนิด", "ผู้ใช้", "ติดต่อสำนักงานล่าสุด", "ค้างส่ง")
    return Table(DEVICES, (2, 3, 6, 5, 4), rows, (headed(heads),))


def _waiting(device: Device) -> str:
    if not device.waiting and not device.waiting_files:
        return "ส่งครบแล้ว"
    return f"คำตอบ {device.waiting} รายการ ภาพ {device.waiting_files} ภาพ"


# --- double answers ----------------------------------------------------------------------------------


def disputes(material: Material) -> tuple[Block, ...]:
    rows = tuple(row for name in material.disputed for row in _dispute(material, name))
    if not rows:
        return ()
    lead = "ข้อต่อไปนี้มีคำตอบมากกว่าหนึ่งคำตอบ และคณะนิเทศยังไม่ได้ตัดสินร่วมกัน"
    heads = headed(("ข้อ", "คำตอบ", "ผู้ตอบ", "เมื่อ"))
    table = Table("คำตอบที่ยังไม่ตัดสิน", (5, 6, 5, 5), rows, (heads,))
    return Paragraph(plain(lead), with_next=True), table


def _dispute(material: Material, name: str) -> Iterator[Row]:
    """Who said what, and when, beside what it is about."""
    heads = material.state.fields[name].heads
    about = (cell(field_label(material.form, name), down=len(heads)),)
    for place, head in enumerate(heads):
        device = next((known for known in material.devices if known.id == head.device), None)
        by = material.name_of(head.by) + (f" (เครื่อง {device.letter})" if device and device.letter else "")
        when = format_moment(datetime.fromisoformat(head.at))
        said = value_text(material.form, name, head.value)
        cells = (*(about if place == 0 else ()), *(cell(text) for text in (said, by, when)))
        yield Row(cells, long=len(said) > LONG_ROW)


# --- proof -------------------------------------------------------------------------------------------
