"""Whose rounds are looked at in a minute. At once: everybody's when a day begins, since rounds open and close
by the calendar, and those of an agency whose points or settings have changed. Of the others so many that
everybody has had a turn within the hour, in the whole country too: by then is seen what came in between,
such as answers from paper for an earlier round. Pure, and of one process."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from checklist_app.surveys.model import Point
from checklist_app.surveys.rounds.settings import SurveySettings

AT_A_TIME: Final = 150  # more than a province has; 8,300 agencies take 56 minutes


@dataclass(frozen=True, slots=True)
class _Sight:
    """What was known of an agency when its rounds were looked at."""

    day: date
    points: frozenset[tuple[str, int]]
    settings: int


class Rota:
    def __init__(self) -> None:
        self._now: dict[str, _Sight] = {}
        self._done: OrderedDict[str, _Sight] = OrderedDict()  # whose turn was longest ago comes first

    def due(self, points: Iterable[Point], chosen: Mapping[str, SurveySettings], day: date) -> list[str]:
        self._now = {
            agency: _Sight(day, versions, chosen[agency].version if agency in chosen else 0)
            for agency, versions in _versions(points).items()
        }
        at_once = sorted(agency for agency, sight in self._now.items() if self._done.get(agency) != sight)
        others = [agency for agency in self._done if self._done[agency] == self._now.get(agency)]
        return [*at_once, *others[: max(AT_A_TIME - len(at_once), 0)]]

    def done(self, agency: str) -> None:
        """Whoever was due and is not done stays due."""
        self._done[agency] = self._now[agency]
        self._done.move_to_end(agency)

    def forget(self) -> None:
        """Another process has had the turn: everybody's is to come."""
        self._done.clear()


def _versions(points: Iterable[Point]) -> dict[str, frozenset[tuple[str, int]]]:
    of: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    for point in points:
        of[point.agency].add((point.code, point.version))
    return {agency: frozenset(versions) for agency, versions in of.items()}
