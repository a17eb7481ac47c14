"""The report of a visit in the browser: its official papers, drafts and data, issuing and revoking; and the
blank forms as files."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.clock import now
from checklist_app.errors import Problem, ProblemKind
from checklist_app.reports.codes import read_code
from checklist_app.reports.forms import IssueForm, RevokeForm
from checklist_app.reports.papers import State
from checklist_app.reports.visit_papers import visit_of
from checklist_app.thai import DigitStyle
from checklist_app.visits import READING, SUPERVISING, WRITING
from checklist_app.web.access import SIGNED_IN, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _

pages = Blueprint("reports", __name__)

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_SHOWN_BY_BROWSERS = frozenset({"pdf"})
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))
LONGEST_NAME = 120


@pages.get("/visits/<id>/report")
@access(READING)
def report(id: str) -> ResponseReturnValue:
    return _page(id, IssueForm(), RevokeForm())


@pages.get("/visits/<id>/report.<any(pdf, docx, xlsx, csv, json):ending>")
@access(READING)
def report_file(id: str, ending: str) -> Response:
    papers = collections().visit_papers
    if ending == "json":
        visit, pieces = papers.whole(current_person(), id, at=now())
        name = f"รายงานนิเทศ-{visit.agency_name}-{visit.year}"
        return _download(pieces, ending, name, f"report-{visit.year}")
    file = papers.file(current_person(), id, ending, _digits(request.args.get("digits")), at=now())
    draft = ending in ("pdf", "docx") and file.paper is None
    name = f"รายงานนิเทศ-{file.visit.agency_name}-{file.visit.year}" + ("-ร่าง" if draft else "")
    return _download(file.content, ending, name, f"report-{file.visit.year}")


@pages.post("/visits/<id>/papers")
@access(WRITING)
def issue(id: str) -> ResponseReturnValue:
    form = IssueForm()
    digits, seen = _digits(form.digits.data), form.instead_of.data or ""
    try:
        paper = collections().visit_papers.issue(current_person(), id, digits, at=now(), instead_of=seen)
    except Problem as problem:
        if problem.kind is not ProblemKind.CONFLICT:
            raise
        attach(form, problem)
        return _page(id, form, RevokeForm(formdata=None)), status_of(problem)
    flash(_("ออกเอกสารเลขที่ {number} แล้ว", number=paper.number))
    return redirect(url_for("reports.report", id=id))


@pages.get("/papers/<code>.<any(pdf, docx):ending>")
@access(SIGNED_IN)
def paper_file(code: str, ending: str) -> Response:
    paper, content = collections().visit_papers.read(current_person(), read_code(code), ending)
    edition = "" if paper.state is State.GENUINE else f"-{paper.shown}"
    name = f"รายงานนิเทศ-{paper.agency_name}-{paper.year}{edition}"
    return _download(content, ending, name, f"report-{paper.year}-{paper.shown}")


@pages.post("/papers/<code>/revoke")
@access(SUPERVISING)
def revoke(code: str) -> ResponseReturnValue:
    form, papers = RevokeForm(), collections().visit_papers
    id = visit_of(papers.open(current_person(), read_code(code)))
    try:
        paper = papers.revoke(current_person(), read_code(code), form.reason.data or "", at=now())
    except Problem as problem:
        attach(form, problem)
        return _page(id, IssueForm(formdata=None), form), status_of(problem)
    flash(_("ยกเลิกเอกสารเลขที่ {number} แล้ว", number=paper.number))
    return redirect(url_for("reports.report", id=id))


@pages.get("/forms/<form>/<int:year>/blank.<any(pdf, docx):ending>")
@access(SIGNED_IN)
def blank(form: str, year: int, ending: str) -> Response:
    digits = _digits(request.args.get("digits"))
    content = collections().visit_papers.blank(form, year, ending, digits, at=now())
    return _download(content, ending, f"แบบนิเทศ-{year}", f"form-{year}")


def _page(id: str, issuing: IssueForm, revoking: RevokeForm) -> str:
    person = current_person()
    report = collections().visit_papers.report(person, id)
    issuing.instead_of.data = report.standing.code if report.standing else ""
    return render_template(
        "reports/report.html",
        report=report,
        issuing=issuing,
        revoking=revoking,
        may_issue=person.role in WRITING,
        may_revoke=person.role in SUPERVISING,
        numbers={paper.code: paper.number for paper in report.editions},
    )


def _digits(text: str | None) -> DigitStyle:
    return DigitStyle.THAI if text == DigitStyle.THAI else DigitStyle.ARABIC


def _download(content: bytes | Iterator[bytes], ending: str, name: str, fallback: str) -> Response:
    """PDF is shown by browsers, which save it by its name; everything else is saved at once."""
    response = Response(content, content_type=TYPES[ending])
    how = "inline" if ending in _SHOWN_BY_BROWSERS else "attachment"
    whole = f"{name.translate(_NOT_IN_NAMES)[:LONGEST_NAME]}.{ending}"
    response.headers["Content-Disposition"] = (
        f"{how}; filename=\"{fallback}.{ending}\"; filename*=UTF-8''{quote(whole, safe='')}"
    )
    return response
