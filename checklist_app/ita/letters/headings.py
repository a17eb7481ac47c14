"""How the papers about the cycle are headed, and how offices word the same. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
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
        "ranking.rank": "อันดับ",
        "ranking.indicator": "ตัวชี้วัด",
        "ranking.score": "คะแนน",
        "findings.indicator": "ตัวชี้วัดของการประเมิน ITA",
        "findings.issues": "ประเด็นที่ต้องแก้ไข/ปรับปรุง/รักษาระดับ",
        "years.number": "ตัวชี้วัดที่",
        "years.indicator": "รายละเอียดตัวชี้วัด",
        "years.score": "คะแนน ITA",
        "years.change": "เปลี่ยนแปลง",
        "years.total": "คะแนนเฉลี่ย",
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
        "rank": ("อันดับ",),
        "indicator": ("ตัวชี้วัด", "รายละเอียดตัวชี้วัด", "ตัวชี้วัดของการประเมิน ITA"),
        "score": ("คะแนน", "คะแนน ITA"),
        "issues": ("ประเด็นที่ต้องแก้ไข/ปรับปรุง/รักษาระดับ",),
        "number": ("ตัวชี้วัดที่",),
        "change": ("เปลี่ยนแปลง",),
        "total": ("คะแนนเฉลี่ย", "คะแนนรวม"),
    }
)
"""How offices head the same column; the part of a key behind its point."""

_YEAR: Final = "ประจำปีงบประมาณ พ.ศ. {year}"
_ITA: Final = "ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
_DRIVEN: Final = f"มาตรการขับเคลื่อนการส่งเสริมคุณธรรม ความโปร่งใสและการป้องกันการทุจริตภายในหน่วยงาน\n{_YEAR}"
_ADVISED: Final = "ข้อเสนอแนะในการพัฒนาคุณธรรมและความโปร่งใสในปีงบประมาณ พ.ศ. {year}"
_REPORTED: Final = "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส"
_BY_MEASURES: Final = "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส"
_DONE: Final = f"การดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน\n{_YEAR}"

TITLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "analysis_title": (f"การวิเคราะห์{_ITA} (ITA)\nประจำปีงบประมาณ พ.ศ. {{before}}",),
        "analysis_result": ("การวิเคราะห์ผลการประเมิน ITA ของ{agency} ปีงบประมาณ พ.ศ. {before}",),
        "analysis_ranking": ("คะแนนสูงสุดรายตัวชี้วัด",),
        "analysis_sides": (f"การวิเคราะห์{_ITA}ในปี พ.ศ. {{before}} ของ{{agency}}",),
        "analysis_findings": ("วิเคราะห์ผลการประเมินแต่ละตัวชี้วัด ได้ดังนี้",),
        "measures_cover": (f"มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน\n{_YEAR}",),
        "measures_title": (f"มาตรการส่งเสริมคุณธรรมและความโปร่งใส {_YEAR}",),
        "measures_plan": (_DRIVEN, _ADVISED),
        "measures_agreed": (_ADVISED, _DRIVEN),
        "followup_cover": (f"{_REPORTED}\nภายในหน่วยงาน{_YEAR}", f"{_BY_MEASURES}\n{_YEAR}"),
        "followup_title": (f"{_BY_MEASURES}\nของ{{agency}} {_YEAR}", f"{_REPORTED}\nภายในหน่วยงาน{_YEAR}"),
        "followup_success": ("ผลลัพธ์หรือความสำเร็จของการดำเนินงาน", "ผลลัพธ์ / ความสำเร็จของการดำเนินการ"),
        "outcome_cover": (f"ผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส\nภายในหน่วยงาน {_YEAR}",),
        "outcome_title": (_DONE, f"ผล{_DONE}"),
        "comparison_title": (f"การเปรียบเทียบ{_ITA} (ITA)",),
    }
)
"""How whole papers and their parts are headed, each line by itself: first as they are unless an agency words
them otherwise, then how other offices do. measures_agreed heads a plan that was agreed on in a meeting."""

HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {**COLUMNS, **{key: wordings[0] for key, wordings in TITLES.items()}}
)

GAPS: Final = ("agency", "year", "before")
"""What a heading may leave open: the agency's name, the year of the measures, that of the scores before."""
_GAP: Final = re.compile(r"\{(\w*)\}")


def unknown_gap(text: str) -> str:
    """The first thing in braces that nothing can be put in for, or a brace that has no other."""
    named = next((found[0] for found in _GAP.finditer(text) if found[1] not in GAPS), "")
    return named or next(iter(re.findall(r"[{}]", _GAP.sub("", text))), "")
