"""One passage in the browser: written by a person, or given back to what is drafted. The passages themselves
stand on the pages that they belong to."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from checklist_app.errors import Problem, ProblemKind, not_found
from checklist_app.ita import KEEPING, Cycle, Dossier, Passage
from checklist_app.ita.drafting import passages
from checklist_app.ita.passages.passage_forms import PassageForm
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.forms import local_address
from checklist_app.web.language import _

pages = Blueprint("ita_passages", __name__)


@pages.post("/agencies/<agency>/ita/<int:year>/passages/<key>")
@access(KEEPING)
def write(agency: str, year: int, key: str) -> ResponseReturnValue:
    dossier = collections().ita.dossier(current_person(), agency, Cycle.read(year))
    form, passage = PassageForm(), _passage(dossier, key)
    if form.validate_on_submit() and _written(form, dossier, passage):
        flash(_("บันทึกข้อความแล้ว"))
        return redirect(_onward(form, key))
    return _page(form, dossier, passage)


@pages.post("/agencies/<agency>/ita/<int:year>/passages/<key>/give-up")
@access(KEEPING)
def give_up(agency: str, year: int, key: str) -> ResponseReturnValue:
    dossier = collections().ita.dossier(current_person(), agency, Cycle.read(year))
    form, passage = PassageForm(), _passage(dossier, key)
    if form.validate_on_submit() and _given_up(form, dossier, passage):
        flash(_("กลับไปใช้ข้อความที่ระบบร่างแล้ว ข้อความเดิมยังอยู่ในบันทึกการใช้งาน"))
        return redirect(_onward(form, key))
    return _page(form, dossier, passage)


def writer_of(passage: Passage) -> str:
    """The name of who wrote it; empty where nobody did, or the account is no longer there."""
    found = collections().people.find(passage.written.by) if passage.written else None
    return found.name if found else ""


pages.add_app_template_global(writer_of, name="ita_writer")


def _passage(dossier: Dossier, key: str) -> Passage:
    """Also one that can no longer be drafted, while somebody's text stands in its place."""
    found = passages(dossier).get(key)
    if found is None and key in dossier.written:
        found = Passage(key, "", dossier.written[key])
    if found is None:
        raise not_found("ita.no_such_passage")
    return found


def _written(form: PassageForm, dossier: Dossier, passage: Passage) -> bool:
    try:
        collections().ita.passages.write(
            current_person(),
            dossier.agency,
            dossier.cycle,
            passage,
            form.text.data or "",
            revision=form.revision,
            base=form.base.data or "",
        )
    except Problem as problem:
        _explain(form, passage, problem)
        return False
    return True


def _given_up(form: PassageForm, dossier: Dossier, passage: Passage) -> bool:
    try:
        collections().ita.passages.give_up(
            current_person(), dossier.agency, dossier.cycle, passage.key, revision=form.revision
        )
    except Problem as problem:
        form.text.data = passage.text
        _explain(form, passage, problem)
        return False
    return True


def _explain(form: PassageForm, passage: Passage, problem: Problem) -> None:
    form.refuse(problem, version=passage.revision)
    if problem.kind is ProblemKind.CONFLICT:
        form.base.data = passage.base


def _onward(form: PassageForm, key: str) -> str:
    return f"{local_address(form.next.data).partition('#')[0]}#passage-{key}"


def _page(form: PassageForm, dossier: Dossier, passage: Passage) -> ResponseReturnValue:
    page = render_template(
        "ita/passages/passage.html",
        form=form,
        dossier=dossier,
        passage=passage,
        back=_onward(form, passage.key),
    )
    return page, form.status
