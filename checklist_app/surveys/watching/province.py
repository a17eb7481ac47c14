"""What a province is shown of its agencies' surveys, read for all of them at once: in few questions to the
store however many agencies there are. What has not changed is not added up again."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Final, TypeAlias

from checklist_app.agencies import Agency
from checklist_app.store import Head
from checklist_app.surveys.answering.answers import Answers, Place
from checklist_app.surveys.answering.patterns import Pattern
from checklist_app.surveys.counting.tallies import Counted
from checklist_app.surveys.model import Point
from checklist_app.surveys.periods import Period
from checklist_app.surveys.points.records import Points
from checklist_app.surveys.rounds.model import PointTally, Round, RoundState
from checklist_app.surveys.rounds.records import Rounds, late_elsewhere
from checklist_app.surveys.rounds.settings import Settings, SurveySettings
from checklist_app.surveys.watching.signs import Sight, Sums, gravest_first, sight_of, sums_of
from checklist_app.thai import sort_key

MOST_REMEMBERED: Final = 10_000

Rounded: TypeAlias = Sequence[tuple[Round, Sequence[Point]]]
"""Rounds, each with the points of its agency."""


@dataclass(frozen=True, slots=True)
class AgencySight:
    agency: Agency
    round: Round
    sight: Sight


@dataclass(frozen=True, slots=True)
class Province:
    """Of one half of a year: `seen` has those first that somebody should look at, `idle` counts agencies
    without a round. `earlier` and `later` are the neighbouring halves that have rounds."""

    period: Period
    seen: tuple[AgencySight, ...]
    idle: int
    earlier: Period | None
    later: Period | None


@dataclass(frozen=True, slots=True)
class RoundSight:
    round: Round
    whole: Sight
    points: tuple[tuple[str, Sight], ...]  # by name


class Watch:
    def __init__(self, points: Points, rounds: Rounds, answers: Answers, settings: Settings) -> None:
        self._points = points
        self._rounds = rounds
        self._answers = answers
        self._settings = settings
        self._guard = Lock()
        self._known: OrderedDict[str, tuple[Sums, ...]] = OrderedDict()  # of rounds that are over, of points

    def points(self) -> dict[str, list[Point]]:
        """By agency."""
        grouped: dict[str, list[Point]] = defaultdict(list)
        for point in self._points.all():
            grouped[point.agency].append(point)
        return grouped

    def rounds(self, agencies: Iterable[str]) -> list[Round]:
        held = set(agencies)
        return [round for round in self._rounds.all() if round.agency in held]

    def provinces(self, agencies: Iterable[Agency]) -> list[str]:
        """Those of these agencies' that have a service point somewhere, in Thai order."""
        have = {point.agency for point in self._points.all()}
        return sorted({agency.province for agency in agencies if agency.id in have}, key=sort_key)

    def overview(self, agencies: Sequence[Agency], wanted: Period | None, *, today: date) -> Province:
        """Of the half of the year that is wanted, or else of the last one that has rounds."""
        rounds = self.rounds(agency.id for agency in agencies)
        periods = sorted({round.period for round in rounds})
        period = wanted or max(periods, default=Period.of(today))
        of_it = {round.agency: round for round in rounds if round.period == period}
        watched = [(agency, of_it[agency.id]) for agency in agencies if agency.id in of_it]
        return Province(
            period,
            self._seen(watched, period),
            idle=len(agencies) - len(watched),
            earlier=max((each for each in periods if each < period), default=None),
            later=min((each for each in periods if each > period), default=None),
        )

    def detail(self, agency: str, period: Period) -> RoundSight | None:
        """Of one agency whose rounds a person may see, the points in their order."""
        round = self._rounds.get(agency, period)
        if round is None:
            return None
        settings = self._settings.of(agency)
        sums = self.sums(round, self._points.of(agency))
        patterns = {point.code: self._answers.patterns.of(point.code, period) for point in sums}
        each = tuple((point.name, _sight([point], [patterns[point.code]], settings)) for point in sums)
        return RoundSight(round, _sight(sums, patterns.values(), settings), each)

    def sums(self, round: Round, points: Sequence[Point]) -> list[Sums]:
        """Of each point, as the round tells them; `points` are those of its agency."""
        return self.sums_of_each([(round, points)])[round.id]

    def sums_of_each(self, watched: Rounded) -> dict[str, list[Sums]]:
        """As `sums`, by the ids of the rounds."""
        running = [(round, points) for round, points in watched if round.state is RoundState.OPEN]
        over = [(round, points) for round, points in watched if round.state is not RoundState.OPEN]
        return self._running(running) | self._over(over)

    def _running(self, watched: Rounded) -> dict[str, list[Sums]]:
        places = [(point.code, round.period) for round, points in watched for point in points]
        counted = self._answers.counted_of_each(places) if places else {}
        return {
            round.id: [
                self._running_at(point, round.period, found)
                for point in points
                if (found := counted[point.code, round.period]).head.seq
            ]
            for round, points in watched
        }

    def _running_at(self, point: Point, period: Period, counted: Counted) -> Sums:
        id = f"{point.code}/{period.key}"
        for known in self._known.get(id, ()):
            if known.seq == counted.head.seq:
                return replace(known, name=point.name)
        tally = PointTally(point.code, point.name, counted.head, counted.tally)
        return self._remember(id, [tally])[0]

    def _over(self, watched: Rounded) -> dict[str, list[Sums]]:
        known = self._frozen([round for round, _ in watched])
        heads = self._answers.heads(
            (code, round.period)
            for round, points in watched
            for code in {each.code for each in known[round.id]}.union(point.code for point in points)
        )
        return {round.id: _with_late(round, points, known[round.id], heads) for round, points in watched}

    def _frozen(self, rounds: Sequence[Round]) -> dict[str, tuple[Sums, ...]]:
        known = {round.id: self._known.get(round.id) for round in rounds}
        unknown = [round for round in rounds if known[round.id] is None]
        found = self._rounds.frozen(unknown) if unknown else {}
        return {id: self._remember(id, found[id]) if sums is None else sums for id, sums in known.items()}

    def _remember(self, id: str, tallies: Iterable[PointTally]) -> tuple[Sums, ...]:
        sums = tuple(map(sums_of, tallies))
        with self._guard:
            self._known[id] = sums
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return sums

    def _seen(self, watched: Sequence[tuple[Agency, Round]], period: Period) -> tuple[AgencySight, ...]:
        points, chosen = self.points(), self._settings.chosen()
        patterns = self._answers.patterns.of_all(period)
        sums = self.sums_of_each([(round, points.get(agency.id, [])) for agency, round in watched])
        seen = []
        for agency, round in watched:
            own = points.get(agency.id, [])
            found = [patterns[point.code] for point in own if point.code in patterns]
            settings = chosen.get(agency.id, SurveySettings(agency.id))
            seen.append(AgencySight(agency, round, _sight(sums[round.id], found, settings)))
        seen.sort(key=lambda one: gravest_first(one.sight))  # stable: agencies of one kind stay in order
        return tuple(seen)


def _with_late(
    round: Round, points: Sequence[Point], known: Sequence[Sums], heads: Mapping[Place, Head]
) -> list[Sums]:
    part = [replace(each, late=heads[each.code, round.period].seq - each.seq) for each in known]
    elsewhere = late_elsewhere(round, points, {each.code for each in known}, heads)
    return [*part, *map(sums_of, elsewhere)]


def _sight(sums: Sequence[Sums], patterns: Iterable[Pattern], settings: SurveySettings) -> Sight:
    return sight_of(sums, patterns, opens=settings.opens, closes=settings.closes)
