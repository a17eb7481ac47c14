"""All collections of the ITA cycle, built once, and the dossier of one cycle."""

from dataclasses import dataclass
from typing import Self

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies, Agency, ScoreSets
from checklist_app.catalog import Editions
from checklist_app.ita.analysing.records import Analyses
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.dossier import Dossier, ScoredYear
from checklist_app.ita.letters.records import LetterSettings
from checklist_app.ita.measures.evidences import Evidences, Files
from checklist_app.ita.measures.records import Plans
from checklist_app.ita.passages.records import Passages
from checklist_app.store import Kind, Store
from checklist_app.thai import LAST_YEAR

KINDS: tuple[Kind, ...] = (Analyses.KIND, Plans.KIND, Passages.KIND, LetterSettings.KIND)


@dataclass(frozen=True, slots=True)
class Ita:
    agencies: Agencies
    editions: Editions
    scores: ScoreSets
    analyses: Analyses
    plans: Plans
    passages: Passages
    letters: LetterSettings
    evidences: Evidences

    @classmethod
    def build(
        cls,
        store: Store,
        audit: Audit,
        agencies: Agencies,
        editions: Editions,
        scores: ScoreSets,
        files: Files,
    ) -> Self:
        plans = Plans(store, audit)
        return cls(
            agencies=agencies,
            editions=editions,
            scores=scores,
            analyses=Analyses(store, audit),
            plans=plans,
            passages=Passages(store, audit),
            letters=LetterSettings(store, audit),
            evidences=Evidences(plans, files),
        )

    def dossier(self, person: Person, agency: str, cycle: Cycle) -> Dossier:
        """Whoever may not see the agency is told that there is none."""
        return self.dossier_of(self.agencies.fetch(person.scope, agency), cycle)

    def dossier_of(self, agency: Agency, cycle: Cycle) -> Dossier:
        """An Agency in hand is one that its reader may see."""
        return Dossier(
            agency=agency,
            cycle=cycle,
            edition=self.editions.get(cycle.scores_year),
            before=self.scored_year(agency, cycle.scores_year),
            after=self.scored_year(agency, cycle.year),
            analysis=self.analyses.of(agency, cycle),
            plan=self.plans.of(agency, cycle),
            letters=self.letters.of(agency),
            written=self.passages.of(agency, cycle),
        )

    def years_beside(self, cycle: Cycle) -> tuple[int | None, int | None]:
        """Of the cycles before and after this one; None where nobody knows the rules of the result that such
        a cycle would begin with, or the calendar ends."""
        before = cycle.year - 1 if cycle.scores_year > self.editions.first else None
        return before, cycle.year + 1 if cycle.year < LAST_YEAR else None

    def scored_year(self, agency: Agency, year: int) -> ScoredYear | None:
        return ScoredYear.found(self.scores.find(agency, year), self.editions.find(year))

    def scored_years(self, agency: Agency) -> dict[int, ScoredYear]:
        """By year, of every year that has a score set and rules."""
        pairs = ((scores, self.editions.find(scores.year)) for scores in self.scores.of(agency))
        return {scores.year: ScoredYear.of(scores, edition) for scores, edition in pairs if edition}
