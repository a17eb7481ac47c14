"""A chart of a DOCX file is a table: each bar is a shaded cell over so many columns of the grid, and its
number stands beside it, so that it can be read aloud and changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Final

from checklist_app.documents.document import Bar, Chart, Text
from checklist_app.documents.docx.paragraphs import Place, paragraph, run
from checklist_app.documents.docx.tables import PADDING, row, shared, slot
from checklist_app.documents.docx.xml import NOTHING, Xml, word
from checklist_app.thai import DigitStyle, in_style

STEPS: Final = 40  # columns of the bars; Word takes 63 in all
BAR: Final = "4A6FA5"
MARK: Final = "B3261E"
NO_VALUE: Final = "–"


def chart(chart: Chart, room: int, digits: DigitStyle) -> tuple[list[int], list[Callable[[Place], Xml]]]:
    """The widths of the columns, and what writes each row."""
    label, bars, number = shared(room, (35, 45, 20))
    widths = [label, *shared(bars, (1,) * STEPS), number]
    return widths, [partial(_row, bar, chart, widths, digits) for bar in chart.bars]


def _row(bar: Bar, chart: Chart, widths: list[int], digits: DigitStyle, place: Place) -> Xml:
    place = replace(place, left=0, first=0, cell=True)
    value = NO_VALUE if bar.value is None else in_style(str(bar.value), digits)
    parts = [
        slot(
            sum(widths[1 + start : 1 + end]),
            paragraph(place),
            across=end - start,
            fill=BAR if end <= _steps(bar.value, chart.most) else "",
            borders=_edges(start, end, _mark(chart)),
        )
        for start, end in _divided(_steps(bar.value, chart.most), _mark(chart))
    ]
    number = _said(f"{value} {bar.note}".strip(), widths[-1], place)
    return row([_said(bar.label, widths[0], place), *parts, number])


def _said(text: str, width: int, place: Place) -> Xml:
    inner = replace(place, width=width - 2 * PADDING)
    return slot(width, paragraph(inner, run(Text(text), inner.size)), middle=True)


def _divided(*edges: int) -> Iterator[tuple[int, int]]:
    """The columns of the bars, divided where the bar ends and where the mark stands."""
    ends = sorted({0, STEPS, *edges})
    return pairwise(ends)


def _steps(value: Decimal | None, most: Decimal) -> int:
    """A bar that is not nothing is seen."""
    if value is None or not value.is_finite() or value <= 0 or most <= 0:
        return 0
    return min(max(int((value / most * STEPS).to_integral_value()), 1), STEPS)


def _mark(chart: Chart) -> int:
    return _steps(chart.mark, chart.most)


def _edges(start: int, end: int, mark: int) -> Xml:
    """Within the bars no lines but the mark's."""
    edges = [
        word("left", val="single", sz=18, space=0, color=MARK) if start == mark > 0 else NOTHING,
        word("right", val="single", sz=18, space=0, color=MARK) if end == mark else NOTHING,
    ]
    plain = (
        edges[0] or (word("left", val="nil") if start else NOTHING),
        edges[1] or (word("right", val="nil") if end < STEPS else NOTHING),
    )
    return word("tcBorders", *plain) if any(plain) else NOTHING
