"""A visit that somebody filled in on a phone, and a crew that writes papers at once: what they look like is
the concern of other tests."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from checklist_app.documents.document import Document, texts
from checklist_app.documents.pdf import Pdf
from checklist_app.ids import new_id
from checklist_app.reports.issued import IssuedPapers
from checklist_app.reports.visit_papers import VisitPapers
from checklist_app.visits import content_digest, seen
from tests.cast import World
from tests.conftest import ClientOf
from tests.visits.phones import AT, SAME_ORIGIN, Phone, begin

AGENCY = "เทศบาลตำบลนาดี"
STROKES = [[[120, 300], [180, 120], [260, 380]]]


@dataclass
class Quick:
    """Stands for the crew: each file says the texts of its document. `fails` is raised instead, and
    `meanwhile` happens once while a file is made."""

    fails: Exception | None = None
    meanwhile: Callable[[], object] | None = None
    documents: list[Document] = field(default_factory=list)
    pictures: list[set[str]] = field(default_factory=list)

    def pdf(self, document: Document, pictures: dict[str, bytes]) -> Pdf:
        return Pdf(b"%PDF " + self._said(document, pictures), pages=11)

    def docx(self, document: Document, pictures: dict[str, bytes]) -> bytes:
        return b"PK docx " + self._said(document, pictures)

    def xlsx(self, workbook: Any) -> bytes:
        return b"PK xlsx"

    def close(self) -> None:
        """Nothing runs."""

    def _said(self, document: Document, pictures: dict[str, bytes]) -> bytes:
        if self.fails:
            raise self.fails
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        self.documents.append(document)
        self.pictures.append(set(pictures))
        return "\n".join(texts(document)).encode()


@pytest.fixture
def crew(app: Flask) -> Quick:
    quick = Quick()
    collections = app.extensions["checklist"]
    collections.rendering.close()
    for papers in (collections.visit_papers, collections.survey_papers):
        papers._rendering = quick
    return quick


@pytest.fixture
def papers(app: Flask, crew: Quick) -> VisitPapers:
    held: VisitPapers = app.extensions["checklist"].visit_papers
    return held


@pytest.fixture
def issued(app: Flask) -> IssuedPapers:
    held: IssuedPapers = app.extensions["checklist"].issued
    return held


@pytest.fixture
def phone(app: Flask, world: World, client_of: ClientOf) -> Phone:
    """The inspector's, with a visit that has reached the office and is not complete."""
    form = app.extensions["checklist"].forms.keep("nacc-2563", 2567)
    begun = begin(world["inspector"], client_of("inspector"), form, world.agencies[AGENCY].id)
    begun.write("visited_on", "2026-11-20")
    begun.sync()
    return begun


@pytest.fixture
def finished(phone: Phone) -> Phone:
    says(phone, "status", status("complete"))
    return phone


def says(phone: Phone, name: str, value: Any) -> None:
    """Said, sent, and taken by the office."""
    phone.write(name, value)
    phone.sync()
    assert phone.refused == {}


def status(state: str, reason: str = "") -> dict[str, str]:
    return {"state": state, "reason": reason, "content": ""}


def signature(phone: Phone) -> dict[str, Any]:
    return {
        "name": "คนนิเทศ",
        "position": "เจ้าพนักงานป้องกันการทุจริต",
        "signed_on": "2026-11-20",
        "strokes": STROKES,
        "content": content_digest(phone.state),
        "seen": seen(phone.state),
    }


def take_photo(phone: Phone) -> bytes:
    """Named by the visit, and still on the phone."""
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(file, "JPEG")
    content = file.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    value = {"file": sha256, "item": "3.2.1-6/01", "caption": "ป้าย", "taken": AT}
    says(phone, f"photo:{new_id()}", value)
    return content


def send_photo(phone: Phone, content: bytes) -> None:
    address = f"/api/files/{hashlib.sha256(content).hexdigest()}?visit={phone.visit}"
    assert phone.client.put(address, data=content, headers=SAME_ORIGIN).status_code == 201
