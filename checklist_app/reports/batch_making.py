"""What a batch has made of each visit: its official paper where there is one, else a draft that says why."""

from typing import Final

from checklist_app.accounts import Person
from checklist_app.clock import now
from checklist_app.errors import Problem, conflict
from checklist_app.reports.batch_model import Order
from checklist_app.reports.batch_worker import Make, Piece
from checklist_app.reports.papers import State
from checklist_app.reports.visit_papers import Report, VisitPapers
from checklist_app.thai import DigitStyle
from checklist_app.visits import Visit

DIGITS: Final = DigitStyle.ARABIC


def making(papers: VisitPapers) -> Make:
    def make(person: Person, visit: Visit, order: Order) -> Piece:
        report = papers.report(person, visit.id)
        remark = None if report.current else _in_the_way(report)
        if order.issue and not report.current and remark is None:
            papers.issue(person, visit.id, DIGITS, at=now(), instead_of=_standing(report))
        return _piece(papers, person, visit, order, remark)

    return make


def _piece(papers: VisitPapers, person: Person, visit: Visit, order: Order, remark: Problem | None) -> Piece:
    at = now()
    files = {ending: papers.file(person, visit.id, ending, DIGITS, at=at) for ending in order.formats}
    paper = next((file.paper for file in files.values() if file.paper), None)
    contents = {ending: file.content for ending, file in files.items()}
    return Piece(contents, paper.number, paper.shown) if paper else Piece(contents, remark=remark)


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
