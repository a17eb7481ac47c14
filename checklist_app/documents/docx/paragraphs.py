"""Paragraphs and runs of a DOCX file, and where they stand."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from checklist_app.documents.document import Align, Text
from checklist_app.documents.docx.styles import (
    HEADING,
    NORMAL,
    SIZES,
    SLIVER,
    SMALLER,
    bold,
    italic,
    sized,
)
from checklist_app.documents.docx.xml import NOTHING, Xml, joined, legal, node, said, word

STEP: Final = 454  # one step of indent, eight millimetres
SHORTEST: Final = 567  # no column and no blank is narrower than a centimetre
NBSP: Final = "\u00a0"
SPACES: Final = 1.5  # that are as wide as a letter

_THAI: Final = re.compile("[\u0e00-\u0e7f]")
_ENDS: Final = re.compile("([\n\t])")
_SIDES: Final = {
    Align.START: "left",
    Align.CENTER: "center",
    Align.END: "right",
    Align.THAI: "thaiDistribute",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: between `left` and `width` of its column, `first` for the first line alone;
    nothing in it is higher than `height`.
    `keep` holds it to what follows, `whole` holds all of it together. In a `cell` only the table says so:
    one paragraph that is held to the next would hold its whole row to the next one."""

    width: int
    height: int = 12000
    left: int = 0
    first: int = 0
    style: str = NORMAL
    align: Align = Align.START
    keep: bool = False
    whole: bool = False
    cell: bool = False

    @property
    def size(self) -> int:
        return SIZES.get(self.style, SIZES[NORMAL])

    @property
    def room(self) -> int:
        """However far it is indented, something is left."""
        return max(self.width - self.left, SHORTEST)

    def followed(self) -> "Place":
        """The same for a piece that others of the same block follow."""
        return self.held() if self.whole else self

    def held(self) -> "Place":
        """The same for what is never parted from what follows."""
        return self if self.cell else replace(self, keep=True)


def spread(pieces: Sequence[Callable[[Place], Xml]], place: Place) -> Xml:
    """Pieces of one block one after the other, held together where the place asks for it."""
    if not pieces:
        return sliver(place)
    inner = (place.followed() for _ in pieces[:-1])
    return joined(piece(at) for piece, at in zip(pieces, (*inner, place), strict=True))


def paragraph(place: Place, *content: Xml, stops: Sequence[Xml] = ()) -> Xml:
    properties = word(
        "pPr",
        word("pStyle", val=place.style),
        _kept(place),
        word("keepLines") if place.whole else NOTHING,
        word("tabs", *stops) if stops else NOTHING,
        _indent(place),
        word("jc", val=_SIDES[place.align]) if place.align is not Align.START else NOTHING,
    )
    return word("p", properties, *content)


def sliver(place: Place, *content: Xml) -> Xml:
    """A paragraph that is not seen. Tables without one between them become one, and a cell without one at its
    end is an error."""
    at = replace(place, style=SLIVER, left=0, first=0, align=Align.START)
    return paragraph(at, *content)


def space(place: Place, height: int) -> Xml:
    """A paragraph that is nothing but so high."""
    exactly = word("spacing", before=0, after=0, line=height, lineRule="exact")
    return word("p", word("pPr", word("pStyle", val=SLIVER), _kept(place), exactly))


def _kept(place: Place) -> Xml:
    """Headings are held to what follows by their style, which a cell has to take back."""
    if place.keep:
        return word("keepNext")
    return word("keepNext", val=0) if place.cell and place.style.startswith(HEADING) else NOTHING


def _indent(place: Place) -> Xml:
    if not place.left and not place.first:
        return NOTHING
    first = {"hanging": -place.first} if place.first < 0 else {"firstLine": place.first}
    return word("ind", left=place.left, **first)


def run(text: Text, size: int, *, dotted: bool = False) -> Xml:
    """A run with Thai in it is said to be of a complex script, as Word itself does."""
    content = legal(text.text)
    if not content:
        return NOTHING
    looks = (
        bold() if text.bold else NOTHING,
        italic() if text.italic else NOTHING,
        _size(text, size),
        word("u", val="dotted") if dotted else NOTHING,
        word("cs") if _THAI.search(content) else NOTHING,
    )
    properties = word("rPr", *looks) if any(looks) else NOTHING
    return word("r", properties, *map(_content, filter(None, _ENDS.split(content))))


def _size(text: Text, around: int) -> Xml:
    if text.size:
        return sized(2 * text.size)
    return sized(around - SMALLER) if text.small else NOTHING


def _content(piece: str) -> Xml:
    if piece == "\n":
        return word("br")
    return TAB if piece == "\t" else node("w:t", {"xml:space": "preserve"}, said(piece))


TAB: Final = word("tab")
TABBED: Final = word("r", TAB)


def stop(at: int, side: str = "right") -> Xml:
    return word("tab", val=side, leader="dot", pos=at)


def dotted_line(content: Xml, place: Place) -> Xml:
    """The content, and dots to the end of its last line."""
    return paragraph(place, content, TABBED, stops=(stop(place.width),))


def dots(room: int, size: int, value: str = "") -> Xml:
    """A blank as wide as so many letters, the value in its middle."""
    left = max(room - letters(value), 1) * SPACES
    around = NBSP * ceil(left / 2)
    return run(Text(f"{around}{value}{around}"), size, dotted=True)


# --- how wide something will be, roughly ---------------------------------------------------------------


def wide(text: str, size: int) -> int:
    return letters(text) * size * 23 // 5


def letters(text: str) -> int:
    return sum(unicodedata.category(letter) != "Mn" for letter in text)
