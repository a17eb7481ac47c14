"""A chart drawn inside a page: bars as wide as the page allows, each under its label and with its number, so
that no colour has to be told from another. Colours are those of the sheet charts.css, also in the dark and on
paper; letters stay as large as those of the page however narrow it is."""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from checklist_app.documents import Bar, Chart

LINE: Final = 30  # letters, which fit beside the edges of the narrowest phone
BARS: Final = Decimal(58)  # per cent of the width; the rest is for numbers
NO_VALUE: Final = "–"
_TEXT, _BAR, _GAP = Decimal("1.6"), Decimal("1.1"), Decimal("0.6")  # heights in em
_LEADING_VOWELS: Final = frozenset("เแโใไ")
_AFTER_ITS_LETTER: Final = frozenset("ะาำๆฯ")


def svg(chart: Chart, id: str) -> Markup:
    """`id` is the chart's own on its page."""
    top = Decimal(0)
    rows = []
    for bar in chart.bars:
        lines = list(_lines(bar.label))
        rows.append(_row(chart, bar, lines, top))
        top += _TEXT * len(lines) + _BAR + _GAP
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{id}-name" aria-describedby="{id}-said" width="100%"'
        ' height="{height}em"><title id="{id}-name">{name}</title><desc id="{id}-said">{said}</desc>'
        "{rows}</svg>"
    ).format(
        id=id, height=top, name=chart.name, said="; ".join(map(_said, chart.bars)), rows=Markup().join(rows)
    )


def number(bar: Bar) -> str:
    return f"{NO_VALUE if bar.value is None else bar.value} {bar.note}".strip()


def _said(bar: Bar) -> str:
    return f"{bar.label}: {number(bar)}"


def _row(chart: Chart, bar: Bar, lines: list[str], top: Decimal) -> Markup:
    labels = Markup().join(
        Markup('<text x="0" y="{y}em">{line}</text>').format(y=top + _TEXT * at - Decimal("0.5"), line=line)
        for at, line in enumerate(lines, start=1)
    )
    under = top + _TEXT * len(lines)
    whole, width = _width(chart.most, chart.most), _width(bar.value, chart.most)
    place = Markup('y="{y}em" height="{height}em"').format(y=under, height=_BAR)
    mark = _mark(chart, under) if chart.mark is not None else Markup()
    return Markup(
        '{labels}<rect class="track" width="{whole}%" {place}/>'
        '<rect class="filled" width="{width}%" {place}/>{mark}'
        '<text class="value" x="100%" y="{y}em" text-anchor="end">{number}</text>'
    ).format(
        labels=labels,
        whole=whole,
        width=width,
        place=place,
        mark=mark,
        y=under + Decimal("0.9"),
        number=number(bar),
    )


def _mark(chart: Chart, under: Decimal) -> Markup:
    at = _width(chart.mark, chart.most)
    return Markup('<line class="mark" x1="{x}%" x2="{x}%" y1="{y}em" y2="{end}em"/>').format(
        x=at, y=under - Decimal("0.15"), end=under + _BAR + Decimal("0.15")
    )


def _width(value: Decimal | None, most: Decimal) -> Decimal:
    """In per cent of the page. What is not nothing can be seen."""
    if value is None or not value.is_finite() or value <= 0 or most <= 0:
        return Decimal(0)
    share = max(min(value / most, Decimal(1)), Decimal("0.01"))
    return (share * BARS).quantize(Decimal("0.01"))


def _lines(text: str) -> Iterator[str]:
    """Divided at spaces where there are some, and never within a letter with its marks."""
    line = ""
    for word in text.split():
        if line and _letters(f"{line} {word}") > LINE:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while _letters(line) > LINE:
            end = _cut(line)
            yield line[:end]
            line = line[end:]
    yield line


def _letters(text: str) -> int:
    """As wide as they are: marks above and below take no room."""
    return sum(not _is_mark(letter) for letter in text)


def _cut(text: str) -> int:
    room, end = LINE, 0
    while room or _is_mark(text[end]):
        room -= not _is_mark(text[end])
        end += 1
    while end > 1 and (text[end] in _AFTER_ITS_LETTER or text[end - 1] in _LEADING_VOWELS):
        end -= 1
    return end


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"}
