"""What an inspector is told beside the items of the form that ask for satisfaction surveys: of each agency
that has a service point, its last rounds and whether they were decided and published. Small, because every
phone takes it along; a round that runs tells its answers only roughly, so that one answer more does not make
every phone ask for everything again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Final

from checklist_app.clock import day_of
from checklist_app.store import Body
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import Round, RoundState
from checklist_app.surveys.watching.province import Watch
from checklist_app.surveys.watching.signs import Sums

PERIODS: Final = 4
NO_ROUND: Final = "none"
AT_LEAST: Final = (1, 10, 30, 100, 300, 1_000, 3_000, 10_000)
"""Of a round that runs only the highest of these is told that it has reached."""


class Facts:
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def of(self, agencies: Set[str], *, today: date) -> Body:
        """By agency, the newest round first; of those only that have a service point."""
        points = {id: held for id, held in self._watch.points().items() if id in agencies}
        rounds: dict[str, dict[Period, Round]] = defaultdict(dict)
        for round in self._watch.rounds(points) if points else ():
            rounds[round.agency][round.period] = round
        last = {id: _last_periods(Period.of(today), rounds[id]) for id in sorted(points)}
        told = [(rounds[id][each], points[id]) for id in last for each in last[id] if each in rounds[id]]
        sums = self._watch.sums_of_each(told)
        return {
            id: [_shown(period, rounds[id].get(period), sums) for period in periods]
            for id, periods in last.items()
        }


def _shown(period: Period, round: Round | None, sums: Mapping[str, Sequence[Sums]]) -> Body:
    shown: Body = {"year": period.year, "number": period.number, "state": NO_ROUND}
    if round is None:
        return shown
    shown |= {"state": round.state.value, "answers": _answers(round, sums[round.id])}
    if round.decisions:  # the first one published it
        decided = day_of(round.decisions[0].at).isoformat()
        address = f"/p/{round.agency}/{period.year}/{period.number}"
        shown |= {"decided": decided, "address": address}
    return shown


def _answers(round: Round, sums: Sequence[Sums]) -> int:
    """As the headline counts them, without what was flagged."""
    counted = sum(each.answers - each.flagged for each in sums)
    if round.state is RoundState.OPEN:
        return max((least for least in AT_LEAST if least <= counted), default=0)
    return counted


def _last_periods(current: Period, rounds: Mapping[Period, Round]) -> list[Period]:
    """As far back as there were rounds: what was before an agency began tells nothing."""
    periods = [current]
    while len(periods) < PERIODS:
        periods.append(periods[-1].previous)
    while len(periods) > 1 and periods[-1] not in rounds:
        periods.pop()
    return periods
