"""The results of several years of one agency beside each other, in the browser."""

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, render_template, request

from checklist_app.ita.comparing.comparison import FEWEST, compared, shown
from checklist_app.ita.comparing.comparison_charts import charts_of
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.dossier import Dossier, ScoredYear
from checklist_app.ita.drafting import passages
from checklist_app.ita.rights import SEEING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.language import language

pages = Blueprint("ita_comparison", __name__)

MOST: Final = 10  # years that can be read beside each other
TEXTS: Final = ("comparison.result", "comparison.purpose")


@pages.get("/agencies/<agency>/ita/<int:year>/comparison")
@access(SEEING)
def show(agency: str, year: int) -> str:
    dossier = collections().ita.dossier(current_person(), agency, Cycle.read(year))
    known = collections().ita.scored_years(dossier.agency)
    chosen = chosen_years(known, dossier.cycle, request.args.getlist("years"))
    return render_template(
        "ita/comparing/comparison.html",
        dossier=dossier,
        known=sorted(known),
        chosen=chosen,
        passages=_texts(dossier),
        **_drawn([known[each] for each in chosen]),
    )


def chosen_years(known: Iterable[int], cycle: Cycle, asked: Iterable[str]) -> list[int]:
    """Those that were asked for (?years=2567,2568 or one by one) and are known, at most the newest MOST; else
    the two years of the cycle, or the last two that there are up to its end."""
    years = sorted(known)
    wanted = {year for part in asked for year in part.split(",")}
    chosen = [year for year in years if str(year) in wanted]
    if len(chosen) >= FEWEST:
        return chosen[-MOST:]
    return [year for year in years if year <= cycle.year][-FEWEST:]


def _texts(dossier: Dossier) -> dict[str, object]:
    written = passages(dossier)
    return {key: written[key] for key in TEXTS if key in written}


def _drawn(scored_years: list[ScoredYear]) -> dict[str, object]:
    if len(scored_years) < FEWEST:
        return {"comparison": None}
    comparison = compared(scored_years)
    return {"comparison": comparison, "charts": charts_of(comparison, language()), "shown": shown}
