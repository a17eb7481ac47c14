"""A paper or a poster as a PDF: tagged, accessible (PDF/UA-1) and made to be kept (PDF/A-2a). The only module
that knows typst. Text reaches it as values and never as markup; the same paper makes the same bytes."""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from checklist_app.documents.document import Document, in_digits
from checklist_app.documents.fonts import font_folder
from checklist_app.documents.pdf_data import Setting, setting
from checklist_app.documents.pdf_poster import poster_setting
from checklist_app.documents.poster import Poster
from checklist_app.errors import Problem
from checklist_app.pictures import for_print
from checklist_app.resources import TEMPLATES

_PAPER: Final = "paper.typ"
_POSTER: Final = "poster.typ"
_BETWEEN: Final = 3
_PAGES: Final = re.compile(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>")


@dataclass(frozen=True, slots=True)
class Pdf:
    content: bytes
    pages: int


def pdf(document: Document, pictures: Mapping[str, bytes]) -> Pdf:
    """What is no picture, or is not there, is said in its place."""
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        files = _placed(pictures, Path(folder))
        content, _ = compiled(document, files, folder)
    _forget()
    return Pdf(content, _pages(content))


def poster_pdf(poster: Poster) -> Pdf:
    with tempfile.TemporaryDirectory(prefix="poster-") as folder:
        content, _ = compiled_poster(poster, folder)
    _forget()
    return Pdf(content, _pages(content))


def compiled(document: Document, files: Mapping[str, str], folder: str) -> tuple[bytes, list[str]]:
    """The file and what typst warns of. `files` are the names of the pictures in the folder."""
    return _compiled(_PAPER, setting(in_digits(document), files), document.made, folder)


def compiled_poster(poster: Poster, folder: str) -> tuple[bytes, list[str]]:
    return _compiled(_POSTER, poster_setting(poster), poster.made, folder)


def _compiled(template: str, said: Setting, made: datetime, folder: str) -> tuple[bytes, list[str]]:
    content, warnings = typst.compile_with_warnings(
        _sources(template, said),
        root=folder,
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(made.timestamp()),
    )
    return content, [warning.message for warning in warnings]


def _sources(template: str, said: Setting) -> Any:
    """What typst reads, by name; its types do not know that there may be several."""
    return {
        "main.typ": _templates()[template],
        **_templates(),
        **said.drawings,
        "data.json": json.dumps(said.values, ensure_ascii=False).encode("utf-8"),
    }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())]
    )


@cache
def _templates() -> Mapping[str, bytes]:
    folder = TEMPLATES / "documents"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in {".typ", ".svg"}}


def _placed(pictures: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """The readable ones, in the folder, under names of our own."""
    placed: dict[str, str] = {}
    for number, (name, content) in enumerate(pictures.items()):
        try:
            printed = for_print(content)
        except Problem:
            continue
        file = f"picture-{number}.jpg"
        (folder / file).write_bytes(printed)
        placed[name] = file
    return placed


def _forget() -> None:
    """typst knows again what it has set until ten files had no use for it. The form is the same on the next
    paper, but the answers of the last ten are more than they are worth; so there are files of nothing
    between."""
    for number in range(_BETWEEN):
        typst.compile(b"#%d" % number, font_paths=_fonts())


def _pages(content: bytes) -> int:
    """The file says it of itself, in the plain text that archives ask for."""
    found = _PAGES.search(content)
    return int(found[1]) if found else 0
