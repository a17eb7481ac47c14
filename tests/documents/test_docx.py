"""A paper as a DOCX file says all that the paper says, and can be worked on in Word and LibreOffice."""

import io
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import docx as python_docx
import pytest
from PIL import Image

from checklist_app.documents.document import (
    Align,
    Bar,
    Blank,
    Block,
    Box,
    Break,
    Cell,
    Chart,
    Columns,
    Document,
    Face,
    Heading,
    Item,
    Listing,
    PageBreak,
    Paragraph,
    Part,
    Picture,
    QrCode,
    Row,
    SignatureBlock,
    Table,
    Text,
    Together,
    Writing,
    cell,
    plain,
)
from checklist_app.documents.docx import docx
from checklist_app.documents.docx.xml import NAMESPACES
from checklist_app.qr import png
from checklist_app.reports.visit.report import blank_form, supervision
from checklist_app.thai import DigitStyle
from tests.documents.docx_reading import Read, merges, misplaced, name, text_of, value, widths_of
from tests.reports import world

ROOT = Path(__file__).parent.parent.parent
MADE = datetime(2026, 11, 21, 9, 0, 30, tzinfo=UTC)
ADDRESS = "https://nithet.example.go.th/verify/7KD3P94VXM"
INK = (((120, 300), (180, 120), (260, 380)), ((90, 400),))
HEADER = (
    Row((cell("ตัวชี้วัด", head=True, down=2), cell("ข้อคำถาม", head=True, across=2))),
    Row((cell("ที่", head=True), cell("จำนวน", head=True))),
)
SCORES = Table(
    "คะแนน",
    (4, 1, 1),
    (
        Row((cell("เปิดเผยข้อมูล", down=3), cell("ก"), cell("ข"))),
        Row((cell("รวมสองช่อง", across=2),)),
        Row((cell("ค"),), long=True),
    ),
    HEADER,
)

BLOCKS: Mapping[str, tuple[Block, str]] = {
    "heading": (Heading("ส่วนที่ 1 ข้อมูลทั่วไป"), "ส่วนที่ 1 ข้อมูลทั่วไป"),
    "paragraph": (Paragraph((Text("หนา", bold=True), Break(), Text("เอน", italic=True))), "หนา\nเอน"),
    "blank": (Paragraph((Text("วงเงิน "), Blank("306,000", fixed=12), Text(" บาท"))), "306,000"),
    "long blank": (Paragraph((Text("ระบุ "), Blank("ข้อความยาว" * 30))), "ข้อความยาว" * 30),
    "face": (Paragraph((Text("มาก "), Face("high"))), "มาก ☺"),
    "listing": (Listing((Item(Text("1."), plain("ข้อหนึ่ง"), (Writing("เพราะ"),)),)), "1.\tข้อหนึ่ง\nเพราะ"),
    "writing": (Writing("บรรทัดหนึ่ง\nบรรทัดสอง"), "บรรทัดหนึ่ง\t\nบรรทัดสอง\t"),
    "table": (SCORES, "ตัวชี้วัด\nข้อคำถาม\n\nที่\nจำนวน\nเปิดเผยข้อมูล\nก\nข"),
    "columns": (Columns(((Paragraph(plain("ซ้าย")),), (Paragraph(plain("ขวา")),)), (1, 1)), "ซ้าย\nขวา"),
    "together": (Together((Paragraph(plain("ต้น")), Paragraph(plain("ปลาย")))), "ต้น\nปลาย"),
    "chart": (Chart("คะแนน", (Bar("ด้านที่ 1", Decimal("62.50"), "ต่ำ"),)), "ด้านที่ 1\n\n\n62.50 ต่ำ"),
    "picture": (Picture("ไม่มี", "ป้าย", plain("ภาพที่ 1"), missing="ยังไม่ได้รับภาพ"), "ยังไม่ได้รับภาพ\nภาพที่ 1"),
    "signature": (
        SignatureBlock(
            "(ลงชื่อ)", "ผู้รายงาน", "นางสาวทดสอบ", "ตำแหน่ง", "นิติกร", "วันที่", "1 มกราคม", INK, "ลงนามแล้ว"
        ),
        "(ลงชื่อ) \t\t ผู้รายงาน\n(นางสาวทดสอบ)\nตำแหน่ง \tนิติกร\t\nวันที่ \t1 มกราคม\t\nลงนามแล้ว",
    ),
}


def paper(*blocks: Block, **others: object) -> Document:
    return replace(Document("แบบรายงาน", (Part(blocks),), MADE), **others)  # type: ignore[arg-type]


def read(*blocks: Block, pictures: Mapping[str, bytes] | None = None, **others: object) -> Read:
    return Read(docx(paper(*blocks, **others), pictures or {}))


def everything(digits: DigitStyle = DigitStyle.ARABIC) -> Document:
    blocks = tuple(block for block, _ in BLOCKS.values())
    ticks = Paragraph((Box(True, "มี"), Text(" มี "), Box(False, "ไม่มี"), Text(" ไม่มี")), Align.THAI)
    photo = Picture("photo", "ป้าย", plain("ภาพที่ 1"))
    parts = (
        Part((*blocks, ticks, photo, QrCode(ADDRESS, "คิวอาร์"), PageBreak(), Together((SCORES, *blocks)))),
        Part((Heading("แนวนอน"), SCORES), landscape=True),
        Part((Paragraph(plain("ท้าย")),)),
    )
    return Document("แบบ", parts, MADE, "สำนักงาน", "เลขที่ 1", watermark="ร่าง", digits=digits)


def photo(color: str = "green") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(file, "JPEG")
    return file.getvalue()


# --- what it says ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_kind_of_block_says_its_text(kind: str) -> None:
    block, expected = BLOCKS[kind]
    assert expected in read(block).text().replace("\xa0", "")


def test_blocks_follow_each_other_in_the_order_of_the_paper() -> None:
    said = Read(docx(everything(), {})).text().replace("\xa0", "")
    places = [said.index(expected) for _, expected in BLOCKS.values()]
    assert places == sorted(places)


@pytest.mark.parametrize("material", [world.blank, world.half, world.full, world.disputed])
def test_the_real_report_opens_and_its_markup_is_in_order(material: object) -> None:
    document = supervision(material(), stamp=world.STAMP, digits=DigitStyle.THAI, made=MADE)  # type: ignore[operator]
    content = docx(document, world.pictures())
    assert python_docx.Document(io.BytesIO(content)).paragraphs
    assert [wrong for _, root in Read(content).roots() for wrong in misplaced(root)] == []


def test_a_blank_form_has_a_box_for_every_box_of_the_paper() -> None:
    document = blank_form(world.official(), digits=DigitStyle.ARABIC, made=MADE)
    boxes = Read(docx(document, {})).found("w14:checkbox")
    assert len(boxes) > 100
    assert {value(box, "w14:checked", "w14:val") for box in boxes} == {"0"}


def test_digits_are_in_the_style_of_the_paper_with_page_numbers_too() -> None:
    exact = Text("K7M2", exact=True)
    thai = read(Paragraph((Text("ปี 2570 "), exact)), digits=DigitStyle.THAI, footer="หน้านี้ 1")
    assert "ปี ๒๕๗๐ K7M2" in thai.text()
    footer = thai.parts["word/footer1.xml"].decode()
    assert "หน้านี้ ๑" in footer
    assert r" PAGE \* ThaiArabic " in footer
    assert r" NUMPAGES \* ThaiArabic " in footer
    assert "ThaiArabic" not in read().parts["word/footer1.xml"].decode()


@pytest.mark.parametrize(("language", "said"), [("th", "หน้า 1 จาก 1"), ("en", "page 1 of 1")])
def test_the_foot_says_the_page_in_the_language_of_the_paper(language: str, said: str) -> None:
    roots = dict(read(language=language).roots())
    assert text_of(roots["word/footer1.xml"]).strip().lower() == said


# --- what can be worked with -------------------------------------------------------------------------------


def test_boxes_are_controls_that_can_be_ticked_and_have_names() -> None:
    boxes = read(Paragraph((Box(True, "มี"), Box(False, "ไม่มี" * 40), Box(False)))).found("w:sdt")
    states = [(value(box, "w14:checked", "w14:val"), text_of(box)) for box in boxes]
    assert states == [("1", "☑"), ("0", "☐"), ("0", "☐")]
    assert value(boxes[0], "w:alias") == "มี"
    assert len(value(boxes[1], "w:alias") or "") == 64
    assert value(boxes[2], "w:alias") is None
    assert len({value(box, "w:id") for box in boxes}) == 3


def test_headings_are_real_ones() -> None:
    blocks = [Heading("ส่วนที่ 1"), Heading("1.1", 2), Heading("ลึก", 9), Heading(" ")]
    opened = python_docx.Document(io.BytesIO(docx(paper(*blocks), {})))
    assert [p.style.name for p in opened.paragraphs if p.style] == [
        "Heading 1",
        "Heading 2",
        "Heading 4",
        "Normal",
    ]


def test_header_rows_are_repeated_and_rows_stay_whole_unless_they_are_long() -> None:
    rows = read(SCORES).found("w:tr")
    assert [row.find("w:trPr/w:tblHeader", NAMESPACES) is not None for row in rows] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [row.find("w:trPr/w:cantSplit", NAMESPACES) is not None for row in rows] == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_merged_cells_make_a_regular_grid() -> None:
    table = read(SCORES).found("w:tbl")[0]
    assert widths_of(table) == (3, [3, 3, 3, 3, 3])
    assert merges(table) == [
        ["restart", ""], ["continue", "", ""], ["restart", "", ""], ["continue", ""], ["continue", "", ""],
    ]  # fmt: skip


def test_a_row_that_is_too_short_is_filled_and_one_that_is_too_long_is_an_error() -> None:
    short = read(Table("", (1, 1, 1), (Row((cell("ก", across=9),)), Row((cell("ข"),))))).found("w:tbl")[0]
    assert widths_of(short) == (3, [3, 3])
    with pytest.raises(ValueError, match="more cells"):
        read(Table("", (1, 1), (Row((cell("ก"), cell("ข"), cell("ค"))),)))


def test_every_cell_ends_with_a_paragraph_and_tables_do_not_grow_together() -> None:
    nested = Table(
        "ใน", (1,), (Row((Cell((SCORES, SCORES)),)), Row((Cell((Listing(()), Table("", (1,), ()))),)))
    )
    body = read(nested, nested).body
    assert {cell[-1].tag for cell in body.iter(name("w:tc"))} == {name("w:p")}
    assert all(table.getnext().tag == name("w:p") for table in body.iter(name("w:tbl")))


def test_what_belongs_together_is_held_together_but_not_to_what_follows() -> None:
    block = Together((Heading("หัว"), Paragraph(plain("กลาง")), Listing((Item(Text("-"), plain("ท้าย")),))))
    kept = [
        paragraph.find("w:pPr/w:keepNext", NAMESPACES) is not None for paragraph in read(block).found("w:p")
    ]
    assert kept == [True, True, False]


def test_in_a_table_that_may_be_divided_no_row_is_held_to_the_next() -> None:
    inside = Cell((Heading("หัว"), Paragraph(plain("ก"), with_next=True), Together((SCORES, SCORES))))
    document = read(Table("", (1,), (Row((inside,)),)))
    kept = [
        value(paragraph, "w:keepNext")
        for paragraph in document.found("w:p")
        if "keepNext" in str(paragraph.xml)
    ]
    assert kept == ["0"]


def test_an_empty_blank_reaches_the_end_of_its_line_with_dots() -> None:
    line = (Text("ชื่อ "), Blank(), Text(" ตำแหน่ง "), Blank(), Break(), Text("โทร "), Blank(share=2))
    paragraphs = read(Paragraph(line)).found("w:p")
    stops = [[stop.get(name("w:pos")) for stop in p.iter(name("w:tab")) if stop.attrib] for p in paragraphs]
    leaders = {tab.get(name("w:leader")) for p in paragraphs for tab in p.iter(name("w:tab")) if tab.attrib}
    assert [len(places) for places in stops] == [2, 1]
    assert stops[0][-1] == stops[1][-1]
    assert leaders == {"dot"}


def test_a_chart_is_a_table_with_its_numbers_and_bars_as_long_as_they_say() -> None:
    bars = (Bar("ก", Decimal(50)), Bar("ข", Decimal(100)), Bar("ค", None), Bar("ง", Decimal("NaN")))
    table = read(Chart("คะแนน", bars, mark=Decimal(85))).found("w:tbl")[0]
    grid, rows = widths_of(table)
    assert set(rows) == {grid}
    shaded = [
        sum(int(value(c, "w:gridSpan") or 1) for c in row if value(c, "w:shd", "w:fill"))
        for row in table.findall("w:tr", NAMESPACES)
    ]
    assert shaded == [20, 40, 0, 0]
    assert value(table, "w:tblCaption") == "คะแนน"


def test_parts_are_sections_with_their_orientation_and_the_watermark_in_each() -> None:
    sections = Read(docx(everything(), {})).found("w:sectPr")
    assert [value(one, "w:pgSz", "w:orient") for one in sections] == [None, "landscape", None]
    assert [value(one, "w:headerReference", "r:id") is not None for one in sections] == [True] * 3
    assert 'string="ร่าง"' in Read(docx(everything(), {})).parts["word/header.xml"].decode()
    assert "word/header.xml" not in read(Paragraph(plain("ก"))).parts


def test_the_file_says_what_it_is() -> None:
    about = python_docx.Document(io.BytesIO(docx(everything(), {}))).core_properties
    assert (about.title, about.author, about.language) == ("แบบ", "สำนักงาน", "th")
    assert about.created == about.modified == MADE


# --- pictures ----------------------------------------------------------------------------------------------


def test_pictures_are_in_the_file_once_with_their_alt_texts_inside_the_column() -> None:
    photos = [Picture("a", "ป้ายหน้าอาคาร", width=width) for width in (100, 50)]
    columns = Columns(((photos[0],), (photos[1],)), (1, 1))
    document = read(*photos, columns, pictures={"a": photo()})
    assert [name for name in document.parts if "media" in name] == ["word/media/image1.jpeg"]
    assert document.parts["word/media/image1.jpeg"] == photo()
    drawn = document.found("wp:inline")
    assert {one.find("wp:docPr", NAMESPACES).get("descr") for one in drawn} == {"ป้ายหน้าอาคาร"}
    wide = [int(one.find("wp:extent", NAMESPACES).get("cx")) for one in drawn]
    assert 160 * 36000 < wide[0] < 166 * 36000
    assert wide[2] < wide[0] / 2


BROKEN = {
    "missing": {},
    "nothing": {"a": b""},
    "cut JPEG": {"a": photo()[:300]},
    "cut in its head": {"a": photo()[:12]},
    "wrong PNG": {"a": png("ก").replace(b"IDAT", b"IDAX")},
    "cut PNG": {"a": png("ก")[:-20]},
    "no picture": {"a": b"<svg/>"},
}


@pytest.mark.parametrize("pictures", BROKEN.values(), ids=BROKEN)
def test_a_picture_that_is_missing_or_broken_is_said_in_its_place(pictures: dict[str, bytes]) -> None:
    document = read(Picture("a", "ป้าย", plain("ภาพที่ 1"), missing="ยังไม่ได้รับภาพ"), pictures=pictures)
    assert "ยังไม่ได้รับภาพ\nภาพที่ 1" in document.text()
    assert document.found("wp:inline") == []


def test_a_drawn_signature_is_a_shape_in_the_proportions_of_its_strokes() -> None:
    ink = (((0, 0), (600, 200)), ((50, 50),))
    shape = read(SignatureBlock("(ลงชื่อ)", "ผู้รายงาน", "นางสาวทดสอบ", strokes=ink)).found("wps:wsp")[0]
    extent = shape.find("wps:spPr/a:xfrm/a:ext", NAMESPACES)
    assert int(extent.get("cx")) == pytest.approx(3 * int(extent.get("cy")), rel=0.01)
    assert len(list(shape.iter(name("a:moveTo")))) == 2
    assert len(list(shape.iter(name("a:lnTo")))) == 2


# --- the same bytes --------------------------------------------------------------------------------------


def test_the_same_paper_is_the_same_bytes_in_another_process() -> None:
    script = (
        "from hashlib import sha256\nfrom tests.documents.test_docx import *\n"
        "print(sha256(docx(everything(), {'photo': photo()})).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == sha256(docx(everything(), {"photo": photo()})).hexdigest()


def test_the_entries_of_the_file_have_the_date_of_the_paper() -> None:
    assert {entry.date_time for entry in read().entries} == {(2026, 11, 21, 9, 0, 30)}


def test_a_server_whose_crew_writes_the_papers_does_not_load_the_library() -> None:
    script = "import sys, checklist_app.documents.docx\nprint('docx' in sys.modules, 'lxml' in sys.modules)"
    other = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert other.stdout.split() == ["False", "False"]
