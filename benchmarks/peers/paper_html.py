"""A paper as HTML, as plainly as it can be said, for the engines that others print with."""

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any, Final

from checklist_app.documents.document import (
    Blank,
    Block,
    Box,
    Break,
    Chart,
    Columns,
    Document,
    Face,
    Heading,
    Inline,
    Line,
    Listing,
    PageBreak,
    Paragraph,
    Picture,
    QrCode,
    Row,
    SignatureBlock,
    Table,
    Text,
    Together,
    Writing,
)

STYLE: Final = """
@page { size: A4; margin: 20mm 20mm 20mm 25mm;
  @bottom-right { content: "หน้า " counter(page) " จาก " counter(pages); } }
body { font-family: "Sarabun PDF", "DejaVu Sans Mono"; font-size: 11pt; line-height: 1.4; }
p { margin: 0 0 .36em } ul { list-style: none; padding-left: 1.2em; margin: 0 }
h1 { font-size: 13pt } h2 { font-size: 11.5pt } h3, h4, h5, h6 { font-size: 11pt }
table { border-collapse: collapse; width: 100% }
td, th { border: .5pt solid; padding: 3pt 4pt; vertical-align: top }
tr, .together, figure { break-inside: avoid } .columns { display: flex; gap: 6mm }
.dots { border-bottom: .8pt dotted } .writing { border-bottom: .8pt dotted; min-height: 1.4em }
img { max-width: 100% }
"""


def html(document: Document, folder: Path, fonts: Path) -> str:
    """`folder` has the pictures under the names that the paper has for them."""
    face = '@font-face {{ font-family: "Sarabun PDF"; font-weight: {}; src: url("{}") }}'
    files = sorted(fonts.glob("*.ttf"))
    regular, bold = (next(f for f in files if f.stem.endswith(name)) for name in ("-Regular", "-Bold"))
    faces = face.format("normal", regular.as_uri()) + face.format("bold", bold.as_uri())
    body = "".join(_blocks(part.blocks, folder) for part in document.parts)
    head = f"<meta charset=utf-8><title>{escape(document.title)}</title><style>{faces}{STYLE}</style>"
    return f"<!doctype html><html lang={document.language}><head>{head}</head><body>{body}</body></html>"


def _blocks(blocks: Iterable[Block], folder: Path) -> str:
    return "".join(_WRITERS[type(block)](block, folder) for block in blocks)


def _line(line: Line) -> str:
    return "".join(_INLINE[type(inline)](inline) for inline in line)


def _text(text: Text) -> str:
    return f"<b>{escape(text.text)}</b>" if text.bold else escape(text.text)


_INLINE: Final[dict[type[Inline], Callable[[Any], str]]] = {
    Text: _text,
    Blank: lambda blank: f"<span class=dots>{escape(blank.value) or '&nbsp;' * 30}</span>",
    Box: lambda box: "☑" if box.ticked else "☐",
    Face: lambda face: "☹" if face.mood == "low" else "☺",
    Break: lambda _: "<br>",
}


def _listing(listing: Listing, folder: Path) -> str:
    items = (f"<li>{_line((i.marker, Text(' '), *i.line))}{_blocks(i.blocks, folder)}" for i in listing.items)
    return f"<ul>{''.join(items)}</ul>"


def _table(table: Table, folder: Path) -> str:
    whole = sum(table.widths)
    columns = "".join(f'<col style="width: {100 * width / whole}%">' for width in table.widths)
    head = "".join(_row(row, folder) for row in table.header)
    body = "".join(_row(row, folder) for row in table.rows)
    return f"<table>{columns}<thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(row: Row, folder: Path) -> str:
    cells = (
        f"<td colspan={cell.across} rowspan={cell.down}>{_blocks(cell.blocks, folder)}" for cell in row.cells
    )
    return f"<tr>{''.join(cells)}"


def _columns(columns: Columns, folder: Path) -> str:
    parts = zip(columns.parts, columns.widths, strict=True)
    said = (f'<div style="flex: {width}">{_blocks(part, folder)}</div>' for part, width in parts)
    return f"<div class=columns>{''.join(said)}</div>"


def _chart(chart: Chart, folder: Path) -> str:
    return "".join(f"<p>{escape(bar.label)} {bar.value} {escape(bar.note)}</p>" for bar in chart.bars)


def _picture(picture: Picture, folder: Path) -> str:
    uri = (folder / picture.file).as_uri()
    shown = f'<img src="{uri}" alt="{escape(picture.alt)}" style="width: {picture.width}%">'
    return f"<figure>{shown}<figcaption>{_line(picture.caption)}</figcaption></figure>"


def _signature(signature: SignatureBlock, folder: Path) -> str:
    lines = (f"{signature.opening} ........ {signature.role}", f"({signature.signer})", signature.position)
    return f"<div class=together>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</div>"


_WRITERS: Final[dict[type[Block], Callable[[Any, Path], str]]] = {
    Heading: lambda block, _: f"<h{block.level}>{escape(block.text)}</h{block.level}>",
    Paragraph: lambda block, _: f'<p style="margin-left: {8 * block.indent}mm">{_line(block.line)}</p>',
    Listing: _listing,
    Writing: lambda block, _: (
        f"<p class=writing>{escape(block.text)}</p>" * max(1, block.lines * (not block.text))
    ),
    Table: _table,
    Columns: _columns,
    Together: lambda block, folder: f"<div class=together>{_blocks(block.blocks, folder)}</div>",
    Chart: _chart,
    Picture: _picture,
    SignatureBlock: _signature,
    QrCode: lambda block, _: f"<p>{escape(block.text)}</p>",
    PageBreak: lambda *_: '<p style="break-before: page"></p>',
}
