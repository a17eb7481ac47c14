"""What agencies chose for their papers: the only place that reads and writes it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agency
from checklist_app.errors import conflict, invalid
from checklist_app.ita.letters.headings import GAPS, HEADINGS, TITLES, unknown_gap
from checklist_app.ita.letters.model import Letters, Opinion
from checklist_app.ita.rights import require_keeping
from checklist_app.store import Body, Document, Kind, Store, stale_as
from checklist_app.thai import DigitStyle, clean

LONGEST: Final = 300
MOST_OPINIONS: Final = 6
KNOWN_GAPS: Final = " ".join(f"{{{gap}}}" for gap in GAPS)


class LetterSettings:
    KIND = Kind("ita_letters")

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store = store
        self._audit = audit

    def of(self, agency: Agency) -> Letters:
        """An Agency in hand is one that its reader may see."""
        document = self._store.get(self.KIND.name, agency.id)
        return _letters(document) if document else Letters(agency.id)

    def change(self, person: Person, agency: Agency, letters: Letters) -> Letters:
        """Write what was edited from its version."""
        require_keeping(person)
        body = _body(_checked(letters))
        with stale_as(conflict("ita.letters_changed_meanwhile")), self._store.transaction():
            document = self._store.put(self.KIND.name, agency.id, body, version=letters.version)
            self._audit.record(actor=person.id, action="ita_letters.changed", subject=agency.id, details=body)
        return _letters(document)


def _checked(letters: Letters) -> Letters:
    opinions = tuple(
        Opinion(
            _line("opinions", each.heading), _line("opinions", each.name), _line("opinions", each.position)
        )
        for each in letters.opinions
    )
    kept = tuple(each for each in opinions if each.heading or each.name or each.position)
    if len(kept) > MOST_OPINIONS:
        raise invalid("ita.too_many_opinions", field="opinions", most=MOST_OPINIONS)
    if unknown := letters.headings.keys() - HEADINGS.keys():
        raise invalid("ita.no_such_heading", field="headings", key=min(unknown)[:60])
    worded = {key: _heading(key, text) for key, text in letters.headings.items()}
    return replace(
        letters,
        headings={key: text for key, text in worded.items() if text and text != HEADINGS[key]},
        office=_line("office", letters.office),
        number=_line("number", letters.number),
        to=_line("to", letters.to),
        preparer=_line("preparer", letters.preparer),
        preparer_position=_line("preparer_position", letters.preparer_position),
        opinions=kept,
    )


def _heading(key: str, text: str) -> str:
    """That of a paper may go over several lines; that of a column may not."""
    lines = text.splitlines() if key in TITLES else [text]
    said = "\n".join(filter(None, map(_flat, lines)))
    if gap := unknown_gap(said):
        raise invalid("ita.no_such_gap", field="headings", key=key, gap=gap[:60], known=KNOWN_GAPS)
    return _short("headings", said, key=key)


def _line(field: str, text: str) -> str:
    return _short(field, _flat(text))


def _flat(text: str) -> str:
    return " ".join(clean(text).split())


def _short(field: str, said: str, **about: str) -> str:
    if len(said) > LONGEST:
        raise invalid("ita.text_too_long", field=field, most=LONGEST, length=len(said), **about)
    return said


def _body(letters: Letters) -> Body:
    return {
        "digits": letters.digits.value,
        "headings": dict(letters.headings),
        "office": letters.office,
        "number": letters.number,
        "to": letters.to,
        "preparer": letters.preparer,
        "preparer_position": letters.preparer_position,
        "opinions": [
            {"heading": each.heading, "name": each.name, "position": each.position}
            for each in letters.opinions
        ],
    }


def _letters(document: Document) -> Letters:
    body: Mapping[str, Any] = document.body
    return Letters(
        agency=document.id,
        version=document.version,
        digits=DigitStyle(body["digits"]),
        headings=body["headings"],
        office=body["office"],
        number=body["number"],
        to=body["to"],
        preparer=body["preparer"],
        preparer_position=body["preparer_position"],
        opinions=tuple(Opinion(**each) for each in body["opinions"]),
    )
