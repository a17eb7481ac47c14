"""The papers of an ITA cycle in the browser: which there are, what they still lack, and the files."""

from flask import Blueprint, Response, render_template, request

from checklist_app.clock import now
from checklist_app.errors import Problem, ProblemKind
from checklist_app.ita import MONTHS, SEEING, Cycle, passages, warning_said, warnings_of
from checklist_app.reports.ita.bound import TITLES, PaperName, signed_by
from checklist_app.reports.ita.material import Material
from checklist_app.reports.ita.signing import state_of
from checklist_app.reports.ita_papers import missing_of
from checklist_app.thai import DigitStyle
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.language import language
from checklist_app.wording import say

pages = Blueprint("ita_papers", __name__)

# The analysis and the comparison have pages of their own; what they say is written there.
WRITTEN_HERE = frozenset(
    {"measures.lead", "followup.lead", "outcome.lead"}
    | {f"memo.{each}" for each in ("subject", "background", "report", "closing")}
)
NAMES = "analysis, measures, followup, outcome, comparison, memo"


@pages.get("/agencies/<agency>/ita/<int:year>/papers", endpoint="all")
@access(SEEING)
def choose(agency: str, year: int) -> str:
    material = collections().ita_papers.material(current_person(), agency, Cycle.read(year))
    months, digits = _months(), _digits()
    return render_template(
        "reports/ita_papers.html",
        dossier=material.dossier,
        months=months,
        digits=digits or material.dossier.letters.digits,
        papers=[(name.value, *_standing(material, name, months)) for name in PaperName],
        passages=[each for key, each in passages(material.dossier).items() if key in WRITTEN_HERE],
        warnings=[warning_said(each, language()) for each in warnings_of(material.dossier)],
    )


@pages.get(f"/agencies/<agency>/ita/<int:year>/<any({NAMES}):name>.<any(pdf, docx):ending>")
@access(SEEING)
def file(agency: str, year: int, name: str, ending: str) -> Response:
    paper, months = PaperName(name), _months()
    made = collections().ita_papers.file(
        current_person(), agency, Cycle.read(year), paper, ending, _digits(), months, at=now(), years=_years()
    )
    rounds = f"-รอบ {months} เดือน" if paper is PaperName.FOLLOWUP else ""
    called = f"{TITLES[paper]}-{made.dossier.agency.name}-{year}{rounds}"
    return download(made.content, ending, called, f"ita-{name}-{year}")


def _standing(material: Material, name: PaperName, months: int) -> tuple[str, bool]:
    """Why the paper cannot be made yet; and whether it would be a draft."""
    if code := missing_of(material, name):
        return say(Problem(ProblemKind.CONFLICT, code), language()), False
    return "", bool(state_of(material.dossier.plan, signed_by(name, months)))


def _digits() -> DigitStyle | None:
    asked = request.args.get("digits", "")
    return DigitStyle(asked) if asked in {*DigitStyle} else None


def _months() -> int:
    """The whole year, unless the half of it was asked for."""
    asked = request.args.get("months", "")
    return next((each for each in MONTHS if str(each) == asked), max(MONTHS))


def _years() -> list[int]:
    parts = ",".join(request.args.getlist("years")).split(",")
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) == 4]
