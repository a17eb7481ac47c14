"""Tables of a DOCX file. A cell that goes down over several rows is several cells there, so the rows are
first laid on the grid: each row then fills the grid exactly, or Word calls the file damaged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from checklist_app.documents.document import Cell
from checklist_app.documents.docx.paragraphs import Place, paragraph
from checklist_app.documents.docx.styles import GRID
from checklist_app.documents.docx.xml import NOTHING, Xml, short, word

PADDING: Final = 75  # left and right of what is in a cell
HEAD_FILL: Final = "EDEDED"
MOST_COLUMNS: Final = 63  # in Word
LONGEST_NAME: Final = 250


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands at a column of a row: a cell, or (None) what a cell further up covers."""

    column: int
    across: int
    cell: Cell | None
    down: int = 1


def laid(rows: Sequence[tuple[Cell, ...]], columns: int) -> Iterator[tuple[Spot, ...]]:
    """The spots of each row. What a row leaves empty is an empty cell."""
    covered: dict[int, Spot] = {}
    for cells in rows:
        spots = tuple(_row(cells, columns, covered))
        yield spots
        covered = {
            spot.column: replace(spot, cell=None, down=spot.down - 1) for spot in spots if spot.down > 1
        }


def _row(cells: tuple[Cell, ...], columns: int, covered: dict[int, Spot]) -> Iterator[Spot]:
    rest = iter(cells)
    at = 0
    while at < columns:
        spot = covered.get(at) or _placed(next(rest, Cell()), at, columns, covered)
        yield spot
        at += spot.across
    if next(rest, None) is not None:
        raise ValueError("a row has more cells than its table has columns")


def _placed(cell: Cell, at: int, columns: int, covered: dict[int, Spot]) -> Spot:
    end = min((column for column in covered if column > at), default=columns)
    return Spot(at, max(min(cell.across, end - at), 1), cell, cell.down)


# --- markup --------------------------------------------------------------------------------------------


def shared(width: int, shares: Sequence[int]) -> list[int]:
    """The width divided without a remainder."""
    shares = [max(share, 1) for share in shares]
    total = sum(shares)
    edges = [width * sum(shares[:index]) // total for index in range(len(shares) + 1)]
    return [end - start for start, end in pairwise(edges)]


def table(name: str, widths: Sequence[int], rows: Sequence[Xml], *, left: int, ruled: bool) -> Xml:
    properties = word(
        "tblPr",
        word("tblStyle", val=GRID) if ruled else NOTHING,
        word("tblW", w=sum(widths), type="dxa"),
        word("tblInd", w=left, type="dxa"),
        word("tblLayout", type="fixed"),
        _margins(),
        word("tblLook", val="0000", firstRow=0, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        word("tblCaption", val=short(name, LONGEST_NAME)) if name else NOTHING,
    )
    grid = word("tblGrid", *(word("gridCol", w=width) for width in widths))
    return word("tbl", properties, grid, *rows)


def _margins() -> Xml:
    return word("tblCellMar", *(word(edge, w=PADDING, type="dxa") for edge in ("left", "right")))


def row(cells: Sequence[Xml], *, repeated: bool = False, long: bool = False) -> Xml:
    looks = (NOTHING if long else word("cantSplit"), word("tblHeader") if repeated else NOTHING)
    return word("tr", word("trPr", *looks) if any(looks) else NOTHING, *cells)


def slot(
    width: int, content: Xml, *, across: int = 1, merged: str = "", borders: Xml = NOTHING, fill: str = "",
    middle: bool = False,
) -> Xml:  # fmt: skip
    """One cell; `merged` says whether it begins ("restart") or goes on ("continue") a cell of many rows."""
    properties = word(
        "tcPr",
        word("tcW", w=width, type="dxa"),
        word("gridSpan", val=across) if across > 1 else NOTHING,
        word("vMerge", val=merged) if merged else NOTHING,
        borders,
        word("shd", val="clear", color="auto", fill=fill) if fill else NOTHING,
        word("vAlign", val="center") if middle else NOTHING,
    )
    return word("tc", properties, content)


def cells(
    spots: Sequence[Spot], widths: Sequence[int], inside: Callable[[Cell, Place], Xml], place: Place
) -> list[Xml]:
    """The cells of one row; `inside` writes what a cell holds."""
    return [
        _slot(spot, sum(widths[spot.column : spot.column + spot.across]), inside, place) for spot in spots
    ]


def _slot(spot: Spot, width: int, inside: Callable[[Cell, Place], Xml], place: Place) -> Xml:
    inner = replace(place, width=max(width - 2 * PADDING, 1), left=0, first=0, cell=True)
    if spot.cell is None:
        return slot(width, paragraph(inner), across=spot.across, merged="continue")
    return slot(
        width,
        inside(spot.cell, replace(inner, align=spot.cell.align)),
        across=spot.across,
        merged="restart" if spot.down > 1 else "",
        fill=HEAD_FILL if spot.cell.head else "",
        middle=spot.cell.middle,
    )
