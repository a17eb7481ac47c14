"""Tables of a visit as neutral values, from which xlsx.py and csv_file.py write files. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

CellValue: TypeAlias = str | int | Decimal | date | datetime | None
SheetRow: TypeAlias = tuple[CellValue, ...]


class ColumnKind(StrEnum):
    """How the values of a column stand in it. What a value is, its own type says."""

    TEXT = "text"
    NUMBER = "number"
    SCORE = "score"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """`width` counts letters."""

    title: str
    width: int
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """`made` is the moment that the file carries: the same values make the same bytes."""

    title: str
    sheets: tuple[Sheet, ...]
    made: datetime


# --- what encoders do first --------------------------------------------------------------------------

MORE: Final = " … (มีต่อแถวถัดไป)"
CONTINUED: Final = "(ต่อ) "
SHORT: Final = 200

_UNWRITABLE: Final = re.compile(r"[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")
_LINE_BREAKS: Final = re.compile(r"\r\n?")


def written(text: str) -> str:
    """The text with one kind of line break, without what no file of these may hold: control characters
    and halves of characters."""
    return _UNWRITABLE.sub("", _LINE_BREAKS.sub("\n", text))


def fitting(row: SheetRow, *, most: int) -> Iterator[SheetRow]:
    """The row, and further ones for what does not fit into its cells of `most` UTF-16 units: those repeat
    the short texts, so that they are found together, and no figures, so that nothing is counted twice."""
    cells = [_pieces(cell, most) if isinstance(cell, str) else [cell] for cell in row]
    for number in range(max(map(len, cells), default=1)):
        yield tuple(
            pieces[number] if number < len(pieces) else _repeated(pieces[0], cells_are_long=len(pieces) > 1)
            for pieces in cells
        )


def _repeated(cell: CellValue, *, cells_are_long: bool) -> CellValue:
    return cell if isinstance(cell, str) and not cells_are_long and len(cell) <= SHORT else None


def _pieces(text: str, most: int) -> list[str]:
    pieces: list[str] = []
    while _units(text) > most:
        end = _cut(text, most - len(MORE) - len(CONTINUED))
        pieces.append(text[:end] + MORE)
        text = CONTINUED + text[end:]
    return [*pieces, text]


def _cut(text: str, most: int) -> int:
    """Where to divide: behind a space or a line break near the end if there is one, and never between a
    letter and its marks."""
    end = _within(text, most)
    near = max(text.rfind(space, max(end - 200, len(CONTINUED) + 1), end) for space in " \n") + 1
    if near:
        return near
    behind = end
    while behind > end - 10 and unicodedata.combining(text[behind]) | (
        unicodedata.category(text[behind]) == "Mn"
    ):
        behind -= 1
    return behind


def _within(text: str, most: int) -> int:
    """How many characters fit into `most` UTF-16 units."""
    end = min(len(text), most)
    while _units(text[:end]) > most:
        end -= -(-(_units(text[:end]) - most) // 2)
    return end


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)
