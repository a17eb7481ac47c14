"""What ratings from 1 to 5 say: mean, spread, scores and how far they can be trusted. Rounded half-up to two
decimals once, at the end. Pure.

Intervals are of 95 per cent and mean: so far would other answers of the same kind scatter. They say nothing
of those who did not answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Final

from checklist_app.surveys.model import BEST, RATINGS

FEWEST: Final = 10  # with fewer there is only a count
SCARCE: Final = 30  # with fewer, figures bear the words "few data"
Z: Final = Decimal("1.959964")
SPREAD: Final = BEST - 1  # between the worst and the best
MOST_WEIGHT: Final = 8
_EXACT: Final = Context(prec=40, rounding=ROUND_HALF_UP)
_CENT: Final = Decimal("0.01")

Interval = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Measure:
    """`n` ratings, without the `unused` ones; `counts` of 5, 4, 3, 2, 1. `score` is the mean of 5 in per
    cent, `top2` the share of 5 and 4. Without ratings there are no figures; one has no deviation."""

    n: int
    unused: int
    counts: tuple[int, ...]
    mean: Decimal | None = None
    sd: Decimal | None = None
    score: Decimal | None = None
    top2: Decimal | None = None
    top2_low: Decimal | None = None
    top2_high: Decimal | None = None
    mean_low: Decimal | None = None
    mean_high: Decimal | None = None

    @property
    def total(self) -> int:
        return sum(rating * count for rating, count in zip(RATINGS, self.counts, strict=True))

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """Of 5, 4, 3, 2, 1 in per cent."""
        return tuple(percent(count, self.n) for count in self.counts)

    @property
    def few(self) -> bool:
        return self.n < FEWEST

    @property
    def scarce(self) -> bool:
        return self.n < SCARCE


NOTHING: Final = Measure(0, 0, (0,) * BEST)


def measure(counts_by_rating: Sequence[int], *, each: int = 1) -> Measure:
    """Of how many gave 0 (unused), 1, … 5. Where everybody gave `each` ratings, intervals believe in so many
    people, not in so many ratings."""
    unused, *worst_first = counts_by_rating
    counts = tuple(reversed(worst_first))
    n = sum(counts)
    if not n:
        return Measure(0, unused, counts)
    with localcontext(_EXACT):
        total = sum(rating * count for rating, count in zip(RATINGS, counts, strict=True))
        squares = sum(rating * rating * count for rating, count in zip(RATINGS, counts, strict=True))
        mean, people = Decimal(total) / n, Decimal(n) / each
        variance = Decimal(squares * n - total * total) / (n * (n - 1)) if n > 1 else None
        top2 = Decimal(counts[0] + counts[1]) / n
        top2_low, top2_high = _wilson(top2, people)
        low, high = _wilson((mean - 1) / SPREAD, _weight(people, mean, variance))
        return Measure(
            n=n,
            unused=unused,
            counts=counts,
            mean=rounded(mean),
            sd=None if variance is None else rounded(variance.sqrt()),
            score=rounded(mean * 100 / BEST),
            top2=rounded(top2 * 100),
            top2_low=rounded(top2_low * 100),
            top2_high=rounded(top2_high * 100),
            mean_low=rounded(1 + low * SPREAD),
            mean_high=rounded(1 + high * SPREAD),
        )


def average(measures: Iterable[Measure]) -> Decimal | None:
    """The mean of the means of those that have one, each with the same weight."""
    exact = _average(measures)
    return None if exact is None else _rounded_fraction(exact)


def average_score(measures: Iterable[Measure]) -> Decimal | None:
    """The same of 5 in per cent, without rounding in between."""
    exact = _average(measures)
    return None if exact is None else _rounded_fraction(exact * 100 / BEST)


def average_interval(measures: Iterable[Measure]) -> Interval | None:
    """Never too narrow, because it lets all means err in the same direction."""
    lows, highs = [], []
    for each in measures:
        if each.mean_low is not None and each.mean_high is not None:
            lows.append(each.mean_low)
            highs.append(each.mean_high)
    return (_middle(lows), _middle(highs)) if lows else None


def percent(part: int, whole: int) -> Decimal:
    return rounded(Decimal(part) * 100 / whole) if whole else Decimal("0.00")


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half-up."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def _average(measures: Iterable[Measure]) -> Fraction | None:
    """As a fraction, because thirds add up to no round decimal."""
    means = [Fraction(each.total, each.n) for each in measures if each.n]
    return sum(means, Fraction()) / len(means) if means else None


def _middle(values: Sequence[Decimal]) -> Decimal:
    return rounded(sum(values, Decimal()) / len(values))


def _rounded_fraction(value: Fraction) -> Decimal:
    hundredths = (value * 200 + 1).__floor__() // 2
    return Decimal(hundredths).scaleb(-2)


def _weight(people: Decimal, mean: Decimal, variance: Decimal | None) -> Decimal:
    """How many answers of yes or no this many ratings are worth for an interval of the mean: the more, the
    closer they lie together, but at most eight times. Where all are the best or the worst, the spread is not
    known, and they are worth no more than their number."""
    position = (mean - 1) / SPREAD
    possible = position * (1 - position)
    if variance is None or not possible:
        return people
    if not variance:
        return people * MOST_WEIGHT
    worth = people * possible * SPREAD * SPREAD / variance
    return min(max(worth, people), people * MOST_WEIGHT)


def _wilson(share: Decimal, n: Decimal) -> Interval:
    """The score interval of a share of `n`."""
    square = Z * Z
    middle = share + square / (2 * n)
    around = Z * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
    whole = 1 + square / n
    return max((middle - around) / whole, Decimal(0)), min((middle + around) / whole, Decimal(1))
