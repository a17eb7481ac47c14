"""What people read about warnings: Thai with gaps; the English is in data/wording/en."""

from collections.abc import Mapping
from typing import Final

from checklist_app.ita.comparing.warnings import CycleWarning
from checklist_app.ita.scoring.caution_words import CAUTIONS
from checklist_app.wording import DEFAULT_LANGUAGE, Language, translate

WARNINGS: Final[Mapping[str, str]] = {
    **{f"scores_{code}": text for code, text in CAUTIONS.items()},
    "count_of_indicator": "ตัวชี้วัดที่ {indicator} {name} ปี {year} ระบุว่ามี {count} ข้อ แต่นับได้ {counted} ข้อ",
    "count_of_instrument": "แบบวัด {instrument} ของปี {year} ระบุว่ามี {count} ข้อ แต่รวมจากตัวชี้วัดได้ {counted} ข้อ",
    "score_twice": "ในข้อความเขียนว่าตัวชี้วัดที่ {indicator} {name} ได้ {other} แต่ในตารางคะแนนคือ {score}",
    "failing_uncovered": "ตัวชี้วัดที่ {indicator} {name} ได้ {score} ไม่ผ่านเกณฑ์ {mark} แต่ยังไม่มีมาตรการรองรับ",
    "weak_uncovered": "ตัวชี้วัดที่ {indicator} {name} ได้ {score} เป็นจุดอ่อน (เกณฑ์ {mark}) แต่ยังไม่มีมาตรการรองรับ",
    "same_title": "มีมาตรการชื่อ “{title}” มากกว่าหนึ่งข้อ รวมเป็นข้อเดียวหรือตั้งชื่อให้ต่างกัน",
    "other_name": "ใช้ชื่อ “{name}” ซึ่งปีนี้ชื่อทางการคือ “{official}”",
    "names_differ": "ชื่อหน่วยงานเขียนต่างกัน “{one}” กับ “{other}” ควรใช้แบบเดียวกันทั้งฉบับ",
    "duration_differs": "มาตรการ “{title}” เขียนระยะเวลาว่า “{duration}” แต่วันเริ่มหรือวันสิ้นสุดที่บันทึกไว้ไม่ตรงกัน",
    "outside_cycle": "มาตรการ “{title}” กำหนดเวลาไว้นอกปีงบประมาณ {year}",
    "deadline_order": "ใน “{title}” ข้อก่อนหน้ากำหนดเสร็จ {first} แต่ข้อถัดไปกำหนดเสร็จก่อนคือ {then} โปรดตรวจปี พ.ศ.",
    "deadline_early": "ใน “{title}” มีกำหนดเสร็จ {day} ซึ่งอยู่ก่อนปีงบประมาณ {year}",
    "no_result": "มาตรการ “{title}” ยังไม่มีผลการดำเนินการรอบ {months} เดือน",
    "steps_without_result": "มาตรการ “{title}” ยังไม่มีผลของขั้นตอนที่ {steps} ในรอบ {months} เดือน",
    "same_results": "ผลของ “{one}” กับ “{other}” เขียนเหมือนกันทุกคำ โปรดตรวจว่าไม่ได้คัดลอกผิด",
}


def said(warning: CycleWarning, language: Language = DEFAULT_LANGUAGE) -> str:
    return translate(WARNINGS[warning.code], language, **warning.values)
