"""What the papers of the cycle share: titles, paragraphs, numbered lines in cells. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from checklist_app.documents import Align, Block, Cell, Heading, Paragraph, Row, Space, Text, cell, plain

BELOW_TITLE: Final = 2  # millimetres
FIRST: Final = 3  # steps that a paragraph of an official letter begins further right
LONG: Final = 500  # letters in a cell, from which a row may go on over the end of a page


def title(*lines: str) -> Iterator[Block]:
    """The head of a paper: one heading, and what stands below it."""
    first, *more = lines
    yield Heading(first, 1, Align.CENTER)
    for line in more:
        yield Paragraph(plain(line, bold=True), Align.CENTER, with_next=True)
    yield Space(BELOW_TITLE)


def spoken(lines: Iterable[str]) -> Iterator[Block]:
    """Paragraphs as official letters have them."""
    for line in lines:
        yield Paragraph(plain(line), Align.THAI, first=FIRST)


def caption(text: str) -> Paragraph:
    return Paragraph(plain(text, bold=True), with_next=True)


def head(*labels: str) -> Row:
    return Row(tuple(cell(label, head=True, align=Align.CENTER) for label in labels))


def row(*cells: Cell) -> Row:
    """A row that stays whole, unless it has so much in it that it would leave half a page empty."""
    whole = Row(cells)
    return replace(whole, long=is_long(whole))


def is_long(row: Row) -> bool:
    return any(_letters(cell) > LONG for cell in row.cells)


def lines(texts: Sequence[str]) -> Cell:
    """One below the other, numbered if there are several."""
    if len(texts) == 1:
        return told(texts)
    return told([f"{number}. {text}" for number, text in enumerate(texts, start=1)])


def told(texts: Iterable[str], *, bold: bool = False) -> Cell:
    return Cell(tuple(Paragraph(plain(text, bold=bold)) for text in texts if text))


def _letters(cell: Cell) -> int:
    paragraphs = (block for block in cell.blocks if isinstance(block, Paragraph))
    return sum(len(part.text) for block in paragraphs for part in block.line if isinstance(part, Text))
