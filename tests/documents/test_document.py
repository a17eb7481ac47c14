"""A paper is a tree of values; its digits are one style, but for what must stay exact."""

from datetime import UTC, datetime

from checklist_app.documents.document import (
    Align,
    Blank,
    Box,
    Document,
    Heading,
    Item,
    Listing,
    Paragraph,
    Part,
    QrCode,
    Text,
    cell,
    in_digits,
    plain,
    texts,
)
from checklist_app.thai import DigitStyle

MADE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ADDRESS = "https://nithet.example.go.th/verify/K7M2P9"


def paper(*, digits: DigitStyle) -> Document:
    items = (Item(Box(ticked=True, name="ข้อ 1"), (Text("อย่างน้อยปีละ 2 ครั้ง"),)),)
    blocks = (
        Heading("ส่วนที่ 1 ข้อมูลทั่วไป"),
        Paragraph((Text("วงเงิน "), Blank("306,000"), Text(" บาท")), Align.THAI),
        Paragraph((Text("ตรวจสอบที่ "), Text(ADDRESS, exact=True))),
        Listing(items),
        QrCode(ADDRESS, alt="รหัสคิวอาร์ 1"),
    )
    return Document("แบบรายงาน ปี 2570", (Part(blocks),), MADE, footer="หน้า 1", digits=digits)


def test_a_paper_in_thai_digits_has_no_others_but_in_exact_texts() -> None:
    said = " ".join(texts(in_digits(paper(digits=DigitStyle.THAI))))
    assert "ส่วนที่ ๑" in said
    assert "๓๐๖,๐๐๐" in said
    assert "ปีละ ๒ ครั้ง" in said
    assert "ปี ๒๕๗๐" in said
    assert not set("0123456789") & set(said.replace(ADDRESS, ""))
    assert ADDRESS in said


def test_addresses_and_codes_keep_their_digits_in_any_text() -> None:
    typed = "ตามข้อ O1 - O9 และ (https://example.go.th/2563/o12?p=3) ปี 2563 ร้อยละ 20-49%"
    document = Document("ก", (Part((Paragraph(plain(typed)),)),), MADE, digits=DigitStyle.THAI)
    wanted = "ตามข้อ O1 - O9 และ (https://example.go.th/2563/o12?p=3) ปี ๒๕๖๓ ร้อยละ ๒๐-๔๙%"
    assert wanted in set(texts(in_digits(document)))


def test_a_paper_in_arabic_digits_takes_thai_ones_of_who_typed_them() -> None:
    typed = Document("ก", (Part((Paragraph(plain("งบ ๓๐๖,๐๐๐ บาท")),)),), MADE)
    assert "งบ 306,000 บาท" in set(texts(in_digits(typed)))


def test_nothing_but_texts_is_changed() -> None:
    before = paper(digits=DigitStyle.THAI)
    after = in_digits(before)
    assert (after.made, after.language, after.digits) == (MADE, "th", DigitStyle.THAI)
    assert after.parts[0].blocks[4] == before.parts[0].blocks[4]
    assert in_digits(after) == after


def test_texts_come_in_the_order_of_the_paper_without_names_for_machines() -> None:
    found = list(texts(paper(digits=DigitStyle.ARABIC)))
    assert found.index("วงเงิน ") < found.index("306,000") < found.index(" บาท")
    assert "รหัสคิวอาร์ 1" not in found
    assert "ข้อ 1" not in found


def test_an_empty_cell_has_no_paragraph() -> None:
    assert cell("").blocks == ()
    assert cell("คะแนน", head=True).blocks == (Paragraph(plain("คะแนน", bold=True), Align.START),)
