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
from checklist_app.ita.dossier import Outcome
from checklist_app.thai import format_score

Score = Decimal | None
NO_SCORE: Final = "–"


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
    """`outcomes` are from the oldest to the newest year; `total` is as published, else as computed."""

    outcomes: tuple[Outcome, ...]
    indicators: tuple[Line, ...]
    instruments: tuple[Line, ...]
    total: Line

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(outcome.scores.year for outcome in self.outcomes)

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(outcome.level for outcome in self.outcomes)

    @property
    def level_ways(self) -> tuple[Way, ...]:
        """How the level of each year lies to the one before it."""
        return tuple(level_way(before, after) for before, after in pairwise(self.outcomes))


def compared(outcomes: Iterable[Outcome]) -> Comparison:
    """Of any number of years, at least one."""
    ordered = tuple(sorted(outcomes, key=lambda outcome: outcome.scores.year))
    return Comparison(
        outcomes=ordered,
        indicators=tuple(_indicators(ordered)),
        instruments=tuple(_instruments(ordered)),
        total=Line("total", "", tuple(outcome.total for outcome in ordered)),
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


def level_way(before: Outcome, after: Outcome) -> Way:
    """Levels of two rules are not compared: that A became ผ่านดี is neither up nor down."""
    names = [level.name for level in after.edition.levels]  # the best first
    if names != [level.name for level in before.edition.levels] or not {before.level, after.level} <= {
        *names
    }:
        return Way.UNKNOWN
    return way(Decimal(names.index(before.level) - names.index(after.level)))


def _level_names(outcome: Outcome) -> list[str]:
    """The best first."""
    return [level.name for level in outcome.edition.levels]


def _indicators(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    for kept in _known(outcomes):
        yield Line(kept.id, kept.name, tuple(_score(outcome, kept) for outcome in outcomes))


def _known(outcomes: Sequence[Outcome]) -> list[Indicator]:
    """Each indicator once, by its name in the newest year that has it, in the order of their numbers."""
    known: list[Indicator] = []
    for outcome in reversed(outcomes):
        known += [each for each in outcome.edition.indicators if not any(same(each, one) for one in known)]
    return sorted(known, key=lambda indicator: indicator.number)


def _score(outcome: Outcome, wanted: Indicator) -> Score:
    here = next((each for each in outcome.edition.indicators if same(each, wanted)), None)
    return outcome.scores.indicators.get(here.id) if here else None


def same(one: Indicator, other: Indicator) -> bool:
    """Whether two years measure the same by them, whatever number each gives it."""
    return not {one.name, *one.aliases}.isdisjoint({other.name, *other.aliases})


def _instruments(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    names = {each.id: each.name for outcome in outcomes for each in outcome.edition.instruments}
    for id, name in names.items():
        yield Line(id, name, tuple(outcome.figures.means.get(id) for outcome in outcomes))
