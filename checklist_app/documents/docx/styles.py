"""The parts of a DOCX file that are alike in all: styles, fonts and settings. Word takes the font, size,
weight and language of Thai from the twins for complex scripts (cs, szCs, bCs, bidi), LibreOffice too: each
style says both, and names no theme."""

from typing import Final

from checklist_app.documents.docx.xml import NOTHING, Xml, joined, root, word

FONT: Final = "TH Sarabun New"
SYMBOLS: Final = "Segoe UI Symbol"

# Sizes are half points, lengths twentieths of a point.
BODY: Final = 32
TABLE: Final = 28
SMALL: Final = 24
SMALLER: Final = 4  # what a small text is smaller than its paragraph

NORMAL: Final = "Normal"
IN_TABLE: Final = "TableText"
IN_SMALL_TABLE: Final = "TableSmall"
CAPTION: Final = "Caption"
HEADER: Final = "Header"
FOOTER: Final = "Footer"
SLIVER: Final = "Sliver"
GRID: Final = "TableGrid"
HEADING: Final = "Heading"
LEVELS: Final = 4
SIZES: Final = {
    NORMAL: BODY,
    IN_TABLE: TABLE,
    IN_SMALL_TABLE: SMALL,
    CAPTION: TABLE,
}

_HEADINGS: Final = ((36, 240, 80), (BODY, 160, 40), (BODY, 120, 20), (BODY, 80, 0))


def fonts(name: str = FONT) -> Xml:
    return word("rFonts", ascii=name, eastAsia=name, hAnsi=name, cs=name)


def sized(half_points: int) -> Xml:
    return joined((word("sz", val=half_points), word("szCs", val=half_points)))


def bold() -> Xml:
    return joined((word("b"), word("bCs")))


def italic() -> Xml:
    return joined((word("i"), word("iCs")))


def _text(size: int, *, weight: Xml = NOTHING) -> Xml:
    language = word("lang", val="en-US", eastAsia="en-US", bidi="th-TH")
    return word("rPr", fonts(), weight, sized(size), language)


def _spacing(before: int = 0, after: int = 0) -> Xml:
    return word("spacing", before=before, after=after, line=240, lineRule="auto")


def styles() -> Xml:
    sliver = word("spacing", before=0, after=0, line=80, lineRule="exact")
    return root(
        "styles",
        word(
            "docDefaults",
            word("rPrDefault", _text(BODY)),
            word("pPrDefault", word("pPr", _spacing())),
        ),
        _paragraph(NORMAL, "Normal", _spacing(after=40), _text(BODY), default=True),
        _default("character", "Default Paragraph Font", "Letters"),
        _default("table", "Normal Table", "TableNormal"),
        *(_heading(level, *sizes) for level, sizes in enumerate(_HEADINGS, start=1)),
        _paragraph(IN_TABLE, "ข้อความในตาราง", _spacing(before=20, after=20), _text(TABLE), own=True),
        _paragraph(IN_SMALL_TABLE, "ข้อความในตารางเล็ก", _spacing(before=10, after=10), _text(SMALL), own=True),
        _paragraph(CAPTION, "caption", _spacing(before=40, after=120), _text(TABLE)),
        _paragraph(HEADER, "header", _spacing(), _text(TABLE)),
        _paragraph(FOOTER, "footer", _spacing(), _text(TABLE)),
        _paragraph(SLIVER, "เส้นแบ่ง", sliver, _text(2), own=True),
        _grid(),
    )  # fmt: skip


def _paragraph(
    id: str, name: str, spacing: Xml, text: Xml, *, default: bool = False, own: bool = False,
    ahead: Xml = NOTHING, behind: Xml = NOTHING,
) -> Xml:  # fmt: skip
    kind = {"type": "paragraph", **({"default": 1} if default else {}), **({"customStyle": 1} if own else {})}
    return word(
        "style",
        word("name", val=name),
        NOTHING if default else word("basedOn", val=NORMAL),
        word("next", val=NORMAL) if behind else NOTHING,
        word("qFormat"),
        word("pPr", ahead, spacing, behind),
        text,
        **kind,
        styleId=id,
    )


def _heading(level: int, size: int, before: int, after: int) -> Xml:
    """A real heading: it is in the navigation pane, in a table of contents, and for a screen reader."""
    return _paragraph(
        f"{HEADING}{level}",
        f"heading {level}",
        _spacing(before, after),
        _text(size, weight=bold()),
        ahead=joined((word("keepNext"), word("keepLines"))),
        behind=word("outlineLvl", val=level - 1),
    )


def _default(type: str, name: str, id: str) -> Xml:
    return word("style", word("name", val=name), type=type, default=1, styleId=id)


def _grid() -> Xml:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = word("tblBorders", *(word(edge, val="single", sz=4, space=0, color="auto") for edge in edges))
    return word(
        "style",
        word("name", val="Table Grid"),
        word("basedOn", val="TableNormal"),
        _text(TABLE),
        word("tblPr", borders),
        type="table",
        styleId=GRID,
    )


def font_table() -> Xml:
    """With what stands in where the font is not installed."""
    return root(
        "fonts",
        word(
            "font",
            word("altName", val="Sarabun,Laksaman"),
            word("panose1", val="020B0500040200020003"),
            word("charset", val="DE"),
            word("family", val="swiss"),
            word("pitch", val="variable"),
            name=FONT,
        ),
        word(
            "font",
            word("altName", val="MS Gothic,OpenSymbol,DejaVu Sans"),
            word("charset", val="00"),
            word("family", val="swiss"),
            word("pitch", val="variable"),
            name=SYMBOLS,
        ),
    )


def settings() -> Xml:
    mode = word(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    return root(
        "settings",
        word("zoom", percent=100),
        word("defaultTabStop", val=720),
        word("characterSpacingControl", val="doNotCompress"),
        word("compat", mode),
        word("themeFontLang", val="en-US", bidi="th-TH"),
        word("decimalSymbol", val="."),
        word("listSeparator", val=","),
    )
