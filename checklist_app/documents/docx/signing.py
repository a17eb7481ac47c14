"""Where somebody signs in a DOCX file: what is known stands in the middle of dotted lines, with the drawn
signature or room for one of ink."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from checklist_app.documents.document import Align, SignatureBlock, Text
from checklist_app.documents.docx.paragraphs import TABBED, Place, paragraph, run, spread, stop, wide
from checklist_app.documents.docx.pictures import MILLIMETRE, TWIP, signature
from checklist_app.documents.docx.xml import NOTHING, Xml

WIDEST: Final = 100 * MILLIMETRE // TWIP  # the lines of a signature are not longer than this
SLACK: Final = 4 * " "  # for letters that are wider than was thought
INK_WIDE, INK_HIGH, LEAST_INK = 60 * MILLIMETRE, 18 * MILLIMETRE, 20 * MILLIMETRE


def signing(block: SignatureBlock, place: Place, number: Callable[[], int]) -> Xml:
    room = place.room
    beside = max(room - WIDEST, 0) // 2
    left, width = place.left + beside, place.width - beside
    at = replace(place, left=left, width=width, first=0, align=Align.START, whole=True)
    lines: list[Callable[[Place], Xml]] = [
        partial(_signed, block, number),
        partial(_centred, f"({block.signer})") if block.signer else partial(_on_dots, "(", NOTHING, ")"),
        *_labelled(block.position_label, block.position, at),
        *_labelled(block.date_label, block.date, at),
        *([partial(_centred, block.remark, small=True)] if block.remark else []),
    ]
    return spread(lines, at)


def _signed(block: SignatureBlock, number: Callable[[], int], place: Place) -> Xml:
    opening, role = f"{block.opening} ", f" {block.role}"
    room = place.room - wide(opening + role + SLACK, place.size)
    return _on_dots(opening, _ink(block, number, room * TWIP), role, place)


def _ink(block: SignatureBlock, number: Callable[[], int], room: int) -> Xml:
    if not any(block.strokes):
        return NOTHING
    alt = f"{block.opening} {block.signer}".strip()
    return signature(block.strokes, number(), alt, min(max(room, LEAST_INK), INK_WIDE), INK_HIGH)


def _labelled(label: str, value: str, place: Place) -> list[Callable[[Place], Xml]]:
    if not label and not value:
        return []
    if wide(f"{label}{SLACK}{SLACK}{value}", place.size) > place.room:
        return [partial(_centred, f"{label} {value}")]
    return [partial(_on_dots, f"{label} ", run(Text(value), place.size), "")]


def _on_dots(before: str, middle: Xml, behind: str, place: Place) -> Xml:
    """Words at both ends, and dots between them through the middle."""
    first, last = (run(Text(text), place.size) for text in (before, behind))
    end = stop(place.width)
    if not middle:
        return paragraph(place, first, TABBED, last, stops=[end])
    between = (place.left + wide(before, place.size), place.width - wide(behind, place.size))
    return paragraph(
        place, first, TABBED, middle, TABBED, last, stops=[stop(sum(between) // 2, "center"), end]
    )


def _centred(text: str, place: Place, *, small: bool = False) -> Xml:
    at = replace(place, align=Align.CENTER)
    return paragraph(at, run(Text(text, small=small), place.size))
