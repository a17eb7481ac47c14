"""Whatever stands in a paper, it is text: there is always a file, and nothing of it is obeyed."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from checklist_app.documents.document import (
    Bar,
    Blank,
    Block,
    Box,
    Cell,
    Chart,
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
    SignatureBlock,
    Table,
    Text,
    Together,
    Writing,
    cell,
    plain,
)
from checklist_app.documents.pdf import pdf
from checklist_app.pictures import PRINTED_EDGE
from tests.documents.pdf_reading import close, of_pdfium
from tests.documents.test_pdf import MADE, paper, photo

MARKUP = [
    "*bold* _thin_ = Heading - item + item / term: x",
    '#read("/etc/passwd") #include "/etc/passwd" #image("x") #eval("1+1")',
    '#import "@preview/cetz:0.3.0" @reference <label> $x^2$ `raw` ```py x```',
    r"\u{41} \# // comment /* comment */ https://example.org --- ~ ' \"",
    '"}]} {"kind": "heading"} \\" \\n {{ 7*7 }} %s {page} {pages}',
]
SENTENCE = "องค์กรปกครองส่วนท้องถิ่นนำแผนปฏิบัติการป้องกันการทุจริตไปปฏิบัติอย่างต่อเนื่อง "
LONG = 100_000
LEFT_MARGIN, TEXT_WIDTH = 25 / 25.4 * 72, 165 / 25.4 * 72


def writable(text: str) -> tuple[Block, ...]:
    """The text in every place where there may be one."""
    return (
        Heading(text, 2),
        Paragraph((Text(text), Blank(text), Blank(text, fixed=5), Text(text, bold=True, small=True))),
        Paragraph((Box(True, text), Face(text))),
        Listing((Item(Text(text[:20]), plain(text)), Item(Box(False, text), plain(text)))),
        Writing(text),
        Table(
            text, (1, 4), (Row((cell(text[:20]), cell(text))),), (Row((cell(text, head=True, across=2),)),)
        ),
        Columns(((Paragraph(plain(text)),), (Paragraph(plain(text)),)), (1, 1)),
        Chart(text, (Bar(text, Decimal(50), text[:20]),)),
        Picture("photo", text, plain(text), 50, text),
        Picture("gone", text, plain(text), 50, text),
        SignatureBlock(text, text, text, text, text, text, text, ((),), text),
        QrCode("https://nithet.example.go.th", text),
    )


def written(text: str) -> Document:
    return Document(text, (Part(writable(text)),), MADE, text, text, text[:40])


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_printed_as_it_was_typed(text: str) -> None:
    read = close(of_pdfium(pdf(paper(Paragraph(plain(text)), Writing(text)), {}).content))
    assert read.count(close(text)) == 2


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_text_wherever_it_stands(text: str) -> None:
    content = pdf(written(text), {"photo": photo(60, 40)}).content
    assert b"root:x" not in content
    assert "root:x" not in of_pdfium(content)


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم 中文 日本語 한국어 ไทย",
        "👨‍👩‍👧‍👦 🇹🇭 😀 ☎️",
        "e" + "\u0301" * 400 + " ก" + "\u0e48" * 400 + " " + "\u0e34" * 50,
        "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\x9f ก",
        "\ufeff\u200b\u200d\u2060\u00ad\u202eกลับ\u202c\u2066\u2069",
        "\ue000\uf8ff\U000f0000\ufffe\uffff\ufdd0",
        "\ud800 \udfff ครึ่งตัว",
        "\r\n\r\n\t\u2028\u2029\v",
        "",
        " \u00a0 ",
        "Ａ①㎏ﷺ \U0001d400",
    ],
)
def test_letters_that_no_font_has_are_no_failure(text: str) -> None:
    assert pdf(written(text), {"photo": photo(60, 40)}).pages >= 1


@given(st.text(max_size=120))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_anywhere_gives_a_file(text: str) -> None:
    assert pdf(written(text), {}).pages >= 1


def in_cell(text: str) -> Block:
    return Table("ยาว", (1, 5, 1), (Row((cell("1"), cell(text), cell(text[:2000]))),))


def as_paragraph(text: str) -> Block:
    return Paragraph(plain(text))


def as_blank(text: str) -> Block:
    return Paragraph((Text("ระบุ "), Blank(text)))


VERY_LONG = ["ก า" * (LONG // 3), "กา" * (LONG // 2), "a" * LONG, SENTENCE * (LONG // len(SENTENCE))]


@pytest.mark.parametrize("text", VERY_LONG, ids=["spaces", "no spaces", "latin", "words"])
def test_a_very_long_answer_goes_on_over_pages(text: str) -> None:
    made = pdf(paper(as_paragraph(text + "จบแล้ว")), {})
    assert "จบแล้ว" in close(of_pdfium(made.content))
    assert made.pages > 10


@pytest.mark.parametrize("place", [in_cell, as_blank, Writing])
def test_a_very_long_answer_goes_on_wherever_it_stands(place: Callable[[str], Block]) -> None:
    made = pdf(paper(place(SENTENCE * (LONG // len(SENTENCE)) + "จบแล้ว")), {})
    assert "จบแล้ว" in close(of_pdfium(made.content))
    assert made.pages > 10


def test_a_long_word_stays_within_its_column() -> None:
    table = Table("แคบ", (1, 6), (Row((cell("W" * 120), cell("x"))),))
    with pypdfium2.PdfDocument(pdf(paper(table), {}).content) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        ends = [page.get_charbox(place)[2] for place, letter in enumerate(text) if letter == "W"]
    assert len(ends) == 120
    assert max(ends) <= LEFT_MARGIN + TEXT_WIDTH / 7


@pytest.mark.slow
def test_a_table_of_two_thousand_rows() -> None:
    rows = tuple(Row((cell(str(number)), cell(SENTENCE * 2))) for number in range(2000))
    made = pdf(paper(Table("ยาว", (1, 6), rows, (Row((cell("ที่", head=True), cell("ก", head=True))),))), {})
    assert made.pages > 40
    assert "1999" in of_pdfium(made.content)


def together(block: Block) -> Block:
    return Together((block,))


def in_table(block: Block) -> Block:
    return Table("ใน", (1,), (Row((Cell((block,)),)),))


def in_list(block: Block) -> Block:
    return Listing((Item(Text("-"), plain("ใน"), (block,)),))


def in_columns(block: Block) -> Block:
    return Columns(((block,), (Paragraph(plain("ข้าง")),)), (1, 1))


@pytest.mark.parametrize("around", [together, in_table, in_list, in_columns])
def test_blocks_may_be_nested_deeply(around: Callable[[Block], Block]) -> None:
    block: Block = Paragraph(plain("ในสุด"))
    for _ in range(60):
        block = around(block)
    assert "ในสุด" in close(of_pdfium(pdf(paper(block), {}).content))


def test_what_has_nothing_in_it_is_no_failure() -> None:
    blocks = (
        Heading(""),
        Paragraph(()),
        Listing(()),
        Table("", (), ()),
        Table("", (1, 2), (Row(()),)),
        Columns((), ()),
        Together(()),
        Chart("", ()),
        Writing(lines=0),
    )
    assert pdf(paper(*blocks), {}).pages == 1
    assert pdf(Document("", (), datetime(1970, 1, 1, tzinfo=UTC)), {}).pages == 1


@pytest.mark.parametrize(
    "strokes",
    [
        ((),),
        (((0, 0),),),
        (((5, 5), (5, 5)),),
        (((-(10**12), 10**12), (10**12, -(10**12))),),
        tuple(tuple((x, y) for x in range(50)) for y in range(100)),
    ],
)
def test_any_strokes_are_drawn(strokes: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    assert pdf(paper(SignatureBlock("(ลงชื่อ)", "ผู้รายงาน", strokes=strokes)), {}).pages == 1


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-5", "1e30", "250"])
def test_any_number_has_its_bar(value: str) -> None:
    chart = Chart(
        "คะแนน", (Bar("ก", Decimal(value)),), Decimal(0) if value == "250" else Decimal(100), Decimal(value)
    )
    assert pdf(paper(chart), {}).pages == 1


def test_a_picture_that_cannot_be_read_is_said_to_be_missing() -> None:
    whole = photo()
    broken = {"photo": whole[: len(whole) // 2], "text": b"no picture", "svg": b"<svg/>", "empty": b""}
    blocks = [Picture(name, "ภาพ", plain(f"ภาพ {name}"), missing=f"ไม่มี {name}") for name in broken]
    read = close(of_pdfium(pdf(paper(*blocks), broken).content))
    assert [f"ไม่มี{name}" in read for name in broken] == [True] * 4


def test_a_picture_leaves_its_metadata_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    picture = photo(exif=exif.tobytes())
    assert b"SecretCamera" in picture
    content = pdf(paper(Picture("photo", "ภาพ")), {"photo": picture}).content
    with pikepdf.open(io.BytesIO(content)) as opened:
        kept = [image.read_raw_bytes() for page in opened.pages for image in page.get_images().values()]
    assert len(kept) == 1
    assert b"SecretCamera" not in content + kept[0]
    assert b"Exif" not in kept[0]


def test_a_picture_is_as_large_as_print_needs_it() -> None:
    content = pdf(paper(Picture("photo", "ภาพ")), {"photo": photo(2560, 1920)}).content
    with pikepdf.open(io.BytesIO(content)) as opened:
        (image,) = opened.pages[0].get_images().values()
        assert 900 <= image.Width <= PRINTED_EDGE


def test_a_tall_picture_stays_on_its_page() -> None:
    made = pdf(paper(Picture("photo", "ภาพ", plain("คำบรรยาย"))), {"photo": photo(200, PRINTED_EDGE)})
    assert made.pages == 1
    assert "คำบรรยาย" in close(of_pdfium(made.content))


def test_nothing_is_left_behind_and_names_of_pictures_lead_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    made = pdf(paper(Picture("../../up", "ภาพ", missing="ไม่มี")), {"../../up": photo(60, 40)})
    assert "ไม่มี" not in of_pdfium(made.content)
    assert list(tmp_path.rglob("*")) == [folder]
