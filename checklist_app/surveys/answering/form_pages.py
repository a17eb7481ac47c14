"""The form that citizens fill in, and what surrounds it. Public, without any cookie: its own argument says
the language, and a nonce in the form proves where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.accounts import Scope
from checklist_app.clock import now, today
from checklist_app.errors import Problem, ProblemKind
from checklist_app.surveys.answering.form_page import NONCE, TRAP, asked_of, shown_day
from checklist_app.surveys.answering.receiving import Refusal, Sender, Why, receive
from checklist_app.surveys.asking.languages import FIRST, form_languages, form_words, problem_in
from checklist_app.surveys.listening.improvements import ImprovementState
from checklist_app.surveys.model import Point
from checklist_app.surveys.points.records import LENGTH, read_point_code
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections
from checklist_app.web.gate import own_proof
from checklist_app.web.inside import Inside, inside
from checklist_app.web.language import keep_no_language
from checklist_app.wording import fill

pages = Blueprint("survey_form", __name__)

SHEETS: Final = ("css/tokens.css", "css/survey_form.css")
SCRIPT: Final = "js/surveys/form.js"
MOST_IMPROVEMENTS: Final = 3
WAIT: Final = 600
"""Seconds until a connection that flooded a point is listened to again."""
STATUS: Final[Mapping[Why, int]] = {Why.CLOSED: 409, Why.FLOOD: 429, Why.UNSAVED: 503}
_HERE: Final = "\0"  # stands for the nonce in a page that is kept; no text of anybody can hold it


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands."""

    point: Point
    agency: str


pages.before_request(keep_no_language)


@pages.get("/S")
@pages.get("/s")
@access(PUBLIC)
def ask() -> ResponseReturnValue:
    typed = request.args.get("code", "")
    if not typed.strip():
        return _page("ask", heading="ask", said="", typed="")
    try:
        code = read_point_code(typed)
    except Problem as problem:
        return _asked_again(typed, problem)
    return redirect(url_for("survey_form.form", code=code, **_in_language()))


@pages.route("/S/<code>", methods=["GET", "POST"])
@pages.route("/s/<code>", methods=["GET", "POST"])
@access(PUBLIC)
@own_proof
def form(code: str) -> ResponseReturnValue:
    """Printed codes lead here, in capitals, and are answered without a detour."""
    try:
        return _opened(code)
    except Problem as problem:
        if request.method != "POST" or problem.kind is not ProblemKind.UNAVAILABLE:
            raise
    return _page("away", code=code, sent=request.form.to_dict(), status=503)


def _opened(code: str) -> ResponseReturnValue:
    place = _place(code)
    if place is None:
        return _nowhere(code)
    if request.method == "POST":
        return _received(place)
    if not place.point.open_on(today()):
        return _closed(place)
    return _fresh(place)


@pages.get("/s/<code>/thanks")
@access(PUBLIC)
def thanks(code: str) -> ResponseReturnValue:
    place = _place(code)
    if place is None:
        return _nowhere(code)
    improvements = collections().surveys.improvements.of(place.point.agency)
    done = [each for each in improvements if each.state is ImprovementState.DONE]
    return _page("thanks", place, done=done[:MOST_IMPROVEMENTS])


@pages.get("/s/notice")
@access(PUBLIC)
def notice() -> ResponseReturnValue:
    """`point` names where the reader came from."""
    return _page("notice", _place(request.args.get("point", "")))


def _place(code: str) -> Place | None:
    try:
        point = collections().surveys.points.find(read_point_code(code))
    except Problem as problem:
        if problem.kind is ProblemKind.UNAVAILABLE:
            raise
        return None
    return Place(point, _agency(point.agency)) if point else None


def _agency(id: str) -> str:
    return collections().agencies.fetch(Scope(everything=True), id).name


def _nowhere(typed: str) -> ResponseReturnValue:
    """Mistyped, which the code itself tells, or of no point."""
    try:
        code = read_point_code(typed)
    except Problem as problem:
        return _asked_again(typed, problem, status=404)
    said = fill(_words()["unknown_why"], {"code": code.upper()})
    return _page("ask", heading="unknown", said=said, typed=code.upper(), status=404)


def _asked_again(typed: str, problem: Problem, status: int = 422) -> ResponseReturnValue:
    short = problem.code == "surveys.code_length"
    said = fill(_words()["wrong_length" if short else "wrong_check"], {"length": LENGTH})
    return _page("ask", heading="mistyped", said=said, typed=typed[:100], status=status)


def _fresh(place: Place) -> Response:
    """All but the nonce is the same for everybody who opens this form."""
    surveys, point = collections().surveys, place.point
    version = surveys.questions.current(point.agency).version
    before, after = _kept(place, version, _language(), request.script_root, _inside())
    nonce = surveys.seals.nonce(point.code, version, at=now())
    return _answer(before + nonce + after)


@lru_cache(maxsize=500)
def _kept(place: Place, version: str, language: str, root: str, inside: Inside) -> tuple[str, str]:
    """The form before and after its nonce. Whatever it is made of is named here, so that a page is never
    older than what it shows."""
    questions = collections().surveys.questions.get(place.point.agency, version)
    html = _html("form", place, asked=asked_of(questions, language, {}), nonce=_HERE, refusal=None)
    before, _, after = html.partition(_HERE)
    return before, after


def _received(place: Place) -> ResponseReturnValue:
    fields = request.form.to_dict()
    sender = Sender(request.remote_addr or "", request.headers.get("User-Agent", ""))
    refusal = receive(collections().surveys, place.point, fields, sender, at=now())
    if refusal is None:
        return redirect(url_for("survey_form.thanks", code=place.point.code, **_in_language()), 303)
    if refusal.why is Why.CLOSED:
        return _closed(place, unsent=True)
    return _given_back(place, refusal, fields)


def _given_back(place: Place, refusal: Refusal, fields: Mapping[str, str]) -> Response:
    asked = asked_of(refusal.questions, _language(), fields, refusal.faults)
    said = _words()["look_again"]
    if refusal.why is Why.FLOOD:
        said = problem_in(refusal.faults[0], _language())
    elif refusal.why is not Why.WRONG:
        said = _words()[refusal.why.value]
    response = _page(
        "form", place, asked=asked, nonce=refusal.nonce, refusal=said, status=STATUS.get(refusal.why, 422)
    )
    if refusal.why is Why.FLOOD:
        response.headers["Retry-After"] = str(WAIT)
    return response


def _closed(place: Place, *, unsent: bool = False) -> Response:
    points = collections().surveys.points.of(place.point.agency)
    others = [each for each in points if each.open_on(today()) and each.code != place.point.code]
    later = place.point.opens if place.point.opens and place.point.opens > today() else None
    return _page(
        "closed",
        place,
        others=others,
        later=later,
        unsent=unsent,
        status=STATUS[Why.CLOSED] if unsent else 200,
    )


def _page(name: str, place: Place | None = None, *, status: int = 200, **shown: Any) -> Response:
    response = _answer(_html(name, place, **shown))
    response.status_code = status
    return response


def _html(name: str, place: Place | None, **shown: Any) -> str:
    language = _language()
    return render_template(
        f"surveys/form/{name}.html",
        place=place,
        words=_words(),
        spoken=language,
        languages={code: form_words(code)["name"] for code in form_languages()},
        in_language=_in_language(),
        inside=_inside(),
        shown_day=lambda day: shown_day(day, language),
        fill=lambda sentence, **values: fill(sentence, values),
        fields={"nonce": NONCE, "trap": TRAP},
        **shown,
    )


def _answer(html: str) -> Response:
    response = make_response(html)
    response.headers["Content-Security-Policy"] = _inside().policy
    response.headers["Cache-Control"] = "no-store"
    return response


def _inside() -> Inside:
    return inside(SHEETS, SCRIPT)


def _words() -> Mapping[str, Any]:
    return form_words(_language())


def _language() -> str:
    asked = request.args.get("in") or request.args.get("lang", "")
    return asked if asked in form_languages() else FIRST


def _in_language() -> dict[str, Any]:
    """What an address needs so that the next page speaks the same."""
    return {} if _language() == FIRST else {"in": _language()}
