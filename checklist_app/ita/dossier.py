"""All that is known of one cycle of one agency, gathered once for pages, drafts and papers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from checklist_app.agencies import Agency, ScoreSet
from checklist_app.catalog import Edition, Figures, Ranked, figures, level_of, ranking
from checklist_app.ita.analysing.model import Analysis, Mark
from checklist_app.ita.cycle import Cycle, Stage
from checklist_app.ita.letters.model import Letters
from checklist_app.ita.measures.model import Plan
from checklist_app.ita.measures.standing import stage_of
from checklist_app.ita.passages.model import Written
from checklist_app.ita.scoring.cautions import possible_levels


@dataclass(frozen=True, slots=True)
class ScoredYear:
    """One year's result beside what its edition makes of it."""

    scores: ScoreSet
    edition: Edition
    figures: Figures

    @classmethod
    def of(cls, scores: ScoreSet, edition: Edition) -> "ScoredYear":
        return cls(scores, edition, figures(edition, scores.indicators))

    @classmethod
    def found(cls, scores: ScoreSet | None, edition: Edition | None) -> "ScoredYear | None":
        """None where either is not known."""
        return cls.of(scores, edition) if scores and edition else None

    @property
    def total(self) -> Decimal | None:
        """As published, else as computed."""
        return self.figures.total if self.scores.published_total is None else self.scores.published_total

    @property
    def level(self) -> str:
        """As published, else the one that the total has; empty where that is not known."""
        if self.scores.published_level or self.total is None:
            return self.scores.published_level or ""
        if self.figures.total is None:
            possible = possible_levels(self.edition, self.total, self.figures)
            return possible[0].name if len(possible) == 1 else ""
        level = level_of(self.edition, self.total, self.figures.means)
        return level.name if level else ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """`before` is the result that the cycle begins with, `after` the one at its end. `edition` is that of the
    year of `before`, known also while there are no scores."""

    agency: Agency
    cycle: Cycle
    edition: Edition
    before: ScoredYear | None
    after: ScoredYear | None
    analysis: Analysis
    plan: Plan
    letters: Letters
    written: Mapping[str, Written] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        before = self.before.scores if self.before else None
        return stage_of(before, self.plan, self.after.scores if self.after else None)

    @property
    def mark(self) -> Mark:
        return self.analysis.mark or Mark(self.edition.strength_mark)

    @property
    def ranked(self) -> tuple[Ranked, ...]:
        return ranking(self.edition, self.before.scores.indicators) if self.before else ()

    @property
    def strengths(self) -> tuple[Ranked, ...]:
        return tuple(row for row in self.ranked if self.mark.is_reached_by(row.score))

    @property
    def weaknesses(self) -> tuple[Ranked, ...]:
        return tuple(row for row in self.ranked if not self.mark.is_reached_by(row.score))
