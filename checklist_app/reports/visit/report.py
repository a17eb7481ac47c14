"""The report of a supervision visit: the official form as it was filled in, then its annexes. And the
form with nothing on it. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checklist_app.catalog import Form
from checklist_app.documents import (
    Align,
    Block,
    Cell,
    Columns,
    Document,
    Paragraph,
    Part,
    QrCode,
    Row,
    Table,
    Text,
    Together,
    plain,
    texts,
)
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.visit.annexes import annexes
from checklist_app.reports.visit.filled import Filled, filled
from checklist_app.reports.visit.form_sections import section_blocks
from checklist_app.reports.visit.material import Material
from checklist_app.thai import DigitStyle

DRAFT: Final = "ร่าง"
BETWEEN: Final = " · "
HEAD_WIDTHS: Final = (18, 9, 4)  # so that the code stands at the edge
SMALL_QR: Final = 18
SHORT: Final = 1_000  # letters that leave room on their page


def supervision(material: Material, *, stamp: Stamp | None, digits: DigitStyle, made: datetime) -> Document:
    """Without a stamp it is a draft, and says so on every page."""
    form = Part((*_form(filled(material), stamp),))
    after = tuple(annexes(material, stamp))
    about = [material.form.name, material.visit.agency_name]
    return Document(
        title=f"{material.form.name} {material.visit.agency_name} ปีงบประมาณ พ.ศ. {material.visit.year}",
        parts=(form, Part(after)) if after else (form,),
        made=made,
        author=material.visit.agency_name,
        footer=BETWEEN.join([*about, _whole(stamp.number) if stamp else DRAFT]),
        watermark="" if stamp else DRAFT,
        digits=digits,
    )


def _whole(number: str) -> str:
    """Of one piece, so that the end of a line does not divide it."""
    return number.replace(" ", "\u00a0")


def blank_form(form: Form, *, digits: DigitStyle, made: datetime) -> Document:
    year = f"ปีงบประมาณ พ.ศ. {form.year}"
    return Document(
        title=f"{form.name} {year}",
        parts=(Part((*_form(Filled(form), None),)),),
        made=made,
        footer=BETWEEN.join([form.name, year]),
        digits=digits,
    )


def _form(paper: Filled, stamp: Stamp | None) -> Iterator[Block]:
    yield from _head(paper.form, stamp)
    yield Paragraph(plain("\n".join(paper.form.title), bold=True), Align.CENTER)
    blocks = [block for section in paper.form.sections for block in section_blocks(paper, section)]
    ending = _ending(blocks)
    yield from blocks[:ending]
    footnote = (Paragraph((Text(paper.form.footnote, small=True),)),) if paper.form.footnote else ()
    yield Together((*blocks[ending:], *footnote))


def _ending(blocks: list[Block]) -> int:
    """Where the signatures begin, or what stands before them: nobody signs a page with nothing on it."""
    place = len(blocks)
    while place and isinstance(blocks[place - 1], Together):
        place -= 1
    is_short = place > 0 and sum(map(len, texts(blocks[place - 1]))) < SHORT
    return place - 1 if is_short else place


def _head(form: Form, stamp: Stamp | None) -> Iterator[Block]:
    """The box of the project, and beside it what makes the paper one that was issued."""
    project: tuple[Block, ...] = ()
    if form.project:
        box = Cell((Paragraph(plain("\n".join(form.project)), Align.CENTER),), align=Align.CENTER)
        project = (Table("โครงการ", (1,), (Row((box,)),)),)
    number, code = _issued(stamp) if stamp else ((), ())
    if project or code:
        yield Columns((project, number, code), HEAD_WIDTHS)


def _issued(stamp: Stamp) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    number = Paragraph((Text(f"เลขที่ {stamp.number}", small=True),), Align.END)
    name = f"รหัส QR สำหรับตรวจสอบเอกสารเลขที่ {stamp.number}"
    return (number,), (QrCode(stamp.address, name, SMALL_QR),)
