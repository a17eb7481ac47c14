"""The only module that knows the QR library: text in, a QR code out."""

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M


def for_terminal(text: str) -> str:
    """Drawn with half blocks, light on dark, for any terminal that shows Unicode."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    drawing = io.StringIO()
    code.print_ascii(out=drawing, invert=True)
    return drawing.getvalue()
