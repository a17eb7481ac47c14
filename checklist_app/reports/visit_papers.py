"""The papers about visits: what there is of one, issuing it, and the file that somebody asks for. Whoever may
not open a visit is told that there is none, and so of its papers; an agency may read the genuine paper about
itself."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from checklist_app.accounts import AGENCY_ROLES, People, Person
from checklist_app.catalog import Forms
from checklist_app.documents import Document, Rendering, csv_bytes
from checklist_app.errors import Problem, conflict, forbidden, not_found, unavailable
from checklist_app.reports.papers import Made, Order, Paper, Papers, State, standing
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.visit.material import Material, gather, pictures
from checklist_app.reports.visit.report import blank_form, supervision
from checklist_app.reports.visit.sheets import answers_sheet, visit_workbook
from checklist_app.reports.visit_json import pieces_of
from checklist_app.store import Body, canonical
from checklist_app.thai import DigitStyle
from checklist_app.visits import FINISHED, SUPERVISING, Photos, Visit, Visits, carried

KIND: Final = "supervision"
_NOT_PRINTED: Final = frozenset({"status", "comment"})  # kinds of fields
_SUBJECT: Final = "visit/"


@dataclass(frozen=True, slots=True)
class Report:
    """What there is of the papers about one visit, the newest edition first."""

    material: Material
    editions: tuple[Paper, ...]

    @property
    def visit(self) -> Visit:
        return self.material.visit

    @property
    def finished(self) -> bool:
        return self.material.status in FINISHED

    @property
    def standing(self) -> Paper | None:
        return standing(self.editions)

    @property
    def current(self) -> Paper | None:
        """The genuine paper, if nothing has changed since it was issued."""
        paper = self.standing
        return paper if paper and paper.content == content_of(self.material) else None

    @property
    def unsigned(self) -> bool:
        return not self.material.signatures

    @property
    def void_signatures(self) -> int:
        """Those that do not cover what was changed later."""
        return sum(not signature.valid for signature in self.material.signatures)


@dataclass(frozen=True, slots=True)
class File:
    """`paper` is the one that was issued, where it is not a draft or mere data."""

    content: bytes
    visit: Visit
    paper: Paper | None = None


class VisitPapers:
    def __init__(
        self,
        visits: Visits,
        photos: Photos,
        people: People,
        forms: Forms,
        papers: Papers,
        rendering: Rendering,
    ) -> None:
        self._visits = visits
        self._photos = photos
        self._people = people
        self._forms = forms
        self._papers = papers
        self._rendering = rendering

    def report(self, person: Person, id: str) -> Report:
        visit = self._visits.open(person, id)
        return Report(self._gather(visit), tuple(self._papers.of(_subject(visit))))

    def issue(
        self, person: Person, id: str, digits: DigitStyle, *, at: datetime, instead_of: str | None = None
    ) -> Paper:
        """The official paper as the visit is now. `instead_of` as in `Papers.issue`."""
        visit = self._visits.writable(person, id)
        material = self._gather(visit)
        if material.status not in FINISHED:
            raise conflict("papers.not_finished")
        shown = self._pictures(material)

        order = _order(material, digits)

        def make(stamp: Stamp) -> Made:
            made = self._made(supervision(material, stamp=stamp, digits=digits, made=at), shown)
            self._check_same(visit, order.content)  # making takes seconds, and so may one's turn
            return made

        return self._papers.issue(order, make, by=person.id, at=at, instead_of=instead_of)

    def file(self, person: Person, id: str, ending: str, digits: DigitStyle, *, at: datetime) -> File:
        """The official paper if it says what the visit says now, else a draft; or the visit as data."""
        report = self.report(person, id)
        if ending not in ("pdf", "docx"):
            return File(self._data(report.material, ending, at=at), report.visit)
        if report.current:
            return File(self._papers.read(report.current, ending), report.visit, report.current)
        draft = supervision(report.material, stamp=None, digits=digits, made=at)
        return File(self._draft(draft, ending, self._pictures(report.material)), report.visit)

    def whole(self, person: Person, id: str, *, at: datetime) -> tuple[Visit, Iterator[bytes]]:
        """The visit file, piece by piece: with its photos it may be very large."""
        visit = self._visits.open(person, id)
        known = carried(
            visit, visits=self._visits, photos=self._photos, people=self._people, forms=self._forms
        )
        return visit, pieces_of(known, made=at)

    def blank(self, form: str, year: int, ending: str, digits: DigitStyle, *, at: datetime) -> bytes:
        """The form as it is before anybody has written on it."""
        return self._draft(blank_form(self._forms.rendered(form, year), digits=digits, made=at), ending, {})

    # --- issued papers ----------------------------------------------------------------------------

    def open(self, person: Person, code: str) -> Paper:
        paper = self._papers.find(code)
        if paper is None or not self.may_read(person, paper):
            raise not_found("papers.unknown")
        return paper

    def may_read(self, person: Person, paper: Paper) -> bool:
        if person.role in AGENCY_ROLES:
            return paper.state is State.GENUINE and person.agency == paper.agency
        try:
            self._visits.open(person, visit_of(paper))
        except Problem:
            return False
        return True

    def of_agency(self, person: Person, agency: str) -> list[Paper]:
        """Those that this person may read, the newest first."""
        return [paper for paper in self._papers.of_agency(agency) if self.may_read(person, paper)]

    def revoke(self, person: Person, code: str, reason: str, *, at: datetime) -> Paper:
        paper = self.open(person, code)
        if person.role not in SUPERVISING:
            raise forbidden("papers.only_supervisors_revoke")
        return self._papers.revoke(paper.code, reason, by=person.id, at=at)

    def read(self, person: Person, code: str, ending: str) -> tuple[Paper, bytes]:
        paper = self.open(person, code)
        return paper, self._papers.read(paper, ending)

    # --- making -----------------------------------------------------------------------------------

    def _gather(self, visit: Visit) -> Material:
        return gather(self._visits, self._photos, self._people, self._forms, visit)

    def _check_same(self, visit: Visit, content: str) -> None:
        known = self._gather(visit)
        if known.status not in FINISHED or content_of(known) != content:
            raise conflict("papers.changed_meanwhile")

    def _pictures(self, material: Material) -> Mapping[str, bytes]:
        try:
            return pictures(self._photos, material)
        except Problem as problem:
            if problem.code != "store.no_file":
                raise
            raise unavailable("papers.photo_lost") from problem

    def _made(self, document: Document, shown: Mapping[str, bytes]) -> Made:
        with _told_of_papers():
            pdf = self._rendering.pdf(document, shown)
            return Made(pdf.content, self._rendering.docx(document, shown), pdf.pages)

    def _draft(self, document: Document, ending: str, shown: Mapping[str, bytes]) -> bytes:
        with _told_of_papers():
            if ending == "pdf":
                return self._rendering.pdf(document, shown).content
            return self._rendering.docx(document, shown)

    def _data(self, material: Material, ending: str, *, at: datetime) -> bytes:
        if ending == "xlsx":
            history = self._visits.history(material.visit)
            with _told_of_papers():
                return self._rendering.xlsx(visit_workbook(material, history, made=at))
        return csv_bytes(answers_sheet(material))


def content_of(material: Material) -> str:
    """The digest of everything that a paper about the visit says: the content that signatures cover, the
    signatures and the team, and which photos had arrived."""
    said: Body = {
        name: list(known.values)
        for name, known in material.state.fields.items()
        if name.partition(":")[0] not in _NOT_PRINTED and any(value is not None for value in known.values)
    }
    absent = sorted({shot.file for shot in material.shots if not shot.arrived})
    return hashlib.sha256(canonical({"fields": said, "absent": list(absent)})).hexdigest()


def visit_of(paper: Paper) -> str:
    """The id of the visit that the paper is about."""
    return paper.subject.removeprefix(_SUBJECT)


def _subject(visit: Visit) -> str:
    return f"{_SUBJECT}{visit.id}"


def _order(material: Material, digits: DigitStyle) -> Order:
    visit = material.visit
    return Order(
        kind=KIND,
        subject=_subject(visit),
        agency=visit.agency,
        agency_name=visit.agency_name,
        province=visit.province,
        year=visit.year,
        content=content_of(material),
        digits=digits,
    )


@contextmanager
def _told_of_papers() -> Iterator[None]:
    """What the crew refuses, in the words of who waits for a paper."""
    try:
        yield
    except Problem as problem:
        if problem.code == "aside.busy":
            raise unavailable("papers.rendering_busy") from problem
        if problem.code in {"aside.too_long", "aside.too_much"}:
            raise unavailable("papers.rendering_failed") from problem
        raise
