"""Who signs the report, and what the executive orders on it: as it was written in the system, else room to
write it by hand. Pure."""

from collections.abc import Iterator
from itertools import chain

from checklist_app.documents import (
    Align,
    Block,
    Columns,
    Heading,
    Paragraph,
    SignatureBlock,
    Together,
    Writing,
    plain,
)
from checklist_app.reports.survey.material import Material
from checklist_app.surveys import Decision
from checklist_app.thai import format_moment

OPENING, POSITION, DATE = "(ลงชื่อ)", "ตำแหน่ง", "วันที่"


def signing(material: Material) -> Iterator[Block]:
    asked = Paragraph(plain("จึงเรียนมาเพื่อโปรดพิจารณา"), first=2)
    yield Together((asked, _right(_blank("ผู้รายงาน"))))
    yield Together((Heading("ความเห็นของผู้บังคับบัญชา", 2), Writing(lines=2), _right(_blank("ผู้บังคับบัญชา"))))
    yield from _order(material)


def _order(material: Material) -> Iterator[Block]:
    title = Heading("ความเห็นและข้อสั่งการของผู้บริหาร", 2)
    if not material.round.decisions:
        yield Together((title, Writing(lines=3), _right(_blank("ผู้บริหาร"))))
        return
    first, *more = (tuple(_decided(decision)) for decision in material.round.decisions)
    yield Together((title, *first))
    yield from chain.from_iterable((Together(blocks),) for blocks in more)


def _decided(decision: Decision) -> Iterator[Block]:
    yield Writing(decision.text, lines=2)
    yield Paragraph(plain(f"บันทึกข้อสั่งการในระบบเมื่อ {format_moment(decision.at)}"), Align.START)
    yield _right(
        SignatureBlock(
            opening=OPENING,
            role="ผู้บริหาร",
            signer=decision.name,
            position_label=POSITION,
            position=decision.position,
            date_label=DATE,
        )
    )


def _blank(role: str) -> SignatureBlock:
    return SignatureBlock(opening=OPENING, role=role, position_label=POSITION, date_label=DATE)


def _right(block: SignatureBlock) -> Columns:
    return Columns(((), (block,)), (1, 1))
