"""What an agency promised to improve, in the browser: the list, a new promise, and what became of one."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.clock import today
from checklist_app.errors import Problem
from checklist_app.surveys.asking.questions import worded
from checklist_app.surveys.listening.improvement_forms import ImprovementForm, improvement_form
from checklist_app.surveys.listening.improvement_words import STATES
from checklist_app.surveys.listening.improvements import LONGEST_RESULT, LONGEST_TEXT, Improvement
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rights import PROMISING, SEEING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.language import _, language

pages = Blueprint("survey_improvements", __name__)


@pages.get("/surveys/<agency>/improvements")
@access(SEEING)
def all(agency: str) -> str:
    promised = collections().surveys.improvements
    return render_template(
        "surveys/improvements/all.html",
        agency=collections().agencies.fetch(current_person().scope, agency),
        improvements=promised.of(agency),
        names=_aspects(agency),
        states=STATES,
        today=today(),
        may_promise=current_person().role in PROMISING,
    )


@pages.route("/surveys/<agency>/improvements/new", methods=["GET", "POST"])
@access(PROMISING)
def new(agency: str) -> ResponseReturnValue:
    known = collections().agencies.fetch(current_person().scope, agency)
    form, promised = _form(agency), collections().surveys.improvements
    return _written(
        form,
        agency,
        lambda: promised.create(
            current_person(), agency, form.draft(), today=today(), offered=form.once.data or ""
        ),
    ) or _page(known, form)


@pages.route("/surveys/<agency>/improvements/<id>", methods=["GET", "POST"])
@access(PROMISING)
def edit(agency: str, id: str) -> ResponseReturnValue:
    known = collections().agencies.fetch(current_person().scope, agency)
    promised = collections().surveys.improvements
    promise = promised.open(current_person(), agency, id)
    form = _form(agency, promise)

    def write() -> Improvement:
        changed: Improvement = promised.change(
            current_person(), agency, id, form.draft(), version=form.seen, today=today()
        )
        return changed

    return _written(form, agency, write, promise) or _page(known, form, promise)


def _form(agency: str, known: Improvement | None = None) -> ImprovementForm:
    """The rounds that there were, and the running one."""
    rounds = collections().surveys.rounds.of(agency)
    running = Period.of(today())
    periods = {running, running.previous, *(held.period for held in rounds)}
    periods |= {known.period} if known else set()
    return improvement_form(sorted(periods, reverse=True), _aspects(agency), known)


def _aspects(agency: str) -> dict[str, str]:
    names = collections().surveys.questions.aspects(agency)
    return {id: worded(name, language()) for id, name in names.items()}


def _written(
    form: ImprovementForm, agency: str, write: Callable[[], Improvement], known: Improvement | None = None
) -> ResponseReturnValue | None:
    """To the list when it was saved; otherwise nothing, and the form says what is wrong."""
    if not form.validate_on_submit():
        return None
    try:
        write()
    except Problem as problem:
        form.refuse(problem, version=known.version if known else 0)
        return None
    flash(_("บันทึกแล้ว"))
    return redirect(url_for("survey_improvements.all", agency=agency))


def _page(agency: Agency, form: ImprovementForm, known: Improvement | None = None) -> ResponseReturnValue:
    page = render_template(
        "surveys/improvements/form.html",
        agency=agency,
        form=form,
        known=known,
        longest=LONGEST_TEXT,
        longest_result=LONGEST_RESULT,
    )
    return page, form.status
