"""A file of score sets in the browser: upload, a preview of what would change, the confirmation; and the
sets of a year as such a file."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import MOST_ROWS, Imports, PendingImport, Table, read_table
from checklist_app.aside import aside
from checklist_app.clock import now, today
from checklist_app.errors import Problem, ProblemKind
from checklist_app.ita.rights import WATCHING
from checklist_app.ita.scoring.exporting import scores_csv, scores_xlsx
from checklist_app.ita.scoring.import_forms import AgreementForm, ScoreFileForm, score_file_form, years
from checklist_app.ita.scoring.import_storing import IMPORTING, ScoreImports
from checklist_app.ita.scoring.import_words import REMARKS
from checklist_app.ita.scoring.importing import settled
from checklist_app.ita.scoring.plan import ScorePlan, shown
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _, language
from checklist_app.wording import say

pages = Blueprint("ita_import", __name__, url_prefix="/ita")

ROWS_SHOWN = 200
READING = 20  # seconds for a file; the largest that is allowed takes a few
_ENCODERS = {"csv": scores_csv, "xlsx": scores_xlsx}


@pages.route("/import", methods=["GET", "POST"])
@access(IMPORTING)
def upload() -> ResponseReturnValue:
    form, status = score_file_form(), 200
    if form.validate_on_submit():
        try:
            return redirect(url_for("ita_import.preview", id=_kept(form)))
        except Problem as problem:
            attach(form, problem)
            status = status_of(problem)
    columns = _imports().columns()
    return render_template(
        "ita/import/upload.html", form=form, columns=columns, years=years(), most=MOST_ROWS
    ), status


@pages.get("/import/<id>")
@access(IMPORTING)
def preview(id: str) -> ResponseReturnValue:
    return _preview(_pending(id))


@pages.post("/import/<id>")
@access(IMPORTING)
def confirm(id: str) -> ResponseReturnValue:
    pending = _pending(id)
    plan = _carried_out(pending)
    if isinstance(plan, Problem):
        return _preview(pending, refused=plan)
    _files().drop(id)
    added, changed = len(plan.added), len(plan.changed)
    flash(_("นำเข้าคะแนนแล้ว เพิ่มใหม่ {added} ชุด แก้ไข {changed} ชุด", added=added, changed=changed))
    return redirect(_province_of(plan))


@pages.get("/scores/<int:year>.<any(csv, xlsx):ending>")
@access(WATCHING)
def export(year: int, ending: str) -> Response:
    agencies = collections().agencies.within(current_person().scope)
    edition = collections().editions.get(year)
    sets = collections().ita.scores.of_year(year, agencies)
    content = aside(_ENCODERS[ending], edition, agencies, sets)
    response = download(content, ending, _("คะแนน ITA ปีงบประมาณ {year}", year=year), f"ita-scores-{year}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _province_of(plan: ScorePlan) -> str:
    """The cycle that begins with what was imported last, where its first agency lies."""
    if not plan.steps:
        return url_for("ita.home")
    year = max(step.scores.year for step in plan.steps)
    province = next(step.agency.province for step in plan.steps if step.scores.year == year)
    return url_for("ita_province.show", year=year + 1, province=province)


def _preview(pending: PendingImport, refused: Problem | None = None) -> ResponseReturnValue:
    """Always of the plan as it is now: who is refused because something has changed sees the new one."""
    plan = _imports().plan(current_person(), pending.table, today())
    form = AgreementForm()
    form.seen.data = plan.fingerprint
    page = render_template(
        "ita/import/preview.html",
        pending=pending,
        plan=plan,
        form=form,
        refused=refused,
        columns=_imports().columns(),
        remarks=REMARKS,
        shown=shown,
        sentence=lambda problem: say(problem, language()),
        rows_shown=ROWS_SHOWN,
    )
    return page, status_of(refused) if refused else 200


def _carried_out(pending: PendingImport) -> ScorePlan | Problem:
    """The Problem is one that a new preview answers."""
    previewed = AgreementForm().previewed
    try:
        return _imports().carry_out(current_person(), pending.table, today(), previewed=previewed)
    except Problem as problem:
        if problem.kind is not ProblemKind.CONFLICT:
            raise
        return problem


def _kept(form: ScoreFileForm) -> str:
    file_name, data = form.content()
    columns = _imports().columns()
    table: Table = settled(aside(read_table, data, columns, seconds=READING), columns, form.chosen_year)
    plan = _imports().plan(current_person(), table, today())
    return _files().keep(
        table, owner=current_person().id, file_name=file_name, fingerprint=plan.fingerprint, at=now()
    )


def _pending(id: str) -> PendingImport:
    return _files().fetch(id, owner=current_person().id, at=now())


def _files() -> Imports:
    return Imports(collections().store, "score_sets")


def _imports() -> ScoreImports:
    ita = collections().ita
    return ScoreImports(ita.agencies, ita.editions, ita.scores)
