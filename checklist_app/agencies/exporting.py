"""Tables as files that a spreadsheet opens, first of all the register, and that are read back unchanged.
Pure."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from checklist_app.agencies.columns import COLUMNS
from checklist_app.agencies.guarding import guarded
from checklist_app.agencies.model import Agency
from checklist_app.agencies.plan import cell_of

Cell: TypeAlias = str | int | Decimal


def to_csv(agencies: Iterable[Agency]) -> bytes:
    return csv_of(_rows(agencies))


def to_xlsx(agencies: Iterable[Agency]) -> bytes:
    return xlsx_of(_rows(agencies), "หน่วยงาน")


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, without which spreadsheets show Thai as rubbish. Every field is quoted."""
    text = StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """The first row holds the headings; numbers stay numbers, with two decimals."""
    (headings, *others) = rows
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for at in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 24
    sheet.append([_cell(sheet, heading, font=Font(bold=True)) for heading in headings])
    for row in others:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Cell, *, font: Font | None = None) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.value = _guarded(value)
    if font:
        cell.font = font
    if isinstance(value, Decimal):
        cell.number_format = "0.00"
    return cell


def _guarded(value: Cell) -> Cell:
    return guarded(value) if isinstance(value, str) else value


def _rows(agencies: Iterable[Agency]) -> Iterable[list[str]]:
    yield [column.heading for column in COLUMNS]
    for agency in agencies:
        yield [cell_of(agency, column.id) for column in COLUMNS]
