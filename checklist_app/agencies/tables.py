"""CSV and XLSX files as plain rows of text. Pure: bytes in, rows out; nothing is evaluated,
and a file that is too large, broken or not what it claims to be is a Problem in words."""

import codecs
import csv
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice, pairwise, zip_longest
from operator import itemgetter
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from checklist_app.agencies.columns import REGISTER
from checklist_app.agencies.headings import Columns, Need
from checklist_app.errors import Problem, invalid

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 48
LONGEST_CELL: Final = 1_000
MOST_TEXT: Final = 3_000_000  # characters of all cells: a spreadsheet may repeat one string without end
LARGEST_FILE: Final = 10_000_000
LARGEST_UNPACKED: Final = 60_000_000
LARGEST_RATIO: Final = 200
MOST_PARTS: Final = 500

_LONGEST_SHEET: Final = 100_000  # rows, empty ones included
_ROWS_BEFORE_HEADINGS: Final = 10
_DELIMITERS: Final = (",", ";", "\t")
_CONTROL: Final = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BROKEN_SHEET: Final = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row as a spreadsheet shows it; `formulas` are positions that hold a formula."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells) and not self.formulas


@dataclass(frozen=True, slots=True)
class Table:
    """Only the columns that are known; `ignored` are the headings of the others."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()


def read_table(data: bytes, columns: Columns = REGISTER) -> Table:
    """The sheet that has a row of known headings, from there. What the file is, its bytes tell."""
    if not data.strip():
        raise invalid("agencies.file_empty", field="file")
    if len(data) > LARGEST_FILE:
        raise invalid("agencies.file_too_large", field="file", most=LARGEST_FILE // 1_000_000)
    if data.startswith(b"PK"):
        return _headed(_bounded(_sheet_rows(data, columns)), columns)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise invalid("agencies.file_old_excel", field="file")
    return _headed(_bounded(_text_rows(_decoded(data), columns)), columns)


def _headed(rows: list[Row], columns: Columns) -> Table:
    found = _heading(rows, columns)
    if found is None:
        raise invalid(columns.missing, field="file")
    _, headings, rest = found
    _require_distinct(columns.ids_of(headings), columns)
    return _known_columns(headings, _few_enough(rest), columns)


def _heading(rows: list[Row], columns: Columns) -> tuple[int, tuple[str, ...], list[Row]] | None:
    """Which need is met, the headings that meet it, and what stands below."""
    for place, need in enumerate(columns.needs):
        for headings, rest in (*_single_rows(rows), *_double_rows(rows, columns)):
            if _meets(columns.ids_of(headings), need):
                return place, headings, rest
    return None


def _single_rows(rows: list[Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    for at, row in enumerate(rows[:_ROWS_BEFORE_HEADINGS]):
        yield row.cells, rows[at + 1 :]


def _double_rows(rows: list[Row], columns: Columns) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Headings that span columns stand above the headings of those: the lower one that is known counts.
    Anything else below a known heading is a row of the table already."""
    for at, (upper, lower) in enumerate(pairwise(rows[: _ROWS_BEFORE_HEADINGS + 1])):
        cells = list(zip_longest(upper.cells, lower.cells, fillvalue=""))
        if all(columns.of(below) or not (below.strip() and columns.of(above)) for above, below in cells):
            yield tuple(below if columns.of(below) else above for above, below in cells), rows[at + 2 :]


def _meets(known: list[str], need: Need) -> bool:
    return all(group.intersection(known) for group in need)


def _known_columns(headings: tuple[str, ...], rows: tuple[Row, ...], columns: Columns) -> Table:
    known = [at for at, heading in enumerate(headings) if columns.of(heading)]
    return Table(
        tuple(headings[at] for at in known),
        tuple(_picked(row, known) for row in rows),
        tuple(cell for at, cell in enumerate(headings) if at not in known and cell.strip()),
    )


def _picked(row: Row, known: list[int]) -> Row:
    """A row that ends early leaves the rest empty."""
    cells = tuple(row.cells[at] if at < len(row.cells) else "" for at in known)
    return Row(row.number, cells, frozenset(to for to, at in enumerate(known) if at in row.formulas))


def _few_enough(rows: list[Row]) -> tuple[Row, ...]:
    if len(rows) > MOST_ROWS:
        raise invalid("agencies.too_many_rows", field="file", most=MOST_ROWS)
    return tuple(rows)


def _require_distinct(known: list[str], columns: Columns) -> None:
    twice = next((column for column in known if known.count(column) > 1), None)
    if twice:
        raise invalid("agencies.heading_twice", field="file", column=columns.heading_of(twice))


def _bounded(rows: Iterable[Row]) -> list[Row]:
    kept: list[Row] = []
    text = 0
    for row in rows:
        if row.blank:
            continue
        if len(kept) > MOST_ROWS + _ROWS_BEFORE_HEADINGS:
            raise invalid("agencies.too_many_rows", field="file", most=MOST_ROWS)
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise invalid("agencies.cell_too_long", field="file", row=row.number, longest=LONGEST_CELL)
        text += sum(map(len, row.cells))
        if text > MOST_TEXT:
            raise invalid("agencies.file_too_much_text", field="file", most=MOST_TEXT)
        kept.append(row)
    return kept


def _decoded(data: bytes) -> str:
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(bom):
            return _text(data, encoding)
    try:
        return _text(data, "utf-8-sig")
    except UnicodeDecodeError:
        return _text(data, "cp874")  # Windows-874 holds all of TIS-620


def _text(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig":
            raise
        raise invalid("agencies.file_encoding", field="file") from error
    if "\0" in text or _CONTROL.search(text):
        raise invalid("agencies.file_not_text", field="file")
    return text


def _text_rows(text: str, columns: Columns) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text, columns), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield Row(number, tuple(cells[:MOST_COLUMNS]))
    except csv.Error as error:
        raise invalid("agencies.file_broken_row", field="file", row=number + 1) from error


def _delimiter(text: str, columns: Columns) -> str:
    """The one under which the first lines show the most known headings."""
    opening = text.splitlines()[:_ROWS_BEFORE_HEADINGS]

    def headings(delimiter: str) -> int:
        lines = (columns.ids_of(cell.strip('" ') for cell in line.split(delimiter)) for line in opening)
        return max(map(len, lines), default=0)

    return max(_DELIMITERS, key=headings)


def _sheet_rows(data: bytes, columns: Columns) -> Iterator[Row]:
    try:
        _refuse_bomb(data)
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        if not book.worksheets:
            raise invalid("agencies.file_without_sheet", field="file")
        yield from _rows_of(_sheet_of(book.worksheets, columns))
    except Problem:
        raise
    except _BROKEN_SHEET as error:
        raise invalid("agencies.file_broken_sheet", field="file") from error


def _sheet_of(sheets: list[Any], columns: Columns) -> Any:
    """The one whose headings say most; which of two that say the same is meant is for a person to say."""
    if len(sheets) == 1:
        return sheets[0]
    seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    opened = [
        (_heading([*islice(_rows_of(sheet), _ROWS_BEFORE_HEADINGS + 1)], columns), sheet) for sheet in seen
    ]
    known = [(found[0], sheet) for found, sheet in opened if found]
    best = [sheet for place, sheet in known if place == min(known, key=itemgetter(0))[0]]
    if len(best) > 1:
        titles = ", ".join(sheet.title for sheet in best)
        raise invalid("agencies.file_several_sheets", field="file", titles=titles)
    return (best or sheets)[0]


def _rows_of(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file claims of its size is not believed
    for number, cells in enumerate(sheet.iter_rows(max_row=_LONGEST_SHEET, max_col=MOST_COLUMNS), start=1):
        if number == _LONGEST_SHEET:
            raise invalid("agencies.file_long_sheet", field="file", most=_LONGEST_SHEET)
        if {type(cell) for cell in cells} == {EmptyCell}:
            continue
        formulas = frozenset(at for at, cell in enumerate(cells) if cell.data_type == "f")
        yield Row(number, tuple(_cell_text(cell) for cell in cells), formulas)


def _cell_text(cell: ReadOnlyCell | EmptyCell) -> str:
    """As people see it: 0.914 in a cell of percentages is 91.4 %."""
    value = cell.value
    if value is None or cell.data_type == "f":
        return ""
    if isinstance(value, datetime):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{Decimal(str(value)) * 100:f}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refuse_bomb(data: bytes) -> None:
    """Sizes are those of the directory: unpacking a part never yields more than is said there."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > min(LARGEST_UNPACKED, LARGEST_RATIO * len(data)):
            raise invalid("agencies.file_bomb", field="file")
        if any(part.flag_bits & 0x1 for part in parts):
            raise invalid("agencies.file_locked", field="file")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part):
                raise invalid("agencies.file_bomb", field="file")
