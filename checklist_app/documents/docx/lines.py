"""The lines of a DOCX file: words, blanks, faces, and boxes that can be ticked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from checklist_app.documents.document import Blank, Box, Break, Face, Line, Text
from checklist_app.documents.docx.blanks import Hole, Piece, stops_of, with_holes
from checklist_app.documents.docx.paragraphs import NBSP, TABBED, Place, dots, paragraph, run, spread
from checklist_app.documents.docx.styles import SYMBOLS, fonts, sized
from checklist_app.documents.docx.xml import NOTHING, Xml, legal, node, said, short, word

ALONE: Final = 24  # letters of an empty blank where nothing says how wide it is
LONGEST_NAME: Final = 64  # of a control, in Word

_FACES: Final = {"low": "☹", "mid": "😐", "high": "☺"}
_SYMBOL_SIZE: Final = 24  # half points: letters of TH Sarabun New are small for their size
_SYMBOLS: Final = word("rPr", fonts(SYMBOLS), sized(_SYMBOL_SIZE))


class Lines:
    """Writes the lines of one paper; `number` gives each control a number of its own."""

    def __init__(self, number: Callable[[], int]) -> None:
        self._number = number

    def paragraphs(self, line: Line, place: Place, marker: Xml = NOTHING) -> Xml:
        """One paragraph; tab stops belong to a whole paragraph, so with blanks it is one for each line."""
        lines = [with_holes(part, place) for part in _lines(line)]
        if not any(isinstance(piece, Hole) for pieces in lines for piece in pieces):
            return self._paragraph(line, place, marker)
        rest = [partial(self._further, pieces) for pieces in lines[1:]]
        return spread((lambda at: self._paragraph(lines[0], at, marker), *rest), place)

    def _further(self, pieces: Sequence[Piece], place: Place) -> Xml:
        return self._paragraph(pieces, replace(place, first=0), NOTHING)

    def _paragraph(self, pieces: Sequence[Piece], place: Place, marker: Xml) -> Xml:
        content = (self._piece(piece, place) for piece in pieces)
        return paragraph(place, marker, *content, stops=stops_of(pieces, place))

    def _piece(self, piece: Piece, place: Place) -> Xml:
        match piece:
            case Text():
                return run(piece, place.size)
            case Blank():
                return _blank(piece, place.size)
            case Box():
                return self.box(piece)
            case Face(mood):
                return _symbol(_FACES.get(mood, _FACES["mid"]))
            case Break():
                return word("r", word("br"))
            case Hole():
                return TABBED

    def box(self, box: Box) -> Xml:
        """A real control, which Word and LibreOffice tick with one click."""
        states = (
            node("w14:checked", {"w14:val": int(box.ticked)}),
            node("w14:checkedState", {"w14:val": "2611", "w14:font": SYMBOLS}),
            node("w14:uncheckedState", {"w14:val": "2610", "w14:font": SYMBOLS}),
        )
        properties = word(
            "sdtPr",
            _SYMBOLS,
            word("alias", val=short(box.name, LONGEST_NAME)) if legal(box.name) else NOTHING,
            word("id", val=self._number()),
            node("w14:checkbox", {}, *states),
        )
        return word("sdt", properties, word("sdtContent", _symbol("☑" if box.ticked else "☐")))


def _blank(blank: Blank, size: int) -> Xml:
    if blank.fixed:
        return dots(blank.fixed, size, blank.value)
    if blank.value:
        return run(Text(f"{NBSP}{blank.value}{NBSP}"), size, dotted=True)
    return dots(ALONE * blank.share, size)


def _lines(line: Line) -> list[Line]:
    lines: list[Line] = [()]
    for inline in line:
        if isinstance(inline, Break):
            lines.append(())
        else:
            lines[-1] = (*lines[-1], inline)
    return lines


def _symbol(symbol: str) -> Xml:
    return word("r", _SYMBOLS, word("t", said(symbol)))
