"""The report of a round to the executive: an official note that can be signed and is read in two minutes,
then the order of the executive, then annexes for whoever wants to check. Pure."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count as naturals
from typing import Final

from checklist_app.clock import day_of
from checklist_app.documents import (
    Align,
    Blank,
    Block,
    Columns,
    Document,
    Heading,
    Paragraph,
    Part,
    Text,
    Together,
    plain,
)
from checklist_app.reports.proof import head, whole
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.survey.annexes import annexes
from checklist_app.reports.survey.follow_up import comments, promised, suggestions
from checklist_app.reports.survey.material import Material
from checklist_app.reports.survey.sentences import count, days_of, interval, round_name, score
from checklist_app.reports.survey.signing import signing
from checklist_app.reports.survey.summary import summary
from checklist_app.reports.survey.tables import (
    FORMULA,
    aspects,
    bands,
    caption,
    cautions,
    flags,
    groups,
    kept,
    note,
    respondents,
    rounds,
)
from checklist_app.surveys import Results, charts_of, shown_span
from checklist_app.thai import DigitStyle, format_date

Tables = Iterator[str]
"""The numbers of tables, as they come."""

DRAFT: Final = "ร่าง"
NOT_NUMBERED: Final = "ยังไม่ออกเลข"
BETWEEN: Final = " · "
ASSISTED: Final = "คำตอบจากกระดาษและที่เจ้าหน้าที่ช่วยถาม บันทึกโดยเจ้าหน้าที่ นับรวมในผลและแสดงแยกไว้เสมอ"
WEIGHTS: Final = "ค่าเฉลี่ยรวมคือค่าเฉลี่ยของทุกด้าน น้ำหนักเท่ากัน ไม่นับ “ไม่ได้ใช้/ไม่ขอตอบ”"
SUBJECT: Final = "รายงานผลการประเมินความพึงพอใจของผู้รับบริการ ณ จุดให้บริการ"


def survey_report(material: Material, *, stamp: Stamp | None, digits: DigitStyle, made: datetime) -> Document:
    """While the round is open it is a draft; after that, without a stamp, one that has no number yet."""
    name = f"{SUBJECT} {round_name(material.period)}"
    body = Part((*_head(material, stamp, made), *_body(material), *signing(material)))
    return Document(
        title=f"{name} {material.agency_name}",
        parts=(body, Part((*annexes(material, stamp),))),
        made=made,
        author=material.agency_name,
        footer=BETWEEN.join([material.agency_name, _state(material, stamp)]),
        watermark=DRAFT if material.is_open else "",
        digits=digits,
    )


def _state(material: Material, stamp: Stamp | None) -> str:
    if stamp:
        return whole(stamp.number)
    return DRAFT if material.is_open else NOT_NUMBERED


# --- the note ----------------------------------------------------------------------------------------


def _head(material: Material, stamp: Stamp | None, made: datetime) -> Iterator[Block]:
    if stamp:
        yield head((), stamp)
    else:
        yield Paragraph((Text(_unnumbered(material), small=True),), Align.END)
    yield Heading("บันทึกข้อความ", 1, Align.CENTER)
    day = format_date(day_of(made)) if stamp else ""
    place = f"{material.agency_name} จังหวัด{material.province}"
    yield Paragraph((Text("ส่วนราชการ ", bold=True), Text(place)))
    yield Paragraph((Text("ที่ ", bold=True), Blank(), Text(" วันที่ ", bold=True), Blank(day)))
    subject = f"{SUBJECT} {round_name(material.period)}"
    yield Paragraph((Text("เรื่อง ", bold=True), Text(subject)))
    yield Paragraph((Text("เรียน ", bold=True), Text("ผู้บริหาร")))


def _unnumbered(material: Material) -> str:
    return "ร่าง รอบยังไม่ปิด ตัวเลขยังเปลี่ยนได้" if material.is_open else f"{NOT_NUMBERED} ใช้อ้างอิงไม่ได้"


def _body(material: Material) -> Iterator[Block]:
    tables = (f"ตารางที่ {number}" for number in naturals(1))
    yield Paragraph(plain(_opening(material)), Align.THAI, first=2)
    yield Heading("1. สรุปผล", 2)
    yield Paragraph(plain(summary(material)), Align.THAI, first=2)
    yield Heading("2. คำตอบที่ได้รับ", 2)
    yield from _answers(material, tables)
    yield Heading("3. ผลการประเมิน", 2)
    yield from _scores(material, tables)
    yield Heading("4. เปรียบเทียบกับรอบก่อน", 2)
    yield from _comparison(material, tables)
    yield Heading("5. ความเห็นของผู้รับบริการ", 2)
    yield from comments(material)
    yield Heading("6. ผลการปรับปรุงที่เสนอไว้ในรอบก่อน", 2)
    yield from promised(material)
    yield Heading("7. ข้อเสนอเพื่อการปรับปรุง", 2)
    yield from suggestions(material)


def _opening(material: Material) -> str:
    days, name = days_of(material.period), round_name(material.period)
    if material.is_open:
        return (
            f"{material.agency_name} เปิดรับการประเมินความพึงพอใจของผู้รับบริการ ณ จุดให้บริการ {name} "
            f"ระหว่างวันที่ {days} ขณะนี้รอบยังไม่ปิด จึงขอเสนอผลเบื้องต้น ดังนี้"
        )
    return (
        f"ตามที่{material.agency_name} เปิดรับการประเมินความพึงพอใจของผู้รับบริการ ณ จุดให้บริการ {name} "
        f"ระหว่างวันที่ {days} นั้น บัดนี้ปิดรอบแล้ว จึงขอรายงานผล ดังนี้"
    )


def _answers(material: Material, tables: Tables) -> Iterator[Block]:
    title = f"{next(tables)} คำตอบที่ได้รับและที่ไม่นำมาคำนวณ"
    received = kept(title, flags(material), *_of_flags(material))
    shown = material.shown.results
    if shown is None:
        yield received
        return
    answered = kept(f"{next(tables)} ผู้ตอบ", respondents(material.results, shown), ASSISTED)
    yield Columns(((received,), (answered,)), (1, 1))


def _of_flags(material: Material) -> Iterator[str]:
    shown = material.shown
    if not material.results.flagged:
        return
    yield "คำตอบหนึ่งอาจเข้าหลายเกณฑ์ ทุกคำตอบยังเก็บไว้ครบ"
    if shown.results and not shown.hides_flagged:
        yield (
            "หากนับรวมคำตอบที่เข้าเกณฑ์ด้วย คำถามภาพรวมจะได้ค่าเฉลี่ย "
            f"{score(shown.results.overall_with_flagged.mean)} แทน {score(shown.results.overall.mean)}"
        )


# --- figures -----------------------------------------------------------------------------------------


def _scores(material: Material, tables: Tables) -> Iterator[Block]:
    results = material.shown.results
    if results is None:
        yield Paragraph(plain("ไม่มีคะแนนที่แสดงได้ ตามเหตุผลในข้อ 1"))
        return
    charts = charts_of(results)
    yield kept(f"{next(tables)} ความพึงพอใจรายด้าน", aspects(results), FORMULA, WEIGHTS)
    yield kept("เกณฑ์การแปลผล (กำหนดไว้ก่อนเปิดรอบ)", bands(results))
    yield Together((caption(f"แผนภูมิที่ 1 {charts.aspects.name}"), charts.aspects))
    distribution = charts.distribution
    yield Together((caption(f"แผนภูมิที่ 2 {distribution.name}"), distribution, note(_overall(results))))
    yield from _groups(material, results, tables)


def _groups(material: Material, shown: Results, tables: Tables) -> Iterator[Block]:
    results = material.results
    points = groups("ผลตามจุดบริการ", "จุดบริการ", results.points, shown.points)
    months = groups("ผลตามเดือน", "เดือน", results.months, shown.months)
    yield kept(f"{next(tables)} คำถามภาพรวม จำแนกตามจุดบริการ", points)
    small = f"กลุ่มที่มีน้อยกว่า {material.shown.least} คำตอบไม่แสดงคะแนน และไม่แสดงกลุ่มอื่นที่ทำให้คำนวณย้อนกลับได้"
    yield kept(f"{next(tables)} คำถามภาพรวม จำแนกตามเดือน", months, small)


def _overall(results: Results) -> str:
    overall = results.overall
    return (
        f"คำถามภาพรวมไม่รวมอยู่ในค่าเฉลี่ยรายด้าน มีผู้ตอบ {count(overall.n)} คำตอบ "
        f"(ไม่ขอตอบ {count(overall.unused)}) "
        f"ค่าเฉลี่ย {score(overall.mean)} S.D. {score(overall.sd)} "
        f"ช่วงความเชื่อมั่นร้อยละ 95 ของค่าเฉลี่ย {interval(overall.mean_low, overall.mean_high)} "
        f"ผู้ที่พึงพอใจมากหรือมากที่สุดร้อยละ {score(overall.top2)} "
        f"(ช่วงความเชื่อมั่นร้อยละ 95 คือ {interval(overall.top2_low, overall.top2_high)})"
    )


def _comparison(material: Material, tables: Tables) -> Iterator[Block]:
    if material.last is None:
        yield Paragraph(plain("ยังไม่มีรอบก่อนที่ปิดแล้วให้เปรียบเทียบ"))
        return
    first = shown_span(material.earlier[0].round.period)
    table = rounds(material, material.last)
    yield kept(f"{next(tables)} ผลของแต่ละรอบ ตั้งแต่รอบ {first}", table, *cautions(material, material.last))
