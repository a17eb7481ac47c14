"""Signing off in the browser: what the executive reads is what is signed, and earlier signatures stay."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist_app.clock import now
from checklist_app.errors import Problem
from checklist_app.ita.cycle import MONTHS, Cycle
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.followup_words import SIGNED, STATES
from checklist_app.ita.measures.model import Signed
from checklist_app.ita.measures.rules import LONGEST_LINE
from checklist_app.ita.measures.signing_forms import SigningForm
from checklist_app.ita.measures.standing import content_of, has_content, signed_state
from checklist_app.ita.rights import SEEING, SIGNING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import status_of
from checklist_app.web.forms import attach
from checklist_app.web.language import _

pages = Blueprint("ita_signing", __name__)

ADDRESS = '/agencies/<agency>/ita/<int:year>/sign/<any("measures", "followup-6", "followup-12"):what>'


@pages.get(ADDRESS)
@access(SEEING)
def sign(agency: str, year: int, what: str) -> str:
    return _page(_dossier(agency, year), Signed(what), SigningForm())


@pages.post(ADDRESS)
@access(SIGNING)
def approve(agency: str, year: int, what: str) -> ResponseReturnValue:
    form, dossier = SigningForm(), _dossier(agency, year)
    try:
        _sign(dossier, Signed(what), form)
    except Problem as problem:
        attach(form, problem)
        return _page(_dossier(agency, year), Signed(what), form), status_of(problem)
    flash(_("ลงนามแล้ว"))
    return redirect(url_for(".sign", agency=agency, year=year, what=what))


def _sign(dossier: Dossier, what: Signed, form: SigningForm) -> None:
    collections().ita.plans.sign(
        current_person(),
        dossier.agency,
        dossier.cycle,
        what,
        text=form.text.data or "",
        seen=form.seen.data or "",
        at=now(),
    )


def _dossier(agency: str, year: int) -> Dossier:
    return collections().ita.dossier(current_person(), agency, Cycle.read(year))


def _page(dossier: Dossier, what: Signed, form: SigningForm) -> str:
    plan = dossier.plan
    content = content_of(plan, what)
    form.show_anew(content)
    return render_template(
        "ita/signing/sign.html",
        dossier=dossier,
        agency=dossier.agency,
        plan=plan,
        what=what,
        months=[each for each in MONTHS if each <= what.months],
        state=signed_state(plan, what),
        content=content,
        form=form,
        names=SIGNED,
        states=STATES,
        longest=LONGEST_LINE,
        ready=has_content(plan, what),
        signs=current_person().role in SIGNING and has_content(plan, what),
    )
