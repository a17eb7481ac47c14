"""The analysis of a result in the browser: ranking, strengths and weaknesses, findings, and the texts that
follow from them."""

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.errors import Problem
from checklist_app.ita import KEEPING, SEEING, Cycle, Dossier, Passage
from checklist_app.ita.analysing.advice import advice_for, advice_of
from checklist_app.ita.analysing.analysis_forms import (
    ABOVE,
    INCLUSIVE,
    AnalysisForm,
    RowGroup,
    analysis_form,
    known_rows,
    sent_rows,
)
from checklist_app.ita.analysing.records import LONGEST_ADVICE
from checklist_app.ita.drafting import passages
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.language import _

pages = Blueprint("ita_analysis", __name__)

# Of which kinds the passages of an analysis are, by the beginning of their keys.
OF_THE_WHOLE = ("result", "strengths", "weaknesses")
OF_INSTRUMENTS = ("instrument",)
OF_ONE_INDICATOR = ("indicator",)


@pages.get("/agencies/<agency>/ita/<int:year>/analysis")
@access(SEEING)
def edit(agency: str, year: int) -> str:
    dossier = collections().ita.dossier(current_person(), agency, Cycle.read(year))
    return _page(dossier, analysis_form(dossier), known_rows(dossier))


@pages.post("/agencies/<agency>/ita/<int:year>/analysis")
@access(KEEPING)
def save(agency: str, year: int) -> ResponseReturnValue:
    dossier = collections().ita.dossier(current_person(), agency, Cycle.read(year))
    form = analysis_form(dossier)
    problem = _refused(form, dossier) if form.validate_on_submit() else None
    if form.is_submitted() and not form.errors and problem is None:
        flash(_("บันทึกการวิเคราะห์แล้ว ข้อความที่ระบบร่างปรับตามแล้ว"))
        return redirect(url_for("ita_analysis.edit", agency=agency, year=year, _anchor="findings"))
    return _page(dossier, form, sent_rows(dossier, problem)), form.status


def _refused(form: AnalysisForm, dossier: Dossier) -> Problem | None:
    """Why it was not saved; nothing where it was."""
    try:
        collections().ita.analyses.change(current_person(), dossier.agency, form.analysis(dossier))
    except Problem as problem:
        form.refuse(problem, version=dossier.analysis.version)
        return problem
    return None


def _page(dossier: Dossier, form: AnalysisForm, groups: Iterable[RowGroup]) -> str:
    return render_template(
        "ita/analysing/analysis.html",
        dossier=dossier,
        form=form,
        groups=groups,
        passages=_passages(dossier, OF_THE_WHOLE),
        passages_by_instrument=_passages(dossier, OF_INSTRUMENTS),
        passages_by_indicator=_passages(dossier, OF_ONE_INDICATOR),
        catalogue=partial(advice_of, dossier.edition),
        advised=partial(advice_for, dossier.edition),
        choices=(INCLUSIVE, ABOVE),
        longest=LONGEST_ADVICE,
    )


def _passages(dossier: Dossier, kinds: tuple[str, ...]) -> list[Passage]:
    return [each for key, each in passages(dossier).items() if key.partition(".")[0] in kinds]
