"""Whether a paper is genuine, for everybody: by the code on it, and by the file itself, which never leaves
the browser. The answer holds nothing of what the paper says, nor of who made it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.clock import now
from checklist_app.errors import Problem, unavailable
from checklist_app.reports.codes import read_code, shown_code
from checklist_app.reports.papers import Paper
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections, person_or_none
from checklist_app.web.errors import status_of
from checklist_app.web.language import language
from checklist_app.wording import say

pages = Blueprint("verify", __name__)

DOOR = "papers"  # of the brakes on guessing


@pages.get("/verify")
@access(PUBLIC)
def ask() -> ResponseReturnValue:
    typed = request.args.get("code", "")
    if not typed.strip():
        return render_template("reports/verify.html", typed="", wrong="")
    try:
        code = read_code(typed)
    except Problem as problem:
        return _asked_again(typed, problem)
    return redirect(url_for("verify.paper", code=shown_code(code)))


@pages.get("/verify/<code>")
@access(PUBLIC)
def paper(code: str) -> ResponseReturnValue:
    try:
        read = read_code(code)
    except Problem as problem:
        return _asked_again(code, problem)
    found = _looked_up(read)
    if found is None:
        return render_template("reports/unknown.html", shown=shown_code(read)), 404
    return render_template("reports/verified.html", paper=found, newer=_latest_after(found))


def _latest_after(paper: Paper) -> Paper | None:
    """The last of those that took its place, one after another; it may have been revoked itself."""
    papers, latest = collections().papers, paper
    while latest.superseded_by and (newer := papers.find(latest.superseded_by)):
        latest = newer
    return None if latest is paper else latest


def _asked_again(typed: str, problem: Problem) -> ResponseReturnValue:
    """A code that was mistyped is known as such without looking anything up."""
    wrong = say(problem, language())
    return render_template("reports/verify.html", typed=typed[:100], wrong=wrong), status_of(problem)


def _looked_up(code: str) -> Paper | None:
    """Only codes that do not exist count against a visitor, and an office whose people are signed in is
    not held up by a stranger behind the same address."""
    throttles, person = collections().throttles, person_or_none()
    visitor = person.id if person else request.remote_addr or ""
    try:
        throttles.pass_by(DOOR, visitor, at=now())
    except Problem as problem:
        if problem.code != "accounts.throttled":
            raise
        raise unavailable("papers.verify_later", **problem.parameters) from problem
    found = collections().papers.find(code)
    if found is None:
        throttles.missed(DOOR, visitor, at=now())
    return found
