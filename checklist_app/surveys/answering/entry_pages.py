"""Answers from paper and from asking, entered by staff: one short form after the other, by keyboard if they
like."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.clock import now, today
from checklist_app.errors import Problem, invalid
from checklist_app.surveys.answering.entering import ENTERED, Entry, enter, entered, first_day
from checklist_app.surveys.answering.entry_forms import BEFORE_ID, EntryForm, Typed, read_entry, typed_answers
from checklist_app.surveys.answering.seals import Nonce
from checklist_app.surveys.asking.languages import rating_word
from checklist_app.surveys.asking.questions import STANDARD, Questions, worded
from checklist_app.surveys.model import RATINGS, UNUSED, Channel, Point
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rights import KEEPING
from checklist_app.thai import format_short_date
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _, language

pages = Blueprint("survey_entries", __name__)

_OF_A_QUESTION = "surveys.answer_missing", "surveys.not_an_option", "surveys.text_too_long"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lies before whoever enters: the point, and the questions on the paper."""

    agency: Agency
    point: Point
    questions: Questions


@pages.route("/surveys/points/<code>/entry", methods=["GET", "POST"])
@access(KEEPING)
def entry(code: str) -> ResponseReturnValue:
    desk, form = _desk(code), EntryForm()
    if request.method == "GET":
        form.day.data = request.args.get("day") or format_short_date(today())
        form.channel.data = request.args.get("channel", Channel.PAPER.value)
        return _page(desk, form, Typed())
    typed = typed_answers(desk.questions)
    made = _entered(desk, form, typed)
    return _next(desk, made) if made else _page(desk, form, typed)


def _desk(code: str) -> _Desk:
    """With the version that was shown when the form is sent, the one asked for or that of now otherwise."""
    surveys = collections().surveys
    point, agency = surveys.points.open(current_person(), code)
    nonce = surveys.seals.read_nonce(request.form.get("nonce", ""), point.code)
    asked = nonce.questions if nonce else request.args.get("questions", "")
    questions = surveys.questions.find(agency.id, asked)
    return _Desk(agency, point, questions or surveys.questions.current(agency.id))


def _entered(desk: _Desk, form: EntryForm, typed: Typed) -> Entry | None:
    """What was kept; otherwise nothing, and the form says what is wrong."""
    try:
        made = read_entry(form, typed, desk.point, _nonce(desk, form), desk.questions)
        kept = enter(
            current_person(),
            made,
            answers=collections().surveys.answers,
            audit=collections().audit,
            at=now(),
        )
    except Problem as problem:
        form.status = status_of(problem)
        if problem.code not in _OF_A_QUESTION:
            attach(form, problem)
        return None
    if kept:
        flash(_("บันทึกแล้ว กรอกแบบถัดไปได้เลย"))
    else:
        flash(_("แบบนี้บันทึกไว้ก่อนแล้ว จึงนับเพียงครั้งเดียว"), "warn")
    return made


def _nonce(desk: _Desk, form: EntryForm) -> Nonce:
    nonce = collections().surveys.seals.read_nonce(form.nonce.data or "", desk.point.code)
    if nonce is None:
        raise invalid("surveys.entry_form_unknown")
    return nonce


def _next(desk: _Desk, made: Entry) -> ResponseReturnValue:
    return redirect(
        url_for(
            "survey_entries.entry",
            code=desk.point.code,
            channel=made.channel.value,
            day=format_short_date(made.day),
            questions=desk.questions.version if request.args.get("questions") else None,
        )
    )


def _page(desk: _Desk, form: EntryForm, typed: Typed) -> ResponseReturnValue:
    surveys, current = collections().surveys, desk.questions.version
    known = surveys.seals.read_nonce(form.nonce.data or "", desk.point.code)
    if known is None:
        form.nonce.data = surveys.seals.nonce(desk.point.code, current, at=now())
    tally = surveys.answers.counted(desk.point.code, Period.of(today())).tally
    page = render_template(
        "surveys/entries/entry.html",
        agency=desk.agency,
        point=desk.point,
        questions=desk.questions,
        versions=[*reversed(surveys.questions.versions(desk.agency.id)), STANDARD],
        form=form,
        typed=typed,
        counts=entered(tally, today().isoformat()[:7]),
        channels=[channel.value for channel in ENTERED],
        ratings=[(rating, rating_word(rating, language())) for rating in (*RATINGS, UNUSED)],
        first_day=first_day(now()),
        before_id=BEFORE_ID,
        worded=worded,
    )
    return page, form.status
