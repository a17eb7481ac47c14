"""What others find in a DOCX file: its text in order, its tables, and whether Word would take its markup.
Word "repairs" a file whose elements stand in another order than the schema's, so the orders are told here."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from checklist_app.documents.docx.xml import NAMESPACES

ORDERS: Final = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore tabs spacing ind jc outlineLvl rPr sectPr",
    "w:rPr": "rFonts b bCs i iCs color sz szCs u cs lang",
    "w:tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "w:tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "w:tcBorders": "top left bottom right",
    "w:tblBorders": "top left bottom right insideH insideV",
    "w:tbl": "tblPr tblGrid tr",
    "w:tr": "trPr tc",
    "w:trPr": "cantSplit tblHeader",
    "w:sectPr": "headerReference footerReference type pgSz pgMar titlePg",
    "w:sdt": "sdtPr sdtContent",
    "w:sdtPr": "rPr alias id checkbox",
    "w:style": "name basedOn next qFormat pPr rPr tblPr",
    "w:styles": "docDefaults style",
    "w:font": "altName panose1 charset family pitch",
    "w:settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang"
    " decimalSymbol listSeparator",
    "wp:inline": "extent docPr cNvGraphicFramePr graphic",
    "pic:pic": "nvPicPr blipFill spPr",
    "wps:wsp": "cNvSpPr spPr bodyPr",
    "a:custGeom": "avLst gdLst ahLst cxnLst rect pathLst",
}
REPEATED: Final = {"tr", "tc", "style", "headerReference"}


class Read:
    """A DOCX file, opened."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            self.entries = file.infolist()
            self.parts = {entry.filename: file.read(entry) for entry in self.entries}

    def roots(self) -> Iterator[tuple[str, Any]]:
        for name, content in self.parts.items():
            if name.startswith("word/") and name.endswith(".xml"):
                yield name, parse_xml(content)

    @property
    def body(self) -> Any:
        return parse_xml(self.parts["word/document.xml"])

    def text(self) -> str:
        """Of the body, in its order."""
        return text_of(self.body)

    def found(self, tag: str) -> list[Any]:
        return list(self.body.iter(name(tag)))


def name(tag: str) -> str:
    prefix, local = tag.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def text_of(element: Any) -> str:
    pieces = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:p"): "\n"}
    said = []
    for one in element.iter():
        if one.tag == qn("w:t"):
            said.append(one.text or "")
        elif one.tag in pieces and one.getparent().tag != qn("w:tabs"):
            said.append(pieces[one.tag])
    return "".join(said)


def value(element: Any, tag: str, attribute: str = "w:val") -> str | None:
    found = element.find(f".//{tag}", NAMESPACES)
    return None if found is None else found.get(name(attribute))


def misplaced(root: Any) -> list[str]:
    """Children of the elements in ORDERS that are unknown there, out of order, or there twice."""
    wrong = []
    for tag, order in ORDERS.items():
        known = order.split()
        for element in root.iter(name(tag)):
            children = [child.tag.rpartition("}")[2] for child in element]
            places = [known.index(child) if child in known else -1 for child in children]
            once = [child for child in children if child not in REPEATED]
            if -1 in places or places != sorted(places) or len(once) != len(set(once)):
                wrong.append(f"{tag}: {' '.join(children)}")
    return wrong


def widths_of(table: Any) -> tuple[int, list[int]]:
    """Columns of the grid, and what the spans of each row add up to."""
    grid = len(table.findall("w:tblGrid/w:gridCol", NAMESPACES))
    rows = [
        sum(int(value(cell, "w:gridSpan") or 1) for cell in row.findall("w:tc", NAMESPACES))
        for row in table.findall("w:tr", NAMESPACES)
    ]
    return grid, rows


def merges(table: Any) -> list[list[str]]:
    """How each cell goes down, row by row: '' alone, 'restart' begins, 'continue' goes on."""
    return [
        [value(cell.find("w:tcPr", NAMESPACES), "w:vMerge") or "" for cell in row.findall("w:tc", NAMESPACES)]
        for row in table.findall("w:tr", NAMESPACES)
    ]
