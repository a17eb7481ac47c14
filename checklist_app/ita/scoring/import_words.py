"""What people read about rows of a file that were understood in spite of how they are written."""

from collections.abc import Mapping
from typing import Final

from checklist_app.ita.scoring.caution_words import CAUTIONS

REMARKS: Final[Mapping[str, str]] = {
    **CAUTIONS,
    "above": "แถวนี้ไม่มีชื่อหน่วยงาน จึงถือว่าเป็น {name} ตามแถวบน โปรดตรวจว่าใช่หน่วยงานนี้",
    "fractions": "ทุกตัวชี้วัดของแถวนี้ไม่เกิน 1 อาจเป็นสัดส่วนแทนร้อยละ เช่น 0.91 แทน 91.00 โปรดตรวจก่อนนำเข้า",
    "rounded": "คอลัมน์ {column}: {typed} ปัดเป็นทศนิยมสองตำแหน่งได้ {score}",
    "same_again": "ซ้ำกับแถว {first} และข้อมูลตรงกันทุกช่อง จึงใช้เพียงแถวเดียว",
}
