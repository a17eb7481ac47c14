"""What people read about cautions, and about lines that could not be read from a paste."""

from collections.abc import Mapping
from typing import Final

CAUTIONS: Final[Mapping[str, str]] = {
    "incomplete": "ยังไม่มีคะแนน {n} ตัวชี้วัด ได้แก่ ตัวชี้วัดที่ {missing} จึงยังคำนวณคะแนนรวมไม่ได้",
    "total": "คะแนนรวมที่ประกาศ {published} ไม่ตรงกับที่คำนวณได้ {computed} ระบบเก็บตามประกาศ โปรดตรวจกับต้นฉบับ",
    "level": "ระดับ “{level}” ไม่ตรงกับคะแนน {total} ซึ่งตามเกณฑ์ปีนี้อยู่ในระดับ {computed} โปรดตรวจกับต้นฉบับ",
    "level_unknown": "เกณฑ์ปี {year} ไม่มีระดับ “{level}” ปีนี้ใช้ {known} โปรดตรวจว่าคัดลอกจากปีที่ถูกต้อง",
    "parts": "ตัวชี้วัดที่ {indicator} {name} ได้ {score} แต่ค่าเฉลี่ยของตัวชี้วัดย่อยคือ {computed} โปรดตรวจทั้งสองแห่ง",
}
UNREAD: Final[Mapping[str, str]] = {
    "no_name": "มีตัวเลขแต่ไม่พบชื่อตัวชี้วัด",
    "several": "มีหลายคะแนนในบรรทัดเดียว และไม่มีหัวตารางบอกปี",
    "out_of_range": "คะแนนต้องอยู่ระหว่าง 0 ถึง 100 และมีทศนิยมไม่เกินสองตำแหน่ง",
    "other_years": "เป็นคะแนนของปีงบประมาณอื่น ไม่ใช่ปีของหน้านี้",
    "before": "คะแนนอยู่หน้าชื่อตัวชี้วัด ให้วางคะแนนไว้หลังชื่อ",
    "unsure": "เป็นจำนวนเต็มที่อาจเป็นจำนวนข้อหรือลำดับ ถ้าเป็นคะแนนให้เขียนทศนิยมสองตำแหน่ง",
}
