"""What the template of posters is given: a poster as plain values, and the drawing of its code. Pure."""

from typing import Final

from checklist_app.documents.fonts import fit
from checklist_app.documents.pdf_data import Setting, Values, words
from checklist_app.documents.poster import Poster, Said
from checklist_app.qr import QUIET, modules, svg

CODE: Final = "code.svg"
_ROOM: Final = 11.0  # em of the largest letters, across any of the layouts


def poster_setting(poster: Poster) -> Setting:
    size = len(modules(poster.code))
    values: Values = {
        "title": fit(poster.title).strip() or "-",
        "authors": [fit(poster.sender.thai).strip() or "-"],
        "layout": poster.layout.value,
        "sender": _said(poster.sender),
        "question": _said(poster.question),
        "call": _said(poster.call),
        "code": CODE,
        "alt": fit(poster.alt).strip() or "-",
        "dark": (size - 2 * QUIET) / size,
        "typing": _said(poster.typing),
        "address": words(poster.address, _ROOM),
        "notes": [_said(note) for note in poster.notes],
        "place": _said(poster.place),
        "number": _said(poster.number),
    }
    return Setting(values, {CODE: svg(poster.code).encode()})


def _said(said: Said) -> Values:
    return {"thai": words(said.thai, _ROOM), "english": words(said.english, _ROOM)}
