"""The register in the browser: list, one agency, its form, and the register as a file."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.accounts import Role
from checklist_app.agencies.drafts import faults, settle
from checklist_app.agencies.exporting import to_csv, to_xlsx
from checklist_app.agencies.figures import instruments_of, published_years
from checklist_app.agencies.forms import AgencyForm, VersionForm, agency_form, type_choices
from checklist_app.agencies.model import Agency, AgencyPage
from checklist_app.agencies.records import search_text
from checklist_app.agencies.rights import may_edit, may_edit_some
from checklist_app.aside import aside
from checklist_app.clock import today
from checklist_app.errors import Problem, ProblemKind, not_found
from checklist_app.thai import FiscalYear
from checklist_app.web.access import SIGNED_IN, access, only
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _

pages = Blueprint("agencies", __name__, url_prefix="/agencies")

EDITORS = only(Role.ADMINISTRATOR, Role.SUPERVISOR)
ROWS_SHOWN = 200
_FILTERS = ("text", "province", "type")
_FILES = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@pages.get("")
@access(SIGNED_IN)
def index() -> str:
    asked = {name: request.args.get(name, "")[:200] for name in _FILTERS}
    after = request.args.get("after", "")
    return render_template(
        "agencies/index.html",
        page=_found(asked, after),
        asked=asked,
        after=after,
        provinces=_provinces(),
        types=type_choices(),
        search_text=search_text,
        writable=may_edit_some(current_person()),
    )


@pages.get("/<id>")
@access(SIGNED_IN)
def detail(id: str) -> str:
    agency = collections().agencies.fetch(current_person().scope, id)
    years = published_years(collections().ita.scores.of(agency), collections().editions.find)
    return render_template(
        "agencies/detail.html",
        agency=agency,
        years=years,
        instruments=instruments_of(years),
        papers=collections().issued.of_agency(current_person(), agency.id),
        writable=may_edit(current_person(), agency.province),
        form=VersionForm(data={"version": agency.version}),
        this_year=FiscalYear.of(today()).year,
    )


@pages.route("/new", methods=["GET", "POST"])
@access(EDITORS)
def new() -> ResponseReturnValue:
    form = agency_form()
    return _written(
        form, lambda: collections().agencies.create(current_person(), form.draft(active=True))
    ) or _form_page(form)


@pages.route("/<id>/edit", methods=["GET", "POST"])
@access(EDITORS)
def edit(id: str) -> ResponseReturnValue:
    known = collections().agencies.fetch(current_person().scope, id)
    form = agency_form(known)

    def write() -> Agency:
        draft = form.draft(active=known.active)
        edited: Agency = collections().agencies.edit(current_person(), id, draft, version=form.seen)
        return edited

    return _written(form, write) or _form_page(form, known)


@pages.post("/<id>/deactivate")
@access(EDITORS)
def deactivate(id: str) -> ResponseReturnValue:
    agency = collections().agencies.set_active(current_person(), id, active=False, version=VersionForm().seen)
    flash(_("ปิดใช้งาน {name} แล้ว ข้อมูลปีก่อนๆ ยังอยู่ครบ", name=agency.short_name))
    return redirect(url_for("agencies.detail", id=id))


@pages.post("/<id>/reactivate")
@access(EDITORS)
def reactivate(id: str) -> ResponseReturnValue:
    agency = collections().agencies.set_active(current_person(), id, active=True, version=VersionForm().seen)
    flash(_("เปิดใช้งาน {name} อีกครั้งแล้ว", name=agency.short_name))
    return redirect(url_for("agencies.detail", id=id))


@pages.get("/export.<ending>")
@access(SIGNED_IN)
def export(ending: str) -> Response:
    if ending not in _FILES:
        raise not_found("web.no_page")
    encode, content_type = _FILES[ending]
    register = collections().agencies.within(current_person().scope)
    response = Response(aside(encode, register), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="agencies.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(asked: dict[str, str], after: str) -> AgencyPage:
    found: AgencyPage = collections().agencies.search(
        current_person().scope, **asked, after=after, limit=ROWS_SHOWN
    )
    return found


def _provinces() -> list[str]:
    """Those to choose from; none when all that this person sees lies in one."""
    within = collections().agencies.within(current_person().scope)
    names = list(dict.fromkeys(agency.province for agency in within))
    return names if len(names) > 1 else []


def _written(form: AgencyForm, write: Callable[[], Agency]) -> ResponseReturnValue | None:
    """To the agency's page when it was saved; otherwise nothing, and the form says what is wrong."""
    if not form.validate_on_submit():
        return None
    try:
        agency = write()
    except Problem as problem:
        _explain(form, problem)
        return None
    flash(_("บันทึก {name} แล้ว", name=agency.short_name))
    return redirect(url_for("agencies.detail", id=agency.id))


def _explain(form: AgencyForm, problem: Problem) -> None:
    """Every fault of what was typed at once, not one by one."""
    found = faults(settle(form.draft(active=True))) if problem.kind is ProblemKind.INVALID else []
    for fault in found or [problem]:
        attach(form, fault)
    form.status = status_of(problem)


def _form_page(form: AgencyForm, known: Agency | None = None) -> ResponseReturnValue:
    if form.status == 409 and known:
        form.version.data = str(known.version)
    return render_template("agencies/form.html", form=form, known=known), form.status
