"""A paper as a PDF says everything that the paper says, in every reader, in the same bytes each time."""

import io
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
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
from checklist_app.documents.pdf import Pdf, compiled, pdf
from checklist_app.thai import DigitStyle
from tests.catalog.test_official_wording import official
from tests.documents.pdf_reading import READERS, close, of_pdfium

ROOT = Path(__file__).parent.parent.parent
MADE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ADDRESS = "https://nithet.example.go.th/verify/7KD3P94VXM"
SENTENCE = "องค์กรปกครองส่วนท้องถิ่นนำแผนปฏิบัติการป้องกันการทุจริตไปปฏิบัติอย่างต่อเนื่องเป็นรูปธรรม "
FACES = frozenset("☹😐☺")  # drawn
INK = (((120, 300), (180, 120), (260, 380), (330, 150)), ((90, 400), (640, 330)))

BLOCKS: Mapping[str, tuple[Block, tuple[str, ...]]] = {
    "heading": (Heading("ส่วนที่ 1 ข้อมูลทั่วไป"), ("ส่วนที่ 1 ข้อมูลทั่วไป",)),
    "paragraph": (
        Paragraph(
            (Text("ตัวหนา", bold=True), Break(), Text("ตัวเอียง", italic=True), Text("ตัวเล็ก", small=True))
        ),
        ("ตัวหนา", "ตัวเอียง", "ตัวเล็ก"),
    ),
    "blank": (
        Paragraph((Text("วงเงิน"), Blank("306,000", fixed=14), Text("บาท"), Blank("สามแสนหกพันบาทถ้วน"))),
        ("วงเงิน", "306,000", "บาท", "สามแสนหกพันบาทถ้วน"),
    ),
    "box": (Paragraph((Box(True, "อบจ."), Text(" อบจ. "), Face("low"), Text("น้อย"))), ("อบจ.", "น้อย")),
    "listing": (
        Listing(
            (
                Item(Text("1."), plain("ข้อแรก"), (Paragraph(plain("ย่อยของข้อแรก")),)),
                Item(Box(False), plain("ข้อสอง")),
            )
        ),
        ("1.", "ข้อแรก", "ย่อยของข้อแรก", "ข้อสอง"),
    ),
    "writing": (Writing("บรรทัดหนึ่ง\nบรรทัดสอง", lines=3), ("บรรทัดหนึ่ง", "บรรทัดสอง")),
    "table": (
        Table(
            "คะแนน",
            (1, 3),
            (Row((cell("ก่อน", down=2), cell("88.10"))), Row((cell("90.25"),)), Row((cell("รวม", across=2),))),
            header=(Row((cell("ปี", head=True), cell("คะแนน", head=True))),),
        ),
        ("ก่อน", "88.10", "90.25", "รวม", "ปี", "คะแนน"),
    ),
    "columns": (
        Columns(((Paragraph(plain("ข้างซ้าย")),), (Paragraph(plain("ข้างขวา")),)), (1, 1)),
        ("ข้างซ้าย", "ข้างขวา"),
    ),
    "together": (Together((Paragraph(plain("อยู่ด้วยกัน")),)), ("อยู่ด้วยกัน",)),
    "chart": (
        Chart(
            "คะแนน", (Bar("การใช้งบประมาณ", Decimal("64.5"), "ไม่ผ่าน"), Bar("ไม่มีผล", None)), mark=Decimal(85)
        ),
        ("การใช้งบประมาณ", "64.5", "ไม่ผ่าน", "ไม่มีผล"),
    ),
    "picture": (Picture("photo", "ป้ายประกาศ", plain("ภาพที่ 1 ป้ายประกาศ")), ("ภาพที่ 1 ป้ายประกาศ",)),
    "missing picture": (
        Picture("gone", "ภาพ", plain("ภาพที่ 2"), missing="ยังไม่ได้รับภาพ"),
        ("ภาพที่ 2", "ยังไม่ได้รับภาพ"),
    ),
    "signature": (
        SignatureBlock(
            "(ลงชื่อ)",
            "ผู้รายงาน",
            "นายธนกฤต วงศ์ตัวอย่าง",
            "ตำแหน่ง",
            "เจ้าพนักงาน",
            "วันที่",
            "4 พฤษภาคม 2563",
            INK,
            "ลงนามแล้ว",
        ),
        (
            "(ลงชื่อ)",
            "ผู้รายงาน",
            "(นายธนกฤต วงศ์ตัวอย่าง)",
            "ตำแหน่ง",
            "เจ้าพนักงาน",
            "วันที่",
            "4 พฤษภาคม 2563",
            "ลงนามแล้ว",
        ),
    ),
    "page break": (PageBreak(), ()),
}


def paper(*blocks: Block, digits: DigitStyle = DigitStyle.ARABIC, landscape: bool = False) -> Document:
    return Document(
        "แบบรายงานการนิเทศ",
        (Part(blocks, landscape),),
        MADE,
        author="สำนักงาน ป.ป.ช. ประจำจังหวัด",
        footer="นท ขก 12/2570",
        watermark="ร่าง",
        digits=digits,
    )


def everything() -> Document:
    return paper(*(block for block, _ in BLOCKS.values()), QrCode(ADDRESS, "คิวอาร์"))


def photo(width: int = 1600, height: int = 1200, *, exif: bytes = b"") -> bytes:
    written = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(written, "JPEG", exif=exif)
    return written.getvalue()


def image_of(made: Pdf, page: int = 0, scale: float = 2) -> Image.Image:
    with pypdfium2.PdfDocument(made.content) as document:
        image: Image.Image = document[page].render(scale=scale).to_pil()
    return image


def digest(made: Pdf) -> str:
    return sha256(made.content).hexdigest()


def dark(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many dark pixels there are."""
    return sum(image.convert("L").crop(box).histogram()[:100])


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_the_text_of_every_kind_of_block_is_read(name: str, reader: Callable[[bytes], str]) -> None:
    block, said = BLOCKS[name]
    read = close(reader(pdf(paper(block), {"photo": photo()}).content))
    assert [text for text in said if close(text) not in read] == []


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_every_string_of_the_official_form_is_read_whole(reader: Callable[[bytes], str]) -> None:
    strings = [text for text in official() if text not in FACES]
    rows = tuple(Row((cell(text),)) for text in strings)
    lines = tuple(Together((Paragraph(plain(text)),)) for text in strings)
    document = paper(*lines, PageBreak(), Columns(((Table("แบบ", (1,), rows),), ()), (2, 3)))
    read = close(reader(pdf(document, {}).content))
    texts = list(map(close, strings))
    assert len(texts) >= 132
    assert [text for text in texts if read.count(text) < 2 * texts.count(text)] == []


def test_typst_has_nothing_to_warn_of(tmp_path: Path) -> None:
    _, warnings = compiled(everything(), {}, str(tmp_path))
    assert warnings == []


def test_the_same_paper_makes_the_same_bytes_in_every_process() -> None:
    here = pdf(everything(), {"photo": photo()})
    asked = "from tests.documents.test_pdf import *; print(digest(pdf(everything(), {'photo': photo()})))"
    there = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, cwd=ROOT, text=True
    )
    assert there.stdout.split() == [digest(here)]
    assert pdf(everything(), {"photo": photo()}) == here
    later = replace(everything(), made=MADE + timedelta(seconds=1))
    assert digest(pdf(later, {"photo": photo()})) != digest(here)


@pytest.mark.parametrize("breaks", [0, 1, 11])
def test_it_knows_how_many_pages_it_has(breaks: int) -> None:
    blocks = [Paragraph(plain("ต้น"))] + [
        block for _ in range(breaks) for block in (PageBreak(), Paragraph(plain("ต่อ")))
    ]
    made = pdf(paper(*blocks), {})
    with pypdfium2.PdfDocument(made.content) as document:
        assert (made.pages, len(document)) == (breaks + 1, breaks + 1)


def test_each_page_says_which_one_it_is_in_the_digits_of_the_paper() -> None:
    made = pdf(paper(Paragraph(plain("ก")), PageBreak(), Paragraph(plain("2")), digits=DigitStyle.THAI), {})
    read = close(of_pdfium(made.content))
    assert close("หน้า ๑ จาก ๒") in read
    assert close("หน้า ๒ จาก ๒") in read
    assert close("นท ขก ๑๒/๒๕๗๐") in read
    assert not set("0123456789") & set(read)


def test_an_english_paper_has_english_page_numbers() -> None:
    document = Document("Report", (Part((Paragraph(plain("text")),)),), MADE, language="en")
    assert "Page 1 of 1" in of_pdfium(pdf(document, {}).content)


def test_the_watermark_stands_on_every_page() -> None:
    made = pdf(paper(Paragraph(plain("ก")), PageBreak(), Paragraph(plain("ข"))), {})
    assert of_pdfium(made.content).count("ร่าง") == 2


def test_a_part_may_be_landscape() -> None:
    document = Document(
        "t", (Part((Paragraph(plain("ก")),)), Part((Paragraph(plain("ข")),), landscape=True)), MADE
    )
    with pypdfium2.PdfDocument(pdf(document, {}).content) as read:
        upright, lying = read[0].get_size(), read[1].get_size()
    assert upright == pytest.approx((595.3, 841.9), abs=0.1)
    assert lying == pytest.approx((841.9, 595.3), abs=0.1)


def test_the_header_of_a_table_is_on_every_page_and_rows_stay_whole() -> None:
    rows = tuple(Row((cell(f"แถว{number}เริ่ม " + SENTENCE * 4 + f"แถว{number}จบ"),)) for number in range(40))
    made = pdf(paper(Table("ยาว", (1,), rows, header=(Row((cell("หัวตาราง", head=True),)),))), {})
    with pypdfium2.PdfDocument(made.content) as document:
        pages = [close(page.get_textpage().get_text_bounded()) for page in document]
    assert len(pages) > 3
    assert all("หัวตาราง" in page for page in pages)
    halves = [n for n in range(40) for page in pages if (f"แถว{n}เริ่ม" in page) != (f"แถว{n}จบ" in page)]
    assert halves == []


@pytest.mark.parametrize(
    "wrap", [lambda block: Together((block,)), lambda block: Table("t", (1,), (Row((Cell((block,)),)),))]
)
def test_what_is_taller_than_a_page_goes_on_over_its_end(wrap: Callable[[Block], Block]) -> None:
    made = pdf(paper(wrap(Paragraph(plain(SENTENCE * 150 + "จบแล้ว")))), {})
    with pypdfium2.PdfDocument(made.content) as document:
        last = document[len(document) - 1].get_textpage()
        assert made.pages > 2
        assert "จบแล้ว" in close(last.get_text_bounded())
        assert "จบแล้ว" in close(last.get_text_bounded(bottom=50))  # above the margin


def test_what_belongs_together_goes_to_the_next_page_as_a_whole() -> None:
    def lines(count: int) -> tuple[Block, ...]:
        return tuple(Paragraph(plain(f"บรรทัดที่ {number}")) for number in range(count))

    made = pdf(
        paper(*lines(30), Together((Paragraph(plain("ต้นชุด")), *lines(20), Paragraph(plain("ท้ายชุด"))))), {}
    )
    with pypdfium2.PdfDocument(made.content) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    assert ["ต้นชุด" in page for page in pages] == ["ท้ายชุด" in page for page in pages] == [False, True]


def test_a_ticked_box_is_inked_more_than_an_empty_one_of_the_same_size() -> None:
    empty, ticked = (
        image_of(pdf(Document("t", (Part((Paragraph((Box(tick),)),)),), MADE), {})).crop((100, 90, 300, 180))
        for tick in (False, True)
    )
    assert dark(ticked, (0, 0, 200, 90)) > 1.2 * dark(empty, (0, 0, 200, 90)) > 0
    inked = [
        image.convert("L").point(lambda value: 255 * (value < 128)).getbbox() for image in (empty, ticked)
    ]
    assert inked[0] == inked[1]


def test_a_signature_is_drawn() -> None:
    unsigned, signed = (
        image_of(pdf(Document("t", (Part((SignatureBlock("", "", strokes=strokes),)),), MADE), {}))
        for strokes in ((), INK)
    )
    whole = (0, 0, signed.width, signed.height)
    assert dark(signed, whole) > 2 * dark(unsigned, whole)


@pytest.mark.parametrize("millimetres", [18, 25, 60])
def test_the_qr_code_is_read_from_the_page(millimetres: int) -> None:
    made = pdf(paper(QrCode(ADDRESS, "คิวอาร์", millimetres)), {})
    found = zxingcpp.read_barcodes(image_of(made, scale=2))
    assert [code.text for code in found] == [ADDRESS]


def test_a_form_without_answers_has_dots_to_write_on() -> None:
    made = pdf(Document("t", (Part((Writing(lines=4), Paragraph((Blank(),)))),), MADE), {})
    image = image_of(made, scale=4).convert("L")
    rows = [
        y
        for y in range(image.height // 3)
        if sum(image.crop((0, y, image.width, y + 1)).histogram()[:160]) > 100
    ]
    lines = [y for before, y in zip([-9, *rows], rows, strict=False) if y - before > 8]
    assert len(lines) == 5


def test_headings_stay_with_what_follows() -> None:
    filling = [Paragraph(plain(f"{number}")) for number in range(60)]
    for count in range(38, 48):
        made = pdf(
            paper(*filling[:count], Heading("หัวข้อท้ายหน้า", 2, Align.CENTER), Paragraph(plain("ตามมา"))), {}
        )
        with pypdfium2.PdfDocument(made.content) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
        assert [("หัวข้อท้ายหน้า" in page) for page in pages] == [("ตามมา" in page) for page in pages]
