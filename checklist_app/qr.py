"""The only module that knows the QR library: text in, a QR code out."""

import io
from functools import lru_cache
from itertools import groupby
from typing import Final

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

MOST_HELD: Final = 500
"""Drawings that are kept, because everybody may ask for a code: drawing one takes longer than a page."""
QUIET: Final = 4  # light modules around a code, without which readers do not find it
_THICK: Final = 1.02  # rows of modules that only touch show hairlines in some programs
_HEAD: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{wide}mm" viewBox="0 0 {size} {size}"'
    ' shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
)


def for_terminal(text: str) -> str:
    """Drawn with half blocks, light on dark, for any terminal that shows Unicode."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    drawing = io.StringIO()
    code.print_ascii(out=drawing, invert=True)
    return drawing.getvalue()


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The code row by row, true for dark, with its quiet zone; a quarter of it may be dirty."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


@lru_cache(maxsize=MOST_HELD)
def svg(text: str, *, millimetres: int = 50) -> str:
    """The same code as a drawing for screens and print shops, so wide with its quiet zone, on white whatever
    lies behind it. It is one line of pen strokes, which is a quarter of what squares would take."""
    rows = modules(text)
    strokes = "".join(_strokes(row, y) for y, row in enumerate(rows) if any(row))
    head = _HEAD.format(wide=millimetres, size=len(rows))
    return f'{head}<path d="{strokes}" stroke="#000" stroke-width="{_THICK}"/></svg>'


@lru_cache(maxsize=MOST_HELD)
def png(text: str, *, pixels: int = 8) -> bytes:
    """The same code as a picture, `pixels` for each module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET, box_size=pixels)
    code.add_data(text)
    written = io.BytesIO()
    code.make_image().save(written, "PNG")
    return written.getvalue()


def _strokes(row: tuple[bool, ...], y: int) -> str:
    """To the first dark module, then over each run of dark ones and past each run of light ones."""
    first = row.index(True)
    last = len(row) - row[::-1].index(True)
    runs = ((dark, len([*run])) for dark, run in groupby(row[first:last]))
    return f"M{first} {y}.5" + "".join(f"h{width}" if dark else f"m{width} 0" for dark, width in runs)
