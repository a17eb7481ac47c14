"""A paper as a DOCX file that is edited in Word and LibreOffice: real headings, tables, boxes to tick."""

from collections.abc import Mapping

from checklist_app.documents.document import Document, in_digits
from checklist_app.documents.docx.blocks import Blocks
from checklist_app.documents.docx.package import Package
from checklist_app.documents.docx.sections import Sections, sheet_of
from checklist_app.documents.docx.styles import SLIVER, font_table, settings, styles
from checklist_app.documents.docx.xml import Xml, root, word


def docx(document: Document, pictures: Mapping[str, bytes]) -> bytes:
    """`pictures` are JPEG or PNG, by the names that the document calls them."""
    document = in_digits(document)
    package = Package()
    for kind, content in (("styles", styles()), ("fontTable", font_table()), ("settings", settings())):
        package.part(kind, content)
    return package.content(_text(document, pictures, package), document)


def _text(document: Document, pictures: Mapping[str, bytes], package: Package) -> Xml:
    sections = Sections(package, document)
    blocks = Blocks(package, pictures, document.digits)
    pieces: list[Xml] = []
    for number, part in enumerate(document.parts, start=1):
        pieces.append(blocks.flow(part.blocks, sheet_of(part).place()))
        properties = sections.properties(part)
        pieces.append(properties if number == len(document.parts) else _end(properties))
    return root("document", word("body", *pieces))


def _end(properties: Xml) -> Xml:
    """The end of a section that others follow is a paragraph; it takes no room."""
    return word("p", word("pPr", word("pStyle", val=SLIVER), properties))
