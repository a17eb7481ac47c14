"""What became of the measures, in the browser: a round as a list, and the report on one measure."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.clock import now, today
from checklist_app.errors import Problem, conflict, not_found
from checklist_app.ita.cycle import MONTHS, Cycle
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.followup_forms import FollowUpForm, followup_form, typed_texts
from checklist_app.ita.measures.followup_words import STATES
from checklist_app.ita.measures.model import Plan, Signed
from checklist_app.ita.measures.reporting import Reported, reported
from checklist_app.ita.measures.rules import LONGEST_LINE
from checklist_app.ita.measures.standing import signed_state
from checklist_app.ita.rights import KEEPING, SEEING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.language import _, language
from checklist_app.wording import say

pages = Blueprint("ita_followup", __name__)


@dataclass(frozen=True, slots=True)
class Round:
    """The reports of an agency's cycle after so many months."""

    dossier: Dossier
    months: int

    @property
    def agency(self) -> Agency:
        return self.dossier.agency

    @property
    def plan(self) -> Plan:
        return self.dossier.plan

    @property
    def rows(self) -> list[Reported]:
        return reported(self.plan, self.months)

    def row(self, id: str) -> Reported:
        found = next((each for each in self.rows if each.measure.id == id), None)
        if found is None:
            raise not_found("ita.no_measure")
        return found

    @property
    def address(self) -> dict[str, Any]:
        return {"agency": self.agency.id, "year": self.plan.cycle.year, "months": self.months}


@pages.get("/agencies/<agency>/ita/<int:year>/followup/<int:months>")
@access(SEEING)
def all(agency: str, year: int, months: int) -> str:
    return _list(round_at(agency, year, months))


@pages.route("/agencies/<agency>/ita/<int:year>/followup/<int:months>/<id>", methods=["GET", "POST"])
@access(KEEPING)
def edit(agency: str, year: int, months: int, id: str) -> ResponseReturnValue:
    round = round_at(agency, year, months)
    if request.method == "POST" and round.plan.measure(id) is None:
        return _removed(round)
    row = round.row(id)
    form = followup_form(row)
    if form.validate_on_submit() and _written(form, round, row):
        flash(_("บันทึกผลการดำเนินการแล้ว"))
        return redirect(_onward(round, row))
    return _form(round, row, form), form.status


def round_at(agency: str, year: int, months: int) -> Round:
    if months not in MONTHS:
        raise not_found("web.no_page")
    return Round(collections().ita.dossier(current_person(), agency, Cycle.read(year)), months)


def _list(round: Round) -> str:
    what = Signed.after(round.months)
    return render_template(
        "ita/followup/all.html",
        round=round,
        due=round.plan.cycle.round(round.months).due,
        other=next(each for each in MONTHS if each != round.months),
        signed=signed_state(round.plan, what),
        what=what,
        states=STATES,
        today=today(),
        keeps=current_person().role in KEEPING,
    )


def _form(round: Round, row: Reported, form: FollowUpForm) -> str:
    return render_template(
        "ita/followup/form.html", round=round, row=row, form=form, states=STATES, longest=LONGEST_LINE
    )


def _removed(round: Round) -> ResponseReturnValue:
    problem = conflict("ita.report_of_removed")
    page = render_template(
        "ita/followup/removed.html",
        round=round,
        sentence=say(problem, language()),
        typed=typed_texts(request.form.items()),
    )
    return page, status_of(problem)


def _written(form: FollowUpForm, round: Round, row: Reported) -> bool:
    """Otherwise the form says what is wrong, and holds all that was typed."""
    revision = row.report.revision if row.report else 0
    try:
        draft = form.draft(round.months, row)
        collections().ita.plans.report(
            current_person(),
            round.agency,
            round.plan.cycle,
            row.measure.id,
            draft,
            revision=form.seen,
            at=now(),
            steps=row.measure.steps,
        )
    except Problem as problem:
        form.refuse(problem, version=revision)
        return False
    return True


def _onward(round: Round, row: Reported) -> str:
    """To the next measure, to the evidence, or to the list, as the button said that was pressed."""
    following = next((each.measure.id for each in round.rows if each.number == row.number + 1), None)
    match request.form.get("then"):
        case "evidence":
            return url_for("ita_evidence.all", **round.address, id=row.measure.id)
        case "next" if following:
            return url_for(".edit", **round.address, id=following)
        case _:
            return url_for(".all", **round.address)
