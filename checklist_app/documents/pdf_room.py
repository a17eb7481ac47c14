"""How many lines blocks may take at most, roughly: what may be taller than a page is allowed to go on over
its end. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from math import ceil
from typing import Any, Final

from checklist_app.documents.document import (
    Block,
    Break,
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
    Space,
    Table,
    Text,
    Together,
    Writing,
    texts,
)

LETTERS: Final = 65  # on a line of a page, at the least
LINES: Final = 36  # on a page, at the least
_HANGING: Final = 5
_PICTURE: Final = 40
_SIGNATURE: Final = 10
_INLINE: Final = 2  # letters
_NEARLY: Final = 0.15  # of a line, which the narrow letters of any text make up for
_ABOVE_OR_BELOW: Final = re.compile("[ัิ-ฺ็-๎]")
_PADDING: Final = 0.5  # of a row of a table


def lines(blocks: Iterable[Block], letters: float = LETTERS) -> float:
    return sum(_ROOM[type(block)](block, max(letters, 1)) for block in blocks)


def row_lines(row: Row, shares: tuple[float, ...], letters: float = LETTERS) -> float:
    """A cell that reaches into further rows is spread over them."""
    placed = zip(row.cells, shares, strict=True)
    needed = (lines(cell.blocks, letters * share) / max(cell.down, 1) for cell, share in placed)
    return max(needed, default=1) + _PADDING


def cell_shares(rows: Iterable[Row], widths: tuple[int, ...]) -> Iterator[tuple[float, ...]]:
    """Of each row, the part of the width that each of its cells has beside those that reach into it."""
    whole, taken = max(sum(widths), 1), [0] * len(widths)
    for row in rows:
        shares = []
        column = 0
        for cell in row.cells:
            column = next((place for place in range(column, len(widths)) if not taken[place]), len(widths))
            end = min(column + max(cell.across, 1), len(widths))
            taken[column:end] = [max(cell.down, 1)] * (end - column)
            shares.append((sum(widths[column:end]) or min(widths, default=1)) / whole)
            column = end
        taken = [max(left - 1, 0) for left in taken]
        yield tuple(shares)


def _table(block: Table, letters: float) -> float:
    rows = (block.header, block.rows)
    shares = chain.from_iterable(cell_shares(part, block.widths) for part in rows)
    return sum(row_lines(row, share, letters) for row, share in zip(chain(*rows), shares, strict=True))


def _line(line: Line | str, letters: float) -> float:
    """Whole lines; what is not text among it has the width of some letters, or is the end of a line."""
    others = [inline for inline in line if not isinstance(inline, Text | str)]
    ends = sum(isinstance(inline, Break) for inline in others)
    wide = sum(_text(text, letters) for text in texts(line)) + len(others) * _INLINE / letters
    return max(ceil(wide - _NEARLY), 1) + ends


def _text(text: str, letters: float) -> float:
    return len(_ABOVE_OR_BELOW.sub("", text)) / letters + text.count("\n")


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
    Table: _table,
    Columns: _columns,
    Together: lambda block, letters: lines(block.blocks, letters),
    Chart: lambda block, letters: 2 + 2 * len(block.bars),
    Picture: lambda block, letters: _PICTURE,
    SignatureBlock: lambda block, letters: _SIGNATURE,
    QrCode: lambda block, letters: block.millimetres / 5,
    Space: lambda block, letters: block.millimetres / 5,
    PageBreak: lambda block, letters: 0,
}
