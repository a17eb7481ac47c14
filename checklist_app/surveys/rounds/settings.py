"""What an agency may choose about its surveys: the only one that reads and writes it. A round keeps the
choice that held when it opened."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies
from checklist_app.errors import conflict, invalid
from checklist_app.store import Body, Document, Kind, Store, stale_as
from checklist_app.surveys.counting.bands import BAND_SETS
from checklist_app.surveys.rights import require_keeping
from checklist_app.thai import clean

HOURS: Final = range(25)
MOST_EMAILS: Final = 10
_LONGEST_EMAIL: Final = 254
_EMAIL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class SurveySettings:
    """`bands` is the id of a set of bands; `opens` and `closes` are the hours of work; `emails` are told what
    is due, where mail is set up."""

    agency: str
    version: int = 0
    bands: str = "a"
    opens: int = 8
    closes: int = 17
    emails: tuple[str, ...] = ()


class Settings:
    KIND = Kind("survey_settings")

    def __init__(self, store: Store, audit: Audit, agencies: Agencies) -> None:
        self._store = store
        self._audit = audit
        self._agencies = agencies

    def of(self, agency: str) -> SurveySettings:
        document = self._store.get(self.KIND.name, agency)
        return _settings(document) if document else SurveySettings(agency)

    def chosen(self) -> dict[str, SurveySettings]:
        """Of all agencies that have chosen anything."""
        return {document.id: _settings(document) for document in self._store.find(self.KIND.name)}

    def change(self, person: Person, settings: SurveySettings) -> SurveySettings:
        self._agencies.fetch(person.scope, settings.agency)
        require_keeping(person)
        settings = _checked(settings)
        body: Body = {
            "bands": settings.bands,
            "opens": settings.opens,
            "closes": settings.closes,
            "emails": [*settings.emails],
        }
        with stale_as(conflict("surveys.settings_changed_meanwhile")), self._store.transaction():
            written = self._store.put(self.KIND.name, settings.agency, body, version=settings.version)
            self._audit.record(
                actor=person.id, action="survey_settings.changed", subject=settings.agency, details=body
            )
        return replace(settings, version=written.version)


def _checked(settings: SurveySettings) -> SurveySettings:
    if settings.bands not in BAND_SETS:
        raise invalid("surveys.bands_missing", field="bands")
    if settings.opens not in HOURS or settings.closes not in HOURS:
        raise invalid("surveys.hours_missing", field="opens")
    if settings.closes <= settings.opens:
        raise invalid("surveys.closes_before_it_opens", field="closes")
    return replace(settings, emails=_addresses(settings.emails))


def _addresses(emails: Iterable[str]) -> tuple[str, ...]:
    """Each once. What is no address is refused, so that nothing else ever gets into a letter's head."""
    typed = tuple(dict.fromkeys(address for each in emails if (address := clean(each))))
    for address in typed:
        if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
            raise invalid("surveys.no_email", field="emails", value=address[:_LONGEST_EMAIL])
    if len(typed) > MOST_EMAILS:
        raise invalid("surveys.too_many_emails", field="emails", most=MOST_EMAILS)
    return typed


def _settings(document: Document) -> SurveySettings:
    body: Mapping[str, Any] = document.body
    return SurveySettings(
        document.id, document.version, body["bands"], body["opens"], body["closes"], tuple(body["emails"])
    )
