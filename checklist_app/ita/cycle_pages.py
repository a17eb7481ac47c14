"""A cycle in the browser: its five steps and what is to be done next, its warnings, papers and sign-offs; and
the way to it."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.accounts import Person
from checklist_app.agencies import Agency
from checklist_app.clock import today
from checklist_app.ita import SEEING, Cycle, Dossier
from checklist_app.ita.comparing.warning_words import said
from checklist_app.ita.comparing.warnings import warnings
from checklist_app.ita.measures.model import MeasureState, Signed, SignOff
from checklist_app.ita.measures.reporting import overdue
from checklist_app.ita.measures.standing import SignedState, signed_state
from checklist_app.ita.watching.steps import Step, count_of, here, reporting_of, steps_of
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.language import language

pages = Blueprint("ita", __name__)


@pages.get("/ita")
@access(SEEING)
def home() -> ResponseReturnValue:
    return redirect(_home_of(current_person()))


@pages.get("/agencies/<agency>/ita")
@access(SEEING)
def of_agency(agency: str) -> ResponseReturnValue:
    known = collections().agencies.fetch(current_person().scope, agency)
    return redirect(url_for("ita.cycle", agency=known.id, year=Cycle.of(today()).year))


@pages.get("/agencies/<agency>/ita/<int:year>")
@access(SEEING)
def cycle(agency: str, year: int) -> str:
    dossier = collections().ita.dossier(current_person(), agency, Cycle.read(year))
    return render_template(
        "ita/cycle/cycle.html",
        dossier=dossier,
        years=_years(dossier.agency, dossier.cycle),
        rounds=reporting_of(dossier, today()),
        overdue=len(overdue(dossier.plan, today())),
        done=count_of(dossier.plan, MeasureState.DONE),
        signatures=_signatures(dossier),
        warnings=[(warning, said(warning, language())) for warning in warnings(dossier)],
        here=here,
    )


def _home_of(person: Person) -> str:
    year = Cycle.of(today()).year
    if person.agency:
        return url_for("ita.cycle", agency=person.agency, year=year)
    return url_for("ita_province.show", year=year)


def _years(agency: Agency, shown: Cycle) -> list[int]:
    """Those with anything, the running one and the one that is shown; the newest first."""
    ita = collections().ita
    scored = {scores.year + 1 for scores in ita.scores.of(agency)}
    planned = {plan.cycle.year for plan in ita.plans.all_of(agency)}
    return sorted(scored | planned | {shown.year, Cycle.of(today()).year}, reverse=True)


def _signatures(dossier: Dossier) -> dict[str, tuple[SignOff, SignedState]]:
    """The last sign-off of each thing, and whether that was changed since."""
    found = {what: dossier.plan.sign_off(what) for what in Signed}
    return {
        what.value: (signed, signed_state(dossier.plan, what)) for what, signed in found.items() if signed
    }


def _steps(dossier: Dossier) -> Sequence[Step]:
    return steps_of(dossier, today())


def _years_beside(cycle: Cycle) -> tuple[int | None, int | None]:
    return collections().ita.years_beside(cycle)


pages.add_app_template_global(_years_beside, name="ita_years_beside")
pages.add_app_template_global(_steps, name="ita_steps")
