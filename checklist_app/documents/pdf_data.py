"""What the template of the PDF is given: a paper as plain values. Every text is cut into the pieces that a
line may end between; drawings become files of our own. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final, cast
from unicodedata import combining

from checklist_app.documents import document as tree
from checklist_app.documents.fonts import fit
from checklist_app.documents.pdf_drawings import ink_svg
from checklist_app.documents.pdf_room import LINES, cell_shares, lines, row_lines
from checklist_app.qr import svg
from checklist_app.thai import DigitStyle, in_style
from checklist_app.thai.lines import THAI_RUN, pieces
from checklist_app.wording import DEFAULT_LANGUAGE, LANGUAGES, Language, translate

DEEPEST: Final = 6  # blocks within blocks; below, they follow each other

PAGE_WIDTH: Final = 42.0  # em
_PADDING: Final = 0.75  # em, of a cell
_LEAST_ROOM: Final = 2.0

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """The values of a paper, and the drawings that they name."""

    values: Values
    drawings: dict[str, bytes]


def words(text: str, room: float) -> list[str]:
    """The pieces of a text that a line may end between. Long names go on in the next line where there is
    no more than so much room, in em; Thai does so by itself."""
    whole = pieces(fit(" ".join(text.splitlines())))
    return [part for piece in whole for part in _shortened(piece, room)]


def setting(document: tree.Document, files: Mapping[str, str]) -> Setting:
    """`files` are the names that the pictures have for the template."""
    setter = _Setter(document, files)
    return Setting(setter.document(document), setter.drawings)


@dataclass(slots=True)
class _Setter:
    paper: tree.Document
    files: Mapping[str, str]
    drawings: dict[str, bytes] = field(default_factory=dict)
    level: int = 0
    depth: int = 0
    room: float = PAGE_WIDTH

    @property
    def language(self) -> Language:
        known = self.paper.language in LANGUAGES
        return cast(Language, self.paper.language) if known else DEFAULT_LANGUAGE

    def document(self, document: tree.Document) -> Values:
        title, author, footer = (fit(t).strip() for t in (document.title, document.author, document.footer))
        return {
            "title": title or "-",
            "authors": [author] if author else [],
            "keywords": [footer] if footer else [],
            "language": self.language,
            "region": "TH" if self.language == DEFAULT_LANGUAGE else None,
            "thai-digits": document.digits is DigitStyle.THAI,
            "footer": self._words(footer),
            "numbering": translate("หน้า {page} จาก {pages}", self.language),
            "watermark": fit(document.watermark).strip(),
            "parts": [self._part(part) for part in document.parts],
        }

    def _part(self, part: tree.Part) -> Values:
        return {
            "landscape": part.landscape,
            "letter": part.letter,
            "opening": part.opening,
            "blocks": self._blocks(part.blocks),
        }

    # --- within a line ---------------------------------------------------------------------------------

    def _line(self, line: tree.Line) -> list[Values]:
        return [values for inline in line for values in self._inline(inline)]

    def _inline(self, inline: tree.Inline) -> list[Values]:
        match inline:
            case tree.Text():
                return self._text(inline)
            case tree.Blank(value, share, fixed):
                words = self._words(value)
                return [{"kind": "blank", "words": words, "share": max(share, 0), "fixed": max(fixed, 0)}]
            case tree.Box():
                return [self._box(inline)]
            case tree.Face(mood):
                name = self._said(_MOODS.get(mood, _MOODS["mid"]))
                return [_drawn(f"{mood if mood in _MOODS else 'mid'}.svg", name, height=1.5, lower=0.4)]
            case tree.Break():
                return [{"kind": "new-line"}]

    def _text(self, text: tree.Text) -> list[Values]:
        look = {"kind": "text", "bold": text.bold, "italic": text.italic, "small": text.small}
        look["size"] = max(text.size, 0)
        between = [{**look, "words": self._words(line)} for line in text.text.splitlines()]
        return [part for line in between for part in ({"kind": "new-line"}, line)][1:]

    def _box(self, box: tree.Box) -> Values:
        state = self._said("ทำเครื่องหมายไว้" if box.ticked else "ไม่ได้ทำเครื่องหมาย")
        alt = f"{state}: {fit(box.name)}" if box.name else state
        return _drawn("ticked.svg" if box.ticked else "box.svg", alt, height=0.95, lower=0.14)

    def _said(self, text: str, **values: object) -> str:
        return translate(text, self.language, **values)

    def _words(self, text: str) -> list[str]:
        return words(text, max(self.room - _PADDING, _LEAST_ROOM))

    @contextmanager
    def _in(self, share: float) -> Iterator[None]:
        room, self.room = self.room, self.room * share
        yield
        self.room = room

    # --- blocks ----------------------------------------------------------------------------------------

    def _blocks(self, blocks: Iterable[tree.Block]) -> list[Values]:
        if self.depth >= DEEPEST:
            return [self._leaf(leaf) for block in blocks for leaf in _leaves(block)]
        self.depth += 1
        values = [self._block(block) for block in blocks]
        self.depth -= 1
        return values

    def _block(self, block: tree.Block) -> Values:
        kind = type(block)
        return _OUTER[kind](self, block) if kind in _OUTER else self._leaf(block)

    def _leaf(self, block: tree.Block) -> Values:
        return _LEAVES[type(block)](self, block)

    def _heading(self, heading: tree.Heading) -> Values:
        """A level is never skipped for a screen reader, however it looks; and none says nothing."""
        words = self._words(heading.text)
        if not "".join(words).strip():
            return self._paragraph(tree.Paragraph(()))
        self.level = max(1, min(heading.level, self.level + 1))
        return {
            "kind": "heading",
            "words": words,
            "level": self.level,
            "look": max(heading.level, 1),
            "size": max(heading.size, 0),
            "align": heading.align,
        }

    def _paragraph(self, paragraph: tree.Paragraph) -> Values:
        return {
            "kind": "paragraph",
            "line": self._line(paragraph.line),
            "align": paragraph.align,
            "indent": paragraph.indent,
            "first": paragraph.first,
            "with-next": paragraph.with_next,
        }

    def _listing(self, listing: tree.Listing) -> Values:
        return {
            "kind": "listing",
            "indent": listing.indent,
            "hanging": max((_wide(item.marker) for item in listing.items), default=0) + _GAP,
            "items": [self._item(item) for item in listing.items],
        }

    def _item(self, item: tree.Item) -> Values:
        marker = self._inline(item.marker)
        return {"marker": marker, "line": self._line(item.line), "blocks": self._blocks(item.blocks)}

    def _writing(self, writing: tree.Writing) -> Values:
        written = [self._words(line) for line in writing.text.splitlines()]
        return {"kind": "writing", "lines": written, "least": max(writing.lines, 1)}

    def _table(self, table: tree.Table) -> Values:
        return {
            "kind": "table",
            "widths": [max(width, 1) for width in table.widths],
            "header": self._rows(table.header, table.widths),
            "rows": self._rows(table.rows, table.widths),
            "small": table.small,
        }

    def _rows(self, rows: tuple[tree.Row, ...], widths: tuple[int, ...]) -> list[Values]:
        return [self._row(*placed) for placed in zip(rows, cell_shares(rows, widths), strict=True)]

    def _row(self, row: tree.Row, shares: tuple[float, ...]) -> Values:
        whole = not row.long and row_lines(row, shares) < LINES
        cells = [self._cell(*placed) for placed in zip(row.cells, shares, strict=True)]
        return {"whole": whole, "cells": cells}

    def _cell(self, cell: tree.Cell, share: float) -> Values:
        with self._in(share):
            blocks = self._blocks(cell.blocks)
        return {
            "across": cell.across,
            "down": cell.down,
            "head": cell.head,
            "align": cell.align,
            "middle": cell.middle,
            "blocks": blocks,
        }

    def _columns(self, columns: tree.Columns) -> Values:
        widths = [max(width, 1) for width in columns.widths]
        parts = [
            self._part_of(part, width / sum(widths))
            for part, width in zip(columns.parts, widths, strict=False)
        ]
        return {"kind": "columns", "widths": widths, "parts": parts}

    def _part_of(self, blocks: tuple[tree.Block, ...], share: float) -> list[Values]:
        with self._in(share):
            return self._blocks(blocks)

    def _together(self, together: tree.Together) -> Values:
        tall = lines(together.blocks) > LINES
        return {"kind": "together", "tall": tall, "blocks": self._blocks(together.blocks)}

    def _chart(self, chart: tree.Chart) -> Values:
        bars = [self._bar(bar, chart.most) for bar in chart.bars]
        said = "; ".join(
            f"{fit(bar.label)} {values['value']}" for bar, values in zip(chart.bars, bars, strict=True)
        )
        mark = _share(chart.mark, chart.most)
        return {"kind": "chart", "alt": f"{fit(chart.name)}: {said}", "bars": bars, "mark": mark}

    def _bar(self, bar: tree.Bar, most: Decimal) -> Values:
        return {
            "label": self._words(bar.label),
            "share": _share(bar.value, most),
            "value": "-" if bar.value is None else in_style(str(bar.value), self.paper.digits),
            "note": self._words(bar.note),
        }

    def _picture(self, picture: tree.Picture) -> Values:
        return {
            "kind": "picture",
            "file": self.files.get(picture.file, ""),
            "alt": fit(picture.alt).strip() or self._said("ภาพ"),
            "caption": self._line(picture.caption),
            "width": min(max(picture.width, 5), 100),
            "missing": self._words(picture.missing),
        }

    def _signature(self, signature: tree.SignatureBlock) -> Values:
        drawn = any(signature.strokes)
        return {
            "kind": "signature",
            "opening": self._words(signature.opening),
            "role": self._words(signature.role),
            "name": self._words(signature.signer),
            "position-label": self._words(signature.position_label),
            "position": self._words(signature.position),
            "date-label": self._words(signature.date_label),
            "date": self._words(signature.date),
            "remark": self._words(signature.remark),
            "ink": self._drawing(ink_svg(signature.strokes)) if drawn else "",
            "alt": self._said("ลายมือชื่อ {name}", name=fit(signature.signer)).strip(),
        }

    def _qr(self, code: tree.QrCode) -> Values:
        alt = fit(code.alt).strip() or self._said("คิวอาร์โค้ด")
        file = self._drawing(svg(code.text).encode())
        return {"kind": "qr", "file": file, "alt": alt, "millimetres": code.millimetres}

    def _space(self, space: tree.Space) -> Values:
        return {"kind": "space", "millimetres": max(space.millimetres, 0)}

    def _page_break(self, _: tree.PageBreak) -> Values:
        return {"kind": "page-break"}

    def _drawing(self, svg: bytes) -> str:
        name = f"drawing-{len(self.drawings)}.svg"
        self.drawings[name] = svg
        return name


# In em, about: typst would have to set everything twice to find out.
_GAP: Final = 0.5
_BOX: Final = 0.95
_WIDTHS: Final = {**dict.fromkeys(".,:;'|ilj", 0.26), **dict.fromkeys("()-–•/", 0.35)}
_DIGITS: Final = 0.56
_THAI_DIGITS: Final = 0.66


def _wide(marker: tree.Text | tree.Box) -> float:
    return _BOX if isinstance(marker, tree.Box) else sum(map(_letter, fit(marker.text)))


def _letter(letter: str) -> float:
    if letter in _WIDTHS or combining(letter):
        return _WIDTHS.get(letter, 0)
    if letter.isascii() and (letter.isdigit() or letter.islower()):
        return _DIGITS
    return _THAI_DIGITS if letter.isdigit() else 0.95 if letter in "MW%@" else 0.72


_MOODS: Final = {"low": "ใบหน้าบึ้ง", "mid": "ใบหน้าเฉย", "high": "ใบหน้ายิ้ม"}
_OUTER: Final[dict[type, Callable[[_Setter, Any], Values]]] = {
    tree.Listing: _Setter._listing,
    tree.Table: _Setter._table,
    tree.Columns: _Setter._columns,
    tree.Together: _Setter._together,
}
_LEAVES: Final[dict[type, Callable[[_Setter, Any], Values]]] = {
    tree.Heading: _Setter._heading,
    tree.Paragraph: _Setter._paragraph,
    tree.Writing: _Setter._writing,
    tree.Chart: _Setter._chart,
    tree.Picture: _Setter._picture,
    tree.SignatureBlock: _Setter._signature,
    tree.QrCode: _Setter._qr,
    tree.Space: _Setter._space,
    tree.PageBreak: _Setter._page_break,
}


def _leaves(block: tree.Block) -> Iterable[tree.Block]:
    """The blocks without others in them, in the order of the paper."""
    match block:
        case tree.Listing(items):
            for item in items:
                marker = (item.marker, tree.Text(" "))
                yield tree.Paragraph((*marker, *item.line))
                yield from (leaf for inner in item.blocks for leaf in _leaves(inner))
        case tree.Table():
            cells = (cell for row in (*block.header, *block.rows) for cell in row.cells)
            yield from (leaf for cell in cells for inner in cell.blocks for leaf in _leaves(inner))
        case tree.Columns(parts):
            yield from (leaf for part in parts for inner in part for leaf in _leaves(inner))
        case tree.Together(blocks):
            yield from (leaf for inner in blocks for leaf in _leaves(inner))
        case _:
            yield block


def _drawn(file: str, alt: str, *, height: float, lower: float) -> Values:
    return {"kind": "drawn", "file": file, "alt": alt, "height": height, "lower": lower}


def _shortened(piece: str, most: float) -> Iterator[str]:
    """What is no Thai in parts that are at most so wide; rather behind a hyphen or the like."""
    while not THAI_RUN.search(piece) and (room := _fitting(piece, most)) < len(piece):
        sign = max(piece.rfind(sign, 0, room) for sign in "-–/_") + 1
        cut = sign or room
        yield piece[:cut]
        piece = piece[cut:]
    if piece:
        yield piece


def _fitting(piece: str, most: float) -> int:
    """How many letters fit; a letter keeps its marks."""
    reached = accumulate(_letter(letter) for letter in piece)
    first = next((n for n, width in enumerate(reached) if width > most), len(piece))
    return next((n for n in range(max(first, 1), len(piece)) if not combining(piece[n])), len(piece))


def _share(value: Decimal | None, most: Decimal) -> float | None:
    if value is None or not value.is_finite() or not most > 0:
        return None
    return float(min(max(value / most, Decimal(0)), Decimal(1)))
