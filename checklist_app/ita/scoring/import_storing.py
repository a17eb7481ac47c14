"""A file of score sets carried out: everything or nothing, for the agencies of whoever brings it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from checklist_app.accounts import Person, Role
from checklist_app.agencies import Agencies, Agency, Columns, ScoreSet, ScoreSets, Table
from checklist_app.catalog import Edition, Editions
from checklist_app.errors import conflict, forbidden
from checklist_app.ita.scoring.columns import score_columns
from checklist_app.ita.scoring.importing import Known, plan_scores, years_in
from checklist_app.ita.scoring.plan import ScorePlan
from checklist_app.thai import FiscalYear

IMPORTING: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


class ScoreImports:
    def __init__(self, agencies: Agencies, editions: Editions, scores: ScoreSets) -> None:
        self._agencies = agencies
        self._editions = editions
        self._scores = scores

    def columns(self) -> Columns:
        return score_columns(self._editions.get(year) for year in self._editions.years())

    def plan(self, person: Person, table: Table, today: date) -> ScorePlan:
        if person.role not in IMPORTING:
            raise forbidden("ita.not_yours_to_score")
        columns = self.columns()
        years = years_in(table, columns)
        agencies = tuple(self._agencies.within(person.scope))
        known = Known(
            agencies=agencies,
            sets=self._sets(agencies, years),
            editions=self._editions_of(years),
            latest=FiscalYear.of(today).year,
        )
        return plan_scores(table, columns, known)

    def carry_out(self, person: Person, table: Table, today: date, *, previewed: str) -> ScorePlan:
        """`previewed` is the fingerprint of the plan that the person agreed to: when another plan comes out
        by now, a conflict, and nothing is written."""
        plan = self.plan(person, table, today)
        if plan.fingerprint != previewed:
            raise conflict("ita.import_outdated")
        if plan.errors:
            raise conflict("ita.import_has_errors", errors=len(plan.errors))
        self._scores.change_all(
            person, [(step.agency, step.scores) for step in plan.steps], summary=plan.summary
        )
        return plan

    def _sets(self, agencies: Iterable[Agency], years: frozenset[int]) -> dict[tuple[str, int], ScoreSet]:
        return {
            (agency, year): scores
            for year in years
            for agency, scores in self._scores.of_year(year, agencies).items()
        }

    def _editions_of(self, years: frozenset[int]) -> dict[int, Edition]:
        found = {year: self._editions.find(year) for year in years}
        return {year: edition for year, edition in found.items() if edition}
