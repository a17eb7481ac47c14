"""The official note that brings measures and reports before the executive, as the regulation on office work
has such notes: title, dotted lines of the head, text, who prepared it, and who gives an opinion. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checklist_app.clock import day_of
from checklist_app.documents import (
    Align,
    Blank,
    Block,
    Columns,
    Heading,
    Inline,
    Paragraph,
    Part,
    Space,
    Text,
    Together,
    Writing,
    plain,
)
from checklist_app.ita import Opinion, offices_of
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.parts import spoken
from checklist_app.thai import format_date

TITLE, LABEL = 29, 20  # in points
EMBLEM: Final = 15  # millimetres, left empty for the agency's
SIGNATURE: Final = 9
BEFORE_OPINION: Final = 2
NAME: Final = 30  # letters that the dots of a name have room for


def memo(material: Material, made: datetime) -> Part:
    return Part((*_head(material, made), *_body(material), *_people(material)), letter=True, opening=True)


def _head(material: Material, made: datetime) -> Iterator[Block]:
    letters, offices = material.dossier.letters, offices_of(material.dossier.agency)
    yield Columns(((Space(EMBLEM),), (Heading("บันทึกข้อความ", 1, Align.CENTER, size=TITLE),), ()), (1, 4, 1))
    yield Paragraph((*_label("ส่วนราชการ"), Blank(letters.office or offices.office)))
    day = format_date(day_of(made))
    yield Paragraph((*_label("ที่"), Blank(letters.number), *_label(" วันที่"), Blank(day)))
    yield Paragraph((*_label("เรื่อง"), Blank(" ".join(material.said("memo.subject")))))
    yield Paragraph((Text("เรียน "), Text(letters.to or offices.executive)))


def _label(text: str) -> tuple[Inline, ...]:
    return Text(text, bold=True, size=LABEL), Text(" ")


def _body(material: Material) -> Iterator[Block]:
    yield from spoken(material.said("memo.background"))
    yield from spoken(material.said("memo.report"))
    yield from spoken(material.said("memo.closing"))


def _people(material: Material) -> Iterator[Block]:
    letters = material.dossier.letters
    yield _signed(letters.preparer, letters.preparer_position)
    for opinion in letters.opinions or tuple(_opinions(material)):
        heading = Paragraph((Text(opinion.heading, bold=True), Text(" "), Blank()))
        yield Together(
            (Space(BEFORE_OPINION), heading, Writing(lines=1), _signed(opinion.name, opinion.position))
        )


def _opinions(material: Material) -> Iterator[Opinion]:
    """Of those whom an agency of this type has, from the office up."""
    offices, name = offices_of(material.dossier.agency), material.agency
    for position in (offices.head_of_office, offices.clerk, offices.executive):
        if position:
            yield Opinion(f"ความเห็นของ{position.replace(name, _kind(material))}", position=position)


def _kind(material: Material) -> str:
    """ความเห็นของปลัดองค์การบริหารส่วนตำบล says of which one only below."""
    kind = material.dossier.agency.type_row
    return kind.full if kind.named_by_type else material.agency


def _signed(name: str, position: str) -> Block:
    """Room for a signature, the name in brackets, the position, in the right half."""
    written: Inline = Text(name) if name else Blank(fixed=NAME)
    block = (
        Space(SIGNATURE),
        Paragraph((Text("("), written, Text(")")), Align.CENTER),
        Paragraph(plain(position) if position else (Text("ตำแหน่ง "), Blank(fixed=NAME)), Align.CENTER),
    )
    return Columns(((), block), (2, 3))
