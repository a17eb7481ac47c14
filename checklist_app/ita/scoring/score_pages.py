"""The result of one agency and year in the browser: what was published beside what follows from it, the years
around it, and for those who keep it the table to type or paste into."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency, ScoreSet
from checklist_app.catalog import Edition
from checklist_app.clock import today
from checklist_app.errors import Problem, invalid
from checklist_app.ita import KEEPING, SEEING, Cycle, Dossier
from checklist_app.ita.comparing.comparison import change, shown
from checklist_app.ita.dossier import ScoredYear
from checklist_app.ita.scoring.caution_words import CAUTIONS, UNREAD
from checklist_app.ita.scoring.cautions import cautions
from checklist_app.ita.scoring.entering import rows_of, settle, values_of
from checklist_app.ita.scoring.reading import Pasted, read_pasted
from checklist_app.ita.scoring.score_forms import ScoresForm, form_data, scores_form
from checklist_app.ita.scoring.visited import Difference, Visited, adopted, differences, latest_visited
from checklist_app.thai import FiscalYear
from checklist_app.visits import edition_body
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.forms import VersionedForm, attach
from checklist_app.web.language import _

pages = Blueprint("ita_scores", __name__)
ADDRESS = "/agencies/<agency>/ita/scores/<int:year>"


@dataclass(frozen=True, slots=True)
class Desk:
    """`scores` are what is kept, or an empty set of version 0; `dossier` is of the cycle that begins with
    them."""

    dossier: Dossier
    scores: ScoreSet
    visited: Visited | None

    @property
    def agency(self) -> Agency:
        return self.dossier.agency

    @property
    def edition(self) -> Edition:
        return self.dossier.edition

    @property
    def year(self) -> int:
        return self.scores.year

    @property
    def differences(self) -> tuple[Difference, ...]:
        return differences(self.scores, self.visited, self.edition) if self.visited else ()


@pages.get(ADDRESS)
@access(SEEING)
def edit(agency: str, year: int) -> ResponseReturnValue:
    desk = _desk(agency, year)
    return _page(desk, scores_form(desk.edition, desk.scores))


@pages.post(ADDRESS)
@access(KEEPING)
def save(agency: str, year: int) -> ResponseReturnValue:
    desk = _desk(agency, year)
    form = scores_form(desk.edition, desk.scores)
    if not form.validate_on_submit():
        return _page(desk, form)
    if request.form.get("step") == "paste":
        return _page(desk, form, pasted=_pasted(desk, form))
    if not _saved(desk, form):
        return _page(_desk(agency, year), form)
    flash(_("บันทึกคะแนนปี {year} แล้ว", year=desk.year))
    return redirect(_here(desk))


@pages.post(f"{ADDRESS}/adopt")
@access(KEEPING)
def adopt(agency: str, year: int) -> ResponseReturnValue:
    desk, seen = _desk(agency, year), VersionedForm().seen
    if desk.visited is None:
        flash(_("ไม่พบงานนิเทศที่เสร็จแล้วซึ่งมีคะแนนของปี {year}", year=desk.year), "warn")
        return redirect(_here(desk))
    taken = adopted(replace(desk.scores, version=seen), desk.visited, desk.edition)
    collections().ita.scores.change(current_person(), desk.agency, taken)
    flash(_("นำคะแนนจากตาราง 3.1 ของงานนิเทศมาใช้แล้ว"))
    return redirect(_here(desk))


def _desk(agency_id: str, year: int) -> Desk:
    kept = collections()
    cycle = Cycle.read(FiscalYear(year).year + 1)
    dossier = kept.ita.dossier(current_person(), agency_id, cycle)
    agency = dossier.agency
    scores = dossier.before.scores if dossier.before else ScoreSet(agency.id, agency.province, year, {})
    return Desk(dossier, scores, latest_visited(kept.visits, kept.forms, agency, year))


def _here(desk: Desk) -> str:
    return url_for("ita_scores.edit", agency=desk.agency.id, year=desk.year)


def _pasted(desk: Desk, form: ScoresForm) -> Pasted | None:
    try:
        pasted = read_pasted(form.pasted.data or "", desk.edition, year=desk.year)
    except Problem as problem:
        form.refuse(problem, version=desk.scores.version)
        return None
    form.fill(desk.edition, pasted)
    return pasted


def _saved(desk: Desk, form: ScoresForm) -> bool:
    """Whether it was kept; otherwise the form says what is wrong at each cell, or what another wrote."""
    try:
        settled = settle(desk.edition, form.typed(), replace(desk.scores, version=form.seen))
        for fault in settled.faults:
            attach(form, fault)
            form.status = 422
        if settled.faults:
            return False
        _require_sense(settled.scores)
        collections().ita.scores.change(current_person(), desk.agency, settled.scores)
    except Problem as problem:
        form.refuse(problem, version=_desk(desk.agency.id, desk.year).scores.version)
        return False
    return True


def _require_sense(scores: ScoreSet) -> None:
    now = FiscalYear.of(today()).year
    if scores.year > now:
        raise invalid("ita.scores_not_yet", year=scores.year, now=now)
    if not (values_of(scores) or scores.published_total is not None):
        raise invalid("ita.scores_empty")


def _page(desk: Desk, form: ScoresForm, *, pasted: Pasted | None = None) -> ResponseReturnValue:
    typed = settle(desk.edition, form.typed(), desk.scores).scores
    page = render_template(
        "ita/scores/scores.html",
        desk=desk,
        form=form,
        rows=rows_of(desk.edition),
        scored=ScoredYear.of(desk.scores, desk.edition),
        live=ScoredYear.of(typed, desk.edition),
        values=values_of(desk.scores),
        stored=form_data(desk.edition, desk.scores),
        edition_body=edition_body(desk.edition),
        adopting=VersionedForm(formdata=None, data={"version": desk.scores.version}),
        pasted=pasted,
        **_around(desk),
        **_told(desk, typed),
    )
    return page, form.status


def _around(desk: Desk) -> dict[str, Any]:
    """The results of the years before and after, where there are any."""
    year = desk.year - 1
    return {
        "before": collections().ita.scored_year(desk.agency, year),
        "after": desk.dossier.after,
        "earlier": collections().editions.find(year) is not None,
        "later": desk.year < FiscalYear.of(today()).year,
    }


def _told(desk: Desk, typed: ScoreSet) -> dict[str, Any]:
    """Before anything is sent `typed` is what is kept."""
    found = cautions(typed, desk.edition) if values_of(typed) else ()
    return {
        "cautions": [_(CAUTIONS[each.code], **each.values) for each in found],
        "unread_words": UNREAD,
        "change": change,
        "shown": shown,
        "keeps": current_person().role in KEEPING,
    }
