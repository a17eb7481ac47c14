"""The report of a round to the executive in the browser: drafts, official editions, issuing."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.clock import now
from checklist_app.errors import Problem, ProblemKind
from checklist_app.reports.forms import IssueForm, RevokeForm, digits_of
from checklist_app.reports.papers import Paper
from checklist_app.reports.survey_papers import period_of
from checklist_app.surveys import KEEPING, SEEING, Period, shown_span
from checklist_app.visits import SUPERVISING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _

pages = Blueprint("survey_papers", __name__)


@pages.get("/surveys/<agency>/rounds/<int:year>/<int:number>/papers")
@access(SEEING)
def report(agency: str, year: int, number: int) -> ResponseReturnValue:
    return _page(agency, Period.read(year, number), IssueForm(), RevokeForm())


@pages.get("/surveys/<agency>/rounds/<int:year>/<int:number>/report.<any(pdf, docx):ending>")
@access(SEEING)
def file(agency: str, year: int, number: int, ending: str) -> Response:
    period, digits = Period.read(year, number), digits_of(request.args.get("digits"))
    made = collections().survey_papers.file(current_person(), agency, period, ending, digits, at=now())
    name = f"รายงานความพึงพอใจ-{made.material.agency_name}-{period.key}" + ("" if made.paper else "-ร่าง")
    return download(made.content, ending, name, f"survey-{period.key}")


@pages.post("/surveys/<agency>/rounds/<int:year>/<int:number>/papers")
@access(KEEPING)
def issue(agency: str, year: int, number: int) -> ResponseReturnValue:
    form, period, papers = IssueForm(), Period.read(year, number), collections().survey_papers
    digits, seen = digits_of(form.digits.data), form.instead_of.data or ""
    try:
        paper = papers.issue(current_person(), agency, period, digits, at=now(), instead_of=seen)
    except Problem as problem:
        if problem.kind is not ProblemKind.CONFLICT:
            raise
        attach(form, problem)
        return _page(agency, period, form, RevokeForm(formdata=None)), status_of(problem)
    flash(_("ออกเอกสารเลขที่ {number} แล้ว", number=paper.number))
    return redirect(address_of(paper))


def address_of(paper: Paper) -> str:
    """The page where all editions of a paper about a round stand."""
    period = period_of(paper)
    return url_for("survey_papers.report", agency=paper.agency, year=period.year, number=period.number)


def page_of(paper: Paper, revoking: RevokeForm) -> str:
    return _page(paper.agency, period_of(paper), IssueForm(formdata=None), revoking)


def _page(agency: str, period: Period, issuing: IssueForm, revoking: RevokeForm) -> str:
    person = current_person()
    report = collections().survey_papers.report(person, agency, period, at=now())
    issuing.instead_of.data = report.standing.code if report.standing else ""
    return render_template(
        "reports/survey_report.html",
        report=report,
        period=period,
        span=shown_span(period),
        issuing=issuing,
        revoking=revoking,
        may_issue=person.role in KEEPING,
        may_revoke=person.role in SUPERVISING,
        numbers={paper.code: paper.number for paper in report.editions},
    )
