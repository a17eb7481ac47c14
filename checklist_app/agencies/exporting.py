"""The register as a file that a spreadsheet opens and that `importing` reads back unchanged. Pure."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from checklist_app.agencies.columns import COLUMNS
from checklist_app.agencies.guarding import guarded
from checklist_app.agencies.model import Agency
from checklist_app.agencies.plan import cell_of


def to_csv(agencies: Iterable[Agency]) -> bytes:
    """UTF-8 with its mark, without which spreadsheets show Thai as rubbish. Every field is quoted."""
    text = StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(_rows(agencies))
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(agencies: Iterable[Agency]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("หน่วยงาน")
    sheet.freeze_panes = "A2"
    for at in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 24
    for number, row in enumerate(_rows(agencies)):
        cells = [WriteOnlyCell(sheet, value=text) for text in row]
        if number == 0:
            for cell in cells:
                cell.font = Font(bold=True)
        sheet.append(cells)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(agencies: Iterable[Agency]) -> Iterable[list[str]]:
    yield [column.heading for column in COLUMNS]
    for agency in agencies:
        yield [guarded(cell_of(agency, column.id)) for column in COLUMNS]
