"""The versions of questions of agencies: the only one that reads and writes them. A version never changes;
answers name the one that they were given to. An agency without its own uses the standard ones."""

from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any, Final, cast

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies
from checklist_app.clock import today
from checklist_app.errors import conflict
from checklist_app.store import Body, Document, Kind, Store, stale_as
from checklist_app.surveys.asking.question_rules import check
from checklist_app.surveys.asking.questions import (
    STANDARD,
    Questions,
    Words,
    is_standard,
    read_questions,
    standard,
    standard_versions,
)
from checklist_app.surveys.rights import require_keeping

MOST_HELD: Final = 1_000


@dataclass(frozen=True, slots=True)
class Published:
    """A version of an agency's own, and the day from which it is asked."""

    version: str
    day: date


class QuestionSets:
    KIND = Kind("survey_questions", indexes=("agency",))

    def __init__(self, store: Store, audit: Audit, agencies: Agencies) -> None:
        self._store = store
        self._audit = audit
        self._agencies = agencies
        self._guard = Lock()
        self._held: dict[str, Questions] = {}

    def current(self, agency: str) -> Questions:
        """What citizens are asked now."""
        return self._last(agency, self.versions(agency))

    def get(self, agency: str, version: str) -> Questions:
        if is_standard(version):
            return standard(version)
        key = f"{agency}/{version}"
        held = self._held.get(key)
        if held is not None:  # for ever the same
            return held
        document = self._store.get(self.KIND.name, key)
        if document is None:  # cannot be: versions are never taken away
            return standard(STANDARD)
        return self._hold(key, read_questions(version, cast(dict[str, Any], document.body["questions"])))

    def find(self, agency: str, version: str) -> Questions | None:
        """None for a version that the agency never had."""
        return self.get(agency, version) if version in self.known(agency) else None

    def versions(self, agency: str) -> list[str]:
        """The agency's own, the oldest first."""
        return [published.version for published in self.history(agency)]

    def known(self, agency: str) -> frozenset[str]:
        """The agency's own, and ours."""
        return frozenset(self.versions(agency)) | standard_versions()

    def history(self, agency: str) -> list[Published]:
        """The agency's own, the oldest first."""
        found = self._store.find(self.KIND.name, {"agency": agency})
        return sorted(map(_published, found), key=lambda published: int(published.version))

    def aspects(self, agency: str) -> dict[str, Words]:
        """The names of all aspects that were ever asked about, as the latest version that has one says it."""
        versions = [standard(), *(self.get(agency, version) for version in self.versions(agency))]
        return {aspect.id: aspect.name for questions in versions for aspect in questions.aspects}

    def publish(self, person: Person, agency: str, questions: Questions) -> Questions:
        """The next version of the agency's own. `questions.version` names the one that was the current one
        when it was begun, so that nobody undoes what somebody else has just published. What is asked now
        already is no new version."""
        self._agencies.fetch(person.scope, agency)
        require_keeping(person)
        check(questions)
        versions = self.versions(agency)
        current, number = self._last(agency, versions), len(versions) + 1
        if questions.body == current.body:
            return current
        if questions.version != current.version:
            raise conflict("surveys.questions_changed_meanwhile")
        body: Body = {"agency": agency, "day": today().isoformat(), "questions": questions.body}
        with stale_as(conflict("surveys.questions_changed_meanwhile")), self._store.transaction():
            self._store.put(self.KIND.name, f"{agency}/{number}", body, version=0)
            self._audit.record(
                actor=person.id,
                action="survey_questions.published",
                subject=agency,
                details={"version": number, "instead_of": questions.version},
            )
        return replace(questions, version=str(number))

    def _last(self, agency: str, versions: list[str]) -> Questions:
        return self.get(agency, versions[-1]) if versions else standard()

    def _hold(self, key: str, questions: Questions) -> Questions:
        with self._guard:
            if len(self._held) >= MOST_HELD:
                self._held.clear()
            return self._held.setdefault(key, questions)


def _published(document: Document) -> Published:
    return Published(document.id.rpartition("/")[2], date.fromisoformat(str(document.body["day"])))
