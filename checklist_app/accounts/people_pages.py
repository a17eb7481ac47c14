"""The accounts of others: list, new, edit, deactivate, reset of the password; and the audit trail."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.accounts.forms import ConfirmForm, PersonForm, Placing, placing
from checklist_app.accounts.model import COMMAND_LINE, Draft, Person, Role, Scope
from checklist_app.accounts.records import LONGEST_SEARCH, ONE_TIME_DAYS
from checklist_app.accounts.rules import may_administer
from checklist_app.errors import Problem
from checklist_app.thai import parse_whole
from checklist_app.web.access import access, only
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach, status_unless_settled
from checklist_app.web.language import _

pages = Blueprint("people", __name__, url_prefix="/accounts")

READERS = only(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
WRITERS = only(Role.ADMINISTRATOR, Role.SUPERVISOR)
PAGE_SIZE = 50


@pages.get("/people")
@access(READERS)
def index() -> str:
    search, first = request.args.get("search", "")[:LONGEST_SEARCH], _number(request.args.get("from"))
    found = collections().people.visible_to(current_person(), search=search)
    return render_template(
        "accounts/people.html",
        people=found[first : first + PAGE_SIZE],
        total=len(found),
        first=first,
        size=PAGE_SIZE,
        search=search,
    )


@pages.get("/people/<id>")
@access(READERS)
def person(id: str) -> str:
    shown = collections().people.open(id, by=current_person())
    return render_template(
        "accounts/person.html",
        shown=shown,
        writable=may_administer(current_person(), shown),
        form=ConfirmForm(version=shown.version),
    )


@pages.route("/people/new", methods=["GET", "POST"])
@access(WRITERS)
def new() -> ResponseReturnValue:
    place, form, status = placing(current_person()), PersonForm(), status_unless_settled()
    if place.role is None or not place.complete:
        return render_template("accounts/placing.html", place=place)
    if form.validate_on_submit():
        try:
            return _created(form.draft(place.role))
        except Problem as problem:
            attach(form, problem)
            status = status_of(problem)
    return _person_form(form, place), status


@pages.route("/people/<id>/edit", methods=["GET", "POST"])
@access(WRITERS)
def edit(id: str) -> ResponseReturnValue:
    known = collections().people.open(id, by=current_person())
    place, form, status = placing(current_person(), known), PersonForm(obj=known), status_unless_settled()
    if place.role is None or not place.complete or "move" in request.args:
        return render_template("accounts/placing.html", place=place, known=known)
    if form.validate_on_submit():
        try:
            return _edited(known, form, place.role)
        except Problem as problem:
            status = _explain(form, problem, known)
    return _person_form(form, place, known), status


@pages.route("/people/<id>/deactivate", methods=["GET", "POST"])
@access(WRITERS)
def deactivate(id: str) -> ResponseReturnValue:
    known = collections().people.open(id, by=current_person())
    form, status = ConfirmForm(version=known.version), status_unless_settled()
    if form.validate_on_submit():
        try:
            collections().people.deactivate(id, version=_seen_version(), by=current_person())
            flash(_("ปิดการใช้งานบัญชีของ {name} แล้ว", name=known.name))
            return redirect(url_for("people.person", id=id))
        except Problem as problem:
            status = _explain(form, problem, known)
    return render_template("accounts/deactivate.html", form=form, known=known), status


@pages.post("/people/<id>/activate")
@access(WRITERS)
def activate(id: str) -> ResponseReturnValue:
    known = collections().people.open(id, by=current_person())
    collections().people.activate(id, version=_seen_version(), by=current_person())
    flash(_("เปิดใช้งานบัญชีของ {name} อีกครั้งแล้ว", name=known.name))
    return redirect(url_for("people.person", id=id))


@pages.route("/people/<id>/reset-password", methods=["GET", "POST"])
@access(WRITERS)
def reset_password(id: str) -> ResponseReturnValue:
    known = collections().people.open(id, by=current_person())
    form, status = ConfirmForm(version=known.version), status_unless_settled()
    if form.validate_on_submit():
        try:
            password = collections().people.reset_password(id, version=_seen_version(), by=current_person())
            return _one_time_password(known, password)
        except Problem as problem:
            status = _explain(form, problem, known)
    return render_template("accounts/reset_password.html", form=form, known=known), status


@pages.get("/audit")
@access(only(Role.ADMINISTRATOR, Role.AUDITOR))
def audit() -> str:
    entries = collections().audit.before(_number(request.args.get("before")) or None, limit=PAGE_SIZE)
    names = _names({id for entry in entries for id in (entry.actor, entry.subject)})
    return render_template("accounts/audit.html", entries=entries, names=names, size=PAGE_SIZE)


def _created(draft: Draft) -> str:
    person, password = collections().people.create(draft, by=current_person())
    return _one_time_password(person, password, new=True)


def _edited(known: Person, form: PersonForm, role: Role) -> ResponseReturnValue:
    collections().people.edit(
        known.id,
        form.draft(role),
        version=_seen_version(),
        by=current_person(),
    )
    flash(_("บันทึกบัญชีของ {name} แล้ว", name=form.name.data))
    return redirect(url_for("people.person", id=known.id))


def _one_time_password(shown: Person, password: str, *, new: bool = False) -> str:
    return render_template(
        "accounts/one_time_password.html", shown=shown, password=password, new=new, days=ONE_TIME_DAYS
    )


def _explain(form: PersonForm | ConfirmForm, problem: Problem, known: Person) -> int:
    """What was typed stays; whoever saves again has seen what the other person wrote."""
    attach(form, problem)
    if problem.code == "accounts.changed_meanwhile":
        form.stale, form.version.data = True, str(known.version)
    return status_of(problem)


def _person_form(form: PersonForm, place: Placing, known: Person | None = None) -> str:
    form.role.data, form.province.data = place.role, place.province
    form.agency.choices = [("", _("เลือกหน่วยงาน")), *place.agencies()]
    return render_template("accounts/person_form.html", form=form, place=place, known=known)


def _seen_version() -> int:
    """What the sender saw; only from the form itself, so that an empty form changes nothing."""
    return parse_whole(request.form.get("version", ""), field="version")


def _number(text: str | None) -> int:
    """A place in a list from an address; nonsense means the beginning."""
    try:
        return max(0, parse_whole(text)) if text else 0
    except Problem:
        return 0


@pages.app_template_global()
def agency_name(id: str) -> str:
    """For people who may see the person that belongs to it."""
    try:
        return collections().agencies.fetch(Scope(everything=True), id).name
    except Problem:
        return id


def _names(ids: set[str]) -> dict[str, str]:
    """Of people and agencies in the trail; what has no name is shown as it is recorded."""
    people = collections().people.names(ids)
    agencies = collections().agencies.names(ids - people.keys())
    return {id: id for id in ids} | agencies | people | {COMMAND_LINE.id: _(COMMAND_LINE.name)}
