"""The sections of a form as they stand on paper: headings, instructions, what belongs together, and the
ruled table of questions with what to look at beside them. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from checklist_app.catalog import Question, Section
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
    texts,
)
from checklist_app.reports.visit.filled import Filled
from checklist_app.reports.visit.form_blocks import (
    LISTED,
    beside,
    line_of_names,
    listing,
    question_blocks,
)
from checklist_app.reports.visit.form_signatures import signature_blocks

DEEPEST_HEADING: Final = 3
PAIRED_WIDTHS: Final = (4, 5)
LONG_ROW: Final = 1_200  # letters that may not fit one page beside each other


def section_blocks(filled: Filled, section: Section, depth: int = 1) -> Iterator[Block]:
    if section.heading:
        heading = f"{section.number} {section.heading}" if section.number else section.heading
        yield Heading(filled.with_rounds(heading), min(depth, DEEPEST_HEADING))
    yield from _instructions(section)
    if section.lead:
        yield Paragraph(plain(section.lead), with_next=True)
    asked = tuple(item for item in section.items if isinstance(item, Question) and item.on_paper)
    if section.columns and asked:
        yield _paired(filled, section, asked)
    yield from _items(filled, section, depth)


def _items(filled: Filled, section: Section, depth: int) -> Iterator[Block]:
    """Inner sections and questions in their order; those of a ruled table stand there already."""
    for _, group in groupby(section.items, type):
        members = tuple(group)
        questions = tuple(item for item in members if isinstance(item, Question))
        if questions and not section.columns:
            yield from _inset(_questions(filled, questions), 1 if section.number else 0)
        for inner in members:
            if isinstance(inner, Section):
                yield from section_blocks(filled, inner, depth + 1)


def _instructions(section: Section) -> Iterator[Block]:
    given = section.instructions
    if given.label:
        yield Paragraph(plain(given.label, bold=True), with_next=True)
    if given.numbered:
        points = (
            Item(Text(f"{number}."), plain(point)) for number, point in enumerate(given.points, start=1)
        )
        yield Listing(tuple(points), indent=1)
    else:
        yield from (Paragraph(plain(point), with_next=True) for point in given.points)


def _questions(filled: Filled, questions: tuple[Question, ...]) -> Iterator[Block]:
    """What the paper puts in one line or in one list goes together."""
    for kind, group in groupby(questions, _kind):
        members = tuple(group)
        if kind == "signature":
            yield from signature_blocks(filled, members)
            continue
        shown = tuple(question for question in members if question.on_paper)
        if kind == "listed" and shown:
            yield listing(filled, shown)
        elif kind == "name":
            yield from line_of_names(filled, shown)
        else:
            for question in shown:
                yield from question_blocks(filled, question)


def _kind(question: Question) -> str:
    if question.type in LISTED:
        return "listed"
    if question.type == "text" and not question.number and not question.setting("unit"):
        return "name"
    return "signature" if question.type == "signature" else ""


def _inset(blocks: Iterator[Block], steps: int) -> Iterator[Block]:
    """What stands under a number of its own begins a step further in."""
    for block in blocks:
        yield replace(block, indent=block.indent + steps) if isinstance(block, Paragraph) else block


def _paired(filled: Filled, section: Section, questions: tuple[Question, ...]) -> Table:
    heads = tuple(cell(column, head=True, align=Align.CENTER) for column in section.columns)
    rows = tuple(_row(filled, question) for question in questions)
    return Table(section.title, PAIRED_WIDTHS, rows, (Row(heads),) if len(heads) == 2 else ())


def _row(filled: Filled, question: Question) -> Row:
    cells = (
        Cell(question_blocks(filled, question, paired=True)),
        Cell(beside(filled, question)),
    )
    return Row(cells, long=sum(map(len, texts(cells))) > LONG_ROW)
