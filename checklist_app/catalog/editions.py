"""The ITA rules of one fiscal year: what is measured, how it is weighed, what the figures are called.
Pure: an Edition is data, and every number here comes from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

CENT = Decimal("0.01")
HUNDRED = Decimal(100)

Scores = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Instrument:
    id: str
    name: str
    weight: Decimal
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A range of question numbers, such as O1 to O9; unknown in some years."""

    first: str = ""
    last: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-indicator, such as 9.1. `short` is its name in a score table."""

    id: str
    name: str
    short: str
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    name: str
    instrument: str
    aliases: tuple[str, ...] = ()
    span: Span = Span()
    parts: tuple[Part, ...] = ()

    @property
    def number(self) -> int:
        return int(self.id)


@dataclass(frozen=True, slots=True)
class Level:
    """Reached from a total of `total`, and from `each_instrument` in every instrument if that is set."""

    id: str
    name: str
    total: Decimal
    each_instrument: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ItaQuestion:
    """`scale`: four (0, 33, 67, 100), yes_no, or empty for a document that is disclosed or not."""

    id: str
    text: str
    about: str
    parts: int = 1
    scale: str = ""
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Objective:
    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a part of the edition is known from, and how sure that is."""

    about: str
    source: str
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """`advice` is by the ids of questions, parts and indicators, with {year} and {previous} for the years.
    `version` counts an administrator's edits (0: as shipped); `carried_from` is the year that an edition
    without a file of its own was taken over from."""

    year: int
    confirmed: bool
    instruments: tuple[Instrument, ...]
    indicators: tuple[Indicator, ...]
    levels: tuple[Level, ...]
    pass_mark: Decimal
    strength_mark: Decimal
    incomplete: str = ""
    objectives: Mapping[str, Objective] | None = None
    advice: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[ItaQuestion, ...] = ()
    facts: tuple[Fact, ...] = ()
    version: int = 0
    carried_from: int | None = None

    def indicator(self, id: str) -> Indicator | None:
        return next((indicator for indicator in self.indicators if indicator.id == id), None)

    def named(self, name: str) -> Indicator | None:
        """The indicator of this official name or of one of its other spellings."""
        return next((known for known in self.indicators if name == known.name or name in known.aliases), None)

    def of_instrument(self, id: str) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.instrument == id)

    @property
    def advisable(self) -> tuple[str, ...]:
        """What there may be advice on: indicators, each before its parts, then questions."""
        places = [[known.id, *(part.id for part in known.parts)] for known in self.indicators]
        return (*chain.from_iterable(places), *(question.id for question in self.questions))

    def spans(self) -> dict[str, Span]:
        """The question numbers of every indicator and of every part."""
        whole = {indicator.id: indicator.span for indicator in self.indicators}
        return whole | {part.id: part.span for known in self.indicators for part in known.parts}


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    indicator: Indicator
    score: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """All that follows from the scores of one agency; None where scores are missing."""

    means: Mapping[str, Decimal | None]
    total: Decimal | None
    level: Level | None
    ranking: tuple[Ranked, ...]
    failing: tuple[Ranked, ...]


def figures(edition: Edition, scores: Scores) -> Figures:
    means = instrument_means(edition, scores)
    total = weighted_total(edition, means)
    return Figures(
        means=means,
        total=total,
        level=level_of(edition, total, means),
        ranking=ranking(edition, scores),
        failing=failing(edition, scores),
    )


def instrument_means(edition: Edition, scores: Scores) -> dict[str, Decimal | None]:
    return {
        instrument.id: mean(scores.get(known.id) for known in edition.of_instrument(instrument.id))
        for instrument in edition.instruments
    }


def weighted_total(edition: Edition, means: Mapping[str, Decimal | None]) -> Decimal | None:
    """Each mean counts as published, rounded to two decimals before it is weighted: the only order
    that reproduces the published totals."""
    total = Decimal(0)
    for instrument in edition.instruments:
        value = means.get(instrument.id)
        if value is None:
            return None
        total += value * instrument.weight
    return rounded(total / HUNDRED)


def level_of(edition: Edition, total: Decimal | None, means: Mapping[str, Decimal | None]) -> Level | None:
    if total is None:
        return None
    return next((level for level in edition.levels if _reaches(level, total, means.values())), None)


def ranking(edition: Edition, scores: Scores) -> tuple[Ranked, ...]:
    """Highest first; equal scores in the order of their numbers, and no rank is shared."""
    known = [(scores[indicator.id], indicator) for indicator in edition.indicators if indicator.id in scores]
    known.sort(key=lambda pair: (-pair[0], pair[1].number))
    return tuple(Ranked(rank, indicator, score) for rank, (score, indicator) in enumerate(known, start=1))


def failing(edition: Edition, scores: Scores) -> tuple[Ranked, ...]:
    return tuple(row for row in ranking(edition, scores) if row.score < edition.pass_mark)


def strengths(edition: Edition, scores: Scores, *, cut_off: Decimal | None = None) -> tuple[Ranked, ...]:
    """A score of exactly the cut-off is a strength: what was reached is reached."""
    mark = edition.strength_mark if cut_off is None else cut_off
    return tuple(row for row in ranking(edition, scores) if row.score >= mark)


def weaknesses(edition: Edition, scores: Scores, *, cut_off: Decimal | None = None) -> tuple[Ranked, ...]:
    mark = edition.strength_mark if cut_off is None else cut_off
    return tuple(row for row in ranking(edition, scores) if row.score < mark)


def indicator_score(indicator: Indicator, part_scores: Scores) -> Decimal | None:
    """An indicator with parts is the plain mean of its parts, however many questions each has."""
    return mean(part_scores.get(part.id) for part in indicator.parts)


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    known = list(values)
    numbers = [value for value in known if value is not None]
    if not numbers or len(numbers) < len(known):
        return None
    return rounded(sum(numbers, Decimal(0)) / len(numbers))


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def level_ranges(edition: Edition) -> tuple[tuple[Level, str], ...]:
    """Each level with its range as the form prints it: 95.00 – 100, 85.00 – 94.99, … 0 – 49.99.
    A higher level that asks something of each instrument as well does not bound the ones below it:
    a total of 96 that misses it there belongs to one of them."""
    rows = []
    for level in edition.levels:
        above = [
            other.total
            for other in edition.levels
            if other.total > level.total and other.each_instrument is None
        ]
        top = str(min(above) - CENT) if above else "100"
        rows.append((level, f"{level.total if level.total else 0} – {top}"))
    return tuple(rows)


def _reaches(level: Level, total: Decimal, means: Iterable[Decimal | None]) -> bool:
    if total < level.total:
        return False
    least = level.each_instrument
    return least is None or all(value is not None and value >= least for value in means)
