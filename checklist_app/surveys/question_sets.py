"""The versions of questions of agencies: the only one that reads and writes them. A version never changes;
answers name the one that they were given to. An agency without its own uses the standard ones."""

from typing import Any, cast

from checklist_app.store import Kind, Store
from checklist_app.surveys.questions import STANDARD, Questions, is_standard, read_questions, standard


class QuestionSets:
    KIND = Kind("survey_questions", indexes=("agency",))

    def __init__(self, store: Store) -> None:
        self._store = store

    def current(self, agency: str) -> Questions:
        """What citizens are asked now."""
        versions = self.versions(agency)
        return self.get(agency, versions[-1]) if versions else standard()

    def get(self, agency: str, version: str) -> Questions:
        if is_standard(version):
            return standard(version)
        document = self._store.get(self.KIND.name, f"{agency}/{version}")
        if document is None:  # cannot be: versions are never taken away
            return standard(STANDARD)
        return read_questions(version, cast(dict[str, Any], document.body["questions"]))

    def versions(self, agency: str) -> list[str]:
        """The agency's own, the oldest first."""
        found = self._store.find(self.KIND.name, {"agency": agency})
        return sorted((document.id.rpartition("/")[2] for document in found), key=int)
