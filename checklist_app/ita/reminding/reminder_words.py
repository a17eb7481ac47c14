"""What reminders of the cycle say; their English is in data/wording/en."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    "due": "อีก {days} วันครบกำหนดมาตรการ “{title}”",
    "due_many": "อีก {days} วันครบกำหนด {n} มาตรการของปีงบประมาณ {year}",
    "overdue": "เลยกำหนด {days} วัน: มาตรการ “{title}”",
    "overdue_many": "เลยกำหนด {days} วัน: {n} มาตรการของปีงบประมาณ {year}",
    "report": (
        "รายงานผลตามมาตรการรอบ {months} เดือน ปีงบประมาณ {year} เหลือเวลาอีก {days} วัน ยังไม่ได้รายงาน {n} มาตรการ"
    ),
    "report_late": (
        "รายงานผลตามมาตรการรอบ {months} เดือน ปีงบประมาณ {year} เลยกำหนด {days} วัน ยังไม่ได้รายงาน {n} มาตรการ"
    ),
    "sign_measures": "มาตรการปีงบประมาณ {year} จำนวน {n} มาตรการ รอผู้บริหารลงนาม",
    "sign_report": "รายงานผลตามมาตรการรอบ {months} เดือน ปีงบประมาณ {year} ครบทุกมาตรการแล้ว รอผู้บริหารลงนาม",
    "sign_again": "ปีงบประมาณ {year}: มีการแก้ไขหลังลงนาม ต้องเสนอผู้บริหารลงนามใหม่",
}
