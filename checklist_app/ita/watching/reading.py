"""Reads what a province sees: in questions to the store about single years, so that the number of years makes
no more of them."""

from collections.abc import Sequence
from datetime import date

from checklist_app.agencies import Agency
from checklist_app.ita.analysing.model import Analysis, Finding
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.dossier import ScoredYear
from checklist_app.ita.everything import Ita
from checklist_app.ita.measures.model import Plan
from checklist_app.ita.measures.reporting import overdue
from checklist_app.ita.measures.standing import stage_of
from checklist_app.ita.watching.province import Province, Sight


def read_province(ita: Ita, name: str, agencies: Sequence[Agency], cycle: Cycle, *, today: date) -> Province:
    """`agencies` are those of the province, in their order."""
    plans = ita.plans.of_year(cycle, agencies)
    analyses = ita.analyses.of_year(cycle, agencies)
    before, earlier, after = (
        ita.scores.of_year(year, agencies) for year in (cycle.scores_year, cycle.scores_year - 1, cycle.year)
    )
    editions = ita.editions.get(cycle.scores_year), ita.editions.find(cycle.scores_year - 1)

    def seen(agency: Agency) -> Sight:
        plan = plans.get(agency.id) or Plan(agency.id, cycle)
        return Sight(
            agency=agency,
            stage=stage_of(before.get(agency.id), plan, after.get(agency.id)),
            plan=plan,
            overdue=overdue(plan, today),
            before=ScoredYear.found(before.get(agency.id), editions[0]),
            earlier=ScoredYear.found(earlier.get(agency.id), editions[1]),
            findings=_findings(analyses.get(agency.id)),
        )

    return Province(name, cycle, editions[0], tuple(map(seen, agencies)))


def _findings(analysis: Analysis | None) -> tuple[Finding, ...]:
    return tuple(analysis.findings.values()) if analysis else ()
