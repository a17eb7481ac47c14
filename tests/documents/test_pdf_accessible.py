"""A PDF can be read by who does not see it (PDF/UA-1) and by who opens it in fifty years (PDF/A-2a)."""

import io
import re
from collections.abc import Iterator
from functools import cache

import pikepdf
import pytest

from checklist_app.documents.document import (
    Box,
    Columns,
    Document,
    Face,
    Heading,
    Item,
    Listing,
    Paragraph,
    Part,
    Picture,
    QrCode,
    Row,
    Table,
    Text,
    cell,
    plain,
)
from checklist_app.documents.pdf import pdf
from tests.documents.pdf_reading import Tag, structure
from tests.documents.test_pdf import ADDRESS, MADE, everything, paper, photo


@cache
def whole() -> bytes:
    return pdf(everything(), {"photo": photo()}).content


@pytest.fixture
def opened() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(whole())) as document:
        yield document


def kinds(tag: Tag) -> list[str]:
    return [kid.kind for kid in tag.kids]


def test_it_says_to_be_accessible_and_made_to_be_kept(opened: pikepdf.Pdf) -> None:
    said = opened.open_metadata()
    assert said["pdfuaid:part"] == "1"
    assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "A")


def test_it_has_a_title_to_show_a_language_an_author_and_keywords(opened: pikepdf.Pdf) -> None:
    assert opened.docinfo["/Title"] == "แบบรายงานการนิเทศ"
    assert opened.docinfo["/Author"] == "สำนักงาน ป.ป.ช. ประจำจังหวัด"
    assert opened.docinfo["/Keywords"] == "นท ขก 12/2570"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert opened.Root.Lang == "th-TH"
    assert bool(opened.Root.MarkInfo.Marked)


def test_it_carries_the_moment_of_the_paper(opened: pikepdf.Pdf) -> None:
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20261121090000")
    assert str(opened.docinfo["/ModDate"]).startswith("D:20261121090000")


def test_an_english_paper_is_tagged_as_english() -> None:
    document = Document("Report", (Part((Paragraph((Box(True, "one"),)),)),), MADE, language="en")
    content = pdf(document, {}).content
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert opened.Root.Lang == "en"
    assert [tag.alt for tag in structure(content).find("/Figure")] == ["ticked: one"]


def test_nothing_is_wrong_with_the_file(opened: pikepdf.Pdf) -> None:
    """The library behind qpdf --check."""
    assert opened.check_pdf_syntax() == []


def test_every_font_is_in_the_file_and_says_which_letters_its_glyphs_are(opened: pikepdf.Pdf) -> None:
    fonts = [font for page in opened.pages for font in page.Resources.get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        assert (
            "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            or "/FontFile3" in font.DescendantFonts[0].FontDescriptor
        )


def test_nothing_in_it_runs_or_asks_the_network(opened: pikepdf.Pdf) -> None:
    keys = {key for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) for key in thing}
    assert not keys & {"/JS", "/JavaScript", "/AA", "/OpenAction", "/EmbeddedFile", "/Launch", "/URI"}


def test_the_structure_is_that_of_the_paper() -> None:
    tree = structure(whole())
    assert tree.kind == "/Document"
    assert {"/H1", "/P", "/L", "/Table", "/Figure"} <= set(kinds(tree))


def test_levels_of_headings_are_never_skipped() -> None:
    levels = (3, 1, 4, 2, 6, 0, 2)
    content = pdf(paper(*(Heading(f"หัวข้อ {level}", level) for level in levels)), {}).content
    assert kinds(structure(content)) == ["/H1", "/H1", "/H2", "/H2", "/H3", "/H1", "/H2"]


def test_a_list_has_its_items_with_markers_and_bodies() -> None:
    items = (Item(Text("1."), plain("ก")), Item(Box(True, "ข้อ ข"), plain("ข"), (Paragraph(plain("ค")),)))
    tree = structure(pdf(paper(Listing(items)), {}).content)
    (found,) = tree.find("/L")
    assert kinds(found) == ["/LI", "/LI"]
    assert [kinds(item) for item in found.kids] == [["/Lbl", "/LBody"]] * 2
    assert [figure.alt for figure in found.find("/Figure")] == ["ทำเครื่องหมายไว้: ข้อ ข"]


def test_a_table_has_heads_and_cells_and_repeats_its_header_for_the_eye_only() -> None:
    rows = tuple(Row((cell(f"{number}"), cell("ก"))) for number in range(120))
    header = (Row((cell("ที่", head=True), cell("รายการ", head=True))),)
    made = pdf(paper(Table("รายการ", (1, 3), rows, header)), {})
    assert made.pages > 2
    tree = structure(made.content)
    (table,) = tree.find("/Table")
    assert kinds(table) == ["/THead", "/TBody"]
    assert (len(tree.find("/TH")), len(tree.find("/TD")), len(tree.find("/TR"))) == (2, 240, 121)


def test_columns_are_no_table() -> None:
    parts = ((Paragraph(plain("ซ้าย")),), (Paragraph(plain("ขวา")),))
    tree = structure(pdf(paper(Columns(parts, (1, 1))), {}).content)
    assert tree.find("/Table") == []
    assert len(tree.find("/P")) == 2


def test_all_that_is_drawn_says_what_it_is() -> None:
    blocks = (
        Paragraph((Box(True, "อบจ."), Box(False, "ทน."), Box(False), Face("low"), Face("mid"), Face("high"))),
        QrCode(ADDRESS, "คิวอาร์โค้ดสำหรับตรวจสอบเอกสาร"),
        Picture("photo", "ป้ายประกาศหน้าสำนักงาน"),
        Picture("photo", ""),
    )
    figures = structure(pdf(paper(*blocks), {"photo": photo()}).content).find("/Figure")
    assert [figure.alt for figure in figures] == [
        "ทำเครื่องหมายไว้: อบจ.",
        "ไม่ได้ทำเครื่องหมาย: ทน.",
        "ไม่ได้ทำเครื่องหมาย",
        "ใบหน้าบึ้ง",
        "ใบหน้าเฉย",
        "ใบหน้ายิ้ม",
        "คิวอาร์โค้ดสำหรับตรวจสอบเอกสาร",
        "ป้ายประกาศหน้าสำนักงาน",
        "ภาพ",
    ]


def test_charts_and_signatures_are_told_in_words() -> None:
    alts = [figure.alt for figure in structure(whole()).find("/Figure")]
    assert "คะแนน: การใช้งบประมาณ 64.5; ไม่มีผล -" in alts
    assert "ลายมือชื่อ นายธนกฤต วงศ์ตัวอย่าง" in alts
    assert all(alts)


def test_the_watermark_and_the_footer_are_not_read_aloud(opened: pikepdf.Pdf) -> None:
    stream = opened.pages[0].Contents.read_bytes()
    depth = [match[0] for match in re.finditer(rb"/Artifact\b|\bBDC|\bBMC|\bEMC", stream)]
    assert depth.count(b"/Artifact") >= 2
    read = structure(pdf(paper(Paragraph(plain("ก"))), {}).content)
    assert kinds(read) == ["/P"]
