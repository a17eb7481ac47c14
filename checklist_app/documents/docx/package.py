"""The file itself: its parts, what they have to do with each other, and the same bytes for the same paper."""

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from checklist_app.documents.document import Document
from checklist_app.documents.docx.pictures import Image
from checklist_app.documents.docx.xml import Xml, short

if TYPE_CHECKING:
    from docx.package import Package as WordPackage

LONGEST_PROPERTY: Final = 255
FIRST_YEAR, LAST_YEAR = 1980, 2107  # that a ZIP file can say

_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."


class Package:
    """Gathers the parts while the text is written. python-docx is loaded by `content` only, so that a server
    whose crew writes the papers does not carry it."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, str, str, bytes]] = []
        self._media: dict[bytes, str] = {}
        self._numbers = 0

    def number(self) -> int:
        """One that no other control and no other picture of the paper has."""
        self._numbers += 1
        return self._numbers

    def part(self, kind: str, content: Xml, *, name: str = "") -> str:
        """A part of the text (its relation is its kind); answers by which name the text calls it."""
        named = f"/word/{name or kind}.xml"
        return self._added(kind, named, f"{_TYPES}{kind}+xml", content.encode())

    def image(self, image: Image) -> str:
        """The same picture is in the file once."""
        if image.content not in self._media:
            name = f"/word/media/image{len(self._media) + 1}.{image.kind}"
            self._media[image.content] = self._added("image", name, f"image/{image.kind}", image.content)
        return self._media[image.content]

    def _added(self, kind: str, name: str, type: str, content: bytes) -> str:
        self._parts.append((_RELATIONS + kind, name, type, content))
        return f"rId{len(self._parts)}"

    def content(self, text: Xml, document: Document) -> bytes:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part, XmlPart
        from docx.oxml.parser import parse_xml
        from docx.package import Package as WordPackage

        package = WordPackage()
        main = XmlPart(PackURI("/word/document.xml"), f"{_TYPES}document.main+xml", parse_xml(text), package)
        package.relate_to(main, f"{_RELATIONS}officeDocument")
        for number, (relation, name, type, content) in enumerate(self._parts, start=1):
            main.load_rel(relation, Part(PackURI(name), type, content, package), f"rId{number}")
        _describe(package, document)
        written = io.BytesIO()
        package.save(written)
        return _dated(written.getvalue(), document.made)


def _describe(package: "WordPackage", document: Document) -> None:
    made = document.made.astimezone(UTC)
    about = package.core_properties
    about.title = short(document.title, LONGEST_PROPERTY)
    about.author = about.last_modified_by = short(document.author, LONGEST_PROPERTY)
    about.language = short(document.language, LONGEST_PROPERTY)
    about.created = about.modified = made


def _dated(content: bytes, made: datetime) -> bytes:
    """The same file with the one date in all its entries, for ZIP writes down when it was written."""
    at = made.replace(year=min(max(made.year, FIRST_YEAR), LAST_YEAR)).timetuple()[:6]
    written = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(written, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = ZipInfo(name, at)
            entry.compress_type = ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return written.getvalue()
