"""Which field of a measure a column of a table holds, in all the wordings that offices use. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from checklist_app.ita.measures.lists import squashed

COLUMNS: Final[Mapping[str, str]] = {
    "number": "ลำดับที่",
    "title": "มาตรการ",
    "links": "ตัวชี้วัด",
    "steps": "วิธีการดำเนินการ",
    "departments": "ผู้รับผิดชอบ",
    "duration": "ระยะเวลาดำเนินการ",
    "monitoring": "การติดตามผล",
    "budget": "งบประมาณ",
    "results": "ผลการดำเนินการ",
    "outcome": "ผลลัพธ์",
    "suggestion": "ข้อเสนอแนะ",
}
"""What a column is called in a sentence."""

USUAL: Final[Mapping[int, tuple[str, ...]]] = {
    3: ("title", "results", "outcome"),
    5: ("title", "steps", "departments", "duration", "monitoring"),
    6: ("title", "steps", "departments", "duration", "results", "suggestion"),
}
"""What a table of so many columns holds when its headings were not copied."""

# The first that fits counts: "สรุปผลการดำเนินการตามมาตรการ" is no measure, "แนวทางการติดตาม" neither.
_WORDINGS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("number", "(?:ลำดับ(?:ที่)?|ที่|ข้อ(?:ที่)?|no\\.?)$"),
        ("departments", ".*รับผิดชอบ"),
        ("monitoring", "(?:การ|แนวทางการ|วิธีการ|แนวทาง)?(?:กำกับ)?(?:และ)?ติดตาม|การรายงานผล$"),
        ("outcome", "ผลลัพธ์|ความสำเร็จ|ผลสำเร็จ"),
        ("results", "(?:สรุป|รายงาน)?ผลการ(?:ดำเนิน|ปฏิบัติ)|สรุปผล|ผลดำเนินการ"),
        ("suggestion", "ข้อเสนอแนะ|ปัญหา|หมายเหตุ"),
        ("duration", "ระยะเวลา|กำหนดเวลา|ห้วงเวลา|ช่วงเวลา"),
        ("budget", "งบประมาณ"),
        ("steps", "(?:ขั้นตอน|วิธี|แนวทางการดำเนิน|แนวทางการปฏิบัติ|กระบวนการ|รายละเอียด)"),
        ("title", "มาตรการ|แนวทาง|โครงการ|กิจกรรม"),
        ("links", "ตัวชี้วัด|ประเด็น"),
    )
)
_LONGEST: Final = 80  # characters of a heading; a cell with more is text
_DECORATION: Final = re.compile(r"[*_#:]")


def columns_of(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The fields of a row of headings; None when it is none. A column that nobody knows is ""."""
    if not any(_field(cell) == "title" for cell in cells[:3]):
        return None
    found = tuple(_field(cell) for cell in cells)
    known = [name for name in found if name]
    unknown = sum(bool(cell.strip()) for cell in cells) - len(known)
    enough = len(known) >= 2 and len({*known}) == len(known) and unknown <= 1
    return found if enough else None


def _field(cell: str) -> str:
    said = _DECORATION.sub("", squashed(cell)).lower()
    if not said or len(said) > _LONGEST:
        return ""
    return next((name for name, pattern in _WORDINGS if pattern.match(said)), "")
