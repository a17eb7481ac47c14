"""Pictures of a DOCX file: photos and QR codes as they are given, drawn signatures as lines that stay sharp.
What is not whole is not taken: Word shows a red cross for it, or calls the file damaged."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checklist_app.documents.document import Strokes
from checklist_app.documents.docx.xml import NAMESPACES, Xml, joined, legal, node, short, word

TWIP: Final = 635  # in the units of drawings (EMU)
MILLIMETRE: Final = 36000
LONGEST_ALT: Final = 2000
PEN: Final = 15875  # a pen of 1.25 points
INK: Final = "1B2A6B"

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SIZES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # JPEG segments that say the size
_SCAN: Final = 0xDA


@dataclass(frozen=True, slots=True)
class Image:
    """Width and height are in the picture's own units."""

    content: bytes
    kind: str
    width: int
    height: int


def image(content: bytes) -> Image | None:
    """A JPEG or PNG that is whole, else None."""
    try:
        if content.startswith(b"\xff\xd8"):
            size, kind = _jpeg_size(content), "jpeg"
        elif content.startswith(_PNG):
            size, kind = _png_size(content), "png"
        else:
            return None
    except (struct.error, IndexError):
        return None
    return Image(content, kind, *size) if size and all(size) else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    size = None
    for marker, at in _segments(content):
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", content, at + 3)
            size = (width, height)
        if marker == _SCAN:
            return size if content.rstrip(b"\x00").endswith(b"\xff\xd9") else None
    return None


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        yield marker, at + 2
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]


def _png_size(content: bytes) -> tuple[int, int] | None:
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        checked = content[at + 4 : at + 8 + length]
        if struct.unpack_from(">I", content, at + 8 + length)[0] != zlib.crc32(checked):
            return None
        at += 12 + length
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


# --- in a line -------------------------------------------------------------------------------------------


def picture(relation: str, number: int, alt: str, wide: int, high: int) -> Xml:
    """A run with the picture; sizes are in EMU."""
    named = {"id": number, "name": f"Picture {number}"}
    filled = node(
        "pic:blipFill",
        {},
        node("a:blip", {"r:embed": relation}),
        node("a:stretch", {}, node("a:fillRect", {})),
    )
    shape = node("a:prstGeom", {"prst": "rect"}, node("a:avLst", {}))
    drawn = node(
        "pic:pic",
        {},
        node("pic:nvPicPr", {}, node("pic:cNvPr", named), node("pic:cNvPicPr", {})),
        filled,
        node("pic:spPr", {}, _frame(wide, high), shape),
    )
    return word("r", _drawing(drawn, NAMESPACES["pic"], named, alt, wide, high))


def _drawing(drawn: Xml, kind: str, named: dict[str, object], alt: str, wide: int, high: int) -> Xml:
    described = {**named, "descr": short(alt, LONGEST_ALT)} if legal(alt) else named
    inline = node(
        "wp:inline",
        {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
        node("wp:extent", {"cx": wide, "cy": high}),
        node("wp:docPr", described),
        node("wp:cNvGraphicFramePr", {}),
        node("a:graphic", {}, node("a:graphicData", {"uri": kind}, drawn)),
    )
    return word("drawing", inline)


def _frame(wide: int, high: int) -> Xml:
    return node("a:xfrm", {}, node("a:off", {"x": 0, "y": 0}), node("a:ext", {"cx": wide, "cy": high}))


# --- signatures ------------------------------------------------------------------------------------------


def signature(strokes: Strokes, number: int, alt: str, wide: int, high: int) -> Xml:
    """The strokes as one shape that fits in `wide` and `high`, in their own proportions."""
    points = [point for stroke in strokes for point in stroke]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    across, down = (max(point[axis] for point in points) - edge for axis, edge in ((0, left), (1, top)))
    scale = min(wide / max(across, 1), high / max(down, 1))
    size = (max(int(across * scale), PEN), max(int(down * scale), PEN))
    lines = joined(
        _stroke([(int((x - left) * scale), int((y - top) * scale)) for x, y in stroke])
        for stroke in strokes
        if stroke
    )
    named: dict[str, object] = {"id": number, "name": f"Signature {number}"}
    drawing = _drawing(_shape(lines, *size), NAMESPACES["wps"], named, alt, *size)
    choice = node("mc:Choice", {"Requires": "wps"}, drawing)
    return word("r", node("mc:AlternateContent", {}, choice))


def _shape(lines: Xml, wide: int, high: int) -> Xml:
    path = node("a:path", {"w": wide, "h": high, "fill": "none"}, lines)
    drawn = node(
        "a:custGeom",
        {},
        *(node(f"a:{empty}", {}) for empty in ("avLst", "gdLst", "ahLst", "cxnLst")),
        node("a:rect", {"l": 0, "t": 0, "r": "r", "b": "b"}),
        node("a:pathLst", {}, path),
    )
    ink = node("a:solidFill", {}, node("a:srgbClr", {"val": INK}))
    pen = node("a:ln", {"w": PEN, "cap": "rnd"}, ink, node("a:round", {}))
    return node(
        "wps:wsp",
        {},
        node("wps:cNvSpPr", {}),
        node("wps:spPr", {}, _frame(wide, high), drawn, node("a:noFill", {}), pen),
        node("wps:bodyPr", {}),
    )


def _stroke(points: list[tuple[int, int]]) -> Xml:
    """A dot is a line to itself, which a round pen makes visible."""
    first, *others = points
    steps = [node("a:lnTo", {}, _point(at)) for at in others or [first]]
    return joined((node("a:moveTo", {}, _point(first)), *steps))


def _point(at: tuple[int, int]) -> Xml:
    return node("a:pt", {"x": at[0], "y": at[1]})
