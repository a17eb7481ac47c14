"""Results of several years beside each other: what changed from each to the next. Pure.

A row is what an indicator is called in the newest year that knows it. Where a year has no such indicator, or
no score of it, nothing is made up: there is no change either."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from checklist_app.catalog import Indicator
from checklist_app.ita.dossier import ScoredYear
from checklist_app.thai import format_score

Score = Decimal | None
NO_SCORE: Final = "–"
FEWEST: Final = 2  # years that there is something to compare in


class Way(StrEnum):
    """Where something moved; UNKNOWN where one of the two is missing, or they cannot be compared."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """`scores` are those of the years in their order; the first of `changes` is between the first two."""

    id: str
    name: str
    scores: tuple[Score, ...]

    @property
    def changes(self) -> tuple[Score, ...]:
        return tuple(change(before, after) for before, after in pairwise(self.scores))

    @property
    def whole(self) -> Score:
        """From the first year to the last."""
        return change(self.scores[0], self.scores[-1])


@dataclass(frozen=True, slots=True)
class Comparison:
    """`scored_years` are from the oldest to the newest year; `total` is as published, else as computed."""

    scored_years: tuple[ScoredYear, ...]
    indicators: tuple[Line, ...]
    instruments: tuple[Line, ...]
    total: Line

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(scored.scores.year for scored in self.scored_years)

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(scored.level for scored in self.scored_years)

    @property
    def level_ways(self) -> tuple[Way, ...]:
        """How the level of each year lies to the one before it."""
        return tuple(level_way(before, after) for before, after in pairwise(self.scored_years))


def compared(scored_years: Iterable[ScoredYear]) -> Comparison:
    """Of any number of years, at least one."""
    ordered = tuple(sorted(scored_years, key=lambda scored: scored.scores.year))
    return Comparison(
        scored_years=ordered,
        indicators=tuple(_indicators(ordered)),
        instruments=tuple(_instruments(ordered)),
        total=Line("total", "", tuple(scored.total for scored in ordered)),
    )


def change(before: Score, after: Score) -> Score:
    return None if before is None or after is None else after - before


def shown(score: Score) -> str:
    """Always two decimals, a minus as a hyphen, no plus."""
    return NO_SCORE if score is None else format_score(score)


def way(change: Score) -> Way:
    if change is None:
        return Way.UNKNOWN
    return Way.SAME if change == 0 else Way.UP if change > 0 else Way.DOWN


def level_way(before: ScoredYear, after: ScoredYear) -> Way:
    """Levels of two rules are not compared: that A became ผ่านดี is neither up nor down."""
    names = _level_names(after)
    if names != _level_names(before) or not {before.level, after.level} <= {*names}:
        return Way.UNKNOWN
    return way(Decimal(names.index(before.level) - names.index(after.level)))


def _level_names(scored: ScoredYear) -> list[str]:
    """The best first."""
    return [level.name for level in scored.edition.levels]


def _indicators(scored_years: Sequence[ScoredYear]) -> Iterator[Line]:
    for kept in _known(scored_years):
        yield Line(kept.id, kept.name, tuple(_score(scored, kept) for scored in scored_years))


def _known(scored_years: Sequence[ScoredYear]) -> list[Indicator]:
    """Each indicator once, by its name in the newest year that has it, in the order of their numbers."""
    known: list[Indicator] = []
    for scored in reversed(scored_years):
        known += [each for each in scored.edition.indicators if not any(same(each, one) for one in known)]
    return sorted(known, key=lambda indicator: indicator.number)


def _score(scored: ScoredYear, wanted: Indicator) -> Score:
    here = next((each for each in scored.edition.indicators if same(each, wanted)), None)
    return scored.scores.indicators.get(here.id) if here else None


def same(one: Indicator, other: Indicator) -> bool:
    """Whether two years measure the same by them, whatever number each gives it."""
    return not {one.name, *one.aliases}.isdisjoint({other.name, *other.aliases})


def _instruments(scored_years: Sequence[ScoredYear]) -> Iterator[Line]:
    names = {each.id: each.name for scored in scored_years for each in scored.edition.instruments}
    for id, name in names.items():
        yield Line(id, name, tuple(scored.figures.means.get(id) for scored in scored_years))
