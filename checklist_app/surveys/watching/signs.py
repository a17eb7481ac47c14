"""What a province looks at in its agencies' answers: shares that stand out, judged by limits that are printed
beside them. A sign is a reason to ask, never a proof, so it changes no number. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from checklist_app.surveys.answering.patterns import HOURS, Pattern
from checklist_app.surveys.asking.questions import OVERALL
from checklist_app.surveys.counting.statistics import SCARCE, Measure, measure, percent
from checklist_app.surveys.counting.tally import RATED
from checklist_app.surveys.model import Channel, Flag
from checklist_app.surveys.rounds.model import PointTally


class Mood(StrEnum):
    """In the order in which somebody should look."""

    ODD = "odd"
    LOOK = "look"
    USUAL = "usual"
    FEW = "few"  # too little to say anything


MOODS: Final = tuple(Mood)


class Rule(StrEnum):
    FLAGGED = "flagged"
    STRAIGHT = "straight"
    STAFF = "staff"  # paper and assisted: what staff typed
    KIOSK = "kiosk"
    HOURS = "hours"
    BURSTS = "bursts"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Limits:
    """From `look` on worth a look, from `odd` on unusual: per cent, or days with bursts. Without `odd` it is
    never more than worth a look."""

    look: int
    odd: int | None = None


LIMITS: Final[Mapping[Rule, Limits]] = {
    Rule.FLAGGED: Limits(10, 25),
    Rule.STRAIGHT: Limits(70, 90),  # of content people many give the same rating to everything
    Rule.STAFF: Limits(50, 80),
    Rule.KIOSK: Limits(80),
    Rule.HOURS: Limits(40, 70),  # many answer at home in the evening
    Rule.BURSTS: Limits(1, 3),
    Rule.LATE: Limits(5, 20),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """`count` of `of`; days where it is about bursts, of which there is no whole."""

    rule: Rule
    count: int
    of: int
    mood: Mood

    @property
    def percent(self) -> Decimal:
        return percent(self.count, self.of)


@dataclass(frozen=True, slots=True)
class Hours:
    """When answers came, and how many of them outside of the hours of work, which are from `opens` until
    `closes` on Mondays to Fridays."""

    workdays: tuple[int, ...]
    weekends: tuple[int, ...]
    opens: int
    closes: int

    @property
    def all(self) -> int:
        return sum(self.workdays) + sum(self.weekends)

    @property
    def outside(self) -> int:
        return self.all - sum(self.workdays[self.opens : self.closes])


@dataclass(frozen=True, slots=True)
class Sums:
    """As much of the tally of a point as signs are made of. `ratings` are of the overall question, without
    and with what was flagged."""

    code: str
    name: str
    seq: int
    late: int
    answers: int
    flagged: int
    straight: int
    flags: Counter[str]
    channels: Counter[Channel]
    ratings: tuple[int, ...]
    ratings_of_all: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of some answers. `headline` is the measure of the overall question, `with_flagged` what
    it would be if nothing had been left out."""

    answers: int
    flagged: int
    flags: Mapping[Flag, int]
    channels: Mapping[Channel, int]
    hours: Hours
    bursts: Mapping[date, int]
    signs: tuple[Sign, ...]
    headline: Measure
    with_flagged: Measure

    @property
    def mood(self) -> Mood:
        """The gravest of its signs: one is enough."""
        if self.standing_out:
            return min((sign.mood for sign in self.standing_out), key=MOODS.index)
        return Mood.FEW if self.answers < SCARCE else Mood.USUAL

    @property
    def standing_out(self) -> tuple[Sign, ...]:
        return tuple(sign for sign in self.signs if sign.mood in (Mood.ODD, Mood.LOOK))


def sums_of(point: PointTally) -> Sums:
    """In one pass, because a province is many of them."""
    answers, flagged, straight = 0, 0, 0
    flags, channels = Counter[str](), Counter[Channel]()
    ratings = {True: [0] * RATED, False: [0] * RATED}
    for group, cell in point.tally.cells.items():
        answers += cell.answers
        flagged += cell.answers if group.flagged else 0
        straight += cell.straight
        flags.update(cell.flags)
        channels[group.channel] += cell.answers
        for rating, count in enumerate(cell.ratings.get(OVERALL, ())):
            ratings[group.flagged][rating] += count
    return Sums(
        point.code,
        point.name,
        point.head.seq,
        point.late,
        answers,
        flagged,
        straight,
        flags,
        channels,
        tuple(ratings[False]),
        _added([ratings[False], ratings[True]]),
    )


def sight_of(points: Sequence[Sums], patterns: Iterable[Pattern], *, opens: int, closes: int) -> Sight:
    """Of one point or of a whole agency."""
    pattern, counted = _together(patterns), sum(point.answers for point in points)
    hours = Hours(pattern.workdays, pattern.weekends, opens, closes)
    flagged, late = sum(point.flagged for point in points), sum(point.late for point in points)
    channels = {channel: sum(point.channels[channel] for point in points) for channel in Channel}
    flags = {flag: sum(point.flags[flag.value] for point in points) for flag in Flag}
    return Sight(
        answers=counted,
        flagged=flagged,
        flags={flag: count for flag, count in flags.items() if count},
        channels=channels,
        hours=hours,
        bursts={date.fromisoformat(on): many for on, many in pattern.bursts.items()},
        signs=(
            _share(Rule.FLAGGED, flagged, counted),
            _share(Rule.STRAIGHT, sum(point.straight for point in points), counted),
            _share(Rule.STAFF, channels[Channel.PAPER] + channels[Channel.ASSISTED], counted),
            _share(Rule.KIOSK, channels[Channel.KIOSK], counted),
            _share(Rule.HOURS, hours.outside, hours.all),
            _days(len(pattern.bursts), counted),
            _share(Rule.LATE, late, counted + late),
        ),
        headline=measure(_added(point.ratings for point in points)),
        with_flagged=measure(_added(point.ratings_of_all for point in points)),
    )


def gravest_first(sight: Sight) -> tuple[int, int, int]:
    """The key by which agencies are sorted: those to look at first."""
    odd = sum(sign.mood is Mood.ODD for sign in sight.signs)
    return MOODS.index(sight.mood), -odd, -len(sight.standing_out)


def _share(rule: Rule, count: int, of: int) -> Sign:
    return Sign(rule, count, of, Mood.FEW if of < SCARCE else _judged(rule, count * 100, of))


def _days(bursts: int, answers: int) -> Sign:
    """A burst can be spoken of however few answers there are."""
    few = not bursts and answers < SCARCE
    return Sign(Rule.BURSTS, bursts, 0, Mood.FEW if few else _judged(Rule.BURSTS, bursts, 1))


def _judged(rule: Rule, value: int, whole: int) -> Mood:
    limits = LIMITS[rule]
    if limits.odd is not None and value >= limits.odd * whole:
        return Mood.ODD
    return Mood.LOOK if value >= limits.look * whole else Mood.USUAL


def _added(counts: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip((0,) * RATED, *counts, strict=True)))


def _together(patterns: Iterable[Pattern]) -> Pattern:
    """Of several points; on one day the longest of their bursts."""
    whole = Pattern((0,) * HOURS, (0,) * HOURS)
    for pattern in patterns:
        whole = whole.plus(pattern)
    return whole
