"""The cover of a paper: what it is called, of which year, and whose it is. Pure."""

from typing import Final

from checklist_app.documents import Align, Heading, Paragraph, Part, Space, Text
from checklist_app.reports.ita.material import Material

TITLE, NAME, PLACE = 26, 24, 20  # in the points of official letters
EMBLEM: Final = 30  # millimetres that the agency may put its emblem in
ABOVE_TITLE, ABOVE_NAME = 30, 80


def cover(material: Material, name: str, *below: str) -> Part:
    """`below` are further lines of the title."""
    return Part(
        (
            Space(EMBLEM),
            Space(ABOVE_TITLE),
            Heading(name, 1, Align.CENTER, size=TITLE),
            *(_line(text, NAME) for text in below),
            Space(ABOVE_NAME),
            _line(material.agency, NAME),
            _line(material.place, PLACE),
        ),
        opening=True,
    )


def _line(text: str, size: int) -> Paragraph:
    return Paragraph((Text(text, bold=True, size=size),), Align.CENTER)
