"""What the papers of a cycle are called where a province has them made, and in the names of their files."""

from collections.abc import Mapping
from typing import Final

PAPERS: Final[Mapping[str, str]] = {
    "analysis": "วิเคราะห์ผล ITA",
    "measures": "มาตรการส่งเสริมคุณธรรม",
    "followup-6": "รายงานผลรอบ 6 เดือน",
    "followup-12": "รายงานผลรอบ 12 เดือน",
    "outcome": "ผลลัพธ์ความสำเร็จ",
    "comparison": "เปรียบเทียบผล ITA",
    "memo": "บันทึกข้อความ",
}
"""By the keys that an order names them by; a number is that of the months of a report."""
