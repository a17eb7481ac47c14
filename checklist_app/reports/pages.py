"""The report of a visit in the browser: its official papers, drafts and data, issuing; the blank forms as
files; and the files and the revoking of papers of every kind."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.clock import now
from checklist_app.errors import Problem, ProblemKind
from checklist_app.reports import survey_pages
from checklist_app.reports.codes import read_code
from checklist_app.reports.forms import IssueForm, RevokeForm, digits_of
from checklist_app.reports.papers import SURVEY, Paper, State
from checklist_app.reports.visit_papers import visit_of
from checklist_app.visits import READING, SUPERVISING, WRITING
from checklist_app.web.access import SIGNED_IN, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _

pages = Blueprint("reports", __name__)


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
        return download(pieces, ending, name, f"report-{visit.year}")
    file = papers.file(current_person(), id, ending, digits_of(request.args.get("digits")), at=now())
    draft = ending in ("pdf", "docx") and file.paper is None
    name = f"รายงานนิเทศ-{file.visit.agency_name}-{file.visit.year}" + ("-ร่าง" if draft else "")
    return download(file.content, ending, name, f"report-{file.visit.year}")


@pages.post("/visits/<id>/papers")
@access(WRITING)
def issue(id: str) -> ResponseReturnValue:
    form = IssueForm()
    digits, seen = digits_of(form.digits.data), form.instead_of.data or ""
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
    paper, content = collections().issued.read(current_person(), read_code(code), ending)
    edition = "" if paper.state is State.GENUINE else f"-{paper.shown}"
    kind = "รายงานความพึงพอใจ" if paper.kind == SURVEY else "รายงานนิเทศ"
    name = f"{kind}-{paper.agency_name}-{paper.year}{edition}"
    return download(content, ending, name, f"report-{paper.year}-{paper.shown}")


@pages.post("/papers/<code>/revoke")
@access(SUPERVISING)
def revoke(code: str) -> ResponseReturnValue:
    form, issued = RevokeForm(), collections().issued
    paper = issued.open(current_person(), read_code(code))
    try:
        issued.revoke(current_person(), paper.code, form.reason.data or "", at=now())
    except Problem as problem:
        attach(form, problem)
        return _page_of(paper, form), status_of(problem)
    flash(_("ยกเลิกเอกสารเลขที่ {number} แล้ว", number=paper.number))
    return redirect(_address_of(paper))


@pages.get("/forms/<form>/<int:year>/blank.<any(pdf, docx):ending>")
@access(SIGNED_IN)
def blank(form: str, year: int, ending: str) -> Response:
    digits = digits_of(request.args.get("digits"))
    content = collections().visit_papers.blank(form, year, ending, digits, at=now())
    return download(content, ending, f"แบบนิเทศ-{year}", f"form-{year}")


def _address_of(paper: Paper) -> str:
    """The page where all editions of a paper stand."""
    if paper.kind == SURVEY:
        return survey_pages.address_of(paper)
    return url_for("reports.report", id=visit_of(paper))


def _page_of(paper: Paper, revoking: RevokeForm) -> str:
    if paper.kind == SURVEY:
        return survey_pages.page_of(paper, revoking)
    return _page(visit_of(paper), IssueForm(formdata=None), revoking)


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
