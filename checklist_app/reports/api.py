"""What the phone app asks about papers: which genuine one there is of a visit, so that its own preview can
say what it is worth."""

from flask import Blueprint, Response, jsonify

from checklist_app.clock import stamp
from checklist_app.reports.visit_papers import Report
from checklist_app.store import Body
from checklist_app.visits import READING, content_digest
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person

api = Blueprint("reports_api", __name__, url_prefix="/api")


@api.get("/visits/<id>/paper")
@access(READING)
def paper(id: str) -> Response:
    return jsonify(paper=_shown(collections().visit_papers.report(current_person(), id)))


def _shown(report: Report) -> Body | None:
    """`content` is the digest of the visit as it is known here, to be compared with what a phone holds."""
    standing = report.standing
    if standing is None:
        return None
    return {
        "number": standing.number,
        "code": standing.shown,
        "issued": stamp(standing.issued),
        "pages": standing.pages,
        "changed": report.current is None,
        "content": content_digest(report.material.state),
    }
