"""Papers of every kind that were issued: who may read them and revoke them. Whoever may not read a paper is
told that there is none."""

from collections.abc import Callable, Mapping
from datetime import datetime

from checklist_app.accounts import Person
from checklist_app.errors import forbidden, not_found
from checklist_app.reports.papers import Paper, Papers
from checklist_app.visits import SUPERVISING

MayRead = Callable[[Person, Paper], bool]


class IssuedPapers:
    """`readers` says of each kind whether a person may read a paper of it."""

    def __init__(self, papers: Papers, readers: Mapping[str, MayRead]) -> None:
        self._papers = papers
        self._readers = readers

    def open(self, person: Person, code: str) -> Paper:
        paper = self._papers.find(code)
        if paper is None or not self.may_read(person, paper):
            raise not_found("papers.unknown")
        return paper

    def may_read(self, person: Person, paper: Paper) -> bool:
        return self._readers[paper.kind](person, paper)

    def of_agency(self, person: Person, agency: str) -> list[Paper]:
        """Those that this person may read, the newest first."""
        return [paper for paper in self._papers.of_agency(agency) if self.may_read(person, paper)]

    def read(self, person: Person, code: str, ending: str) -> tuple[Paper, bytes]:
        paper = self.open(person, code)
        return paper, self._papers.read(paper, ending)

    def revoke(self, person: Person, code: str, reason: str, *, at: datetime) -> Paper:
        paper = self.open(person, code)
        if person.role not in SUPERVISING:
            raise forbidden("papers.only_supervisors_revoke")
        return self._papers.revoke(paper.code, reason, by=person.id, at=at)
