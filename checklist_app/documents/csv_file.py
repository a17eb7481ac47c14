"""A sheet as CSV that a spreadsheet opens as it is meant: Thai is shown as Thai, and no text of a person
becomes a formula. Pure."""

import csv
from datetime import datetime
from io import StringIO
from typing import Final

from checklist_app.clock import BANGKOK
from checklist_app.documents.sheets import CellValue, Sheet, written

_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_GUARD: Final = "'"


def csv_bytes(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, lines that end with CR LF, every field quoted."""
    text = StringIO(newline="")
    lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow([guarded(written(column.title)) for column in sheet.columns])
    lines.writerows([_field(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Text that begins as a formula does gets an apostrophe, and so does text that has one before such a
    beginning already: taking away one gives back every text."""
    return _GUARD + text if text.lstrip(_GUARD).startswith(_STARTS_FORMULA) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith(_GUARD) and text.lstrip(_GUARD).startswith(_STARTS_FORMULA) else text


def _field(cell: CellValue) -> str:
    """Numbers stay numbers, below zero too; days and moments are ISO 8601 in the time of Thailand."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(written(cell))
    if isinstance(cell, datetime):
        return cell.astimezone(BANGKOK).isoformat(timespec="seconds")
    return str(cell)
