"""Rounds in the browser: how far one is, its numbers and papers, and the decision of the executive."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.clock import now
from checklist_app.errors import Problem, not_found
from checklist_app.qr import svg
from checklist_app.surveys.counting.bands import BAND_SETS
from checklist_app.surveys.counting.result_reading import results_of_round
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.small_cells import FOR_EVERYBODY
from checklist_app.surveys.rights import DECIDING, KEEPING, SEEING
from checklist_app.surveys.rounds.model import Round, RoundState
from checklist_app.surveys.rounds.records import LONGEST_DECISION
from checklist_app.surveys.rounds.round_forms import DecisionForm
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _, language

pages = Blueprint("survey_rounds", __name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """The agency and its round, after the calendar had its say."""

    agency: Agency
    round: Round


@pages.get("/surveys/<agency>/rounds/<int:year>/<int:number>")
@access(SEEING)
def detail(agency: str, year: int, number: int) -> ResponseReturnValue:
    return _page(_seen(agency, Period.read(year, number)), DecisionForm())


@pages.post("/surveys/<agency>/rounds/<int:year>/<int:number>/decision")
@access(DECIDING)
def decide(agency: str, year: int, number: int) -> ResponseReturnValue:
    form, period = DecisionForm(), Period.read(year, number)
    seen, rounds = _seen(agency, period), collections().surveys.rounds
    try:
        rounds.decide(current_person(), agency, period, form.text.data or "", at=now())
    except Problem as problem:
        attach(form, problem)
        return _page(seen, form), status_of(problem)
    flash(_("บันทึกข้อสั่งการและเผยแพร่ผลแล้ว"))
    return redirect(url_for(".detail", agency=agency, year=year, number=number))


def _seen(agency: str, period: Period) -> Seen:
    found = collections().agencies.fetch(current_person().scope, agency)
    rounds = collections().surveys.rounds
    rounds.settle(found.id, at=now())
    round = rounds.get(found.id, period)
    if round is None:
        raise not_found("surveys.no_round")
    return Seen(found, round)


def _page(seen: Seen, form: DecisionForm) -> str:
    role = current_person().role
    address = _public_address(seen.round)
    return render_template(
        "surveys/rounds/round.html",
        agency=seen.agency,
        round=seen.round,
        results=results_of_round(collections().surveys, seen.round, language()),
        bands=BAND_SETS[seen.round.bands],
        form=form,
        longest=LONGEST_DECISION,
        least=FOR_EVERYBODY,
        decides=role in DECIDING and seen.round.state is not RoundState.OPEN,
        keeps=role in KEEPING,
        address=address,
        code=svg(address) if seen.round.state is RoundState.DECIDED else "",
    )


def _public_address(round: Round) -> str:
    path = url_for(
        "survey_published.published",
        agency=round.agency,
        year=round.period.year,
        number=round.period.number,
    )
    return f"{current_app.config['BASE_URL']}{path}"
