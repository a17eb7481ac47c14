"""Batches about visits: of each finished one its official paper where there is one, else a draft that says
why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from checklist_app.accounts import Person
from checklist_app.clock import now
from checklist_app.documents import Column, ColumnKind
from checklist_app.errors import Problem, conflict
from checklist_app.reports.batch_model import Item, Order, Piece, may_order
from checklist_app.reports.papers import State
from checklist_app.reports.visit_papers import Report, VisitPapers
from checklist_app.thai import DigitStyle
from checklist_app.visits import FINISHED, Status, Visit, Visits, status_name

DIGITS: Final = DigitStyle.ARABIC
DRAFT: Final = "ร่าง"


@dataclass(frozen=True, slots=True)
class Choice:
    """A province and year with so many finished visits."""

    province: str
    year: int
    visits: int


class Make(Protocol):
    def __call__(self, person: Person, visit: Visit, order: Order, /) -> Piece: ...


class VisitReports:
    columns = (
        Column("วันที่ลงพื้นที่", 14, ColumnKind.DATE),
        Column("สถานะ", 20),
        Column("เลขที่เอกสาร", 20),
        Column("รหัสตรวจสอบ", 14),
    )
    rest = 3.0
    size = 3 * 1024 * 1024  # with its photos, rather more than less

    def __init__(self, visits: Visits, make: Make) -> None:
        self._visits = visits
        self._make = make

    def items(self, person: Person, order: Order) -> list[Item[Visit]]:
        place = order.province, order.year
        finished = _finished(self._visits, person)
        return [_item(*one) for one in finished if (one[0].province, one[0].year) == place]

    def make(self, person: Person, item: Item[Visit], order: Order) -> Piece:
        return self._make(person, item.subject, order)


def choices(visits: Visits, person: Person) -> list[Choice]:
    """What can be asked for, the newest year first."""
    counted: dict[tuple[str, int], int] = {}
    for visit, _status, _visited_on in _finished(visits, person):
        place = visit.province, visit.year
        counted[place] = counted.get(place, 0) + 1
    ordered = sorted(counted, key=lambda place: (-place[1], place[0]))
    return [Choice(*place, counted[place]) for place in ordered]


def genuine(files: Mapping[str, bytes], number: str, code: str) -> Piece:
    return Piece(files, number, facts=(number, code))


def draft(files: Mapping[str, bytes], remark: Problem | None) -> Piece:
    return Piece(files, DRAFT, draft=True, remark=remark)


def making(papers: VisitPapers) -> Make:
    def make(person: Person, visit: Visit, order: Order) -> Piece:
        report = papers.report(person, visit.id)
        remark = None if report.current else _in_the_way(report)
        if order.issue and not report.current and remark is None:
            _issue(papers, person, visit, report)
        return _piece(papers, person, visit, order, remark)

    return make


def _issue(papers: VisitPapers, person: Person, visit: Visit, report: Report) -> None:
    """Who was faster, a person or another process with this batch, has issued the paper that is wanted."""
    try:
        papers.issue(person, visit.id, DIGITS, at=now(), instead_of=_standing(report))
    except Problem as problem:
        if problem.code != "papers.issued_meanwhile":
            raise


def _piece(papers: VisitPapers, person: Person, visit: Visit, order: Order, remark: Problem | None) -> Piece:
    at = now()
    files = {ending: papers.file(person, visit.id, ending, DIGITS, at=at) for ending in order.formats}
    paper = next((file.paper for file in files.values() if file.paper), None)
    contents = {ending: file.content for ending, file in files.items()}
    return genuine(contents, paper.number, paper.shown) if paper else draft(contents, remark)


def _finished(visits: Visits, person: Person) -> Iterator[tuple[Visit, Status, str]]:
    for visit, summary in visits.of(person):
        status = Status(str(summary["status"]))
        if status in FINISHED and may_order(person, visit.province):
            yield visit, status, str(summary["visited_on"] or "")


def _item(visit: Visit, status: Status, visited_on: str) -> Item[Visit]:
    visited = date.fromisoformat(visited_on) if visited_on else None
    facts = visited, status_name(status)
    return Item(visit, visit.agency, visit.agency_name, facts, place=(visited_on, visit.id))


def _in_the_way(report: Report) -> Problem | None:
    """What somebody should look at before this visit gets an official paper; on its own page they can
    decide otherwise."""
    if any(paper.state is State.REVOKED for paper in report.editions) and not report.standing:
        return conflict("reports.draft_revoked")
    if report.material.missing:
        return conflict("reports.draft_photos", missing=report.material.missing)
    if report.material.disputed:
        return conflict("reports.draft_disputed", disputed=len(report.material.disputed))
    if report.unsigned or report.void_signatures:
        return conflict("reports.draft_unsigned")
    return None


def _standing(report: Report) -> str:
    return report.standing.code if report.standing else ""
