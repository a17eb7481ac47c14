"""Pages of a DOCX file: their size, the number at their foot, and the watermark of a draft behind them."""

from dataclasses import dataclass
from typing import Final

from checklist_app.documents.document import Document, Part, Text
from checklist_app.documents.docx.package import Package
from checklist_app.documents.docx.paragraphs import TABBED, Place, run
from checklist_app.documents.docx.styles import FONT, FOOTER, HEADER, TABLE
from checklist_app.documents.docx.xml import NOTHING, Xml, node, root, short, word
from checklist_app.thai import DigitStyle, in_style
from checklist_app.wording import DEFAULT_LANGUAGE, Language, translate

SHORT_EDGE, LONG_EDGE = 11906, 16838  # A4
TOP, BOTTOM, LEFT, RIGHT, EDGE = 1134, 1134, 1417, 1134, 567
LETTER_TOP, LETTER_LEFT = 850, 1701
CAPTION_ROOM: Final = 2400
LONGEST_WATERMARK: Final = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    landscape: bool
    letter: bool = False

    @property
    def top(self) -> int:
        return LETTER_TOP if self.letter else TOP

    @property
    def left(self) -> int:
        return LETTER_LEFT if self.letter else LEFT

    @property
    def wide(self) -> int:
        return LONG_EDGE if self.landscape else SHORT_EDGE

    @property
    def high(self) -> int:
        return SHORT_EDGE if self.landscape else LONG_EDGE

    def place(self) -> Place:
        return Place(self.wide - self.left - RIGHT, self.high - self.top - BOTTOM - CAPTION_ROOM)


def sheet_of(part: Part) -> Sheet:
    return Sheet(part.landscape, part.letter)


class Sections:
    """Writes the properties of each section; what they call is in the package."""

    def __init__(self, package: Package, document: Document) -> None:
        self._digits = document.digits
        self._header = package.part("header", _header(document.watermark)) if document.watermark else ""
        self._footers = {
            sheet: package.part("footer", _footer(document, sheet.place()), name=f"footer{number}")
            for number, sheet in enumerate(dict.fromkeys(map(sheet_of, document.parts)), start=1)
        }

    def properties(self, part: Part) -> Xml:
        sheet = sheet_of(part)
        places = ("default", "first") if part.opening else ("default",)
        headers = [node("w:headerReference", {"w:type": at, "r:id": self._header}) for at in places]
        edges = {"top": sheet.top, "right": RIGHT, "bottom": BOTTOM, "left": sheet.left}
        turned = {"orient": "landscape"} if sheet.landscape else {}
        return word(
            "sectPr",
            *(headers if self._header else ()),
            node("w:footerReference", {"w:type": "default", "r:id": self._footers[sheet]}),
            word("type", val="nextPage"),
            word("pgSz", w=sheet.wide, h=sheet.high, **turned),
            word("pgMar", **edges, header=EDGE, footer=EDGE, gutter=0),
            word("titlePg") if part.opening else NOTHING,
        )


# --- the foot ------------------------------------------------------------------------------------------


def _footer(document: Document, place: Place) -> Xml:
    before, between, after = _numbering(document.language)
    properties = word(
        "pPr", word("pStyle", val=FOOTER), word("tabs", word("tab", val="right", pos=place.width))
    )
    paragraph = word(
        "p",
        properties,
        run(Text(document.footer), TABLE),
        TABBED,
        run(Text(before), TABLE),
        _field("PAGE", document.digits),
        run(Text(between), TABLE),
        _field("NUMPAGES", document.digits),
        run(Text(after), TABLE),
    )
    return root("ftr", paragraph)


def _numbering(language: str) -> tuple[str, str, str]:
    """What stands before, between and behind the two numbers."""
    known: Language = "en" if language == "en" else DEFAULT_LANGUAGE
    before, rest = translate("หน้า {page} จาก {pages}", known).split("{page}")
    return (before, *rest.split("{pages}"))  # type: ignore[return-value]


def _field(name: str, digits: DigitStyle) -> Xml:
    """Word and LibreOffice put in the number when they have laid out the pages. LibreOffice would write
    letters for Thai digits, so it is offered what it knows."""
    number = run(Text(in_style("1", digits)), TABLE)
    arabic = word("fldSimple", number, instr=f" {name} ")
    if digits is DigitStyle.ARABIC:
        return arabic
    thai = word("fldSimple", number, instr=rf" {name} \* ThaiArabic ")
    choice = node("mc:Choice", {"Requires": "w15"}, thai)
    return node("mc:AlternateContent", {}, choice, node("mc:Fallback", {}, arabic))


# --- the watermark -------------------------------------------------------------------------------------


def _header(watermark: str) -> Xml:
    """Word art as Word itself writes a watermark, so that its own command takes it away."""
    drawn = word("r", word("pict", _WORD_ART, _mark(short(watermark, LONGEST_WATERMARK))))
    return root("hdr", word("p", word("pPr", word("pStyle", val=HEADER)), drawn))


def _mark(text: str) -> Xml:
    wide = min(max(len(text), 3) * 70, 420)
    style = (
        "position:absolute;margin-left:0;margin-top:0;"
        f"width:{wide}pt;height:120pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    lettering = {
        "style": f"font-family:&quot;{FONT}&quot;;font-size:1pt".replace("&quot;", '"'),
        "string": text,
    }
    return node(
        "v:shape",
        {
            "id": "PowerPlusWaterMarkObject1",
            "o:spid": "_x0000_s2049",
            "type": "#_x0000_t136",
            "style": style,
            "o:allowincell": "f",
            "fillcolor": "#d9d9d9",
            "stroked": "f",
        },
        node("v:fill", {"opacity": ".5"}),
        node("v:textpath", lettering),
        node("w10:wrap", {"anchorx": "margin", "anchory": "margin"}),
    )


_FORMULAS: Final = (
    "sum #0 0 10800", "prod #0 2 1", "sum 21600 0 @1", "sum 0 0 @2", "sum 21600 0 @3", "if @0 @3 0",
    "if @0 21600 @1", "if @0 0 @2", "if @0 @4 21600", "mid @5 @6", "mid @8 @5", "mid @7 @8", "mid @6 @7",
    "sum @6 0 @5",
)  # fmt: skip
_WORD_ART: Final = node(
    "v:shapetype",
    {
        "id": "_x0000_t136",
        "coordsize": "21600,21600",
        "o:spt": "136",
        "adj": "10800",
        "path": "m@7,l@8,m@5,21600l@6,21600e",
    },
    node("v:formulas", {}, *(node("v:f", {"eqn": formula}) for formula in _FORMULAS)),
    node(
        "v:path",
        {
            "textpathok": "t",
            "o:connecttype": "custom",
            "o:connectlocs": "@9,0;@10,10800;@11,21600;@12,10800",
            "o:connectangles": "270,180,90,0",
        },
    ),
    node("v:textpath", {"on": "t", "fitshape": "t"}),
    node("v:handles", {}, node("v:h", {"position": "#0,bottomRight", "xrange": "6629,14971"})),
    node("o:lock", {"v:ext": "edit", "text": "t", "shapetype": "t"}),
)
