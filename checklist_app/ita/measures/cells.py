"""A table as it arrives when it is copied from Word or Excel: cells between tabs, quoted where they hold
lines of their own, remains of HTML. Pure."""

import html
import re
from collections.abc import Iterator
from typing import Final

from checklist_app.ita.measures.headings import columns_of
from checklist_app.ita.measures.lists import next_number, row_number
from checklist_app.thai import clean

MOST_CHARACTERS: Final = 200_000

_LINE_TAG: Final = re.compile(r"</?(?:p|br|li|div|tr)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_CELL: Final = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)')


def plain(cell: str) -> str:
    """The text of a cell without what a web page left in it."""
    return clean(html.unescape(_TAG.sub("", _LINE_TAG.sub("\n", cell))).replace("**", ""))


def cells_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a copied table. Word breaks a row at every paragraph of a cell: those are put together
    again by the number of columns."""
    rows = list(_rows(text.replace("\r\n", "\n").replace("\r", "\n")))
    return tuple(tuple(row) for row in _joined(rows))


def _rows(text: str) -> Iterator[list[str]]:
    row: list[str] = []
    at = 0
    while at <= len(text):
        match = _CELL.match(text, at)
        if match is None:  # never: the pattern also finds nothing
            return
        row.append((match[1].replace('""', '"') if match[1] is not None else match[2]).strip())
        at = match.end() + 1
        if at > len(text) or text[match.end()] == "\n":
            yield row
            row = []


def _joined(rows: list[list[str]]) -> list[list[str]]:
    heading = next((index for index, row in enumerate(rows) if columns_of(row)), None)
    if heading is None:
        return rows
    done, width = rows[:heading], len(rows[heading])
    for row in rows[heading:]:
        if columns_of(row):
            width = len(row)
            done.append(row)
        elif not any(row):
            done.append([])
        elif _goes_on(done, row, width):
            last = next(known for known in reversed(done) if known)
            last[-1:] = [f"{last[-1]}\n{row[0]}".strip(), *row[1:]]
        else:
            done.append([*row])
    return [row for row in done if row]


def _goes_on(done: list[list[str]], row: list[str], width: int) -> bool:
    """Whether a row that was broken within a cell goes on here."""
    after_gap = not done[-1]
    last = next((known for known in reversed(done) if known), None)
    if last is None or columns_of(last) or len(last) + len(row) - 1 > width:
        return False
    if len(last) < width:
        return not (after_gap and len(last) == 1)
    number = row_number(row[0])[0]
    return number is not None and number > 1 and number == next_number(last[-1])
