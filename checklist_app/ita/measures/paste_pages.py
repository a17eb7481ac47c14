"""Measures and reports copied from another document: paste, look at what was understood, then take it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.clock import now
from checklist_app.errors import Problem
from checklist_app.ita.cycle import MONTHS
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.cells import MOST_CHARACTERS
from checklist_app.ita.measures.measure_forms import PasteForm
from checklist_app.ita.measures.measure_pages import address_of, dossier_at, pages
from checklist_app.ita.measures.taking import KEPT, KNOWN, NEW, REPORTED, Taking, read_pasted, take
from checklist_app.ita.rights import KEEPING
from checklist_app.thai import format_money
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _, language
from checklist_app.wording import say

__all__ = ["pages"]

BECOMES = {
    NEW: "เพิ่มเป็นมาตรการใหม่",
    REPORTED: "บันทึกผลของมาตรการที่มีอยู่",
    KEPT: "มีรายงานรอบนี้แล้ว ไม่เปลี่ยน",
    KNOWN: "มีมาตรการนี้แล้ว ไม่เปลี่ยน",
}


@pages.route("/paste", methods=["GET", "POST"])
@access(KEEPING)
def paste(agency: str, year: int) -> ResponseReturnValue:
    dossier = dossier_at(agency, year)
    form = PasteForm(data={"months": str(max(MONTHS))})
    form.months.choices = [(str(months), _("{months} เดือน", months=months)) for months in MONTHS]
    if not form.validate_on_submit():
        return _page(dossier, form)
    try:
        taking = read_pasted(form.text.data or "", dossier.edition, dossier.plan, months=form.round())
        return _taken(dossier, taking) if request.form.get("then") == "take" else _page(dossier, form, taking)
    except Problem as problem:
        attach(form, problem)
        form.status = status_of(problem)
        return _page(dossier, form)


def _taken(dossier: Dossier, taking: Taking) -> ResponseReturnValue:
    take(collections().ita.plans, current_person(), dossier.agency, dossier.cycle, taking, at=now())
    flash(_("เพิ่ม {new} มาตรการ และผลของ {reported} มาตรการ", new=taking.count(NEW), reported=taking.reports))
    return redirect(url_for("ita_measures.all", **address_of(dossier)))


def _page(dossier: Dossier, form: PasteForm, taking: Taking | None = None) -> ResponseReturnValue:
    page = render_template(
        "ita/measures/paste.html",
        dossier=dossier,
        place=address_of(dossier),
        money=format_money,
        form=form,
        taking=taking,
        becomes=BECOMES,
        sentence=lambda problem: say(problem, language()),
        most=MOST_CHARACTERS,
    )
    return page, form.status
