"""The blocks of a paper as paragraphs and tables of a DOCX file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from checklist_app.documents.document import (
    Align,
    Block,
    Box,
    Cell,
    Chart,
    Columns,
    Heading,
    Item,
    Listing,
    PageBreak,
    Paragraph,
    Picture,
    QrCode,
    Row,
    SignatureBlock,
    Space,
    Table,
    Text,
    Together,
    Writing,
)
from checklist_app.documents.docx.charts import chart
from checklist_app.documents.docx.lines import Lines
from checklist_app.documents.docx.package import Package
from checklist_app.documents.docx.paragraphs import (
    STEP,
    TABBED,
    Place,
    dotted_line,
    paragraph,
    run,
    sliver,
    space,
    spread,
    wide,
)
from checklist_app.documents.docx.pictures import MILLIMETRE, TWIP, image, picture
from checklist_app.documents.docx.signing import signing
from checklist_app.documents.docx.styles import CAPTION, HEADING, IN_SMALL_TABLE, IN_TABLE, LEVELS
from checklist_app.documents.docx.tables import PADDING, Spot, cells, laid, row, shared, slot, table
from checklist_app.documents.docx.xml import Xml, joined, legal, word
from checklist_app.qr import png
from checklist_app.thai import DigitStyle

MARKER_GAP: Final = 100  # between a marker and its text


class Blocks:
    """Writes the blocks of one paper."""

    def __init__(self, package: Package, pictures: Mapping[str, bytes], digits: DigitStyle) -> None:
        self._package, self._pictures, self._digits = package, pictures, digits
        self._lines = Lines(package.number)
        self._writers: dict[type, Callable[[Any, Place], Xml]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Listing: self._listing,
            Writing: self._writing,
            Table: self._table,
            Columns: self._columns,
            Together: self._together,
            Chart: self._chart,
            Picture: self._picture,
            SignatureBlock: self._signature,
            QrCode: self._qr_code,
            Space: self._space,
            PageBreak: self._page_break,
        }

    def flow(self, blocks: Sequence[Block], place: Place) -> Xml:
        if not blocks:
            return paragraph(place)
        return spread([partial(self._writers[type(block)], block) for block in blocks], place)

    # --- text ---

    def _heading(self, heading: Heading, place: Place) -> Xml:
        """One that says nothing would be an empty line in the navigation pane."""
        if not legal(heading.text).strip():
            return paragraph(place)
        at = replace(place, style=f"{HEADING}{max(1, min(heading.level, LEVELS))}", align=heading.align)
        return paragraph(at, run(Text(heading.text, size=heading.size), at.size))

    def _paragraph(self, block: Paragraph, place: Place) -> Xml:
        at = replace(
            place.held() if block.with_next else place,
            left=place.left + block.indent * STEP,
            first=block.first * STEP,
            align=place.align if block.align is Align.START else block.align,
        )
        return self._lines.paragraphs(block.line, at)

    def _listing(self, listing: Listing, place: Place) -> Xml:
        left = place.left + listing.indent * STEP
        hang = max((_room(item, place.size) for item in listing.items), default=0)
        at = replace(place, left=left + hang, first=-hang, align=Align.START)
        return spread([partial(self._item, item) for item in listing.items], at)

    def _item(self, item: Item, place: Place) -> Xml:
        marker = self._marker(item.marker, place.size)
        if not item.blocks:
            return self._lines.paragraphs(item.line, place, marker)
        first = self._lines.paragraphs(item.line, place.followed(), marker)
        return joined((first, self.flow(item.blocks, replace(place, first=0))))

    def _marker(self, marker: Text | Box, size: int) -> Xml:
        written = run(marker, size) if isinstance(marker, Text) else self._lines.box(marker)
        return joined((written, TABBED))

    def _writing(self, writing: Writing, place: Place) -> Xml:
        at = replace(place, first=0, align=Align.START)
        lines = writing.text.splitlines() or [""] * writing.lines
        contents = [run(Text(line), at.size, dotted=True) for line in lines]
        return spread([partial(dotted_line, content) for content in contents], at)

    def _space(self, block: Space, place: Place) -> Xml:
        return space(place, max(block.millimetres, 1) * MILLIMETRE // TWIP)

    def _page_break(self, _: PageBreak, place: Place) -> Xml:
        return sliver(place, word("r", word("br", type="page")))

    # --- what stands beside each other ---

    def _table(self, block: Table, place: Place) -> Xml:
        widths = shared(place.room, block.widths)
        rows = (*block.header, *block.rows)
        inside = replace(place, style=IN_SMALL_TABLE if block.small else IN_TABLE, align=Align.START)
        laid_rows = laid([row.cells for row in rows], len(widths))
        written = [
            partial(self._row, row, spots, widths, index < len(block.header))
            for index, (row, spots) in enumerate(zip(rows, laid_rows, strict=True))
        ]
        return _ruled(block.name, widths, written, inside)

    def _row(self, block: Row, spots: Sequence[Spot], widths: list[int], repeated: bool, place: Place) -> Xml:
        return row(cells(spots, widths, self._cell, place), repeated=repeated, long=block.long)

    def _cell(self, cell: Cell, place: Place) -> Xml:
        return self.flow(cell.blocks, place)

    def _chart(self, block: Chart, place: Place) -> Xml:
        widths, rows = chart(block, place.room, self._digits)
        return _ruled(block.name, widths, rows, replace(place, style=IN_TABLE, align=Align.START))

    def _columns(self, block: Columns, place: Place) -> Xml:
        widths = shared(place.room, block.widths)
        inside = replace(place, left=0, first=0, cell=True)
        contents = [
            slot(width, self.flow(part, replace(inside, width=width - 2 * PADDING)))
            for part, width in zip(block.parts, widths, strict=True)
        ]
        return joined((table("", widths, [row(contents)], left=place.left, ruled=False), sliver(place)))

    def _together(self, block: Together, place: Place) -> Xml:
        return self.flow(block.blocks, replace(place, whole=True))

    # --- pictures ---

    def _picture(self, block: Picture, place: Place) -> Xml:
        drawn = image(self._pictures.get(block.file, b""))
        if drawn is None:
            shown = run(Text(block.missing or block.alt, italic=True), place.size)
        else:
            wide = place.room * TWIP * block.width // 100
            high = min(wide * drawn.height // drawn.width, place.height * TWIP)
            size = (max(high * drawn.width // drawn.height, 1), max(high, 1))
            shown = picture(self._package.image(drawn), self._package.number(), block.alt, *size)
        if not block.caption:
            return paragraph(place, shown)
        caption = self._lines.paragraphs(block.caption, replace(place, style=CAPTION))
        return joined((paragraph(place.held(), shown), caption))

    def _qr_code(self, block: QrCode, place: Place) -> Xml:
        drawn = image(png(block.text))
        if drawn is None:
            raise ValueError("a QR code that is no picture")
        size = block.millimetres * MILLIMETRE
        shown = picture(self._package.image(drawn), self._package.number(), block.alt, size, size)
        return paragraph(place, shown)

    def _signature(self, block: SignatureBlock, place: Place) -> Xml:
        return signing(block, place, self._package.number)


def _room(item: Item, size: int) -> int:
    """How far the text of an item stands from where its marker begins."""
    marker = wide(item.marker.text, size) + MARKER_GAP if isinstance(item.marker, Text) else 0
    return max(STEP, marker)


def _ruled(name: str, widths: list[int], rows: Sequence[Callable[[Place], Xml]], place: Place) -> Xml:
    """A table without rows is an error in Word."""
    if not rows or not widths:
        return sliver(place)
    drawn = table(name, widths, [spread(rows, place)], left=place.left, ruled=True)
    return joined((drawn, sliver(place)))
