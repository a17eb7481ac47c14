"""Reads what a province sees: in a few questions to the store about single years, so that neither the number
of agencies nor that of years makes more of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from checklist_app.agencies import Agency, ScoreSet
from checklist_app.catalog import Edition
from checklist_app.ita.analysing.model import Analysis, Finding
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.dossier import Outcome
from checklist_app.ita.everything import Ita
from checklist_app.ita.measures.model import Plan
from checklist_app.ita.measures.standing import stage_of
from checklist_app.ita.watching.province import Province, Sight, overdue_of


def read_province(ita: Ita, name: str, agencies: Sequence[Agency], cycle: Cycle, *, today: date) -> Province:
    """`agencies` are those of the province, in their order."""
    plans = ita.plans.of_year(cycle, province=name)
    analyses = ita.analyses.of_year(cycle, province=name)
    before, earlier, after = (
        ita.scores.of_year(year, province=name)
        for year in (cycle.scores_year, cycle.scores_year - 1, cycle.year)
    )
    editions = ita.editions.get(cycle.scores_year), ita.editions.find(cycle.scores_year - 1)

    def seen(agency: Agency) -> Sight:
        plan = plans.get(agency.id) or Plan(agency.id, agency.province, cycle)
        return Sight(
            agency=agency,
            stage=stage_of(before.get(agency.id), plan, after.get(agency.id)),
            plan=plan,
            overdue=overdue_of(plan, today),
            before=_outcome(before, agency, editions[0]),
            earlier=_outcome(earlier, agency, editions[1]),
            findings=_findings(analyses.get(agency.id)),
        )

    return Province(name, cycle, editions[0], tuple(map(seen, agencies)))


def _outcome(sets: Mapping[str, ScoreSet], agency: Agency, edition: Edition | None) -> Outcome | None:
    scores = sets.get(agency.id)
    return Outcome.of(scores, edition) if scores and edition else None


def _findings(analysis: Analysis | None) -> tuple[Finding, ...]:
    return tuple(analysis.findings.values()) if analysis else ()
