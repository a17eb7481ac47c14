"""The evidence of one report, in the browser: files and links, added, read and taken away."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from checklist_app.clock import now
from checklist_app.errors import Problem, conflict
from checklist_app.ita.measures.evidence_forms import DetachForm, FilesForm, LinkForm
from checklist_app.ita.measures.evidences import LARGEST_FILE, At, key_of
from checklist_app.ita.measures.followup_pages import Round, round_at
from checklist_app.ita.measures.model import Plan
from checklist_app.ita.measures.rules import MOST_EVIDENCE
from checklist_app.ita.rights import KEEPING, SEEING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach as show_at
from checklist_app.web.language import _

pages = Blueprint("ita_evidence", __name__)

FOLDER = "/agencies/<agency>/ita/<int:year>/measures/<id>/evidence/<int:months>"


@pages.get(FOLDER)
@access(KEEPING)
def all(agency: str, year: int, months: int, id: str) -> ResponseReturnValue:
    return _page(round_at(agency, year, months), id)


@pages.post(f"{FOLDER}/files")
@access(KEEPING)
def attach(agency: str, year: int, months: int, id: str) -> ResponseReturnValue:
    round, form = round_at(agency, year, months), FilesForm()

    def act() -> Plan:
        uploads = form.uploads()
        return collections().ita.evidences.attach(current_person(), _at(round, id), uploads, now=now())

    return _done(round, id, form, act, _("แนบไฟล์แล้ว"))


@pages.post(f"{FOLDER}/links")
@access(KEEPING)
def link(agency: str, year: int, months: int, id: str) -> ResponseReturnValue:
    round, form = round_at(agency, year, months), LinkForm()
    name, address = form.name.data or "", form.link.data or ""

    def act() -> Plan:
        return collections().ita.evidences.link(current_person(), _at(round, id), name, address, now=now())

    return _done(round, id, form, act, _("เพิ่มลิงก์แล้ว"))


@pages.post(f"{FOLDER}/detach")
@access(KEEPING)
def detach(agency: str, year: int, months: int, id: str) -> ResponseReturnValue:
    round, form = round_at(agency, year, months), DetachForm()

    def act() -> Plan:
        key = form.key.data or ""
        return collections().ita.evidences.detach(current_person(), _at(round, id), key, now=now())

    return _done(round, id, form, act, _("นำหลักฐานออกแล้ว"))


@pages.get(f"{FOLDER}/<sha256>")
@access(SEEING)
def file(agency: str, year: int, months: int, id: str, sha256: str) -> Response:
    """Saved, never shown: what people upload gets no page of ours to act in."""
    evidence, content = collections().ita.evidences.read(_at(round_at(agency, year, months), id), sha256)
    response = download(content, evidence.ending, evidence.name, "evidence", saved=True)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _at(round: Round, id: str) -> At:
    return At(round.agency, round.plan.cycle, id, round.months)


def _done(round: Round, id: str, form: FlaskForm, act: Callable[[], Plan], said: str) -> ResponseReturnValue:
    try:
        act()
    except Problem as problem:
        show_at(form, problem)
        return _page(round, id, form), status_of(problem)
    flash(said)
    return redirect(url_for(".all", **round.address, id=id))


def _page(round: Round, id: str, sent: FlaskForm | None = None) -> str:
    row = round.row(id)
    if row.report is None:
        raise conflict("ita.evidence_before_report")
    return render_template(
        "ita/followup/evidence.html",
        round=round,
        row=row,
        files=sent if isinstance(sent, FilesForm) else FilesForm(formdata=None),
        links=sent if isinstance(sent, LinkForm) else LinkForm(formdata=None),
        refused=sent if isinstance(sent, DetachForm) else None,
        key_of=key_of,
        most=MOST_EVIDENCE,
        largest=LARGEST_FILE // 2**20,
    )
