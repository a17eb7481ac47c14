"""What makes a paper one that was issued, as it stands on its pages: number, code, and how both are checked.
Pure."""

from typing import Final

from checklist_app.documents import Align, Block, Columns, Paragraph, QrCode, Text, Together, plain
from checklist_app.reports.stamps import Stamp

HEAD_WIDTHS: Final = (18, 9, 4)  # so that the code stands at the edge
SMALL_QR: Final = 18
QR_MILLIMETRES: Final = 30


def whole(number: str) -> str:
    """Of one piece, so that the end of a line does not divide it."""
    return number.replace(" ", "\u00a0")


def head(beside: tuple[Block, ...], stamp: Stamp) -> Columns:
    """Number and code at the top of the first page, right of what stands there."""
    number = Paragraph((Text(f"เลขที่ {whole(stamp.number)}", small=True),), Align.END)
    return Columns((beside, (number,), (_code(stamp, SMALL_QR),)), HEAD_WIDTHS)


def proof(stamp: Stamp) -> tuple[Block, ...]:
    said = (
        Paragraph((Text("เลขที่เอกสาร "), Text(stamp.number, bold=True))),
        Paragraph((Text("รหัสตรวจสอบ "), Text(stamp.code, bold=True, exact=True))),
        Paragraph((Text("ตรวจสอบเอกสารนี้ได้ที่ "), Text(stamp.address, exact=True))),
        Paragraph(plain("สแกนรหัส QR หรือพิมพ์รหัสตรวจสอบที่หน้าดังกล่าว เพื่อดูว่าเอกสารนี้เป็นของจริง ถูกแทนที่ หรือถูกยกเลิกแล้ว")),
    )
    return (Together((Columns(((_code(stamp, QR_MILLIMETRES),), said), (1, 4)),)),)


def _code(stamp: Stamp, millimetres: int) -> QrCode:
    return QrCode(stamp.address, f"รหัส QR สำหรับตรวจสอบเอกสารเลขที่ {stamp.number}", millimetres)
