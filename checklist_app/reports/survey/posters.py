"""What the posters, cards and slips of a service point say. In both languages, whoever prints them: nobody
knows who will stand before them. Pure."""

from datetime import datetime, time
from typing import Final

from checklist_app.clock import BANGKOK
from checklist_app.documents import Poster, PosterLayout, Said
from checklist_app.surveys import Point, point_address, typed_address

QUESTION: Final = Said("บริการวันนี้เป็นอย่างไร?", "How was our service today?")
CALL: Final = Said("สแกนประเมิน ไม่ถึง 1 นาที", "Scan to rate it in less than a minute")
TYPING: Final = Said("หรือพิมพ์", "or type")
NOTES: Final = (
    Said("ไม่มีสมาร์ตโฟน ขอแบบกระดาษได้ที่เจ้าหน้าที่", "No smartphone? Ask our staff for a paper form."),
    Said("ระบบนี้ไม่ขอรหัสผ่านและไม่ขอเงิน", "This survey never asks for a password or money."),
)


def poster_of(point: Point, agency_name: str, layout: PosterLayout, *, base_url: str) -> Poster:
    return Poster(
        title=f"{_NAMES[layout]} {point.name} {agency_name}",
        layout=layout,
        made=datetime.combine(point.created, time(), BANGKOK),
        sender=Said(agency_name),
        question=QUESTION,
        call=CALL,
        code=point_address(base_url, point.code),
        alt=f"คิวอาร์โค้ดไปยังแบบประเมินความพึงพอใจ จุดบริการ {point.name} รหัส {point.shown}",
        typing=TYPING,
        address=typed_address(base_url, point.code),
        notes=NOTES,
        place=Said(f"จุดบริการ {point.name}", f"Service point: {point.name_en}" if point.name_en else ""),
        number=Said(f"รหัส {point.shown}", f"Code {point.shown}"),
    )


_NAMES: Final = {
    PosterLayout.POSTER: "ป้ายประเมินความพึงพอใจ",
    PosterLayout.CARD: "ป้ายตั้งโต๊ะประเมินความพึงพอใจ",
    PosterLayout.SLIPS: "ใบสแกนประเมินความพึงพอใจ",
}
