"""What reminders say; their English is in data/wording/en."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    "ends": "รอบที่ {number} ปีงบประมาณ {year} จะปิดในอีก {days} วัน ขณะนี้มีคำตอบ {answers} ชุด",
    "ends_today": "รอบที่ {number} ปีงบประมาณ {year} รับคำตอบวันนี้เป็นวันสุดท้าย ขณะนี้มีคำตอบ {answers} ชุด",
    "decision": "รอบที่ {number} ปีงบประมาณ {year} ปิดแล้ว {days} วัน ผู้บริหารยังไม่ได้สั่งการ ผลจึงยังไม่เผยแพร่",
    "poster": "ไม่ได้ตรวจป้ายคิวอาร์ของ “{point}” มา {days} วัน ไปดูว่าป้ายยังอยู่และรหัสตรงกับ {code}",
    "comments": "มีความเห็นของรอบที่ {number} ปีงบประมาณ {year} รออ่าน {waiting} ข้อ",
    "improvement": "เลยกำหนดเรื่องที่รับไว้ปรับปรุง {days} วัน: {promise}",
}
