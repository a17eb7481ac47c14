"""The report of a supervision visit: the official form as it was filled in, then its annexes. And the
form with nothing on it. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checklist_app.catalog import Form
from checklist_app.documents import (
    Align,
    Block,
    Columns,
    Document,
    Paragraph,
    Part,
    Text,
    Together,
    plain,
    texts,
)
from checklist_app.reports.proof import HEAD_WIDTHS, head, whole
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.visit.annexes import annexes
from checklist_app.reports.visit.filled import Filled, filled
from checklist_app.reports.visit.form_sections import section_blocks
from checklist_app.reports.visit.material import Material
from checklist_app.thai import DigitStyle

DRAFT: Final = "ร่าง"
BETWEEN: Final = " · "
SHORT: Final = 1_000  # letters that leave room on their page


def supervision(material: Material, *, stamp: Stamp | None, digits: DigitStyle, made: datetime) -> Document:
    """Without a stamp it is a draft, and says so on every page."""
    form = Part((*_form(filled(material), stamp, _agency(material)),))
    after = tuple(annexes(material, stamp))
    number = whole(stamp.number) if stamp else DRAFT
    return Document(
        title=f"{material.form.name} {material.visit.agency_name} ปีงบประมาณ พ.ศ. {material.visit.year}",
        parts=(form, Part(after)) if after else (form,),
        made=made,
        author=material.visit.agency_name,
        footer=BETWEEN.join([material.visit.agency_name, number]),
        watermark="" if stamp else DRAFT,
        digits=digits,
    )


def blank_form(form: Form, *, digits: DigitStyle, made: datetime) -> Document:
    year = f"ปีงบประมาณ พ.ศ. {form.year}"
    return Document(
        title=f"{form.name} {year}",
        parts=(Part((*_form(Filled(form), None, ""),)),),
        made=made,
        footer=BETWEEN.join([form.name, year]),
        digits=digits,
    )


def _agency(material: Material) -> str:
    """For a form that does not ask for it, or as long as nobody said it."""
    visit = material.visit
    is_said = any(visit.agency_name in values for values in map(material.state.values, material.state.fields))
    return "" if is_said else f"{visit.agency_name} จังหวัด{visit.province}"


def _form(paper: Filled, stamp: Stamp | None, agency: str) -> Iterator[Block]:
    yield from _head(paper.form, stamp)
    yield Paragraph(plain("\n".join(filter(None, (*paper.form.title, agency))), bold=True), Align.CENTER)
    blocks = [block for section in paper.form.sections for block in section_blocks(paper, section)]
    footnote = (Paragraph((Text(paper.form.footnote, small=True),)),) if paper.form.footnote else ()
    signing = _signing(blocks)
    before, rows = blocks[:signing], [[row] for row in blocks[signing:]] or [[]]
    if before and sum(map(len, texts(before[-1]))) < SHORT:  # nobody signs a page with nothing on it
        rows[0].insert(0, before.pop())
    rows[-1].extend(footnote)
    yield from before
    yield from (Together(tuple(row)) for row in rows if row)


def _signing(blocks: list[Block]) -> int:
    """Where the rows of signatures begin, with which a form ends."""
    place = len(blocks)
    while place and isinstance(blocks[place - 1], Together):
        place -= 1
    return place


def _head(form: Form, stamp: Stamp | None) -> Iterator[Block]:
    """The project, and beside it what makes the paper one that was issued."""
    project = (Paragraph(plain("\n".join(form.project))),) if form.project else ()
    if stamp:
        yield head(project, stamp)
    elif project:
        yield Columns((project, (), ()), HEAD_WIDTHS)
