"""The papers about visits: what there is of one, issuing it, and the file that somebody asks for. Whoever may
not open a visit may not read its papers; an agency may read the genuine paper about itself."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from checklist_app.accounts import AGENCY_ROLES, People, Person
from checklist_app.catalog import Forms
from checklist_app.documents import Rendering, csv_bytes
from checklist_app.errors import Problem, ProblemKind, conflict, unavailable
from checklist_app.reports.papers import SUPERVISION, Made, Order, Paper, Papers, State, standing
from checklist_app.reports.press import both_files, one_file, told_of_papers
from checklist_app.reports.stamps import Stamp
from checklist_app.reports.visit.material import Material, gather, pictures
from checklist_app.reports.visit.report import blank_form, supervision
from checklist_app.reports.visit.sheets import answers_sheet, visit_workbook
from checklist_app.reports.visit_json import pieces_of
from checklist_app.store import Body, canonical
from checklist_app.thai import DigitStyle
from checklist_app.visits import FINISHED, Photos, Visit, Visits, carried

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
            document = supervision(material, stamp=stamp, digits=digits, made=at)
            made = both_files(self._rendering, document, shown)
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
        shown = self._pictures(report.material)
        return File(one_file(self._rendering, draft, ending, shown), report.visit)

    def whole(self, person: Person, id: str, *, at: datetime) -> tuple[Visit, Iterator[bytes]]:
        """The visit file, piece by piece: with its photos it may be very large."""
        visit = self._visits.open(person, id)
        known = carried(
            visit, visits=self._visits, photos=self._photos, people=self._people, forms=self._forms
        )
        return visit, pieces_of(known, made=at)

    def blank(self, form: str, year: int, ending: str, digits: DigitStyle, *, at: datetime) -> bytes:
        """The form as it is before anybody has written on it."""
        blank = blank_form(self._forms.rendered(form, year), digits=digits, made=at)
        return one_file(self._rendering, blank, ending, {})

    # --- reading ----------------------------------------------------------------------------------

    def may_read(self, person: Person, paper: Paper) -> bool:
        """Whether this person may read a paper that was issued."""
        if person.role in AGENCY_ROLES:
            return paper.state is State.GENUINE and person.agency == paper.agency
        try:
            self._visits.open(person, visit_of(paper))
        except Problem as problem:
            if problem.kind is ProblemKind.UNAVAILABLE:
                raise
            return False
        return True

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

    def _data(self, material: Material, ending: str, *, at: datetime) -> bytes:
        if ending == "xlsx":
            history = self._visits.history(material.visit)
            with told_of_papers():
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
        kind=SUPERVISION,
        subject=_subject(visit),
        agency=visit.agency,
        agency_name=visit.agency_name,
        province=visit.province,
        year=visit.year,
        content=content_of(material),
        digits=digits,
    )
