"""What a province sees of its agencies' cycles in one year: how far they are, their results and what moved,
what is missed most often, and what is overdue. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from checklist_app.agencies import Agency
from checklist_app.catalog import Edition, Indicator, mean
from checklist_app.ita.analysing.model import Finding
from checklist_app.ita.comparing.comparison import Score, Way, change, level_way, way
from checklist_app.ita.cycle import Cycle, Stage
from checklist_app.ita.dossier import ScoredYear
from checklist_app.ita.measures.model import Measure, MeasureState, Plan
from checklist_app.thai import sort_key

BIGGEST: Final = 5  # movements each way


@dataclass(frozen=True, slots=True)
class Sight:
    """One agency. `before` is the result that the cycle begins with, `earlier` that of the year before."""

    agency: Agency
    stage: Stage
    plan: Plan
    overdue: tuple[Measure, ...]
    before: ScoredYear | None = None
    earlier: ScoredYear | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def total(self) -> Score:
        return self.before.total if self.before else None

    @property
    def level(self) -> str:
        return self.before.level if self.before else ""

    @property
    def change(self) -> Score:
        return change(self.earlier.total if self.earlier else None, self.total)

    @property
    def way(self) -> Way:
        return way(self.change)

    @property
    def level_way(self) -> Way:
        return level_way(self.earlier, self.before) if self.earlier and self.before else Way.UNKNOWN

    @property
    def measures(self) -> int:
        """Without those that were dropped."""
        return sum(each.state is not MeasureState.DROPPED for each in self.plan.measures)

    @property
    def done(self) -> int:
        return sum(each.state is MeasureState.DONE for each in self.plan.measures)

    @property
    def last_report(self) -> date | None:
        return max(
            (report.changed for each in self.plan.measures for report in each.followups.values()),
            default=None,
        )


@dataclass(frozen=True, slots=True)
class District:
    """`mean` is the plain mean of the totals that are there."""

    name: str
    agencies: int
    scored: int
    mean: Score
    lowest: Score
    highest: Score


@dataclass(frozen=True, slots=True)
class Often:
    """A question of the edition (its text is empty where the catalogue does not know it) and at how many
    agencies it was found."""

    question: str
    text: str
    agencies: int


@dataclass(frozen=True, slots=True)
class Province:
    """`edition` is that of the results that the cycle begins with."""

    name: str
    cycle: Cycle
    edition: Edition
    sights: tuple[Sight, ...]

    def narrowed(self, district: str | None, stage: Stage | None) -> "Province":
        """Only what lies in this district and is at this stage; None: wherever, at any."""
        fitting = (
            one
            for one in self.sights
            if (district is None or one.agency.district == district) and (stage is None or one.stage is stage)
        )
        return replace(self, sights=tuple(fitting))

    @property
    def districts(self) -> tuple[District, ...]:
        grouped: dict[str, list[Sight]] = defaultdict(list)
        for one in self.sights:
            grouped[one.agency.district].append(one)
        return tuple(_district(name, grouped[name]) for name in sorted(grouped, key=sort_key))

    @property
    def whole(self) -> District:
        return _district(self.name, self.sights)

    @property
    def stages(self) -> dict[Stage, tuple[Sight, ...]]:
        return {stage: tuple(one for one in self.sights if one.stage is stage) for stage in Stage}

    @property
    def levels(self) -> dict[str, int]:
        """The best first, then what was printed and is none of this year's; "" for those without a result."""
        counted = Counter(one.level for one in self.sights)
        names = dict.fromkeys(
            [*(level.name for level in self.edition.levels), *sorted(counted.keys() - {""})]
        )
        return {name: counted[name] for name in (*names, "")}

    @property
    def ways(self) -> dict[Way, int]:
        counted = Counter(one.way for one in self.sights)
        return {each: counted[each] for each in Way}

    @property
    def risen(self) -> tuple[Sight, ...]:
        """Those that rose most."""
        return tuple(_moved(self.sights, Way.UP, best_first=True))

    @property
    def fallen(self) -> tuple[Sight, ...]:
        return tuple(_moved(self.sights, Way.DOWN, best_first=False))

    @property
    def missed(self) -> tuple[Often, ...]:
        """Disclosure items at which nothing was found."""
        return self._often(missed=True)

    @property
    def found(self) -> tuple[Often, ...]:
        """All other findings."""
        return self._often(missed=False)

    @property
    def failing(self) -> tuple[tuple[Indicator, int], ...]:
        """Indicators below the pass mark, those of most agencies first."""
        rows = [row.indicator for one in self.sights if one.before for row in one.before.figures.failing]
        counted = Counter(indicator.id for indicator in rows)
        failed = [(each, counted[each.id]) for each in self.edition.indicators if counted[each.id]]
        return tuple(sorted(failed, key=lambda pair: -pair[1]))

    @property
    def overdue(self) -> tuple[tuple[Sight, Measure], ...]:
        """The longest first."""
        late = [(one, measure) for one in self.sights for measure in one.overdue]
        return tuple(sorted(late, key=lambda pair: pair[1].due or date.max))

    def _often(self, *, missed: bool) -> tuple[Often, ...]:
        counted = Counter(
            each.question for one in self.sights for each in one.findings if each.missed is missed
        )
        texts = {question.id: question.text for question in self.edition.questions}
        ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0][0], int(pair[0][1:])))
        return tuple(Often(id, texts.get(id, ""), count) for id, count in ordered)


def _district(name: str, sights: Sequence[Sight]) -> District:
    totals = [one.total for one in sights if one.total is not None]
    lowest, highest = min(totals, default=None), max(totals, default=None)
    return District(name, len(sights), len(totals), mean(totals), lowest, highest)


def _moved(sights: Iterable[Sight], wanted: Way, *, best_first: bool) -> list[Sight]:
    known = [(one.change, one) for one in sights if one.change is not None and way(one.change) is wanted]
    known.sort(key=lambda pair: pair[0], reverse=best_first)
    return [one for _, one in known[:BIGGEST]]
