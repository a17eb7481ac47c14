"""Measures to choose from: what the visit, the findings and the scores suggest, taken with one tap."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.errors import not_found
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.measure_pages import address_of, dossier_at
from checklist_app.ita.measures.paste_pages import pages
from checklist_app.ita.proposing.advised import latest_advice
from checklist_app.ita.proposing.proposals import From, Proposal
from checklist_app.ita.proposing.proposals import proposals as proposed
from checklist_app.ita.rights import KEEPING, SEEING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.language import _

__all__ = ["pages"]

ALL = "all"
SOURCES = {
    From.VISIT: "คำแนะนำจากการนิเทศ ข้อ {label}",
    From.FINDING: "ข้อที่เสียคะแนน {label}",
    From.SCORE: "คะแนนของตัวชี้วัดที่ {label}",
}


@pages.get("/proposals")
@access(SEEING)
def proposals(agency: str, year: int) -> str:
    dossier = dossier_at(agency, year)
    return render_template(
        "ita/measures/proposals.html",
        dossier=dossier,
        place=address_of(dossier),
        proposals=_found(dossier),
        sources=SOURCES,
        all=ALL,
        keeps=current_person().role in KEEPING,
    )


@pages.post("/proposals")
@access(KEEPING)
def take(agency: str, year: int) -> ResponseReturnValue:
    """What somebody took meanwhile is not there any more, and is taken once."""
    dossier, wanted = dossier_at(agency, year), request.form.get("origin", "")
    chosen = [each for each in _found(dossier) if wanted in (ALL, each.origin)]
    if not chosen:
        raise not_found("ita.no_proposal")
    drafts = [("", each.draft) for each in chosen]
    collections().ita.plans.add(current_person(), dossier.agency, dossier.cycle, drafts)
    flash(_("รับไว้ {n} มาตรการ ตรวจขั้นตอนและผู้รับผิดชอบให้ครบก่อนเสนอลงนาม", n=len(chosen)))
    return redirect(url_for(".proposals", **address_of(dossier)))


def _found(dossier: Dossier) -> tuple[Proposal, ...]:
    known = collections()
    return proposed(dossier, latest_advice(known.visits, known.forms, dossier.agency))
