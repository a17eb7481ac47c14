"""The questions of an agency in the browser: the version that is asked now, earlier ones, making the next."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.errors import Problem, not_found
from checklist_app.ids import new_code
from checklist_app.surveys.asking.question_forms import QuestionsForm, questions_form
from checklist_app.surveys.asking.question_rules import FIXED, MOST_QUESTIONS, RESULT, edited, faults
from checklist_app.surveys.asking.questions import STANDARD, Questions, worded
from checklist_app.surveys.rights import KEEPING, SEEING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.language import _

pages = Blueprint("survey_questions", __name__)

_LENGTH_OF_ID = 8


@pages.get("/surveys/<agency>/questions")
@access(SEEING)
def questions(agency: str) -> str:
    known, sets = _agency(agency), collections().surveys.questions
    shown = _version(agency, request.args.get("version", ""))
    return render_template(
        "surveys/questions/questions.html",
        agency=known,
        questions=shown,
        current=sets.current(agency).version,
        history=sets.history(agency),
        standard=STANDARD,
        may_edit=current_person().role in KEEPING,
        worded=worded,
    )


@pages.route("/surveys/<agency>/questions/new", methods=["GET", "POST"])
@access(KEEPING)
def new(agency: str) -> ResponseReturnValue:
    known, current = _agency(agency), collections().surveys.questions.current(agency)
    asked = request.form.get("source") or request.args.get("from", "")
    source = _version(agency, asked)
    form = questions_form(source, current.version, with_result=request.args.get("with") == RESULT)
    if form.validate_on_submit() and (published := _published(known, source, form)):
        return _done(agency, published, before=current.version)
    return _editor(known, current, source, form)


def _agency(id: str) -> Agency:
    known: Agency = collections().agencies.fetch(current_person().scope, id)
    return known


def _version(agency: str, asked: str) -> Questions:
    """The one asked for; without asking, that of now."""
    sets = collections().surveys.questions
    found = sets.find(agency, asked) if asked else sets.current(agency)
    if found is None:
        raise not_found("web.no_page")
    return found


def _published(agency: Agency, source: Questions, form: QuestionsForm) -> Questions | None:
    """The new version; otherwise nothing, and the form says what is wrong."""
    rows = form.aspect_rows(), form.question_rows()
    made = edited(source, *rows, new_id=lambda: f"q_{new_code(_LENGTH_OF_ID)}")
    found = faults(made.questions)
    try:
        if not found:
            asked = Questions(form.base.data or "", made.questions.aspects, made.questions.questions)
            return collections().surveys.questions.publish(current_person(), agency.id, asked)
    except Problem as problem:
        found = [problem]
    for fault in found:
        form.explain(made, fault)
        form.status = status_of(fault)
    return None


def _done(agency: str, published: Questions, *, before: str) -> ResponseReturnValue:
    if published.version == before:
        flash(_("ไม่มีอะไรเปลี่ยน จึงไม่ได้สร้างชุดใหม่"))
    else:
        flash(_("ประกาศใช้ชุดคำถามชุดที่ {n} แล้ว ผู้ที่เปิดแบบหลังจากนี้จะเห็นชุดนี้", n=published.version))
    return redirect(url_for("survey_questions.questions", agency=agency))


def _editor(
    agency: Agency, current: Questions, source: Questions, form: QuestionsForm
) -> ResponseReturnValue:
    page = render_template(
        "surveys/questions/editor.html",
        agency=agency,
        current=current,
        source=source,
        form=form,
        fixed=FIXED,
        most=MOST_QUESTIONS,
        result=RESULT,
        standard=STANDARD,
    )
    return page, form.status
