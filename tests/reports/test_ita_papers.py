"""The papers of a cycle in the office: who gets them, what they lack, how they look before and after they are
signed, and that a note is set as the regulation has it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdf
import pypdfium2
import pytest
from flask import Flask

from checklist_app.documents.document import Document, Table, in_digits, texts
from checklist_app.documents.docx import docx
from checklist_app.documents.docx.xml import NAMESPACES
from checklist_app.documents.pdf import pdf
from checklist_app.errors import Problem
from checklist_app.ita import (
    FollowUp,
    Measure,
    MeasureDraft,
    MeasureState,
    Signed,
    SignOff,
    compared,
    content_of,
)
from checklist_app.reports.ita.bound import Asked, PaperName, paper
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita_papers import document_of, missing_of
from checklist_app.thai import DigitStyle
from tests.cast import World
from tests.conftest import ClientOf
from tests.documents.docx_reading import Read, misplaced, text_of, value
from tests.documents.pdf_reading import close, structure
from tests.ita.world import CYCLE, NOON, Bureau, bureau_of, scores_of
from tests.reports import ita_world as sources
from tests.reports.test_ita_sources import nodes

POINT = 1 / 72 * 25.4  # millimetres


def made(material: Material, name: PaperName, months: int = 12) -> Document:
    return paper(material, Asked(name, months, DigitStyle.ARABIC, sources.MADE))


def said(document: Document) -> str:
    return "\n".join(texts(in_digits(document)))


def with_measures(case: str, measures: Sequence[Measure]) -> Material:
    known = sources.material(case)
    plan = replace(known.dossier.plan, measures=tuple(measures))
    return replace(known, dossier=replace(known.dossier, plan=plan))


def signed(material: Material, what: Signed) -> Material:
    plan = material.dossier.plan
    approval = SignOff(what, "p", "ผู้ลงนาม", "นายกเทศมนตรี", NOON, "เห็นชอบตามเสนอ", content_of(plan, what))
    changed = replace(plan, signed=(*plan.signed, approval))
    return replace(material, dossier=replace(material.dossier, plan=changed))


def rows(document: Document) -> list[list[str]]:
    (table,) = nodes(in_digits(document), Table)
    return [["\n".join(texts(cell.blocks)) for cell in row.cells] for row in table.rows]


# --- signed or not -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "name", "what"),
    [
        ("000", PaperName.MEASURES, Signed.MEASURES),
        ("001", PaperName.FOLLOWUP, Signed.WHOLE),
        ("003", PaperName.OUTCOME, Signed.WHOLE),
    ],
)
def test_a_paper_is_a_draft_until_it_is_signed_as_it_stands(case: str, name: PaperName, what: Signed) -> None:
    material = sources.material(case)
    draft = made(material, name)
    assert draft.watermark == "ร่าง"
    assert "ผู้บริหารยังไม่ได้ลงนามเห็นชอบ" in draft.footer
    approved = signed(material, what)
    final = made(approved, name)
    assert final.watermark == ""
    assert "ร่าง" not in final.footer
    assert {"ผู้ลงนาม", "นายกเทศมนตรี", "20 พฤศจิกายน 2569", "เห็นชอบตามเสนอ"} <= {*texts(final)}
    first, *more = approved.dossier.plan.measures
    plan = replace(approved.dossier.plan, measures=(replace(first, title="แก้ไขแล้ว"), *more))
    changed = made(replace(approved, dossier=replace(approved.dossier, plan=plan)), name)
    assert changed.watermark == "ร่าง"
    assert "แก้ไขหลังจากผู้บริหารลงนาม" in changed.footer
    assert "ผู้ลงนาม" not in said(changed)


@pytest.mark.parametrize("name", [PaperName.ANALYSIS, PaperName.COMPARISON])
def test_what_only_tells_figures_is_no_draft(name: PaperName) -> None:
    assert made(sources.material("001"), name).watermark == ""


def test_a_note_to_be_signed_on_paper_has_no_watermark() -> None:
    note = made(sources.material("002"), PaperName.MEMO)
    assert note.watermark == ""
    assert "เสนอผู้บริหารเพื่อพิจารณา" in note.footer


# --- measures and reports ------------------------------------------------------------------------------


def measure(number: int, *reports: FollowUp, **said: object) -> Measure:
    known = {"title": "จัดทำคู่มือ", **said}
    return Measure(id=f"m{number}", revision=1, followups={each.months: each for each in reports}, **known)  # type: ignore[arg-type]


def report(months: int, state: MeasureState, **said: object) -> FollowUp:
    return FollowUp(
        months=months,
        state=state,
        revision=1,
        by="",
        changed=sources.MADE.date(),
        **said,  # type: ignore[arg-type]
    )


def test_what_has_no_result_says_how_it_stands() -> None:
    known = (
        measure(1),
        measure(2, report(6, MeasureState.DOING)),
        measure(3, report(6, MeasureState.POSTPONED, until=date(2026, 12, 1), reason="รองบประมาณ")),
        measure(4, report(6, MeasureState.DROPPED, reason="ไม่มีผู้รับผิดชอบ")),
    )
    table = rows(made(with_measures("001", known), PaperName.FOLLOWUP, 6))
    assert [row[4] for row in table] == [
        "ยังไม่ได้รายงานผล",
        "อยู่ระหว่างดำเนินการ",
        "เลื่อนไปแล้วเสร็จภายในวันที่ 1 ธันวาคม 2569 เนื่องจากรองบประมาณ",
        "ยกเลิก เนื่องจากไม่มีผู้รับผิดชอบ",
    ]
    assert [row[5] for row in table] == ["", "ไม่มี", "ไม่มี", "ไม่มี"]


def test_a_report_on_half_the_year_names_its_days_and_does_not_compare_years() -> None:
    half, whole = (said(made(sources.material("001"), PaperName.FOLLOWUP, months)) for months in (6, 12))
    assert "รอบ 6 เดือน (1 ตุลาคม 2567 – 31 มีนาคม 2568)" in half
    assert "ผลลัพธ์หรือความสำเร็จของการดำเนินงาน" not in half
    assert "ผลลัพธ์หรือความสำเร็จของการดำเนินงาน" in whole
    assert "รอบ 12 เดือน" not in whole


def test_a_duration_without_words_is_told_by_its_days_and_a_budget_below_the_steps() -> None:
    known = measure(
        1, start=date(2025, 10, 1), end=date(2026, 1, 31), steps=("ร่าง", "เผยแพร่"), budget=Decimal(5000)
    )
    last = measure(2, end=date(2026, 1, 31))
    document = made(with_measures("003", (known, last)), PaperName.MEASURES)
    first, second = rows(document)
    assert first[3] == "1 ตุลาคม 2568 – 31 มกราคม 2569"
    assert first[1].splitlines() == ["1. ร่าง", "2. เผยแพร่", "งบประมาณ 5,000 บาท"]
    assert second[3] == "ภายใน 31 มกราคม 2569"


def test_a_third_year_stands_beside_the_change_since_the_second() -> None:
    known = sources.material("001").dossier
    assert known.before
    assert known.after
    later = replace(known.after, scores=replace(known.after.scores, year=2569, published_total=None))
    material = replace(sources.material("001"), comparison=compared([known.before, known.after, later]))
    document = made(material, PaperName.COMPARISON)
    (table,) = nodes(in_digits(document), Table)
    heads = [["".join(texts(cell.blocks)) for cell in row.cells] for row in table.header]
    assert heads[0][2:] == ["ปี 2567", "ปี 2568", "เปลี่ยนแปลง", "ปี 2569", "เปลี่ยนแปลง"]
    assert heads[1] == ["คะแนน ITA"] * 3
    assert rows(document)[0][2:] == ["99.83", "99.19", "-0.64", "99.19", "0.00"]
    assert "จึงได้จัดทำมาตรการ" not in said(document)


# --- how they are set ----------------------------------------------------------------------------------


def test_a_note_is_set_as_the_regulation_has_it() -> None:
    document = made(sources.material("002"), PaperName.MEMO)
    first = Read(docx(document, {})).found("w:sectPr")[0]
    margins = {edge: int(value(first, "w:pgMar", f"w:{edge}") or 0) for edge in ("left", "right")}
    assert {edge: round(width / 567) for edge, width in margins.items()} == {"left": 3, "right": 2}
    read = Read(docx(document, {}))
    emblem = next(each for each in read.found("w:p") if value(each, "w:spacing", "w:lineRule") == "exact")
    assert round(int(value(emblem, "w:spacing", "w:line") or 0) / 567, 1) == 1.5  # centimetres, empty
    assert text_of(emblem).strip() == ""
    sizes = {
        text_of(run).strip(): value(run, "w:szCs")
        for run in read.found("w:r")
        if run.find("w:rPr/w:szCs", NAMESPACES) is not None
    }
    assert {label: sizes.get(label) for label in ("บันทึกข้อความ", "ส่วนราชการ", "ที่", "วันที่", "เรื่อง")} == {
        "บันทึกข้อความ": "58",
        **dict.fromkeys(("ส่วนราชการ", "ที่", "วันที่", "เรื่อง"), "40"),
    }
    with pypdfium2.PdfDocument(pdf(document, {}).content) as file:
        page = file[0].get_textpage()
        edges = [
            page.get_charbox(n)[0] * POINT
            for n in range(page.count_chars())
            if page.get_text_range(n, 1).strip()
        ]
    assert 29.5 < min(edges) < 31


def test_the_first_page_of_a_note_and_a_cover_have_no_number() -> None:
    for case, name in (("002", PaperName.MEMO), ("000", PaperName.MEASURES)):
        content = pdf(made(sources.material(case), name), {}).content
        first, second, *_ = (
            close(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
        )
        assert "หน้า1จาก" not in first
        assert "หน้า2จาก" in second


def test_the_head_of_a_table_is_on_every_page_of_it() -> None:
    document = made(sources.material("003"), PaperName.OUTCOME)
    pages = pypdf.PdfReader(io.BytesIO(pdf(document, {}).content)).pages
    assert len(pages) > 3
    assert all(close("สรุปผลการดำเนินการตามมาตรการ / กิจกรรม") in close(page.extract_text()) for page in pages)


@pytest.mark.parametrize("name", PaperName)
def test_word_takes_every_paper_and_a_pdf_has_its_structure(name: PaperName) -> None:
    case = "001" if name in (PaperName.COMPARISON, PaperName.FOLLOWUP) else "002"
    document = made(sources.material(case), name)
    read = Read(docx(document, {}))
    assert [wrong for _, root in read.roots() for wrong in misplaced(root)] == []
    tags = structure(pdf(document, {}).content)
    assert tags.find("/H1")
    assert tags.find("/TH")


def test_a_paper_of_an_agency_that_said_nothing_can_still_be_signed() -> None:
    known = with_measures("003", [measure(1)])
    bare = replace(known.dossier, before=None)
    note = said(made(replace(known, dossier=bare), PaperName.MEMO))
    for place in (
        "สำนักปลัดองค์การบริหารส่วนตำบลดงหม้อทอง",
        "ความเห็นของปลัดองค์การบริหารส่วนตำบล",
        "นายกองค์การบริหารส่วนตำบลดงหม้อทอง",
        "จึงเรียนมาเพื่อโปรดทราบ",
    ):
        assert place in note


# --- what is missing -----------------------------------------------------------------------------------


def test_what_is_missing_is_told_before_a_paper_is_made() -> None:
    full = sources.material("000")
    empty = replace(
        full, dossier=replace(full.dossier, before=None, plan=replace(full.dossier.plan, measures=()))
    )
    assert {name.value: missing_of(empty, name) for name in PaperName} == {
        "analysis": "ita_papers.no_scores",
        "measures": "ita_papers.no_measures",
        "followup": "ita_papers.no_measures",
        "outcome": "ita_papers.no_measures",
        "comparison": "ita_papers.one_year",
        "memo": "ita_papers.no_measures",
    }
    with pytest.raises(Problem, match="no_measures"):
        document_of(empty, PaperName.MEMO, None, 12, sources.MADE)


# --- in the browser ------------------------------------------------------------------------------------


@pytest.fixture
def bureau(app: Flask, world: World) -> Bureau:
    return bureau_of(world)


def address(bureau: Bureau, last: str) -> str:
    return f"/agencies/{bureau.agency.id}/ita/{CYCLE.year}/{last}"


def test_the_page_says_what_each_paper_lacks_and_offers_the_others(
    bureau: Bureau, client_of: ClientOf
) -> None:
    page = client_of("staff").get(address(bureau, "papers")).text
    assert page.count("ยังทำไม่ได้") == 6
    bureau.score(scores_of("001-2567"))
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ"))
    page = client_of("executive").get(address(bureau, "papers?digits=arabic&months=6")).text
    assert page.count("ยังทำไม่ได้") == 1  # the comparison
    assert "measures.pdf?digits=arabic&amp;months=6" in page
    assert "ต้องมีคะแนน ITA อย่างน้อยสองปี" in page


def test_a_paper_comes_in_the_digits_of_the_agency_unless_others_are_asked_for(
    bureau: Bureau, client_of: ClientOf
) -> None:
    bureau.plan(MeasureDraft(title="จัดทำคู่มือ", steps=("ร่าง", "เผยแพร่")))
    client = client_of("inspector")
    own = Read(client.get(address(bureau, "measures.docx")).data).text()
    other = Read(client.get(address(bureau, "measures.docx?digits=arabic")).data).text()
    assert "๒. เผยแพร่" in own
    assert "2. เผยแพร่" in other


def test_a_pdf_is_shown_and_named_for_people(bureau: Bureau, client_of: ClientOf) -> None:
    bureau.score(scores_of("001-2567"))
    answer = client_of("auditor").get(address(bureau, "analysis.pdf"))
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith('inline; filename="ita-analysis-2570.pdf"')


def test_what_cannot_be_made_says_why(bureau: Bureau, client_of: ClientOf) -> None:
    answer = client_of("staff").get(address(bureau, "memo.pdf"))
    assert answer.status_code == 409
    assert "ยังไม่มีมาตรการของปีนี้" in answer.text


def test_years_that_are_asked_for_are_compared(bureau: Bureau, client_of: ClientOf) -> None:
    for case, year in (("001-2567", 2566), ("001-2567", 2567), ("001-2568", 2568)):
        bureau.score(scores_of(case), year)
    text = Read(
        client_of("staff").get(address(bureau, "comparison.docx?years=2566,2567&years=2568")).data
    ).text()
    assert all(f"ปี ๒๕๖{digit}" in text for digit in "๖๗๘")


def test_for_those_of_other_agencies_there_are_no_papers(bureau: Bureau, client_of: ClientOf) -> None:
    outsider = client_of("outsider")
    assert outsider.get(address(bureau, "papers")).status_code == 404
    assert outsider.get(address(bureau, "measures.pdf")).status_code == 404


def test_a_year_that_is_none_is_told(bureau: Bureau, client_of: ClientOf) -> None:
    answer = client_of("staff").get(f"/agencies/{bureau.agency.id}/ita/99/papers")
    assert answer.status_code == 422
