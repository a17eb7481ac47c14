"""A visit as tables: every answer, the scores, the recommendations, and all that was ever said. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from checklist_app.catalog import Edition, Question, Section
from checklist_app.documents import CellValue, Column, ColumnKind, Sheet, SheetRow, Workbook
from checklist_app.reports.visit.answer_texts import answered, moment_of, value_text
from checklist_app.reports.visit.answers import day_text, field_label, number_of
from checklist_app.reports.visit.filled import filled
from checklist_app.reports.visit.material import Material
from checklist_app.store import Entry
from checklist_app.thai import format_moment
from checklist_app.visits import Answers

_NUMBER, _SCORE, _MOMENT = ColumnKind.NUMBER, ColumnKind.SCORE, ColumnKind.MOMENT

ANSWERS: Final = (
    Column("ส่วน", 24),
    Column("ข้อ", 8),
    Column("คำถาม", 48),
    Column("คำตอบ", 40),
    Column("ค่า", 14),
    Column("หมายเหตุ", 30),
    Column("จำนวนภาพ", 10, _NUMBER),
    Column("ผู้บันทึก", 22),
    Column("บันทึกเมื่อ", 22, _MOMENT),
    Column("บันทึกเมื่อ (พ.ศ.)", 28),
    Column("เห็นต่างกัน", 16),
)
SCORES: Final = (
    Column("ประเภท", 20),
    Column("ลำดับ", 8),
    Column("รายการ", 44),
    Column("แบบวัด", 12),
    Column("น้ำหนัก (ร้อยละ)", 14, _SCORE),
    Column("คะแนน", 12, _SCORE),
    Column("อันดับ", 10, _NUMBER),
    Column("ผล", 24),
)
ADVICE: Final = (
    Column("ลำดับ", 8, _NUMBER),
    Column("ตัวชี้วัด", 36),
    Column("ข้อ", 10),
    Column("ข้อแนะนำ", 80),
    Column("ที่มา", 20),
    Column("สถานะ", 20),
)
HISTORY: Final = (
    Column("ลำดับ", 8, _NUMBER),
    Column("เวลาในเครื่อง", 22, _MOMENT),
    Column("เวลาในเครื่อง (พ.ศ.)", 28),
    Column("ผู้บันทึก", 22),
    Column("เครื่อง", 22),
    Column("เรื่อง", 36),
    Column("ช่อง", 30),
    Column("ค่า", 48),
    Column("แทนรายการ", 30),
    Column("รหัสรายการ", 30),
    Column("ถึงเครื่องแม่ข่าย", 22, _MOMENT),
    Column("ถึงเครื่องแม่ข่าย (พ.ศ.)", 28),
    Column("ส่งโดย", 22),
    Column("แฮชของสายรายการ", 68),
)


def visit_workbook(material: Material, history: Iterable[Entry], *, made: datetime) -> Workbook:
    """`history` is the stream of the visit, which alone knows when each operation came in."""
    visit = material.visit
    return Workbook(
        title=f"ข้อมูลการนิเทศ {visit.agency_name} {visit.year}",
        sheets=(
            answers_sheet(material),
            Sheet("คะแนน", SCORES, tuple(_scores(material))),
            Sheet("ข้อแนะนำ", ADVICE, tuple(_advice(material))),
            Sheet("ประวัติ", HISTORY, tuple(_history(material, history))),
        ),
        made=made,
    )


def answers_sheet(material: Material) -> Sheet:
    """Every question, answered or not, in the order of the form."""
    paper = filled(material)
    rows = (
        _answer(material, paper.with_rounds(_headed(section)), question)
        for part in material.form.sections
        for section, question in _questions(part)
    )
    return Sheet("คำตอบ", ANSWERS, (*_of_visit(material), *rows))


def _of_visit(material: Material) -> Iterator[SheetRow]:
    visit, day = material.visit, material.visited_on
    empty: tuple[CellValue, ...] = (None,) * (len(ANSWERS) - 5)
    yield "งานนิเทศ", "", "หน่วยงาน", visit.agency_name, None, *empty
    yield "งานนิเทศ", "", "ปีงบประมาณ พ.ศ.", str(visit.year), visit.year, *empty
    yield "งานนิเทศ", "", "วันที่นิเทศ", _said_day(material), day, *empty


def _said_day(material: Material) -> str:
    """People may disagree about the day as about everything."""
    return " / ".join(day_text(value) for value in material.state.values("visited_on") if value)


def _questions(section: Section) -> Iterator[tuple[Section, Question]]:
    for item in section.items:
        if isinstance(item, Section):
            yield from _questions(item)
        else:
            yield from ((section, question) for question in item.walk())


def _headed(section: Section) -> str:
    is_numbered = section.number and not section.title.startswith(section.number)
    return f"{section.number} {section.title}" if is_numbered else section.title


def _answer(material: Material, heading: str, question: Question) -> SheetRow:
    answer = answered(question, material.state)
    photos = sum(shot.item == question.id for shot in material.shots)
    writers = dict.fromkeys(material.name_of(head.by) for head in answer.heads)
    return (
        heading,
        number_of(material.form, question.id),
        question.title,
        answer.text,
        answer.value,
        " / ".join(material.notes.get(question.id, ())),
        photos or None,
        ", ".join(writers),
        *_moments(answer.latest),
        f"มี {answer.disputed} คำตอบ" if answer.disputed else "",
    )


# --- scores ------------------------------------------------------------------------------------------


def _scores(material: Material) -> Iterator[SheetRow]:
    edition, figures = material.edition, material.of_year
    if edition is None:
        return
    yield from _indicators(material, edition)
    for instrument in edition.instruments:
        mean = figures.means.get(instrument.id)
        yield "ค่าเฉลี่ยแบบวัด", "", instrument.name, instrument.id, instrument.weight, mean, None, ""
    level = f"ระดับ {figures.level.name}" if figures.level else ""
    yield "คะแนนรวม", "", "คะแนนรวมถ่วงน้ำหนัก", "", None, figures.total, None, level


def _indicators(material: Material, edition: Edition) -> Iterator[SheetRow]:
    answers = Answers(material.state, material.definition)
    table = answers.table()
    scores = answers.scores(table) if table else {}
    asked = material.form.question(table["id"]) if table else None
    names = {row.id: row.name for row in asked.score_rows} if asked else {}
    ranks = {row.indicator.id: row.rank for row in material.of_year.ranking}
    failing = {row.indicator.id for row in material.of_year.failing}
    for known in edition.indicators:
        score = scores.get(known.id)
        passed = "" if score is None else "ไม่ผ่านเกณฑ์" if known.id in failing else "ผ่านเกณฑ์"
        rank = ranks.get(known.id)
        yield "ตัวชี้วัด", known.id, known.name, known.instrument, None, score, rank, passed
        for part in known.parts:
            name = part.name or names.get(part.id, "")
            yield "ตัวชี้วัดย่อย", part.id, name, known.instrument, None, scores.get(part.id), None, ""


# --- recommendations and history ---------------------------------------------------------------------


def _advice(material: Material) -> Iterator[SheetRow]:
    names = {known.id: known.name for known in material.edition.indicators} if material.edition else {}
    for number, entry in enumerate(material.advice, start=1):
        indicator = str(entry["indicator"])
        yield (
            number,
            " ".join(filter(None, (indicator, names.get(indicator, "")))),
            number_of(material.form, str(entry["key"])),
            str(entry["text"]),
            "คณะนิเทศเขียนเอง" if entry["own"] else "จากข้อที่ยังไม่ดำเนินการ",
            "ใช้ในรายงาน" if entry["state"] == "kept" else "ไม่ใช้",
        )


def _history(material: Material, history: Iterable[Entry]) -> Iterator[SheetRow]:
    devices = {device.id: device.name for device in material.devices}
    for entry in history:
        body = entry.body
        field, device = str(body["field"]), str(body["device"])
        replaces = body["replaces"]
        yield (
            entry.seq,
            *_moments(moment_of(str(body["at"]))),
            _who(material, str(body["by"])),
            " ".join(filter(None, (devices.get(device, ""), device))),
            field_label(material.form, field),
            field,
            value_text(body["value"]),
            ", ".join(map(str, replaces)) if isinstance(replaces, list) else "",
            entry.id,
            *_moments(moment_of(str(body["received"]))),
            _who(material, str(body["sender"])),
            entry.hash,
        )


def _who(material: Material, id: str) -> str:
    """Whoever only sent what others wrote belongs to no team; the id tells who it was."""
    known = material.members.get(id)
    return known.name if known else id


def _moments(moment: datetime | None) -> tuple[CellValue, CellValue]:
    return (moment, format_moment(moment)) if moment else (None, "")
