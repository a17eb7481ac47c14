"""Sheets as files: what a person wrote comes back as text, whole, and never does anything."""

import csv
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from checklist_app.documents.csv_file import csv_bytes, unguarded
from checklist_app.documents.sheets import (
    CONTINUED,
    MORE,
    Column,
    ColumnKind,
    Sheet,
    Workbook,
    fitting,
    written,
)
from checklist_app.documents.xlsx import LONGEST_CELL, LONGEST_SHEET_NAME, xlsx

MADE = datetime(2026, 11, 21, 6, 2, 11, tzinfo=UTC)
TEXT = (Column("ก", 10), Column("ข", 40))
HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "'=1+1",
    "{=1+1}",
    "http://example.go.th/",
    "mailto:a@example.go.th",
    "internal:Sheet1!A1",
    "12345678901234567890",
    "1e5",
    "TRUE",
    "2026-11-21",
    "<r><t>ข้อความ</t></r>",
    "<r></wrong>",
    "<r>&</r>",
    "_x0041_ และ _x000D_",
    "&amp; ]]> <!-- -->",
    "😀 ครอบครัว 👨‍👩‍👧 ธง 🇹🇭",
    "ป้ายที่ ๑\nบรรทัดที่สอง",
    " เว้นวรรคหน้าและหลัง ",
    "\x00\x01\x0b\x1f\x7f\ufffe\uffff\ud800",
]
ANY_TEXT = st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE)


def book(*rows: tuple[Any, ...], columns: tuple[Column, ...] = TEXT, name: str = "แผ่น") -> Workbook:
    return Workbook("ทดสอบ", (Sheet(name, columns, rows),), MADE)


def opened(workbook: Workbook) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(xlsx(workbook))).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(sheet: Worksheet) -> list[list[str]]:
    """Below the titles, without the space that is put behind what looks like XML."""
    rows = [["" if cell.value is None else unescaped(str(cell.value)) for cell in row] for row in sheet]
    return rows[1:]


def unescaped(text: str) -> str:
    """As Excel reads it; the library of the tests does not."""
    bare = text.replace("_x005F_", "_")
    return bare[:-1] if bare.startswith("<r>") and bare.endswith("</r> ") else bare


def read(content: bytes) -> list[list[str]]:
    return [*csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_person_wrote_stays_text_in_a_spreadsheet(text: str) -> None:
    sheet = opened(book(("ก่อน", text), ("หลัง", "จบ")))
    cells = [cell for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert [cell for cell in cells if cell.data_type == "n" and cell.value is not None] == []
    assert [cell for cell in cells if cell.hyperlink] == []
    assert texts(sheet) == [["ก่อน", written(text)], ["หลัง", "จบ"]]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_person_wrote_starts_no_formula_in_csv(text: str) -> None:
    field = read(csv_bytes(Sheet("ก", TEXT, (("ก่อน", text),))))[1][1]
    assert not field.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(field) == written(text)


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=4))
def test_any_text_comes_back_from_csv(rows: list[tuple[str, str]]) -> None:
    content = csv_bytes(Sheet("ก", TEXT, tuple(rows)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert [[unguarded(field) for field in row] for row in read(content)][1:] == [
        [*map(written, row)] for row in rows
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=4))
def test_any_text_comes_back_from_a_spreadsheet(rows: list[tuple[str, str]]) -> None:
    sheet = opened(book(*rows))
    wanted = [[written(text).replace("_x005F_", "_") for text in row] for row in rows]
    assert [row for row in texts(sheet) if row != ["", ""]] == [row for row in wanted if row != ["", ""]]


def test_typed_values_are_numbers_and_days_and_text_that_looks_so_is_not() -> None:
    columns = tuple(Column(kind.value, 12, kind) for kind in ColumnKind)
    row = ("-5", -5, Decimal("95.20"), date(2026, 11, 21), MADE)
    sheet = opened(book(row, columns=columns))
    text, number, score, day, moment = sheet[2]
    assert text.value == "-5"
    assert (number.value, score.value, score.number_format) == (-5, 95.2, "0.00")
    assert isinstance(day.value, datetime)
    assert (day.value.date(), day.number_format) == (date(2026, 11, 21), "yyyy-mm-dd")
    assert str(moment.value) == "2026-11-21 13:02:11"  # in Thailand
    assert read(csv_bytes(Sheet("ก", columns, (row,))))[1] == [
        "'-5",
        "-5",
        "95.20",
        "2026-11-21",
        "2026-11-21T13:02:11+07:00",
    ]


def test_days_and_numbers_that_a_spreadsheet_cannot_hold_are_text() -> None:
    sheet = opened(book((date(1899, 1, 2), 10**18), (None, datetime(1000, 1, 1, tzinfo=UTC))))
    assert texts(sheet) == [["1899-01-02", str(10**18)], ["", "1000-01-01T07:00:00"]]


@pytest.mark.parametrize("text", ["ก" * 40_000, "คำ " * 20_000, "😀" * 40_000, "กี่" * 30_000])
def test_a_long_text_goes_on_in_further_rows_and_says_so(text: str) -> None:
    sheet = opened(book(("ข้อ 1", text, 7), columns=(*TEXT, Column("ค", 5, ColumnKind.NUMBER))))
    rows = texts(sheet)
    assert len(rows) > 1
    pieces = [row[1] for row in rows]
    assert all(piece.endswith(MORE) for piece in pieces[:-1])
    assert all(piece.startswith(CONTINUED) for piece in pieces[1:])
    assert all(len(piece.encode("utf-16-le")) // 2 <= LONGEST_CELL for piece in pieces)
    assert not any(piece.removeprefix(CONTINUED)[0] in "ี่" for piece in pieces)
    whole = "".join(piece.removesuffix(MORE).removeprefix(CONTINUED) for piece in pieces)
    assert whole == text
    assert [row[0] for row in rows] == ["ข้อ 1"] * len(rows)
    assert [row[2] for row in rows] == ["7"] + [""] * (len(rows) - 1)


@given(st.text(max_size=400), st.integers(60, 120))
def test_no_text_loses_anything_when_it_is_divided(text: str, most: int) -> None:
    pieces = [str(row[0]) for row in fitting((text,), most=most)]
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = whole.removesuffix(MORE) + piece.removeprefix(CONTINUED)
    assert whole == text
    assert all(len(piece) <= most for piece in pieces)


def test_sheets_are_named_as_excel_allows_and_no_two_alike() -> None:
    names = ["คะแนน", "คะแนน", "a/b:c?[*]", "History", "'x'", "", "ก" * 60, "ก" * 60]
    made = Workbook("ชื่อ", tuple(Sheet(name, TEXT, ()) for name in names), MADE)
    there = openpyxl.load_workbook(BytesIO(xlsx(made))).sheetnames
    assert len({name.casefold() for name in there}) == len(names)
    assert all(0 < len(name) <= LONGEST_SHEET_NAME and not set(name) & set("[]:*?/\\'") for name in there)
    assert "History" not in there


def test_a_sheet_is_ready_to_be_read_and_printed() -> None:
    sheet = opened(book(("ข้อ", "คำตอบ ยาว ๆ " * 40)))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    footer = sheet.oddFooter
    assert footer is not None
    assert "&P" in str(footer.right.text)
    assert {cell.font.name for row in sheet for cell in row} == {"TH Sarabun New"}
    assert {cell.font.scheme for row in sheet for cell in row} == {None}
    assert {cell.font.size for row in sheet for cell in row} == {16}
    assert sheet.column_dimensions["B"].width >= 40
    heights = [sheet.row_dimensions[row].height or 0 for row in (1, 2)]
    assert heights[0] == 24
    assert heights[1] >= 10 * 24


def test_the_file_is_the_same_whoever_makes_it_and_whenever() -> None:
    program = (
        "import sys; from checklist_app.documents.xlsx import xlsx; "
        "from tests.documents.test_sheets import sample; sys.stdout.buffer.write(xlsx(sample()))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "."},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Bangkok"))
    ]
    assert {*made, xlsx(sample()), xlsx(sample())} == {made[0]}
    with zipfile.ZipFile(BytesIO(made[0])) as file:
        assert {member.date_time[0] for member in file.infolist()} == {1980}
        assert b"2026-11-21T06:02:11Z" in file.read("docProps/core.xml")


def sample() -> Workbook:
    return book(*((text, text * 3) for text in HOSTILE))


def test_an_empty_sheet_is_a_file_too() -> None:
    assert texts(opened(book())) == []
    assert read(csv_bytes(Sheet("ก", TEXT, ()))) == [["ก", "ข"]]
