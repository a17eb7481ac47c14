"""A round's results as tables for a spreadsheet. They hold sums alone: single answers are in no file, because
who knows the day of a visit could find its answer among them. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from checklist_app.documents import CellValue, Column, ColumnKind, Sheet, SheetRow, Workbook
from checklist_app.surveys.counting.bands import BAND_SETS, band_of
from checklist_app.surveys.counting.result_reading import Reading
from checklist_app.surveys.counting.results import Line, Results
from checklist_app.surveys.counting.statistics import FEWEST, SCARCE
from checklist_app.surveys.periods import shown_span
from checklist_app.surveys.publishing.small_cells import FOR_THE_EXECUTIVE

_NUMBER, _SCORE = ColumnKind.NUMBER, ColumnKind.SCORE
FIGURES: Final = (
    Column("หมวด", 26),
    Column("รหัส", 14),
    Column("รายการ", 44),
    Column("จำนวนคำตอบ", 12, _NUMBER),
    Column("ให้คะแนน", 12, _NUMBER),
    Column("ไม่ได้ใช้/ไม่ขอตอบ", 12, _NUMBER),
    *(Column(f"ให้ {rating}", 10, _NUMBER) for rating in (5, 4, 3, 2, 1)),
    Column("ค่าเฉลี่ย", 10, _SCORE),
    Column("ค่าเฉลี่ย ต่ำสุดของช่วง 95%", 14, _SCORE),
    Column("ค่าเฉลี่ย สูงสุดของช่วง 95%", 14, _SCORE),
    Column("ส่วนเบี่ยงเบนมาตรฐาน", 14, _SCORE),
    Column("ร้อยละ (ค่าเฉลี่ย ÷ 5 × 100)", 16, _SCORE),
    Column("ร้อยละที่ให้ 5 หรือ 4", 14, _SCORE),
    Column("ร้อยละที่ให้ 5 หรือ 4 ต่ำสุดของช่วง 95%", 16, _SCORE),
    Column("ร้อยละที่ให้ 5 หรือ 4 สูงสุดของช่วง 95%", 16, _SCORE),
    Column("ระดับ", 14),
    Column("หมายเหตุ", 24),
)
NOTES: Final = (Column("เรื่อง", 34), Column("ค่า", 90))


def result_workbook(reading: Reading, agency: str, *, made: datetime) -> Workbook:
    period = reading.round.period
    return Workbook(
        title=f"ผลสำรวจความพึงพอใจ {agency} {period.key}",
        sheets=(figures_sheet(reading), Sheet("คำอธิบาย", NOTES, tuple(_notes(reading, agency)))),
        made=made,
    )


def figures_sheet(reading: Reading) -> Sheet:
    return Sheet("ผลสำรวจ", FIGURES, () if reading.few else tuple(_figures(reading.results)))


def _figures(results: Results) -> Iterator[SheetRow]:
    overall = Line("overall", "ความพึงพอใจโดยรวม", results.overall, results.answers)
    flagged = Line("all", "รวมคำตอบที่ไม่นับ", results.overall_with_flagged, results.all_answers)
    groups: tuple[tuple[str, Iterable[Line]], ...] = (
        ("โดยรวม", (overall, flagged)),
        ("รายด้าน", results.aspects),
        ("รายข้อ", results.questions),
        ("ตามจุดบริการ", results.points),
        ("ตามช่องทางที่ตอบ", results.channels),
        ("ตามประเภทผู้รับบริการ", results.visitors),
        ("รายเดือน", results.months),
    )
    for name, lines in groups:
        yield from (_row(name, line, results.bands) for line in lines)
    yield from (_counted("ได้รับบริการครบหรือไม่", each.id, each.label, each.count) for each in results.outcomes)


def _row(group: str, line: Line, bands: str) -> SheetRow:
    each = line.measure
    if line.hidden:
        return (group, line.id, line.label, *_blank(len(FIGURES) - 4), "ซ่อนเพราะมีคำตอบน้อย")
    if each.few or each.mean is None:
        remark = f"น้อยกว่า {FEWEST} แสดงเพียงจำนวน"
        return (group, line.id, line.label, line.answers, each.n, *_blank(len(FIGURES) - 6), remark)
    means = (each.mean, each.mean_low, each.mean_high, each.sd, each.score)
    shares = (each.top2, each.top2_low, each.top2_high)
    counts = (line.answers, each.n, each.unused, *each.counts)
    words = (band_of(each.mean, bands).word, "ข้อมูลน้อย" if each.scarce else "")
    return (group, line.id, line.label, *counts, *means, *shares, *words)


def _counted(group: str, id: str, label: str, count: int) -> SheetRow:
    return (group, id, label, count, *_blank(len(FIGURES) - 4))


def _blank(cells: int) -> tuple[CellValue, ...]:
    return (None,) * cells


def _notes(reading: Reading, agency: str) -> Iterator[SheetRow]:
    results, round = reading.results, reading.round
    bands = BAND_SETS[round.bands]
    yield "หน่วยงาน", agency
    yield "รอบ", f"รอบที่ {round.period.number} ปีงบประมาณ {round.period.year} ({shown_span(round.period)})"
    if reading.point:
        yield "จุดบริการ", reading.place
    yield "คำตอบที่นับ", str(results.answers)
    yield "คำตอบที่เก็บไว้แต่ไม่นับ", str(results.flagged)
    if reading.few:
        yield "เหตุที่ไม่มีตัวเลข", f"มีคำตอบน้อยกว่า {FEWEST} ตัวเลขจะชี้ถึงตัวผู้ตอบได้และยังสรุปผลไม่ได้"
    else:
        yield "คะแนนรวม (เฉลี่ยของค่าเฉลี่ยรายด้าน น้ำหนักเท่ากัน)", _text(results.score)
        yield "คิดเป็นร้อยละ (คะแนนรวมก่อนปัดเศษ ÷ 5 × 100)", _text(results.score_of_100)
        yield "ระดับ", results.band.word if results.band else "–"
    yield "เกณฑ์แปลผล", bands.table_text
    yield "การปัดเศษ", "ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่งก่อนแปลผล"
    yield "ส่วนเบี่ยงเบนมาตรฐาน", "แบบตัวอย่าง (หารด้วย n − 1)"
    yield "ข้อมูลน้อย", f"มีผู้ให้คะแนนไม่ถึง {SCARCE} คน"
    yield "ผู้ตอบ", "ผู้ตอบเลือกตอบเอง ไม่ได้สุ่มตัวอย่าง จึงไม่แทนผู้รับบริการทุกคน"
    yield "กลุ่มเล็ก", f"กลุ่มที่มีไม่ถึง {FOR_THE_EXECUTIVE} คำตอบถูกซ่อน พร้อมกลุ่มที่จะทำให้คำนวณย้อนได้"
    yield "คำตอบรายคน", "ไม่มีในไฟล์นี้ เพราะผู้ที่รู้วันมาติดต่อของใครอาจหาคำตอบของคนนั้นพบ"


def _text(value: Decimal | None) -> str:
    return "–" if value is None else str(value)
