"""Comments waiting to be read, in the browser: approved as they may be shown, or hidden with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.clock import today
from checklist_app.errors import Problem, ProblemKind, conflict
from checklist_app.surveys.asking.questions import worded
from checklist_app.surveys.listening.comment_forms import BulkForm, JudgeForm, chosen_value
from checklist_app.surveys.listening.comments import ENOUGH, LONGEST_SHOWN, Comment, CommentState, Reason
from checklist_app.surveys.listening.scrubbing import scrub
from checklist_app.surveys.model import Point
from checklist_app.surveys.periods import Period, shown_span
from checklist_app.surveys.rights import KEEPING, PROMISING, WATCHING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _, language

pages = Blueprint("survey_comments", __name__)

READING = PROMISING | WATCHING
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class _Queue:
    """The comments of a round, once enough people have answered. `answers` counts these by point."""

    agency: Agency
    period: Period
    answers: dict[str, int]
    comments: list[Comment]

    @property
    def enough(self) -> bool:
        return sum(self.answers.values()) >= ENOUGH

    def of(self, state: str) -> list[Comment]:
        """In an order that says nothing about time: by what they are about, then by chance."""
        found = (comment for comment in self.comments if comment.state.value == state)
        return sorted(found, key=lambda comment: (comment.group, comment.id))


@pages.get("/surveys/<agency>/comments/<int:year>/<int:number>")
@access(READING)
def queue(agency: str, year: int, number: int) -> ResponseReturnValue:
    return _page(_queue(agency, Period.read(year, number)), JudgeForm(formdata=None))


@pages.post("/surveys/<agency>/comments/<id>")
@access(KEEPING)
def judge(agency: str, id: str) -> ResponseReturnValue:
    form, comments = JudgeForm(), collections().surveys.comments
    held = _queue(agency, comments.open(current_person(), agency, id).period)
    try:
        _require_enough(held)
        comments.judge(current_person(), agency, {id: form.judgement()})
    except Problem as problem:
        return _refused(held, form, problem, id)
    flash(_("บันทึกแล้ว"))
    return redirect(_address(held, form.seen.data))


@pages.post("/surveys/<agency>/comments/<int:year>/<int:number>/approve")
@access(KEEPING)
def approve(agency: str, year: int, number: int) -> ResponseReturnValue:
    form, held = BulkForm(), _queue(agency, Period.read(year, number))
    try:
        _require_enough(held)
        judgements = form.judgements(held.comments)
        collections().surveys.comments.judge(current_person(), agency, judgements)
    except Problem as problem:
        return _refused(held, form, problem)
    flash(_("อนุมัติแล้ว {n} ความเห็น", n=len(judgements)))
    return redirect(_address(held))


def _queue(agency: str, period: Period) -> _Queue:
    surveys = collections().surveys
    known = collections().agencies.fetch(current_person().scope, agency)
    points = surveys.points.of(agency)
    heads = surveys.answers.heads((point.code, period) for point in points)
    counts = {code: head.seq for (code, _), head in heads.items()}
    fresh = _of_today(points, period)
    comments = [each for each in surveys.comments.of(agency, period) if each.id not in fresh]
    return _Queue(known, period, counts, comments)


def _of_today(points: Iterable[Point], period: Period) -> frozenset[str]:
    """Ids of answers whose comments wait until tomorrow, lest whoever stands at the counter be known by what
    has just come in."""
    answers, day = collections().surveys.answers, today()
    if Period.of(day) != period:
        return frozenset()
    return frozenset().union(*(answers.given_on(point.code, day) for point in points))


def _require_enough(held: _Queue) -> None:
    if not held.enough:
        raise conflict("surveys.comments_wait", least=ENOUGH)


def _refused(held: _Queue, form: JudgeForm | BulkForm, problem: Problem, id: str = "") -> ResponseReturnValue:
    """The list with what is wrong above it, and what was typed where it was typed."""
    attach(form, Problem(problem.kind, problem.code, problem.parameters))
    fresh = _queue(held.agency.id, held.period) if problem.kind is ProblemKind.CONFLICT else held
    return _page(fresh, form, typed=id), status_of(problem)


def _page(held: _Queue, form: JudgeForm | BulkForm, *, typed: str = "") -> str:
    """Nothing of a comment is shown before enough people have answered; then it says how many wait."""
    state = request.values.get("seen") or request.args.get("state") or CommentState.WAITING.value
    found, surveys = held.of(state), collections().surveys
    start = max(request.args.get("page", 1, int) - 1, 0) * A_PAGE
    current = surveys.questions.current(held.agency.id)
    names = surveys.questions.aspects(held.agency.id)
    points = surveys.points.of(held.agency.id)
    return render_template(
        "surveys/comments/queue.html",
        agency=held.agency,
        period=held.period,
        span=shown_span(held.period),
        begun=surveys.rounds.get(held.agency.id, held.period) is not None,
        enough=held.enough,
        least=ENOUGH,
        counts={each.value: len(held.of(each.value)) for each in CommentState},
        state=state,
        total=len(found),
        shown=[*found[start : start + A_PAGE]],
        page=start // A_PAGE + 1,
        more=start + A_PAGE < len(found),
        groups=[(aspect.id, worded(aspect.name, language())) for aspect in current.aspects],
        names={id: worded(name, language()) for id, name in names.items()},
        points={point.code: point.name for point in points if held.answers[point.code] >= ENOUGH},
        reasons=[reason.value for reason in Reason],
        form=form,
        typed=typed,
        longest=LONGEST_SHOWN,
        scrub=scrub,
        chosen_value=chosen_value,
        may_judge=current_person().role in KEEPING,
        may_promise=current_person().role in PROMISING,
    )


def _address(held: _Queue, state: str | None = "") -> str:
    known = state if state in set(CommentState) else None
    period = held.period
    return url_for(
        "survey_comments.queue", agency=held.agency.id, year=period.year, number=period.number, state=known
    )
