"""How the answers were collected, every question, and what proves the numbers: for whoever checks. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from checklist_app.documents import (
    Align,
    Block,
    Cell,
    Heading,
    Item,
    Listing,
    Paragraph,
    Row,
    Table,
    Text,
    cell,
    plain,
)
from checklist_app.reports.proof import proof
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.survey.material import Material
from checklist_app.reports.survey.sentences import count, why_flagged
from checklist_app.reports.survey.tables import head, note, questions
from checklist_app.surveys import Flag, PointTally
from checklist_app.thai import format_moment

LETTERS: Final = "กขคง"


def annexes(material: Material, stamp: Stamp | None) -> Iterator[Block]:
    letters = iter(LETTERS)
    yield _title(letters, "วิธีเก็บข้อมูลและวิธีคำนวณ")
    yield from _method(material)
    if material.shown.results:
        yield _title(letters, "ผลรายข้อคำถาม")
        yield questions(material.shown.results)
    if stamp:
        yield _title(letters, "การตรวจสอบเอกสาร")
        yield from proof(stamp)
    if material.tallies:
        yield _title(letters, "ค่าตรวจสอบของข้อมูล")
        yield from _heads(material)


def _title(letters: Iterator[str], name: str) -> Heading:
    return Heading(f"ภาคผนวก {next(letters)} {name}", 1)


# --- how ---------------------------------------------------------------------------------------------


def _method(material: Material) -> Iterator[Block]:
    items = (Item(Text(f"{number}."), plain(said)) for number, said in enumerate(_said(material), start=1))
    yield Listing(tuple(items))
    yield Paragraph(plain("เกณฑ์คำตอบที่น่าสงสัย ซึ่งกำหนดไว้ก่อนเปิดรอบ", bold=True), with_next=True)
    rules = material.round.rules
    yield Listing(tuple(Item(Text("–"), plain(why_flagged(flag, rules))) for flag in Flag), indent=1)


def _said(material: Material) -> Iterator[str]:
    yield (
        "ผู้รับบริการเลือกตอบเองโดยสมัครใจ ณ จุดให้บริการ มิได้สุ่มตัวอย่าง "
        "ผลจึงเป็นความเห็นของผู้ที่ตอบ ไม่ใช่ของผู้รับบริการทั้งหมด และช่วงความเชื่อมั่นไม่ครอบคลุมผู้ที่ไม่ได้ตอบ"
    )
    yield "ไม่เก็บชื่อ เบอร์โทร เวลา หรือหมายเลขเครื่องไว้กับคำตอบ เก็บเฉพาะคำตอบ ช่องทาง และวันที่"
    yield (
        "คำถามให้คะแนน 5 ถึง 1 (พึงพอใจมากที่สุดถึงน้อยที่สุด) “ไม่ได้ใช้/ไม่ขอตอบ” ไม่นับในค่าเฉลี่ย "
        "ค่าเฉลี่ยปัดเศษครึ่งขึ้นเป็นทศนิยมสองตำแหน่งก่อนแปลผล"
    )
    yield (
        f"คำตอบที่เข้าเกณฑ์น่าสงสัยเก็บไว้ครบแต่ไม่นำมาคำนวณ เกณฑ์กำหนดไว้ก่อนเปิดรอบ (ชุดที่ {material.round.rules.version})"
    )
    yield f"กลุ่มที่มีน้อยกว่า {material.shown.least} คำตอบไม่แสดงคะแนน เพื่อไม่ให้ทราบว่าใครตอบอย่างไร"
    yield "ช่วงความเชื่อมั่นร้อยละ 95 ของสัดส่วนใช้วิธีของวิลสัน ของค่าเฉลี่ยใช้วิธีเดียวกันบนสเกล 1 ถึง 5"
    yield from _closing(material)


def _closing(material: Material) -> Iterator[str]:
    closed, late = material.round.closed, material.results.late
    if closed:
        told = f"คำตอบที่มาถึงหลังจากนั้น {count(late)} คำตอบ ไม่นับในรอบ" if late else ""
        yield f"ตัวเลขถูกตรึงเมื่อ {format_moment(closed)} {told}".rstrip()


# --- proof -------------------------------------------------------------------------------------------


def _heads(material: Material) -> Iterator[Block]:
    told = note(
        "คำตอบของแต่ละจุดร้อยต่อกันด้วยค่าแฮช ค่าสุดท้ายข้างล่างเปลี่ยนไปหากมีคำตอบใดถูกแก้ ลบ หรือแทรก "
        "ผู้ตรวจสอบจึงเทียบกับข้อมูลในระบบได้"
    )
    yield replace(told, with_next=True)
    heads = head("จุดบริการ (รหัส)", "จำนวนรายการ", "มาหลังปิดรอบ", "ค่าตรวจสอบ (SHA-256)")
    rows = tuple(map(_head_row, material.tallies))
    yield Table("ค่าตรวจสอบของข้อมูล", (6, 3, 3, 10), rows, (heads,), small=True)


def _head_row(point: PointTally) -> Row:
    return Row(
        (
            Cell((Paragraph((Text(f"{point.name} "), Text(f"({point.code.upper()})", exact=True))),)),
            cell(count(point.head.seq), align=Align.END),
            cell(count(point.late), align=Align.END),
            Cell((Paragraph((Text(point.head.hash, exact=True),)),)),
        )
    )
