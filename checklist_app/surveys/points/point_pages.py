"""Service points in the browser: finding an office, its points, their posters, and checking those."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.clock import now, today
from checklist_app.errors import Problem
from checklist_app.qr import png, svg
from checklist_app.reports import Posters
from checklist_app.surveys.model import Point
from checklist_app.surveys.points.offices import Office, hub_of, offices_of
from checklist_app.surveys.points.point_forms import PointActForm, PointForm, point_form
from checklist_app.surveys.points.records import point_address, typed_address
from checklist_app.surveys.rights import KEEPING
from checklist_app.web.access import PUBLIC, SIGNED_IN, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.language import _

pages = Blueprint("survey_points", __name__)

ROWS_SHOWN = 200
MOST_FOUND = 1_000
PIXELS = 24  # for each module of a code that is put into other papers


@pages.get("/surveys")
@access(SIGNED_IN)
def home() -> str:
    own = current_person().agency
    if own:
        return agency(own)
    text, without = request.args.get("text", "")[:200].strip(), request.args.get("show") == "without"
    offices = _offices(text)
    found = [office for office in offices if text or bool(office.points) is not without]
    begun = sum(office.points > 0 for office in offices)
    shown = {"offices": found[:ROWS_SHOWN], "total": len(found), "begun": begun}
    return render_template("surveys/points/home.html", text=text, without=without, **shown)


@pages.get("/surveys/<agency>")
@access(SIGNED_IN)
def agency(agency: str) -> str:
    found = collections().agencies.fetch(current_person().scope, agency)
    surveys = collections().surveys
    surveys.rounds.settle(found.id, at=now())
    hub = hub_of(surveys, found, today=today())
    return render_template("surveys/points/agency.html", hub=hub, today=today(), keeps=_keeps())


@pages.route("/surveys/<agency>/points/new", methods=["GET", "POST"])
@access(KEEPING)
def new(agency: str) -> ResponseReturnValue:
    found = collections().agencies.fetch(current_person().scope, agency)
    form, points = point_form(), collections().surveys.points
    return _written(
        form,
        lambda: points.create(current_person(), found.id, form.draft(), today=today(), offered=form.offered),
        _("สร้างจุดบริการแล้ว พิมพ์ป้ายแล้วนำไปติดที่จุดบริการได้เลย"),
    ) or _form_page(form, found)


@pages.get("/surveys/points/<code>")
@access(SIGNED_IN)
def point(code: str) -> str:
    known, agency = _opened(code)
    return render_template(
        "surveys/points/point.html",
        point=known,
        agency=agency,
        today=today(),
        unchecked=known.unchecked(today()),
        scanned=point_address(_base_url(), known.code),
        typed=typed_address(_base_url(), known.code),
        keeps=_keeps(),
        form=PointActForm(data={"version": known.version}),
    )


@pages.route("/surveys/points/<code>/edit", methods=["GET", "POST"])
@access(KEEPING)
def edit(code: str) -> ResponseReturnValue:
    known, agency = _opened(code)
    form, points = point_form(known), collections().surveys.points
    return _written(
        form,
        lambda: points.edit(current_person(), known.code, form.draft(), version=form.seen),
        _("บันทึกจุดบริการแล้ว ป้ายที่ติดไว้ยังใช้ได้ รหัสไม่เปลี่ยน"),
        known,
    ) or _form_page(form, agency, known)


@pages.post("/surveys/points/<code>/checked")
@access(KEEPING)
def checked(code: str) -> ResponseReturnValue:
    known, _agency = _opened(code)
    collections().surveys.points.check_poster(current_person(), known.code, today=today())
    flash(_("บันทึกว่าตรวจป้ายวันนี้แล้ว"))
    return redirect(url_for(".point", code=known.code))


@pages.post("/surveys/points/<code>/close")
@access(KEEPING)
def close(code: str) -> ResponseReturnValue:
    """Today is its last day. Its code goes on leading to a page that thanks and explains."""
    known, _agency = _opened(code)
    draft, seen = replace(known, ends=today()), PointActForm().seen
    collections().surveys.points.edit(current_person(), known.code, draft, version=seen)
    flash(_("จุดบริการนี้รับคำตอบวันนี้เป็นวันสุดท้าย"))
    return redirect(url_for(".point", code=known.code))


@pages.post("/surveys/points/<code>/reopen")
@access(KEEPING)
def reopen(code: str) -> ResponseReturnValue:
    known, _agency = _opened(code)
    draft, seen = replace(known, ends=None), PointActForm().seen
    collections().surveys.points.edit(current_person(), known.code, draft, version=seen)
    flash(_("เปิดใช้จุดบริการนี้อีกครั้งแล้ว"))
    return redirect(url_for(".point", code=known.code))


@pages.get("/s/<code>/qr.<any(svg, png):ending>")
@access(PUBLIC)
def qr(code: str, ending: str) -> Response:
    known = collections().surveys.points.at(code)
    address = point_address(_base_url(), known.code)
    if ending == "svg":
        return Response(svg(address), content_type="image/svg+xml")
    return Response(png(address, pixels=PIXELS), content_type="image/png")


@pages.get("/s/<code>/<any(poster, card, slips):kind>.pdf")
@access(SIGNED_IN)
def poster(code: str, kind: str) -> Response:
    known, agency = _opened(code)
    posters = Posters(collections().rendering, _base_url())
    name = {"poster": _("ป้าย A4"), "card": _("ป้ายตั้งโต๊ะ A6"), "slips": _("ใบสแกน")}[kind]
    content = posters.pdf(known, agency.name, kind)
    return download(content, "pdf", f"{name}-{known.name}-{known.shown}", f"{kind}-{known.shown}")


def _offices(text: str) -> list[Office]:
    """Of all that this person may see, or those that fit what is sought."""
    surveys, agencies, scope = collections().surveys, collections().agencies, current_person().scope
    if text:
        found = [*agencies.search(scope, text=text, limit=MOST_FOUND).agencies]
    else:
        found = agencies.within(scope)
    return offices_of(found, surveys.points.all(), surveys.rounds.all(), today=today())


def _opened(code: str) -> tuple[Point, Agency]:
    return collections().surveys.points.open(current_person(), code)


def _keeps() -> bool:
    return current_person().role in KEEPING


def _base_url() -> str:
    address: str = current_app.config["BASE_URL"]
    return address


def _written(
    form: PointForm, write: Callable[[], Point], said: str, known: Point | None = None
) -> ResponseReturnValue | None:
    """To the point's page when it was saved; otherwise nothing, and the form says what is wrong."""
    if not form.validate_on_submit():
        return None
    try:
        written = write()
    except Problem as problem:
        form.refuse(problem, version=known.version if known else 0)
        return None
    flash(said)
    return redirect(url_for(".point", code=written.code))


def _form_page(form: PointForm, agency: Agency, known: Point | None = None) -> ResponseReturnValue:
    page = render_template("surveys/points/form.html", form=form, agency=agency, known=known)
    return page, form.status
