"""A register file in the browser: upload, a preview of what would change, and the confirmation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies.columns import COLUMNS, heading_of
from checklist_app.agencies.pages import EDITORS
from checklist_app.agencies.pending import Imports, PendingImport
from checklist_app.agencies.tables import MOST_ROWS, read_table
from checklist_app.aside import aside
from checklist_app.clock import now
from checklist_app.errors import Problem
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import UploadForm, attach
from checklist_app.web.language import _, language
from checklist_app.wording import say

pages = Blueprint("agencies_import", __name__, url_prefix="/agencies/import")

ERRORS_SHOWN = 200
STEPS_SHOWN = 500
READING = 20  # seconds for a file; the largest that is allowed takes a few


@pages.route("", methods=["GET", "POST"])
@access(EDITORS)
def upload() -> ResponseReturnValue:
    form, status = UploadForm(), 200
    if form.validate_on_submit():
        try:
            return redirect(url_for("agencies_import.preview", id=_kept(form)))
        except Problem as problem:
            attach(form, problem)
            status = status_of(problem)
    return render_template("agencies/import.html", form=form, columns=COLUMNS, most=MOST_ROWS), status


@pages.get("/<id>")
@access(EDITORS)
def preview(id: str) -> str:
    pending = _pending(id)
    return render_template(
        "agencies/preview.html",
        pending=pending,
        plan=collections().agencies.plan(current_person().scope, pending.table),
        form=UploadForm(),
        heading_of=heading_of,
        sentence=lambda problem: say(problem, language()),
        errors_shown=ERRORS_SHOWN,
        steps_shown=STEPS_SHOWN,
    )


@pages.post("/<id>")
@access(EDITORS)
def confirm(id: str) -> ResponseReturnValue:
    pending = _pending(id)
    plan = collections().agencies.carry_out(current_person(), pending.table, previewed=pending.fingerprint)
    _imports().drop(id)
    flash(_("นำเข้าแล้ว เพิ่ม {added} แก้ไข {changed} หน่วยงาน", added=len(plan.added), changed=len(plan.changed)))
    return redirect(url_for("agencies.index"))


def _kept(form: UploadForm) -> str:
    file_name, data = form.content()
    table = aside(read_table, data, seconds=READING)
    plan = collections().agencies.plan(current_person().scope, table)
    return _imports().keep(
        table, owner=current_person().id, file_name=file_name, fingerprint=plan.fingerprint, at=now()
    )


def _pending(id: str) -> PendingImport:
    return _imports().fetch(id, owner=current_person().id, at=now())


def _imports() -> Imports:
    return Imports(collections().store)
