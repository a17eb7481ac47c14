"""The papers of a cycle: what they lack, how they look before and after they are signed,
and that a note is set as the regulation has it."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdf
import pypdfium2
import pytest

from checklist_app.documents.document import Document, Table, in_digits, texts
from checklist_app.documents.docx import docx
from checklist_app.documents.docx.xml import NAMESPACES
from checklist_app.documents.pdf import pdf
from checklist_app.errors import Problem
from checklist_app.ita import (
    FollowUp,
    Measure,
    MeasureState,
    Result,
    ScoredYear,
    Signed,
    SignOff,
    compared,
    content_of,
)
from checklist_app.ita.letters.headings import HEADINGS
from checklist_app.reports.ita.bound import Asked, PaperName, paper
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita_papers import document_of, missing_of
from checklist_app.thai import DigitStyle
from tests.documents.docx_reading import Read, misplaced, text_of, value
from tests.documents.pdf_reading import close, structure
from tests.ita.world import NOON
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
    cover, *inside = (close(page.extract_text()) for page in pages)
    assert len(inside) > 3
    assert close("สรุปผลการดำเนินการตามมาตรการ") not in cover
    assert all(close("สรุปผลการดำเนินการตามมาตรการ / กิจกรรม") in page for page in inside)


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


def test_whoever_prepared_a_note_has_room_to_write_name_and_position() -> None:
    known = sources.material("003")
    with pypdfium2.PdfDocument(pdf(made(known, PaperName.MEMO), {}).content) as file:
        page = file[0].get_textpage().get_text_range()
    assert "ตำแหน่ง" in page


def test_until_something_is_reported_the_note_asks_to_agree_to_the_measures() -> None:
    known = sources.material("001")
    planned = tuple(replace(each, followups={}) for each in known.dossier.plan.measures)
    proposed_only = Material.of(with_measures("001", planned).dossier)
    proposing, reporting = (said(made(each, PaperName.MEMO)) for each in (proposed_only, known))
    proposed, reported = "ขอความเห็นชอบมาตรการส่งเสริม", "รายงานผลการดำเนินการตามมาตรการส่งเสริม"
    assert proposed in proposing
    assert "จึงเรียนมาเพื่อโปรดพิจารณา" in proposing
    assert reported not in proposing
    assert reported in reporting
    assert proposed not in reporting


def test_no_line_ends_between_the_era_and_its_year() -> None:
    document = made(sources.material("002"), PaperName.MEMO)
    divided = [text for text in texts(document.parts[0]) if "พ.ศ. 2" in text]
    assert divided == []
    with pypdfium2.PdfDocument(pdf(document, {}).content) as file:
        assert "พ.ศ.\r\n" not in file[0].get_textpage().get_text_range()


@pytest.mark.parametrize("letter", ["ก", "a"])
@pytest.mark.parametrize("name", [PaperName.MEASURES, PaperName.FOLLOWUP, PaperName.OUTCOME])
def test_texts_without_end_stay_on_the_page(name: PaperName, letter: str) -> None:
    long = letter * 2000
    done = report(12, MeasureState.DONE, results=(Result(long),), outcome=(long,), suggestion=long)
    known = with_measures("003", [measure(1, done, title=long, steps=(long, long), departments=(long,))])
    letters = 0
    with pypdfium2.PdfDocument(pdf(made(known, name), {}).content) as file:
        for page in file:
            read, width = page.get_textpage(), page.get_width()
            letters += read.get_text_range().count(letter)
            assert all(0 < read.get_charbox(n)[2] < width for n in range(read.count_chars()))
    assert letters >= 6000


def test_an_indicator_without_a_score_has_none_in_the_analysis() -> None:
    known = sources.material("000")
    some = replace(known.dossier.before.scores, indicators={"1": Decimal(80)})  # type: ignore[union-attr]
    before = ScoredYear.of(some, known.dossier.edition)
    document = made(Material.of(replace(known.dossier, before=before)), PaperName.ANALYSIS)
    assert "– คะแนน" not in said(document)
    assert "80.00 คะแนน" in said(document)


# --- headings ------------------------------------------------------------------------------------------


def worded(case: str, headings: Mapping[str, str]) -> Material:
    known = sources.material(case)
    letters = replace(known.dossier.letters, headings=headings)
    return replace(known, dossier=replace(known.dossier, letters=letters))


def all_said(material: Material) -> str:
    return "\n".join(said(made(material, name)) for name in PaperName if not missing_of(material, name))


def test_every_heading_of_the_papers_is_worded_as_the_agency_has_it() -> None:
    ours = {key: f"<{key}> {{year}} {{before}} {{agency}}" for key in HEADINGS}
    printed = all_said(worded("001", ours)) + all_said(worded("002", ours))
    filled = {key: f"<{key}> 2568 2567 เทศบาลตำบลโคกม้า" for key in HEADINGS if key != "measures_agreed"}
    filled["measures_agreed"] = "<measures_agreed> 2566 2565 องค์การบริหารส่วนตำบลบ้านแลง"
    assert [text for text in filled.values() if text not in printed] == []
    assert "{" not in printed


def test_a_heading_of_several_lines_stands_on_as_many() -> None:
    document = made(worded("003", {"outcome_cover": "ผลงาน\nด้านคุณธรรม\nปี {year}"}), PaperName.OUTCOME)
    assert [*texts(document.parts[0])][:3] == ["ผลงาน", "ด้านคุณธรรม", "ปี 2566"]


def test_measures_of_a_meeting_and_others_are_headed_each_in_their_way() -> None:
    ours = {"measures_plan": "มาตรการของปี {year}", "measures_agreed": "มติที่ประชุมปี {year}"}
    assert "มาตรการของปี 2568" in said(made(worded("001", ours), PaperName.MEASURES))
    agreed = said(made(worded("002", ours), PaperName.MEASURES))
    assert "มติที่ประชุมปี 2566" in agreed
    assert "มาตรการของปี 2566" not in agreed


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
