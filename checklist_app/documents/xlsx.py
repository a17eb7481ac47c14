"""A workbook as an XLSX file: the only place that knows XlsxWriter.

Whatever a person wrote is written as text, never as a formula, an address or a number. The same workbook
makes the same bytes, and what it costs does not grow with the rows."""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final, TypeAlias

from xlsxwriter import Workbook as File
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from checklist_app.clock import BANGKOK
from checklist_app.documents.sheets import (
    CellValue,
    Column,
    ColumnKind,
    Sheet,
    SheetRow,
    Workbook,
    fitting,
    written,
)

LONGEST_CELL: Final = 32_767  # UTF-16 units, as Excel counts them
MOST_ROWS: Final = 1_048_576
LONGEST_SHEET_NAME: Final = 31

_FONT: Final = "TH Sarabun New"
_POINTS: Final = 16
_LINE: Final = 24  # points of height that a line of this font takes with its marks
_HIGHEST_ROW: Final = 409
_LETTER: Final = 1.15  # units of width that a letter of this font takes
_A4: Final = 9
_LARGEST_WHOLE: Final = 10**15  # what a spreadsheet holds exactly
_FIRST_YEAR: Final = 1901  # before it, the days of spreadsheets are no real days
_FOOTER: Final = f'&L&"{_FONT},Regular"&14&A&R&"{_FONT},Regular"&14หน้า &P / &N'
_FORMATS: Final = {
    ColumnKind.TEXT: "@",
    ColumnKind.NUMBER: "0",
    ColumnKind.SCORE: "0.00",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.MOMENT: "yyyy-mm-dd hh:mm:ss",
}
Formats: TypeAlias = dict[ColumnKind, Format]


def xlsx(workbook: Workbook) -> bytes:
    content = BytesIO()
    with File(content, _options()) as file:
        made = workbook.made.astimezone(UTC).replace(tzinfo=None)
        file.set_properties({"title": written(workbook.title)[:255], "created": made})
        head = file.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
        formats = {kind: file.add_format(_format(kind)) for kind in ColumnKind}
        taken: set[str] = set()
        for sheet in workbook.sheets:
            page = file.add_worksheet(_sheet_name(sheet.name, taken))
            _set_up(page, sheet)
            _write_rows(page, sheet, head, formats)
    return content.getvalue()


def _options() -> dict[str, object]:
    """Made for each file: XlsxWriter notes in it what it found out. A font of a scheme would give way to
    that of the theme, which knows no Thai."""
    return {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": _FONT, "font_size": _POINTS, "font_scheme": "none"},
    }


def _format(kind: ColumnKind) -> dict[str, object]:
    align = "left" if kind is ColumnKind.TEXT else "right"
    return {"num_format": _FORMATS[kind], "text_wrap": True, "valign": "top", "align": align}


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.set_footer(_FOOTER)


def _write_rows(page: Worksheet, sheet: Sheet, head: Format, formats: Formats) -> None:
    """SheetRow by row from above: a row that was left behind is on the disk already."""
    titles = tuple(written(column.title) for column in sheet.columns)
    page.set_row(0, _height(titles, sheet.columns))
    for at, title in enumerate(titles):
        page.write_string(0, at, _bare(title), head)
    last = 0
    for last, row in enumerate(_rows(sheet), start=1):
        page.set_row(last, _height(row, sheet.columns))
        for at, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, last, at, cell, column.kind, formats)
    if sheet.columns:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _rows(sheet: Sheet) -> Iterator[SheetRow]:
    for row in sheet.rows:
        clean = tuple(written(cell) if isinstance(cell, str) else cell for cell in row)
        yield from fitting(clean, most=LONGEST_CELL - 1)


def _write_cell(
    page: Worksheet, at: int, column: int, cell: CellValue, kind: ColumnKind, formats: Formats
) -> None:
    value = _exact(cell)
    if value is None:
        page.write_blank(at, column, None, formats[kind])
    elif isinstance(value, str):
        page.write_string(at, column, _bare(value), formats[ColumnKind.TEXT])
    elif isinstance(value, datetime):
        page.write_datetime(at, column, value, formats[ColumnKind.MOMENT])
    elif isinstance(value, date):
        page.write_datetime(at, column, value, formats[ColumnKind.DATE])
    else:
        page.write_number(at, column, value, formats[_of_number(value, kind)])


def _of_number(value: int | Decimal, kind: ColumnKind) -> ColumnKind:
    """A column of several kinds shows scores with their decimals and whole numbers without."""
    if kind in (ColumnKind.NUMBER, ColumnKind.SCORE):
        return kind
    return ColumnKind.SCORE if isinstance(value, Decimal) else ColumnKind.NUMBER


def _exact(cell: CellValue) -> CellValue:
    """What a spreadsheet cannot hold as it is, as text. It knows no time zones: moments are those of
    Thailand."""
    if isinstance(cell, datetime):
        cell = cell.astimezone(BANGKOK).replace(tzinfo=None)
    if isinstance(cell, date):
        return cell if cell.year >= _FIRST_YEAR else cell.isoformat()
    if isinstance(cell, int | Decimal):
        return cell if -_LARGEST_WHOLE < cell < _LARGEST_WHOLE else str(cell)
    return cell


def _bare(text: str) -> str:
    """XlsxWriter passes text between these marks on as XML of its own; a space behind it is text again."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _height(row: SheetRow, columns: tuple[Column, ...]) -> int:
    """Spreadsheets do not make rows high enough for wrapped Thai by themselves."""
    lines = [_lines(cell, column.width) for cell, column in zip(row, columns, strict=True)]
    return min(_LINE * max(lines, default=1), _HIGHEST_ROW)


def _lines(cell: CellValue, width: int) -> int:
    if not isinstance(cell, str):
        return 1
    return sum(max(1, -(-int(_letters(line) * _LETTER) // width)) for line in cell.split("\n"))


def _letters(line: str) -> int:
    """Those that take room of their own: marks stand above and below."""
    return sum(unicodedata.category(letter) != "Mn" for letter in line[:LONGEST_CELL])


def _sheet_name(name: str, taken: set[str]) -> str:
    """As Excel allows it, and no two alike whatever their case."""
    bare = "".join(" " if letter in "[]:*?/\\" else letter for letter in written(name)).strip(" '\n\t")
    bare = bare[:LONGEST_SHEET_NAME].strip(" '") or "Sheet"
    chosen, number = bare, 1
    while chosen.casefold() in taken or chosen.casefold() == "history":
        number += 1
        chosen = f"{bare[: LONGEST_SHEET_NAME - 4]} {number}"
    taken.add(chosen.casefold())
    return chosen
