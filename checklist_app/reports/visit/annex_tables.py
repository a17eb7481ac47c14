"""The tables that annexes are made of. Pure."""

from typing import Final

from checklist_app.documents import Align, Row, Table, cell

LONG_ROW: Final = 1_500  # letters that may not fit one page beside each other


def pairs(name: str, heads: tuple[str, str], rows: list[tuple[str, str]]) -> Table:
    return Table(name, (2, 3), tuple(map(_pair, rows)), (headed(heads),))


def _pair(row: tuple[str, str]) -> Row:
    return Row(tuple(cell(text) for text in row), long=sum(map(len, row)) > LONG_ROW)


def headed(labels: tuple[str, ...]) -> Row:
    return Row(tuple(cell(label, head=True, align=Align.CENTER) for label in labels))
