"""The measures of a cycle in the browser: the list, one measure, their order, the day of their meeting. The
views of paste_pages.py and of proposing/proposal_pages.py join this blueprint."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.clock import today
from checklist_app.errors import Problem, conflict, invalid, not_found
from checklist_app.ita.comparing.warning_words import said
from checklist_app.ita.comparing.warnings import MEASURES, warnings
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.followup_words import STATES
from checklist_app.ita.measures.measure_forms import MeasureForm, MeetingForm, measure_form
from checklist_app.ita.measures.model import Measure, Signed
from checklist_app.ita.measures.rules import LONGEST_LINE, LONGEST_TITLE, MOST_LINES
from checklist_app.ita.measures.standing import signed_state
from checklist_app.ita.rights import KEEPING, SEEING
from checklist_app.thai import format_money, format_short_date, parse_optional_date
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import VersionedForm, attach
from checklist_app.web.language import _, language

pages = Blueprint("ita_measures", __name__, url_prefix="/agencies/<agency>/ita/<int:year>/measures")


@pages.get("")
@access(SEEING)
def all(agency: str, year: int) -> ResponseReturnValue:
    dossier = dossier_at(agency, year)
    meeting = dossier.plan.meeting
    return _list(dossier, MeetingForm(data={"meeting": format_short_date(meeting) if meeting else ""}))


@pages.route("/new", methods=["GET", "POST"])
@access(KEEPING)
def new(agency: str, year: int) -> ResponseReturnValue:
    dossier = dossier_at(agency, year)
    form = measure_form(None, dossier.edition, dossier.cycle)

    def write() -> None:
        offered = (form.once.data or "", form.draft(dossier.edition, dossier.cycle))
        collections().ita.plans.add(current_person(), dossier.agency, dossier.cycle, [offered])

    return _written(form, dossier, write) or _form(dossier, form)


@pages.route("/<id>", methods=["GET", "POST"])
@access(KEEPING)
def edit(agency: str, year: int, id: str) -> ResponseReturnValue:
    dossier = dossier_at(agency, year)
    known = dossier.plan.measure(id) if request.method == "POST" else _known(dossier, id)
    form = measure_form(known, dossier.edition, dossier.cycle)

    def write() -> None:
        draft = form.draft(dossier.edition, dossier.cycle)
        collections().ita.plans.change(
            current_person(), dossier.agency, dossier.cycle, id, draft, revision=form.seen
        )

    return _written(form, dossier, write, known) or _form(dossier, form, known)


@pages.post("/<id>/remove")
@access(KEEPING)
def remove(agency: str, year: int, id: str) -> ResponseReturnValue:
    dossier = dossier_at(agency, year)
    known, seen = _known(dossier, id), VersionedForm().seen
    collections().ita.plans.remove(current_person(), dossier.agency, dossier.cycle, id, revision=seen)
    flash(_("ลบมาตรการ “{title}” แล้ว", title=known.title[:80]))
    return redirect(url_for(".all", **address_of(dossier)))


@pages.post("/<id>/move")
@access(KEEPING)
def move(agency: str, year: int, id: str) -> ResponseReturnValue:
    dossier = dossier_at(agency, year)
    places = {"up": 1, "down": -1}.get(request.form.get("way", ""))
    if places is None:
        raise invalid("ita.which_way")
    collections().ita.plans.move(current_person(), dossier.agency, dossier.cycle, id, places=places)
    return redirect(url_for(".all", **address_of(dossier), _anchor=f"measure-{id}"))


@pages.post("/meeting")
@access(KEEPING)
def meet(agency: str, year: int) -> ResponseReturnValue:
    dossier, form = dossier_at(agency, year), MeetingForm()
    try:
        day = parse_optional_date(form.meeting.data, field="meeting")
        collections().ita.plans.meet(current_person(), dossier.agency, dossier.cycle, day)
    except Problem as problem:
        attach(form, problem)
        form.status = status_of(problem)
        return _list(dossier, form)
    flash(_("บันทึกวันประชุมแล้ว"))
    return redirect(url_for(".all", **address_of(dossier)))


def dossier_at(agency: str, year: int) -> Dossier:
    found: Dossier = collections().ita.dossier(current_person(), agency, Cycle.read(year))
    return found


def address_of(dossier: Dossier) -> dict[str, Any]:
    return {"agency": dossier.agency.id, "year": dossier.cycle.year}


def _known(dossier: Dossier, id: str) -> Measure:
    known = dossier.plan.measure(id)
    if known is None:
        raise not_found("ita.no_measure")
    return known


def _written(
    form: MeasureForm, dossier: Dossier, write: Callable[[], None], known: Measure | None = None
) -> ResponseReturnValue | None:
    """To the list when it was saved; otherwise nothing, and the form says what is wrong."""
    if not form.validate_on_submit():
        return None
    try:
        write()
    except Problem as problem:
        is_gone = problem.code == "ita.no_measure"
        told = conflict("ita.measure_removed_meanwhile") if is_gone else problem
        form.refuse(told, version=known.revision if known else 0)
        return None
    flash(_("บันทึกมาตรการแล้ว"))
    return redirect(url_for(".all", **address_of(dossier)))


def _list(dossier: Dossier, meeting: MeetingForm) -> ResponseReturnValue:
    found = (each for each in warnings(dossier) if each.step == MEASURES)
    page = render_template(
        "ita/measures/all.html",
        dossier=dossier,
        place=address_of(dossier),
        money=format_money,
        meeting=meeting,
        signed=signed_state(dossier.plan, Signed.MEASURES),
        warnings=[said(each, language()) for each in found],
        states=STATES,
        today=today(),
        keeps=current_person().role in KEEPING,
    )
    return page, meeting.status


def _form(dossier: Dossier, form: MeasureForm, known: Measure | None = None) -> ResponseReturnValue:
    page = render_template(
        "ita/measures/form.html",
        dossier=dossier,
        place=address_of(dossier),
        form=form,
        known=known,
        chosen={*request.form.getlist("links")} if form.is_submitted() else {*form.links},
        scores=dossier.before.scores.indicators if dossier.before else {},
        longest=LONGEST_LINE,
        longest_title=LONGEST_TITLE,
        most=MOST_LINES,
    )
    return page, form.status
