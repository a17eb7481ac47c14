"""Files as people and strangers send them: read as rows, or refused in words; never a traceback."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from checklist_app.agencies import tables
from checklist_app.agencies.tables import Table, read_table
from checklist_app.errors import Problem, ProblemKind
from checklist_app.wording import problem_wording
from tests.agencies.register import csv_file, xlsx_file

HEADINGS = ["ชื่อหน่วยงาน", "อำเภอ", "จังหวัด"]
ROW = ["อบต.ทุ่งแก", "เจริญศิลป์", "สกลนคร"]
LINES = [",".join(HEADINGS), ",".join(ROW)]


def refusal_of(data: bytes) -> str:
    with pytest.raises(Problem) as refusal:
        read_table(data)
    assert refusal.value.kind is ProblemKind.INVALID
    assert refusal.value.code in problem_wording()
    return refusal.value.code


def reads_or_refuses(data: bytes) -> bool:
    try:
        return isinstance(read_table(data), Table)
    except Problem as problem:
        return problem.kind is ProblemKind.INVALID


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_and_with_the_separators_of_thai_offices(
    encoding: str, delimiter: str
) -> None:
    table = read_table(csv_file(delimiter.join(HEADINGS), delimiter.join(ROW), encoding=encoding))
    assert (table.headings, cells(table)) == (tuple(HEADINGS), [tuple(ROW)])


def test_xlsx_is_read_with_numbers_as_people_see_them() -> None:
    table = read_table(xlsx_file([*HEADINGS, "รหัส ITAS"], [*ROW, 1234.0], [*ROW, 0.5], [*ROW, True]))
    assert [row.cells[3] for row in table.rows] == ["1234", "0.5", "True"]


def test_titles_above_the_headings_and_empty_rows_keep_the_row_numbers_of_the_sheet() -> None:
    for data in (
        csv_file("รายชื่อหน่วยงาน", "", *LINES, "", LINES[1]),
        xlsx_file(["รายชื่อหน่วยงาน"], [], HEADINGS, ROW, [], ROW),
    ):
        table = read_table(data)
        assert table.headings[:3] == tuple(HEADINGS)
        assert [row.number for row in table.rows] == [4, 6]


def test_quoted_cells_may_hold_separators_and_line_breaks() -> None:
    table = read_table(csv_file(LINES[0], '"ก, ""ข""","ค\r\nง",จ'))
    assert cells(table) == [('ก, "ข"', "ค\r\nง", "จ")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "agencies.file_empty"),
        (b" \r\n ", "agencies.file_empty"),
        (b"\xef\xbb\xbf", "agencies.headings_missing"),
        (csv_file("หนึ่ง,สอง", "ก,ข"), "agencies.headings_missing"),
        (csv_file("ชื่อ,หน่วยงาน", "ก,ข"), "agencies.heading_twice"),
        (csv_file(*LINES) + b"\0", "agencies.file_not_text"),
        (csv_file(*LINES) + b"\x07", "agencies.file_not_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "agencies.file_encoding"),
        (csv_file(*LINES) + b"\xff\xfe\x81", "agencies.file_encoding"),
        (csv_file(LINES[0], '"ไม่ปิด,ก'), "agencies.file_broken_row"),
        (csv_file(LINES[0], '"ก"ข,ค'), "agencies.file_broken_row"),
        (csv_file(LINES[0], "ก" * 2_000), "agencies.cell_too_long"),
        (csv_file(LINES[0], "ก" * 200_000), "agencies.file_broken_row"),
        (b"PK\x03\x04 not really a zip", "agencies.file_broken_sheet"),
        (b"\xd0\xcf\x11\xe0 old", "agencies.file_old_excel"),
        (b"x" * (tables.LARGEST_FILE + 1), "agencies.file_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, code: str) -> None:
    assert refusal_of(data) == code


def test_too_many_rows_are_refused_in_both_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 20)
    assert len(read_table(csv_file(LINES[0], *[LINES[1]] * 20)).rows) == 20
    assert refusal_of(csv_file(LINES[0], *[LINES[1]] * 21)) == "agencies.too_many_rows"
    assert refusal_of(xlsx_file(HEADINGS, *[ROW] * 21)) == "agencies.too_many_rows"
    assert refusal_of(csv_file(LINES[0], *[LINES[1]] * 5_000)) == "agencies.too_many_rows"


def test_text_that_is_too_much_in_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_TEXT", 5_000)
    wide = ["ก" * 900] * 2
    assert read_table(xlsx_file(["ชื่อ", "อื่น"], *[wide] * 2))
    for file in (xlsx_file(["ชื่อ", "อื่น"], *[wide] * 3), csv_file("ชื่อ,อื่น", *[",".join(wide)] * 3)):
        assert refusal_of(file) == "agencies.file_too_much_text"


def test_unknown_columns_are_named_and_their_cells_dropped() -> None:
    file = xlsx_file(["ที่", *HEADINGS[:2], "", "โทรศัพท์"], [1, *ROW[:2], "x", "=1+1"], [2, "=ก", ""])
    table = read_table(file)
    assert (table.headings, table.ignored) == (tuple(HEADINGS[:2]), ("ที่", "โทรศัพท์"))
    assert cells(table) == [tuple(ROW[:2]), ("", "")]
    assert [row.formulas for row in table.rows] == [frozenset(), frozenset({0})]
    assert cells(read_table(csv_file(",".join(HEADINGS), "ก"))) == [("ก", "", "")]


def rezipped(data: bytes, **replaced: bytes) -> bytes:
    """The same workbook with some parts replaced or added."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, replaced.get(part, old.read(part)))
        for part in replaced.keys() - set(old.namelist()):
            new.writestr(part, replaced[part])
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
SHARED = "xl/sharedStrings.xml"


def test_a_small_workbook_that_repeats_one_long_string_is_refused() -> None:
    plain = xlsx_file(HEADINGS)
    rows = "<row>" + '<c t="s"><v>1</v></c>' * tables.MOST_COLUMNS + "</row>"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with zipfile.ZipFile(BytesIO(plain)) as archive:
        types = archive.read(TYPES).decode()
    shared = f"<si><t>name</t></si><si><t>{'ก' * tables.LONGEST_CELL}</t></si>"
    sheet = f'<row><c t="s"><v>0</v></c></row>{rows * 70}'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        TYPES: types.replace("</Types>", f'<Override PartName="/{SHARED}" ContentType="{kind}"/></Types>'),
        SHARED: f'<sst xmlns="{space}">{shared}</sst>',
        SHEET: f'<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    file = rezipped(plain, **{name: text.encode() for name, text in parts.items()})
    assert len(file) < 10_000
    assert refusal_of(file) == "agencies.file_too_much_text"


def test_a_workbook_that_unpacks_to_too_much_is_not_opened() -> None:
    assert refusal_of(rezipped(xlsx_file(HEADINGS, ROW), extra=b"\0" * 5_000_000)) == "agencies.file_bomb"


def test_a_workbook_with_entities_of_its_own_is_not_opened() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    assert refusal_of(rezipped(xlsx_file(HEADINGS, ROW), **{SHEET: bomb})) == "agencies.file_bomb"


@pytest.mark.parametrize(
    "sheet", [b"", b"<worksheet", b"<html/>", b"\xff\xfe\0", b"<worksheet><sheetData><row r='x'/>"]
)
def test_a_broken_sheet_is_refused(sheet: bytes) -> None:
    assert refusal_of(rezipped(xlsx_file(HEADINGS, ROW), **{SHEET: sheet})) in {
        "agencies.file_broken_sheet",
        "agencies.headings_missing",
    }


def test_a_workbook_without_its_parts_is_refused() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    assert refusal_of(file.getvalue()) == "agencies.file_broken_sheet"


def test_a_sheet_that_lies_about_its_size_costs_nothing() -> None:
    honest = xlsx_file(HEADINGS, ROW)
    with zipfile.ZipFile(BytesIO(honest)) as archive:
        sheet = archive.read(SHEET).replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    assert cells(read_table(rezipped(honest, **{SHEET: sheet})))[0][:3] == tuple(ROW)
    far = sheet.replace(b'<row r="2"', b'<row r="99999999999"')
    assert refusal_of(rezipped(honest, **{SHEET: far})) == "agencies.file_long_sheet"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_bring_a_traceback(data: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04", "ชื่อ,อำเภอ\r\n".encode(), "ชื่อ;อำเภอ\n".encode("cp874")):
        assert reads_or_refuses(prefix + data)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_damage_to_a_workbook_brings_a_traceback(data: st.DataObject) -> None:
    file = bytearray(xlsx_file(HEADINGS, ROW))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, 10**6)) % len(file)  # its length differs from run to run
        file[place] = data.draw(st.integers(0, 255))
    assert reads_or_refuses(bytes(file))


def test_the_sheet_with_the_table_is_read_wherever_it_stands() -> None:
    assert cells(read_table(several_sheets([["ปก"]], [[], ["ชื่อชุดข้อมูล"], HEADINGS, ROW]))) == [tuple(ROW)]
    assert cells(read_table(several_sheets([HEADINGS, ROW], [["หมายเหตุ"]], []))) == [tuple(ROW)]
    assert refusal_of(several_sheets([["ปก"]], [["ท้าย"]])) == "agencies.headings_missing"


def test_tables_in_several_sheets_are_told_and_none_is_left_out_silently() -> None:
    assert refusal_of(several_sheets([HEADINGS, ROW], [HEADINGS, ROW])) == "agencies.file_several_sheets"
    assert cells(read_table(several_sheets([HEADINGS, ROW], [HEADINGS, ROW], hidden=1))) == [tuple(ROW)]


def several_sheets(*sheets: list[list[str]], hidden: int | None = None) -> bytes:
    book = Workbook()
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    if hidden is not None:
        book.worksheets[hidden].sheet_state = "hidden"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
