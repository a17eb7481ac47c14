"""Problems become answers here and nowhere else: the status of each kind, a page for people,
`{"error": {"kind", "message", "field"?}}` for /api. Nobody is ever shown a traceback."""

import logging
from collections.abc import Mapping

from flask import Flask, Response, g, jsonify, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from checklist_app.errors import Problem, ProblemKind, forbidden, invalid, not_found
from checklist_app.logs import request_id
from checklist_app.store import Body
from checklist_app.web.access import is_api
from checklist_app.web.language import language
from checklist_app.wording import say

log = logging.getLogger(__name__)

STATUS: Mapping[ProblemKind, int] = {
    ProblemKind.INVALID: 422,
    ProblemKind.NOT_FOUND: 404,
    ProblemKind.FORBIDDEN: 403,
    ProblemKind.CONFLICT: 409,
    ProblemKind.UNAVAILABLE: 503,
    ProblemKind.INTERNAL: 500,
}
# Where HTTP has a more telling status than the one of the kind.
STATUS_OF_CODE: Mapping[str, int] = {
    "web.sign_in_first": 401,
    "accounts.throttled": 429,
    "visits.join_later": 429,
    "papers.verify_later": 429,
    "web.bad_address": 400,
    "web.bad_request": 400,
    "web.form_expired": 400,
    "web.method_not_allowed": 405,
    "web.too_large": 413,
}


def status_of(problem: Problem) -> int:
    return STATUS_OF_CODE.get(problem.code, STATUS[problem.kind])


def install(app: Flask) -> None:
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def answer(problem: Problem) -> Response:
    if problem.kind is ProblemKind.INTERNAL:
        log.error("internal problem: %s", problem)
    return _answered(problem)


def _answered(problem: Problem) -> Response:
    response = _json(problem) if is_api() else _page(problem)
    response.status_code = status_of(problem)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer_http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:  # a redirect of the router
        return make_response(error.get_response())
    response = answer(_problem_of(error))
    if "Allow" in (plain := error.get_response().headers):
        response.headers["Allow"] = plain["Allow"]
    return response


def _problem_of(error: HTTPException) -> Problem:
    if isinstance(error, CSRFError):
        return invalid("web.form_expired")
    match error.code:
        case 403:
            return forbidden("web.not_your_role")
        case 404:
            return not_found("web.no_page")
        case 405:
            return invalid("web.method_not_allowed")
        case 413:
            return invalid("web.too_large")
        case _:
            return invalid("web.bad_request")


def _answer_unexpected(error: Exception) -> Response:
    number = request_id.get()
    log.exception("unexpected error %s", number, exc_info=error)
    return _answered(Problem(ProblemKind.INTERNAL, "web.unexpected", {"id": number}))


def told(problem: Problem) -> Body:
    """A problem as JSON, for a program and for the person before it."""
    error: Body = {
        "kind": problem.kind.value,
        "code": problem.code,
        "message": say(problem, language()),
    }
    return {**error, "field": problem.field} if problem.field else error


def _json(problem: Problem) -> Response:
    return jsonify(error=told(problem))


def _page(problem: Problem) -> Response:
    if problem.kind is ProblemKind.UNAVAILABLE:  # a store that is away is not asked again for who is there
        g.setdefault("session", None)
        g.setdefault("person", None)
    try:
        page = render_template("web/error.html", message=say(problem, language()), problem=problem)
    except Exception:  # whatever broke may break the page around the message as well
        log.exception("the error page itself failed")
        page = render_template("web/error_bare.html", message=say(problem, language()))
    return make_response(page)
