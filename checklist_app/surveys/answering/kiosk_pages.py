"""The form on a tablet at the counter: connecting it, showing it, taking what it collected."""

from base64 import b64encode
from functools import partial

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from checklist_app import qr
from checklist_app.accounts import Scope
from checklist_app.clock import day_of, now
from checklist_app.errors import Problem, forbidden, invalid, not_found
from checklist_app.store import Body
from checklist_app.surveys.answering.kiosk_page import SCRIPT, SCRIPTS, SHEETS, edition, page_of
from checklist_app.surveys.answering.kiosk_reading import LARGEST, read_delivery, sorted_out
from checklist_app.surveys.model import Point
from checklist_app.surveys.points.records import read_point_code
from checklist_app.surveys.rights import KEEPING
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of, told
from checklist_app.web.gate import own_proof
from checklist_app.web.kept import kept
from checklist_app.web.language import _
from checklist_app.web.static import assets_version

pages = Blueprint("survey_kiosk", __name__)


@pages.post("/surveys/points/<code>/kiosk")
@access(KEEPING)
def connect(code: str) -> str:
    point, agency = collections().surveys.points.open(current_person(), code)
    address = _address_with_pass(point)
    picture = b64encode(qr.svg(address, millimetres=80).encode()).decode()
    return render_template(
        "surveys/kiosk/connect.html",
        point=point,
        agency=agency,
        address=address,
        picture=f"data:image/svg+xml;base64,{picture}",
        form=FlaskForm(),
    )


@pages.get("/surveys/points/<code>/kiosk")
@access(KEEPING)
def connecting(code: str) -> ResponseReturnValue:
    """A pass is shown once; whoever comes again, such as in another language, begins at the point."""
    point, _agency = collections().surveys.points.open(current_person(), code)
    return redirect(url_for("survey_points.point", code=point.code))


@pages.post("/surveys/points/<code>/kiosk/end")
@access(KEEPING)
def disconnect(code: str) -> ResponseReturnValue:
    point = collections().surveys.points.disconnect_kiosks(current_person(), code)
    flash(_("ยกเลิกการเชื่อมต่อแท็บเล็ตทุกเครื่องของจุดบริการนี้แล้ว"))
    return redirect(url_for("survey_points.point", code=point.code))


@pages.get("/s/<code>/kiosk")
@access(PUBLIC)
def kiosk(code: str) -> ResponseReturnValue:
    point = _point(code)
    if code != point.code:  # what the tablet keeps goes by its address
        return redirect(url_for(".kiosk", code=point.code))
    page = _page(point)
    page["edition"] = edition(page, assets_version())
    files = {"script": SCRIPT, "scripts": SCRIPTS, "sheets": SHEETS}
    return kept(render_template("surveys/kiosk/kiosk.html", page=page, point=point, **files))


@pages.post("/s/<code>/kiosk")
@access(PUBLIC)
@own_proof
def deliver(code: str) -> ResponseReturnValue:
    try:
        return jsonify(_taken(_point(code), _content()))
    except Problem as problem:
        return jsonify(error=told(problem)), status_of(problem)


def _address_with_pass(point: Point) -> str:
    """The pass stands in the fragment, which browsers send to nobody: it is in no log."""
    today = day_of(now())
    permit = collections().surveys.seals.kiosk_pass(point.code, point.kiosk, day=today)
    return f"{current_app.config['BASE_URL']}{url_for('.kiosk', code=point.code)}#{permit}"


def _taken(point: Point, content: bytes) -> Body:
    """Keeps what can be kept, and says which that is."""
    surveys, delivery, at = collections().surveys, read_delivery(content), now()
    permit = surveys.seals.read_kiosk_pass(delivery.permit, point.code)
    if permit is None:
        raise forbidden("surveys.kiosk_pass")
    read, refused = sorted_out(delivery, partial(surveys.questions.find, point.agency))
    surveys.answers.deliver(point, permit, read, at=at)
    return {
        "kept": [answer.id for answer in read],
        "refused": [{"id": refusal.id, "message": told(refusal.problem)["message"]} for refusal in refused],
        "now": at.isoformat(),
        "connected": permit.generation == point.kiosk,
        "edition": edition(_page(point), assets_version()),
    }


def _content() -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise invalid("web.too_large")
    content = request.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise invalid("web.too_large")
    return content


def _point(code: str) -> Point:
    point = collections().surveys.points.find(read_point_code(code))
    if point is None:
        raise not_found("surveys.no_point")
    return point


def _page(point: Point) -> Body:
    agency = collections().agencies.fetch(Scope(everything=True), point.agency)
    return page_of(point, agency.name, collections().surveys.questions.current(point.agency))
