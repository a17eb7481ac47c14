"""What an agency may choose about its surveys: the only one that reads and writes it. A round keeps the
choice that held when it opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies
from checklist_app.errors import Problem, conflict
from checklist_app.store import Body, Kind, Store
from checklist_app.surveys.rights import require_keeping


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
        if document is None:
            return SurveySettings(agency)
        body: Mapping[str, Any] = document.body
        return SurveySettings(
            agency, document.version, body["bands"], body["opens"], body["closes"], tuple(body["emails"])
        )

    def change(self, person: Person, settings: SurveySettings) -> SurveySettings:
        self._agencies.fetch(person.scope, settings.agency)
        require_keeping(person)
        body: Body = {
            "bands": settings.bands,
            "opens": settings.opens,
            "closes": settings.closes,
            "emails": [*settings.emails],
        }
        with self._store.transaction():
            try:
                written = self._store.put(self.KIND.name, settings.agency, body, version=settings.version)
            except Problem as problem:
                if problem.code == "store.stale":
                    raise conflict("surveys.settings_changed_meanwhile") from problem
                raise
            self._audit.record(
                actor=person.id, action="survey_settings.changed", subject=settings.agency, details=body
            )
        return replace(settings, version=written.version)
