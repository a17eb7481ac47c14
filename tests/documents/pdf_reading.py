"""What others read in a PDF: three text extractors, and the tree of its structure."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest


def of_pypdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def of_pdfium(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def of_poppler(content: bytes) -> str:
    """In the order of the file; otherwise it takes hyphens at line ends for its own to drop."""
    tool = shutil.which("pdftotext")
    if not tool:
        pytest.skip("poppler's pdftotext is not installed")
    asked = [tool, "-raw", "-", "-"]
    return subprocess.run(asked, input=content, capture_output=True, check=True).stdout.decode()


READERS = {"pdfium": of_pdfium, "pypdf": of_pypdf, "poppler": of_poppler}


def close(text: str) -> str:
    """Without white space: where lines end is not what was said."""
    return "".join(text.split())


@dataclass(frozen=True)
class Tag:
    kind: str
    alt: str = ""
    kids: list["Tag"] = field(default_factory=list)

    def all(self) -> Iterator["Tag"]:
        yield self
        for kid in self.kids:
            yield from kid.all()

    def find(self, kind: str) -> list["Tag"]:
        return [tag for tag in self.all() if tag.kind == kind]


def structure(content: bytes) -> Tag:
    with pikepdf.open(io.BytesIO(content)) as document:
        return next(_tags(document.Root.StructTreeRoot.K))


def _tags(kids: Any) -> Iterator[Tag]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield Tag(str(kid.S), str(kid.get("/Alt", "")), list(_tags(kid.get("/K", []))))
