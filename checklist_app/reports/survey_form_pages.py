"""The blank paper form of a service point, to print."""

from flask import Blueprint, Response, request

from checklist_app.clock import now
from checklist_app.errors import not_found
from checklist_app.reports.survey.paper_form import paper_form
from checklist_app.surveys import Questions
from checklist_app.web.access import SIGNED_IN, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download

pages = Blueprint("survey_paper_form", __name__)


@pages.get("/surveys/points/<code>/paper.pdf")
@access(SIGNED_IN)
def blank(code: str) -> Response:
    point, agency = collections().surveys.points.open(current_person(), code)
    questions = _version(agency.id, request.args.get("questions", ""))
    document = paper_form(agency.name, point, questions, made=now())
    content = collections().rendering.pdf(document, {}).content
    return download(content, "pdf", f"แบบประเมินกระดาษ-{point.name}", f"survey-form-{point.shown}")


def _version(agency: str, asked: str) -> Questions:
    """The one asked for; without asking, that of now."""
    sets = collections().surveys.questions
    found = sets.find(agency, asked) if asked else sets.current(agency)
    if found is None:
        raise not_found("web.no_page")
    return found
