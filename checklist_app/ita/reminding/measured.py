"""What an inspector is told of an agency's measures before the next visit. Small, because every phone takes
it along: the measures of the cycle that runs, and of the one before those that are not over; all of the one
before while the new one has none."""

from collections.abc import Collection
from datetime import date
from typing import Final

from checklist_app.agencies import Agency
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.measures.model import Measure, Plan
from checklist_app.ita.measures.records import Plans
from checklist_app.ita.measures.reporting import short_title
from checklist_app.store import Body, JsonValue

LONGEST_TITLE: Final = 160


class Measured:
    def __init__(self, plans: Plans) -> None:
        self._plans = plans

    def of(self, agencies: Collection[Agency], today: date) -> Body:
        """By agency, the newest cycle first; of those only that have measures."""
        current = Cycle.of(today)
        now, before = (self._plans.of_year(cycle, agencies) for cycle in (current, Cycle(current.year - 1)))
        told = {agency.id: _told(now.get(agency.id), before.get(agency.id)) for agency in agencies}
        return {id: told[id] for id in sorted(told) if told[id]}


def _told(now: Plan | None, before: Plan | None) -> list[JsonValue]:
    running = now.measures if now else ()
    earlier = before.measures if before else ()
    left = [each for each in earlier if not (running and each.is_over)]
    return [
        *(_shown(each, now.cycle.year) for each in running if now),
        *(_shown(each, before.cycle.year) for each in left if before),
    ]


def _shown(measure: Measure, year: int) -> Body:
    shown: Body = {"year": year, "title": short_title(measure, LONGEST_TITLE), "state": measure.state.value}
    if measure.due:
        shown["due"] = measure.due.isoformat()
    if last := measure.last:
        shown |= {"results": len(last.results), "reported": last.changed.isoformat()}
    return shown
