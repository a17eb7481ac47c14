"""A paper as a tree of frozen values: what it says and how that is arranged, and nothing about any file
format. Builders make it from the domain; encoders (pdf.py, docx.py) write it. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias, cast

from checklist_app.thai import DigitStyle, in_style

Point: TypeAlias = tuple[int, int]
Strokes: TypeAlias = tuple[tuple[Point, ...], ...]

# --- within a line -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """`exact` keeps its digits as they are, whatever the style of the paper: addresses, codes, hashes.
    `size` is in the points of official letters, whose text has 16; 0: as what is around it."""

    text: str
    bold: bool = False
    italic: bool = False
    small: bool = False
    exact: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Blank:
    """The dotted line of a form with what was written on it. Empty, it takes `share` of what is left of
    the line; filled, it goes on over as many lines as it needs. A `fixed` one is as wide as so many
    letters, and the rest of the line goes on behind it."""

    value: str = ""
    share: int = 1
    fixed: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick. `name` says to a screen reader and to Word what is ticked."""

    ticked: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """One of the faces of the form: low, mid, high."""

    mood: str


@dataclass(frozen=True, slots=True)
class Break:
    """The next line of the same paragraph."""


Inline: TypeAlias = Text | Blank | Box | Face | Break
Line: TypeAlias = tuple[Inline, ...]

# --- blocks ------------------------------------------------------------------------------------------


class Align(StrEnum):
    """THAI spreads a line as official letters do, where the format can."""

    START = "start"
    CENTER = "center"
    END = "end"
    THAI = "thai"


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is a part of the paper. It stays with what follows. `size` as of a Text; 0: by its level."""

    text: str
    level: int = 1
    align: Align = Align.START
    size: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`indent` counts steps from the left, `first` those of the first line alone."""

    line: Line
    align: Align = Align.START
    indent: int = 0
    first: int = 0
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """`marker` is a number, a bullet or a box, and hangs to the left of the text."""

    marker: Text | Box
    line: Line
    blocks: tuple["Block", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Writing:
    """A place to write several lines: empty, so many dotted lines; filled, the text on dotted lines."""

    text: str = ""
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple["Block", ...] = ()
    across: int = 1
    down: int = 1
    head: bool = False
    align: Align = Align.START
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row stays whole on one page unless it is `long`."""

    cells: tuple[Cell, ...]
    long: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the page; `header` is repeated on every page. `name` is what the table is
    about, for who does not see it."""

    name: str
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    header: tuple[Row, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks beside each other without being a table."""

    parts: tuple[tuple["Block", ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Never divided by the end of a page."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars from 0 to `most` with their numbers; `mark` is a line at that value."""

    name: str
    bars: tuple[Bar, ...]
    most: Decimal = Decimal(100)
    mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """`file` names one of the pictures given to the encoder; when it is not there, `missing` is said in
    its place. `width` is a share of the column in per cent."""

    file: str
    alt: str
    caption: Line = ()
    width: int = 100
    missing: str = ""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """(ลงชื่อ) .......... ผู้รายงาน, the name in brackets, the position, the date; with the drawn strokes
    where there are some. `remark` says in its own line what is to be known of it."""

    opening: str
    role: str
    signer: str = ""
    position_label: str = ""
    position: str = ""
    date_label: str = ""
    date: str = ""
    strokes: Strokes = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class QrCode:
    text: str
    alt: str
    millimetres: int = 25


@dataclass(frozen=True, slots=True)
class Space:
    """Room that stays empty: for an emblem, for a signature, above the title of a cover."""

    millimetres: int


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block: TypeAlias = (
    Heading
    | Paragraph
    | Listing
    | Writing
    | Table
    | Columns
    | Together
    | Chart
    | Picture
    | SignatureBlock
    | QrCode
    | Space
    | PageBreak
)

# --- the whole ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of one orientation; each part begins a page. A `letter` has the margins of official ones. An
    `opening` part, a cover or a letter, has no page number on its first page."""

    blocks: tuple[Block, ...]
    landscape: bool = False
    letter: bool = False
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """`made` is the moment that the file carries: the same values make the same bytes. `footer` stands
    beside the page number, `watermark` behind the text of every page."""

    title: str
    parts: tuple[Part, ...]
    made: datetime
    author: str = ""
    footer: str = ""
    watermark: str = ""
    language: str = "th"
    digits: DigitStyle = DigitStyle.ARABIC


def plain(text: str, *, bold: bool = False) -> Line:
    """The commonest line: one text, with a break where it has one."""
    first, *more = (Text(part, bold=bold) for part in text.split("\n"))
    return (first, *(part for other in more for part in (Break(), other)))


def cell(
    text: str, *, head: bool = False, align: Align = Align.START, across: int = 1, down: int = 1
) -> Cell:
    """The commonest cell: one paragraph of one text."""
    blocks = (Paragraph(plain(text, bold=head), align),) if text else ()
    return Cell(blocks, across, down, head, align, middle=head or down > 1)


# --- what encoders do first --------------------------------------------------------------------------

_WORDS: Final = re.compile("([!-~]+)")
_LATIN: Final = re.compile("[A-Za-z]")
_NOT_PRINTED: Final = frozenset({"file", "mood", "name", "alt", "language"})


def in_digits(document: Document) -> Document:
    """With every digit in the style of the paper, but for texts that are exact, and for addresses and
    codes within the others, which Thai digits would make wrong: https://…/2563, O12."""
    style = document.digits
    return cast(Document, _mapped(document, lambda text: _in_style(text, style)))


def _in_style(text: str, style: DigitStyle) -> str:
    if style is DigitStyle.ARABIC:
        return in_style(text, style)
    pieces = (piece if _LATIN.search(piece) else in_style(piece, style) for piece in _WORDS.split(text))
    return "".join(pieces)


def texts(value: object) -> Iterator[str]:
    """Every text that is printed, in the order of the paper."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from texts(member)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in _NOT_PRINTED and not isinstance(value, QrCode):
                yield from texts(getattr(value, field.name))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(member, change) for member in value)
    if not is_dataclass(value) or isinstance(value, QrCode) or getattr(value, "exact", False):
        return value
    changed = {
        field.name: _mapped(getattr(value, field.name), change)
        for field in fields(value)
        if field.name not in _NOT_PRINTED
    }
    return replace(cast(Any, value), **changed)
