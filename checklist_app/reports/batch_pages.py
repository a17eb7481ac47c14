"""The papers of a whole province in the browser: watched while they are made, fetched; and the reports on its
visits, asked for here (those of the ITA cycle: cycle_batch_pages.py)."""

from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField

from checklist_app.clock import now
from checklist_app.errors import Problem
from checklist_app.reports.batch_model import FORMATS, About, Batch, Failure, Order, Stage
from checklist_app.reports.batch_visits import Choice, choices
from checklist_app.store import Body, Finished
from checklist_app.visits import SUPERVISING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _, language
from checklist_app.wording import say

pages = Blueprint("batches", __name__, url_prefix="/reports/province")

SPOKEN = 10  # times that a screen reader is told how far it is
BADGES = {
    Stage.WAITING: "plain",
    Stage.WORKING: "plain",
    Stage.READY: "good",
    Stage.FAILED: "bad",
    Stage.STOPPED: "warn",
    Stage.INTERRUPTED: "warn",
}


class BatchForm(FlaskForm):
    place = SelectField(validate_choice=False)
    pdf = BooleanField(default=True)
    docx = BooleanField()
    issue = BooleanField()

    def order(self) -> Order:
        year, _between, province = str(self.place.data or "").partition(" ")
        formats = tuple(ending for ending in FORMATS if self[ending].data)
        known_year = int(year) if len(year) == len("2570") and year.isdecimal() else 0
        return Order(province, known_year, formats, issue=self.issue.data)


@pages.route("", methods=["GET", "POST"])
@access(SUPERVISING)
def index() -> ResponseReturnValue:
    form, status = BatchForm(), 200
    if form.validate_on_submit():
        try:
            return redirect(url_for("batches.progress", id=_begun(form).id))
        except Problem as problem:
            attach(form, problem)
            status = status_of(problem)
    return _index_page(form), status


@pages.get("/<id>")
@access(SUPERVISING)
def progress(id: str) -> str:
    batch = _fetched(id)
    return render_template(
        "reports/province_progress.html",
        batch=batch,
        news=_news(batch),
        badge_kind=BADGES[batch.stage],
        can_be_fetched=batch.can_be_fetched(now()),
        reason=say(batch.reason, language()) if batch.reason else "",
        **_again(batch.order),
    )


@pages.get("/<id>/news")
@access(SUPERVISING)
def news(id: str) -> Response:
    return jsonify(_news(_fetched(id)))


@pages.post("/<id>/stop")
@access(SUPERVISING)
def stop(id: str) -> ResponseReturnValue:
    collections().batches.stop(current_person(), id, at=now())
    return redirect(url_for("batches.progress", id=id))


@pages.get("/<id>.zip")
@access(SUPERVISING)
def download(id: str) -> Response:
    batch, file = collections().batches.file_of(current_person(), id, at=now())
    response = _sent(batch, file)
    response.headers["Content-Disposition"] = _named(batch.order)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(batch: Batch, file: Finished) -> Response:
    """From a folder, a download that broke off goes on where it stopped; from a bucket it begins anew."""
    if isinstance(file, Path):
        etag = f"{batch.id}-{batch.size}"
        return send_file(file, mimetype="application/zip", conditional=True, etag=etag)
    response = Response(file, mimetype="application/zip")
    response.content_length = batch.size
    return response


def _fetched(id: str) -> Batch:
    batch: Batch = collections().batches.fetch(current_person(), id)
    return batch


def _named(order: Order) -> str:
    place = {"province": order.province, "year": order.year}
    visits = order.about is About.VISITS
    name = (
        _("รายงานนิเทศ-{province}-{year}", **place) if visits else _("เอกสาร-ITA-{province}-{year}", **place)
    )
    return f"attachment; filename=\"reports-{order.year}.zip\"; filename*=UTF-8''{quote(name, safe='')}.zip"


def _begun(form: BatchForm) -> Batch:
    batch: Batch = collections().batches.begin(current_person(), form.order(), at=now())
    collections().batch_worker.wake()
    return batch


def _index_page(form: BatchForm) -> str:
    known = choices(collections().visits, current_person())
    form.place.choices = [(f"{one.year} {one.province}", _shown(one)) for one in known]
    at, batches = now(), collections().batches.recent(current_person())
    shown = [(batch, BADGES[batch.stage], batch.can_be_fetched(at)) for batch in batches]
    return render_template("reports/province.html", form=form, choices=known, batches=shown)


def _shown(choice: Choice) -> str:
    return _(
        "{province} ปี {year} ({n} งาน)",
        province=choice.province,
        year=choice.year,
        n=choice.visits,
    )


def _again(order: Order) -> dict[str, object]:
    """The list that it belongs to, and what its form sends to ask for the same again."""
    sent = [(ending, "y") for ending in order.formats]
    if order.about is About.ITA:
        address = url_for("ita_batches.index", year=order.year, province=order.province)
        return {"home": address, "sent": [*sent, *(("papers", key) for key in order.papers)]}
    sent += [("place", f"{order.year} {order.province}"), *([("issue", "y")] if order.issue else [])]
    return {"home": url_for("batches.index"), "sent": sent}


def _news(batch: Batch) -> Body:
    """How far it is, in words for a page that asks again and again."""
    step = max(batch.total // SPOKEN, 1)
    return {
        "open": batch.is_open,
        "done": batch.done,
        "total": batch.total,
        "line": _line(batch, batch.done),
        "spoken": _line(batch, batch.done // step * step),
        "current": _("กำลังทำ {agency}", agency=batch.current) if batch.current else "",
        "failures": [
            {"agency": _whose(failure), "sentence": say(failure.problem, language())}
            for failure in batch.failures
        ],
    }


def _whose(failure: Failure) -> str:
    return f"{failure.agency} · {_(failure.about)}" if failure.about else failure.agency


def _line(batch: Batch, done: int) -> str:
    if batch.stage is Stage.WAITING:
        return _("รอคิว ระบบทำทีละชุด และจะเริ่มชุดนี้เองเมื่อถึงคิว")
    if batch.order.about is About.ITA:
        line = _("ทำแล้ว {done} จาก {total} ฉบับ", done=done, total=batch.total)
    else:
        line = _("ทำแล้ว {done} จาก {total} งาน", done=done, total=batch.total)
    return f"{line} · {_('ระบบหยุดกลางคัน จึงเริ่มทำชุดนี้ใหม่ให้เอง')}" if batch.lost else line


def stage_name(stage: Stage) -> str:
    match stage:
        case Stage.WAITING:
            return _("รอคิว")
        case Stage.WORKING:
            return _("กำลังทำ")
        case Stage.READY:
            return _("พร้อมดาวน์โหลด")
        case Stage.FAILED:
            return _("ทำไม่สำเร็จ")
        case Stage.STOPPED:
            return _("หยุดแล้ว")
        case Stage.INTERRUPTED:
            return _("เลิกทำเพราะระบบหยุดหลายครั้ง")


pages.add_app_template_global(stage_name)
