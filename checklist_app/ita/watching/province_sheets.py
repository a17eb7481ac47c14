"""What a province sees, as a workbook. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from checklist_app.documents import Column, ColumnKind, Sheet, SheetRow, Workbook
from checklist_app.ita.watching.province import District, Often, Province, Sight
from checklist_app.ita.watching.stage_words import NO_DISTRICT, NO_LEVEL, STAGES, WAYS

_NUMBER, _SCORE, _DATE = ColumnKind.NUMBER, ColumnKind.SCORE, ColumnKind.DATE
_AGENCIES: Final = (
    Column("หน่วยงาน", 40),
    Column("อำเภอ", 20),
    Column("คะแนนรวม", 12, _SCORE),
    Column("ระดับ", 16),
    Column("คะแนนรวมปีก่อน", 14, _SCORE),
    Column("เปลี่ยนแปลง", 12, _SCORE),
    Column("ทิศทาง", 12),
    Column("ขั้นตอน", 26),
    Column("มาตรการ", 10, _NUMBER),
    Column("ทำแล้วเสร็จ", 12, _NUMBER),
    Column("เกินกำหนด", 12, _NUMBER),
    Column("รายงานล่าสุด", 14, _DATE),
)
_DISTRICTS: Final = (
    Column("อำเภอ", 24),
    Column("หน่วยงาน", 12, _NUMBER),
    Column("มีคะแนน", 12, _NUMBER),
    Column("ค่าเฉลี่ยธรรมดาของคะแนนรวม", 20, _SCORE),
    Column("ต่ำสุด", 12, _SCORE),
    Column("สูงสุด", 12, _SCORE),
)
_COUNTED: Final = (Column("เรื่อง", 24), Column("รายการ", 34), Column("หน่วยงาน", 12, _NUMBER))
_OFTEN: Final = (
    Column("ประเภท", 22),
    Column("ข้อ", 8),
    Column("คำถามหรือรายการ", 70),
    Column("หน่วยงาน", 12, _NUMBER),
)
_FAILING: Final = (Column("ตัวชี้วัดที่", 12), Column("ชื่อตัวชี้วัด", 40), Column("หน่วยงาน", 12, _NUMBER))
_OVERDUE: Final = (
    Column("หน่วยงาน", 40),
    Column("อำเภอ", 20),
    Column("มาตรการ", 60),
    Column("ผู้รับผิดชอบ", 30),
    Column("ครบกำหนด", 14, _DATE),
)


def province_workbook(province: Province, *, made: datetime) -> Workbook:
    year = province.cycle.year
    return Workbook(
        f"ภาพรวม ITA จังหวัด{province.name} ปีงบประมาณ {year}",
        (
            Sheet("หน่วยงาน", _AGENCIES, tuple(map(_agency, province.sights))),
            Sheet("อำเภอ", _DISTRICTS, tuple(map(_district, (*province.districts, province.whole)))),
            Sheet("สรุป", _COUNTED, tuple(_counted(province))),
            Sheet("ข้อที่พบบ่อย", _OFTEN, tuple(_often(province))),
            Sheet(
                "ตัวชี้วัดที่ไม่ผ่าน",
                _FAILING,
                tuple((each.id, each.name, count) for each, count in province.failing),
            ),
            Sheet("มาตรการเกินกำหนด", _OVERDUE, tuple(_overdue(province))),
        ),
        made,
    )


def _agency(one: Sight) -> SheetRow:
    return (
        one.agency.name,
        one.agency.district,
        one.total,
        one.level,
        one.earlier.total if one.earlier else None,
        one.change,
        WAYS[one.way],
        STAGES[one.stage],
        one.measures,
        one.done,
        len(one.overdue),
        one.last_report,
    )


def _district(row: District) -> SheetRow:
    return row.name or NO_DISTRICT, row.agencies, row.scored, row.mean, row.lowest, row.highest


def _counted(province: Province) -> Iterable[SheetRow]:
    yield from (("ขั้นตอน", STAGES[stage], len(sights)) for stage, sights in province.stages.items())
    yield from (("ระดับ", name or NO_LEVEL, count) for name, count in province.levels.items())
    yield from (("เทียบกับปีก่อน", WAYS[way], count) for way, count in province.ways.items())


def _often(province: Province) -> Iterable[SheetRow]:
    for kind, rows in (("ไม่พบการเปิดเผย", province.missed), ("ข้อค้นพบอื่น", province.found)):
        yield from (_row(kind, row) for row in rows)


def _row(kind: str, row: Often) -> SheetRow:
    return kind, row.question, row.text, row.agencies


def _overdue(province: Province) -> Iterable[SheetRow]:
    for one, measure in province.overdue:
        departments = ", ".join(measure.departments)
        yield one.agency.name, one.agency.district, measure.title, departments, measure.due
