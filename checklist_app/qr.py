"""The only module that knows the QR library: text in, a QR code out."""

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

QUIET = 4  # light modules around a code, without which readers do not find it


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


def png(text: str, *, pixels: int = 8) -> bytes:
    """The same code as a picture, `pixels` for each module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET, box_size=pixels)
    code.add_data(text)
    written = io.BytesIO()
    code.make_image().save(written, "PNG")
    return written.getvalue()
