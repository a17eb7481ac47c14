"""The dotted blanks of a form in a DOCX file.

An empty blank is a tab with a dotted leader, so that what is typed in front of it pushes nothing away; what
was filled in is underlined with dots, over as many lines as it takes. Where a tab ends must be said in
numbers although the widths of letters are only known to Word: so the text behind a blank is set against a
right tab stop, and a wrong guess only makes the dots longer or shorter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from checklist_app.documents.document import Align, Blank, Box, Face, Inline, Line, Text
from checklist_app.documents.docx.paragraphs import SHORTEST, Place, stop, wide
from checklist_app.documents.docx.xml import Xml


@dataclass(frozen=True, slots=True)
class Hole:
    """An empty blank that takes its share of the line."""

    share: int


Piece: TypeAlias = Inline | Hole


def with_holes(line: Line, place: Place) -> list[Piece]:
    """With holes where tabs will be: an empty blank, and what is left of a blank that was filled in. In a
    line that goes on in the next one a filled blank leaves nothing, but for the last."""
    if place.align in {Align.CENTER, Align.END}:
        return list(line)
    is_one_line = sum(_wide(inline, place.size) for inline in line) < place.room
    pieces: list[Piece] = []
    for number, inline in enumerate(line, start=1):
        blank = inline if isinstance(inline, Blank) and not inline.fixed else None
        if blank is None or blank.value:
            pieces.append(inline)
        if blank and (not blank.value or is_one_line or number == len(line)):
            pieces.append(Hole(max(blank.share, 1)))
    return pieces


def stops_of(pieces: Sequence[Piece], place: Place) -> list[Xml]:
    """Where the tab of each hole ends: the holes share what the letters leave of the line."""
    shares = sum(piece.share for piece in pieces if isinstance(piece, Hole))
    if not shares:
        return []
    widths = _widths(pieces, place.size)
    at = place.left + max(place.first, 0) + widths[0]
    rest = max(place.room - max(place.first, 0) - sum(widths), 0)
    stops: list[tuple[int, str]] = []
    holes = [piece for piece in pieces if isinstance(piece, Hole)]
    for hole, behind in zip(holes, widths[1:], strict=True):
        at = _within(at, place)
        end = at + max(rest * hole.share // shares, SHORTEST)
        is_one_line = end + behind <= place.width
        at = end + behind
        stops.append((at, "right") if is_one_line else (min(end, place.width), "left"))
    if not widths[-1]:
        stops[-1] = (place.width, "right")
    return [stop(position, side) for position, side in sorted(dict(stops).items())]


def _widths(pieces: Sequence[Piece], size: int) -> list[int]:
    """Before the first hole, and behind each."""
    widths = [0]
    for piece in pieces:
        if isinstance(piece, Hole):
            widths.append(0)
        else:
            widths[-1] += _wide(piece, size)
    return widths


def _within(at: int, place: Place) -> int:
    """A text longer than the line goes on in the next."""
    return place.left + (at - place.left) % place.room


def _wide(piece: Piece, size: int) -> int:
    match piece:
        case Text(text):
            return wide(text, size)
        case Blank(value, _, fixed):
            return max(wide(value, size), wide("ก" * fixed, size))
        case Box() | Face():
            return 10 * size
    return 0
