"""How many lines blocks may take at most, roughly: what may be taller than a page is allowed to go on over
its end. Pure."""

from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any, Final

from checklist_app.documents.document import (
    Block,
    Chart,
    Columns,
    Heading,
    Line,
    Listing,
    PageBreak,
    Paragraph,
    Picture,
    QrCode,
    Row,
    SignatureBlock,
    Table,
    Together,
    Writing,
    texts,
)

LETTERS: Final = 60  # on a line of a page, at the least
LINES: Final = 36  # on a page, at the least
_HANGING: Final = 5
_PICTURE: Final = 40
_SIGNATURE: Final = 10


def lines(blocks: Iterable[Block], letters: float = LETTERS) -> float:
    return sum(_ROOM[type(block)](block, max(letters, 1)) for block in blocks)


def row_lines(row: Row, widths: tuple[int, ...], letters: float = LETTERS) -> float:
    placed = zip(row.cells, cell_shares(row, widths), strict=True)
    return max((lines(cell.blocks, letters * share) for cell, share in placed), default=1)


def cell_shares(row: Row, widths: tuple[int, ...]) -> tuple[float, ...]:
    """The part of the width that each cell has; the least where cells of other rows reach into this one."""
    whole = max(sum(widths), 1)
    if sum(cell.across for cell in row.cells) != len(widths):
        return (min(widths, default=1) / whole,) * len(row.cells)
    ends = tuple(accumulate(cell.across for cell in row.cells))
    return tuple(
        sum(widths[end - cell.across : end]) / whole for cell, end in zip(row.cells, ends, strict=True)
    )


def _line(line: Line | str, letters: float) -> float:
    said = list(texts(line))
    return 1 + len(line) * isinstance(line, tuple) / 4 + sum(_text(text, letters) for text in said)


def _text(text: str, letters: float) -> float:
    return len(text) / letters + text.count("\n")


def _listing(block: Listing, letters: float) -> float:
    inner = letters - _HANGING
    return sum(_line(item.line, max(inner, 1)) + lines(item.blocks, inner) for item in block.items)


def _columns(block: Columns, letters: float) -> float:
    whole = max(sum(block.widths), 1)
    parts = zip(block.parts, block.widths, strict=False)
    return max((lines(part, letters * width / whole) for part, width in parts), default=0)


_ROOM: Final[dict[type, Callable[[Any, float], float]]] = {
    Heading: lambda block, letters: 2 + _text(block.text, letters),
    Paragraph: lambda block, letters: _line(block.line, letters),
    Listing: _listing,
    Writing: lambda block, letters: max(block.lines, 1 + _text(block.text, letters)),
    Table: lambda block, letters: sum(
        row_lines(row, block.widths, letters) for row in (*block.header, *block.rows)
    ),
    Columns: _columns,
    Together: lambda block, letters: lines(block.blocks, letters),
    Chart: lambda block, letters: 2 + 2 * len(block.bars),
    Picture: lambda block, letters: _PICTURE,
    SignatureBlock: lambda block, letters: _SIGNATURE,
    QrCode: lambda block, letters: block.millimetres / 5,
    PageBreak: lambda block, letters: 0,
}
