"""What an agency chooses for its papers about the cycle: frozen values, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from checklist_app.thai import DigitStyle

HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "measures.title": "มาตรการ/แนวทาง",
        "measures.method": "วิธีการดำเนินการ",
        "measures.department": "ผู้รับผิดชอบ",
        "measures.duration": "ระยะเวลาดำเนินการ",
        "measures.monitoring": "การติดตามผล",
        "followup.title": "มาตรการ/แนวทาง",
        "followup.method": "วิธีการดำเนินการ",
        "followup.department": "ผู้รับผิดชอบ",
        "followup.duration": "ระยะเวลาดำเนินการ",
        "followup.results": "ผลการดำเนินการ",
        "followup.suggestion": "ข้อเสนอแนะ",
        "outcome.title": "มาตรการ / กิจกรรม",
        "outcome.results": "สรุปผลการดำเนินการตามมาตรการ / กิจกรรม",
        "outcome.outcome": "ผลลัพธ์ / ความสำเร็จของการดำเนินการ",
    }
)
"""The columns of each table, as they are headed unless an agency words them otherwise."""

WORDINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "title": ("มาตรการ/แนวทาง", "มาตรการ/โครงการ/กิจกรรม", "มาตรการ / กิจกรรม"),
        "method": ("วิธีการดำเนินการ", "วิธีดำเนินการ", "ขั้นตอน/วิธีการปฏิบัติ"),
        "department": ("ผู้รับผิดชอบ", "หน่วยงานที่รับผิดชอบ"),
        "duration": ("ระยะเวลาดำเนินการ", "ระยะเวลาในการดำเนินการ"),
        "monitoring": ("การติดตามผล", "แนวทางการกำกับติดตาม"),
        "results": ("ผลการดำเนินการ", "สรุปผลการดำเนินการ", "สรุปผลการดำเนินการตามมาตรการ / กิจกรรม"),
        "suggestion": ("ข้อเสนอแนะ",),
        "outcome": ("ผลลัพธ์ / ความสำเร็จของการดำเนินการ", "ผลลัพธ์หรือความสำเร็จของการดำเนินงาน"),
    }
)
"""How offices head the same column; the part of a key behind its point."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A block of a note in which somebody writes an opinion and signs."""

    heading: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """`office`, `number` (such as ลป ๗๕๒๐๑/-) and `to` head a note; empty ones are drafted from the agency's
    name and type. `headings` holds only what is worded otherwise than HEADINGS."""

    agency: str
    version: int = 0
    digits: DigitStyle = DigitStyle.THAI
    headings: Mapping[str, str] = field(default_factory=dict)
    office: str = ""
    number: str = ""
    to: str = ""
    preparer: str = ""
    preparer_position: str = ""
    opinions: tuple[Opinion, ...] = ()

    def heading(self, key: str) -> str:
        return self.headings.get(key) or HEADINGS[key]
