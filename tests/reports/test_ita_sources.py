"""Each paper says what the document that it was learnt from says, cell by cell and sentence by sentence, in
both digit styles and both formats. What it says otherwise on purpose stands in MENDS."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final

import pytest

from checklist_app.documents.document import Document, Row, Table, in_digits, texts
from checklist_app.documents.docx import docx
from checklist_app.documents.pdf import pdf
from checklist_app.reports.ita.bound import Asked, PaperName, paper
from checklist_app.thai import DigitStyle, format_score, to_arabic
from tests.documents.docx_reading import Read, text_of
from tests.documents.pdf_reading import of_pdfium
from tests.ita.world import SOURCES, scores_of
from tests.reports import ita_world as world

DIGITS: Final = list(DigitStyle)
PAPERS: Final = {
    "000": PaperName.MEASURES,
    "001": PaperName.FOLLOWUP,
    "002": PaperName.MEMO,
    "003": PaperName.OUTCOME,
}


@dataclass(frozen=True)
class Mend:
    """`cell`: only where a cell begins so; `row`: only in the row that begins so."""

    case: str
    source: str
    paper: str
    why: str
    cell: bool = False
    row: str = ""


TWICE: Final = "the number of the second row is there twice, so that all that follow are one too low"
UNNUMBERED: Final = "only the first three rows of the source have numbers"
SINGLE: Final = "what stands alone has no number"
RENUMBERED: Final = "rows are counted by their scores, so that indicators have the numbers of others"
ORDER: Final = "the sub-points carry the number of another point"

MENDS: Final = (
    Mend("000", "อำเภอนองสองห้อง", "อำเภอหนองสองห้อง", "a letter of the district's name is missing"),
    Mend("000", "100.0 0", "100.00", "the score is broken over two lines"),
    Mend("000", "2. การใช้งบประมาณ 91.41", "2. การใช้งบประมาณ 91.40", "the same score is 91.40 in the ranking"),
    Mend("000", "ภายใน (EIT)", "ภายนอก (EIT)", "EIT asks those outside"),
    Mend("000", "แบบวัดการรับรู้ของการเปิดเผย", "แบบวัดการเปิดเผย", "that is not what OIT is called"),
    Mend("000", "8. การปรับปรุงระบบการทำงาน", "8. การปรับปรุงการทำงาน", "two names; that of the year holds"),
    Mend("000", "17 ควร", "I7 ควร", "a capital I was read as 1"),
    Mend("000", "18 ควร", "I8 ควร", "a capital I was read as 1"),
    Mend("000", "112 หน่วยงาน", "I12 หน่วยงาน", "a capital I was read as 1"),
    Mend("000", "ได้รับทราบใน และถือปฏิบัติ", "ได้รับทราบและถือปฏิบัติ", "a word is left over"),
    Mend("000", "ปลัด/กองคลัง/ กองช่าง/กองการ", "ปลัด, กองคลัง, กองช่าง, กองการ", "one way to join departments"),
    Mend("001", "๒.คุณภาพการดำเนินงาน", "๓. คุณภาพการดำเนินงาน", TWICE),
    Mend("001", "๓.การปรับปรุงระบบการทำงาน", "๔. การปรับปรุงระบบการทำงาน", TWICE),
    Mend("001", "๔.แนวทางปฏิบัติเกี่ยวกับ", "๕. แนวทางปฏิบัติเกี่ยวกับ", TWICE),
    Mend("001", "๕.การแก้ไขปัญหาการทุจริต", "๖. การแก้ไขปัญหาการทุจริต", TWICE, cell=True),
    Mend("001", "๖.ประสิทธิภาพการสื่อสาร", "๗. ประสิทธิภาพการสื่อสาร", TWICE, cell=True),
    Mend("001", "๗.การป้องกันการทุจริต", "๘. การป้องกันการทุจริต", TWICE, cell=True),
    Mend("002", "เรียน นายองค์การ", "เรียน นายกองค์การ", "a letter of the office is missing"),
    Mend("002", "ประชุมองค์การปกครอง", "ประชุมองค์กรปกครอง", "that is not what they are called"),
    Mend("002", "ในสาธารณชนได้รับทราบ", "ให้สาธารณชนได้รับทราบ", "a slip of the pen"),
    Mend("002", "ประสิทธิผลการสื่อสาร", "ประสิทธิภาพการสื่อสาร", "that is not what the indicator is called"),
    Mend("002", "ได้คะแนนเท่ากับ ๘๓.๔๐", "ได้คะแนนเท่ากับ ร้อยละ ๘๓.๔๐", "every other score is in per cent"),
    Mend("002", "(๔.๑) ข้อมูลพื้นฐาน", "(๑.๑) ข้อมูลพื้นฐาน", ORDER),
    Mend("002", "(๔.๒) การบริหารงาน", "(๑.๒) การบริหารงาน", ORDER),
    Mend("002", "(๔.๓) การบริหารเงินงบประมาณ", "(๑.๓) การบริหารเงินงบประมาณ", ORDER),
    Mend("002", "(๔.๔) การบริหารและพัฒนา", "(๑.๔) การบริหารและพัฒนา", ORDER),
    Mend("002", "(๔.๕) การส่งเสริมความโปร่งใส", "(๑.๕) การส่งเสริมความโปร่งใส", ORDER),
    Mend("002", "๒. การใช้อำนาจ", "๓. การใช้อำนาจ", RENUMBERED),
    Mend("002", "๓. การแก้ไขปัญหาการทุจริต", "๕. การแก้ไขปัญหาการทุจริต", RENUMBERED),
    Mend("002", "๔. การใช้งบประมาณ", "๒. การใช้งบประมาณ", RENUMBERED),
    Mend("002", "๕. การใช้ทรัพย์สินของราชการ", "๔. การใช้ทรัพย์สินของราชการ", RENUMBERED),
    Mend("002", "๗. การปรับปรุงการทำงาน", "๘. การปรับปรุงการทำงาน", RENUMBERED),
    Mend("002", "๘. ประสิทธิภาพการสื่อสาร", "๗. ประสิทธิภาพการสื่อสาร", RENUMBERED),
    Mend("002", "๑. จัดประชุมชี้แจงแนวทาง", "จัดประชุมชี้แจงแนวทาง", SINGLE),
    Mend("002", "มีนาคม ๒๕๖๖", "กุมภาพันธ์ ๒๕๖๖", "the plan has another month", cell=True, row="๓."),
    Mend("003", "กองคลัง/งานพัสดุ ๑. กองคลังหรืองานพัสดุ", "๑. กองคลังหรืองานพัสดุ", "a department is no step"),
    Mend("003", "พ.ศ. ๒๕๖๖ นำมาสู่", "พ.ศ. ๒๕๖๕ นำมาสู่", "measures follow from the year before"),
    Mend("003", "การปฏิบัติงาน", "๔. การปฏิบัติงาน", UNNUMBERED, cell=True),
    Mend("003", "การให้บริการ", "๕. การให้บริการ", UNNUMBERED, cell=True),
    Mend("003", "การจัดซื้อจัดจ้างหรือการพัสดุ", "๖. การจัดซื้อจัดจ้างหรือการพัสดุ", UNNUMBERED, cell=True),
    Mend("003", "การบริหารและพัฒนาทรัพยากรบุคคล", "๗. การบริหารและพัฒนาทรัพยากรบุคคล", UNNUMBERED, cell=True),
    Mend("003", "การดำเนินการเพื่อป้องกัน", "๘. การดำเนินการเพื่อป้องกัน", UNNUMBERED, cell=True),
    Mend("003", "มาตรการภายใน", "๙. มาตรการภายใน", UNNUMBERED, cell=True),
    Mend("003", "การเผยแพร่ข้อมูล", "๑๐. การเผยแพร่ข้อมูล", UNNUMBERED, cell=True),
    Mend("003", "การเผยแพร่ผลงาน", "๑๑. การเผยแพร่ผลงาน", UNNUMBERED, cell=True),
    Mend("003", "ช่องทางการรับฟัง", "๑๒. ช่องทางการรับฟัง", UNNUMBERED, cell=True),
    Mend("003", "หน่วยงานมีการชี้แจง", "๑๓. หน่วยงานมีการชี้แจง", UNNUMBERED, cell=True),
    Mend("003", "หน่วยงานมีช่องทาง", "๑๔. หน่วยงานมีช่องทาง", UNNUMBERED, cell=True),
)  # fmt: skip


# --- what the sources say ------------------------------------------------------------------------------


def squashed(text: str) -> str:
    """What was said: scans break lines anywhere, and digits follow the style of the paper."""
    return to_arabic("".join(unicodedata.normalize("NFC", text).split()))


def mended(case: str, text: str, *, row: list[str] | None = None) -> str:
    """`row` is that of a cell."""
    said = squashed(text)
    for mend in MENDS:
        if mend.case == case and concerns(mend, said, row):
            said = said.replace(squashed(mend.source), squashed(mend.paper), 1)
    return said


def concerns(mend: Mend, said: str, row: list[str] | None) -> bool:
    source = squashed(mend.source)
    if not mend.cell:
        return source in said
    return row is not None and said.startswith(source) and squashed(row[0]).startswith(squashed(mend.row))


def sentences(case: str) -> list[str]:
    told = [world.meant(case, text) for text in world.SAID["sentences"][case]]
    return [*told, *(described() if case == "002" else ())]


def described() -> Iterator[str]:
    """The indicators of document 002, as it describes them: strengths and weaknesses, each by rank."""
    known, scores = SOURCES["indicator_objectives_doc002"], scores_of("002")
    ranked = next(each["rank"] for each in SOURCES["scores"] if each["case"] == "002")
    for place, number in enumerate(map(str, ranked)):
        about, score = known[number], format_score(scores[number])
        per_cent = "" if number == "3" else "ร้อยละ "
        yield (
            f"({place % 5 + 1}) ตัวชี้วัดที่ {number} {about['name']} โดยรวมได้คะแนนเท่ากับ {per_cent}{score} "
            f"เป็นคะแนนจากตัวชี้วัดที่มีวัตถุประสงค์ {about['objective']}"
        )
        yield from about.get("points", ())


def tables(case: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Heading of the first column, then the rows, of every table of the source."""
    for table in world.SOURCE[case].tables:
        columns = SOURCES[table].get("columns") or SOURCES[table]["columns_a"]
        yield columns[-1], [columns, *world.printed(table)]
    if case in ("000", "002"):
        yield "คะแนน", [["อันดับ", "ตัวชี้วัด", "คะแนน"], *ranking(case)]
    if case == "001":
        yield "คะแนน ITA", [*COMPARISON_HEADS, *comparison()]


NAMES: Final = {key: each["name"] for key, each in SOURCES["indicator_objectives_doc002"].items()}
COMPARISON_HEADS: Final = [
    ["ตัวชี้วัดที่", "รายละเอียดตัวชี้วัด", "ปี ๒๕๖๗", "ปี ๒๕๖๘", "เปลี่ยนแปลง"],
    ["คะแนน ITA", "คะแนน ITA"],
]
CHANGES: Final = ["-๐.๖๔", "๐.๘๔", "๐.๓๓", "๑.๕๔", "๐.๑๘", "๐.๖๐", "๑.๓๔", "๕.๗๙", "๒๓.๒๑", "๐.๐๐"]


def ranking(case: str) -> Iterator[list[str]]:
    ranked = next(each["rank"] for each in SOURCES["scores"] if each["case"] == case)
    names = NAMES | ({"7": "ประสิทธิผลการสื่อสาร"} if case == "002" else {})
    for place, number in enumerate(map(str, ranked), start=1):
        yield [str(place), names[number], format_score(scores_of(case)[number])]


def comparison() -> Iterator[list[str]]:
    before, after = scores_of("001-2567"), scores_of("001-2568")
    for number, changed in zip(before, CHANGES, strict=True):
        yield [number, NAMES[number], format_score(before[number]), format_score(after[number]), changed]
    yield ["คะแนนเฉลี่ย", "๙๓.๙๙", "๙๙.๕๔", "๕.๕๕"]


# --- what the papers say -------------------------------------------------------------------------------


@cache
def document(case: str, digits: DigitStyle) -> Document:
    return paper(world.material(case), Asked(PAPERS[case], 12, digits, world.MADE))


@cache
def word_file(case: str, digits: DigitStyle) -> Read:
    return Read(docx(document(case, digits), {}))


@cache
def pdf_text(case: str, digits: DigitStyle) -> str:
    return squashed(of_pdfium(pdf(document(case, digits), {}).content))


def in_tree(case: str, digits: DigitStyle) -> list[list[list[str]]]:
    found = nodes(in_digits(document(case, digits)), Table)
    return [[cells_of(row) for row in (*table.header, *table.rows)] for table in found]


def cells_of(row: Row) -> list[str]:
    return [squashed("".join(texts(cell.blocks))) for cell in row.cells]


def in_word(case: str, digits: DigitStyle) -> list[list[list[str]]]:
    """Cells that go on one from above are none of their own."""
    return [
        [
            [squashed(text_of(cell)) for cell in row.findall("w:tc", row.nsmap) if not goes_on(cell)]
            for row in table.findall("w:tr", table.nsmap)
        ]
        for table in word_file(case, digits).found("w:tbl")
    ]


def goes_on(cell: Any) -> bool:
    merged = cell.find("w:tcPr/w:vMerge", cell.nsmap)
    return merged is not None and "continue" in merged.values()


def nodes(value: object, kind: type[Any]) -> Iterator[Any]:
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from nodes(member, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from nodes(getattr(value, field.name), kind)


def wanted(case: str) -> Iterator[list[list[str]]]:
    for _, rows in tables(case):
        yield [[mended(case, cell, row=row) for cell in row] for row in rows]


# --- the tests -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("case", PAPERS)
def test_every_cell_of_the_source_is_in_its_place(case: str, digits: DigitStyle) -> None:
    for rows in wanted(case):
        for found in (in_tree(case, digits), in_word(case, digits)):
            same = [table for table in found if len(table) == len(rows) and table[0] == rows[0]]
            assert len(same) == 1, rows[0]
            assert same[0] == rows


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("case", PAPERS)
def test_every_sentence_of_the_source_is_said_in_its_order(case: str, digits: DigitStyle) -> None:
    tree = squashed("".join(texts(in_digits(document(case, digits)))))
    word = squashed(word_file(case, digits).text())
    for said in (tree, word):
        assert [each for each in sentences(case) if mended(case, each) not in said] == []
    at = 0
    for sentence in (mended(case, each) for each in world.SAID["sentences"][case]):
        assert sentence in word[at:]
        at = word.index(sentence, at) + len(sentence)


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("case", PAPERS)
def test_the_pdf_says_all_of_it_too(case: str, digits: DigitStyle) -> None:
    """A page may end within a sentence: then both halves are there."""
    printed = pdf_text(case, digits)
    cells = {cell for rows in wanted(case) for row in rows for cell in row}
    said = {*cells, *(mended(case, each) for each in sentences(case))}
    assert [each for each in said if not is_printed(each, printed)] == []


def is_printed(text: str, printed: str, ends: int = 1) -> bool:
    if text in printed:
        return True
    reached = next((n for n in range(len(text), 0, -1) if text[:n] in printed), 0)
    return bool(ends and reached) and is_printed(text[reached:], printed, ends - 1)


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("case", PAPERS)
def test_digits_are_of_one_style(case: str, digits: DigitStyle) -> None:
    """But for questions (O24), which are codes."""
    other = "[๐-๙]" if digits is DigitStyle.ARABIC else "(?<![A-Z0-9])[0-9]"
    assert re.findall(other, "\n".join(texts(in_digits(document(case, digits)))).replace("ITA", "")) == []


@pytest.mark.parametrize("mend", MENDS, ids=lambda mend: f"{mend.case}-{mend.source[:20]}")
def test_every_mend_is_of_something_that_the_source_says_and_the_paper_does_not(mend: Mend) -> None:
    source, put = squashed(mend.source), squashed(mend.paper)
    cells = (cell for _, rows in tables(mend.case) for row in rows for cell in row)
    told = map(squashed, [*cells, *sentences(mend.case), *ANALYSED.get(mend.case, ())])
    assert any(cell.startswith(source) if mend.cell else source in cell for cell in told)
    said = squashed("".join(texts(in_digits(document(mend.case, DigitStyle.THAI)))))
    assert put in said
    assert mend.row or source in put or source not in said


ANALYSED: Final = {
    "000": (
        "๑. การปฏิบัติหน้าที่ 93.85 คะแนน",
        "๒. การใช้งบประมาณ 91.41 คะแนน",
        "3. การใช้อำนาจ 92.51 คะแนน",
        "4. การใช้ทรัพย์สินของราชการ 92.45 คะแนน",
        "5. การแก้ไขปัญหาการทุจริต 91.48 คะแนน",
        "6. คุณภาพการดำเนินงาน 97.91 คะแนน",
        "7. ประสิทธิภาพการสื่อสาร 98.52 คะแนน",
        "8. การปรับปรุงระบบการทำงาน 98.44 คะแนน",
        "9. การเปิดเผยข้อมูล 97.14 คะแนน",
        "10. การป้องกันการทุจริต 100.00 คะแนน",
    ),
    "002": (
        "๑. การปฏิบัติหน้าที่ ๘๖.๙๒ คะแนน",
        "๒. การใช้อำนาจ ๘๓.๔๐ คะแนน",
        "๓. การแก้ไขปัญหาการทุจริต ๗๘.๔๗ คะแนน",
        "๔. การใช้งบประมาณ ๗๗.๓๕ คะแนน",
        "๕. การใช้ทรัพย์สินของราชการ ๗๗.๒๐ คะแนน",
        "๖. คุณภาพการดำเนินงาน ๘๓.๑๖ คะแนน",
        "๗. การปรับปรุงการทำงาน ๗๑.๕๙ คะแนน",
        "๘. ประสิทธิภาพการสื่อสาร ๖๕.๐๙ คะแนน",
        "๙. การเปิดเผยข้อมูล ๑๐๐.๐๐ คะแนน",
        "๑๐. การป้องกันการทุจริต ๑๐๐.๐๐ คะแนน",
    ),
}
"""The rows of the table that analyses each instrument; the merged cell beside them is among the sentences."""


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("case", ANALYSED)
def test_the_analysis_gives_every_indicator_its_score_and_every_instrument_one_cell(
    case: str, digits: DigitStyle
) -> None:
    rows = [row for table in in_tree(case, digits) for row in table]
    scored = [row for row in rows if len(row) > 1 and row[1].endswith("คะแนน")]
    assert {"".join(row[:2]) for row in scored} == {mended(case, each) for each in ANALYSED[case]}
    assert [row[0].split(".")[0] for row in scored if len(row) == 3] == ["1", "6", "9"]


LEFT_OUT: Final = (
    ("001", "สรุปผลการดำเนินการ", "a second set of headings of the same columns, from the third page on"),
    ("002", "ข้อเสนอแนะในการเปิดเผยข้อมูล : มาตรการส่งเสริมคุณธรรม", "the running head of another paper"),
)


@pytest.mark.parametrize(("case", "source", "why"), LEFT_OUT, ids=lambda each: each[:20])
def test_what_is_left_out_of_a_source_is_known(case: str, source: str, why: str) -> None:
    said = squashed("".join(texts(in_digits(document(case, DigitStyle.THAI)))))
    assert squashed(source) not in said


@pytest.mark.parametrize("slip", world.SLIPS, ids=lambda slip: f"{slip[0]}-{slip[1][:20]}")
def test_every_slip_of_a_scan_is_in_its_source(slip: tuple[str, str, str]) -> None:
    case, scanned, _ = slip
    cells = [
        cell
        for table in SOURCES
        if table.startswith(f"doc{case}")
        for row in SOURCES[table]["rows"]
        for cell in row
    ]
    assert any(scanned in cell for cell in cells)
