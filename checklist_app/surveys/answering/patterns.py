"""What only shows in many answers together: at which hours they come, and how many within minutes. Sums over
a whole round, so that nothing in them leads to one answer; never an answer's own time. Kept in the memory of
each process and written many at a time, so that the order of writing does not tell the hour of one answer
either; what was too little to be written is forgotten with the process, and is too little to be judged. How
many came within minutes is counted for all processes together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any, Final

from checklist_app.clock import BANGKOK
from checklist_app.errors import Problem
from checklist_app.store import Body, Kind, Store, again_when_stale
from checklist_app.surveys.periods import Period

HOURS: Final = 24
SATURDAY: Final = 5
A_BURST: Final = 10
"""So many within ten minutes at one point are a burst; fewer are never written down with their day."""
MANY: Final = 10
"""Answers of one point that are written together: the hours of fewer could be told apart."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Of one point in one round: answers by hour of working days and of weekends, and the days with bursts,
    each with the most answers that came within ten minutes."""

    workdays: tuple[int, ...] = (0,) * HOURS
    weekends: tuple[int, ...] = (0,) * HOURS
    bursts: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: "Pattern") -> "Pattern":
        days = {*self.bursts, *other.bursts}
        return Pattern(
            tuple(a + b for a, b in zip(self.workdays, other.workdays, strict=True)),
            tuple(a + b for a, b in zip(self.weekends, other.weekends, strict=True)),
            {day: max(self.bursts.get(day, 0), other.bursts.get(day, 0)) for day in sorted(days)},
        )


@dataclass(slots=True)
class _Fresh:
    """Not yet written."""

    workdays: Counter[int] = field(default_factory=Counter)
    weekends: Counter[int] = field(default_factory=Counter)
    bursts: dict[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        return self.workdays.total() + self.weekends.total()

    @property
    def pattern(self) -> Pattern:
        return Pattern(
            tuple(self.workdays[hour] for hour in range(HOURS)),
            tuple(self.weekends[hour] for hour in range(HOURS)),
            dict(self.bursts),
        )


class Patterns:
    KIND = Kind("survey_patterns", indexes=("period",))

    def __init__(self, store: Store) -> None:
        self._store = store
        self._writing = Lock()  # what is being written is neither read twice nor missed
        self._guard = Lock()
        self._fresh: dict[tuple[str, Period], _Fresh] = {}

    def saw(self, code: str, period: Period, *, at: datetime, many: int) -> None:
        """An answer came in at this moment, one of `many` at this point within ten minutes."""
        local = at.astimezone(BANGKOK)
        with self._guard:
            fresh = self._fresh.setdefault((code, period), _Fresh())
            hours = fresh.weekends if local.weekday() >= SATURDAY else fresh.workdays
            hours[local.hour] += 1
            if many >= A_BURST:
                day = local.date().isoformat()
                fresh.bursts[day] = max(many, fresh.bursts.get(day, 0))

    def of(self, code: str, period: Period) -> Pattern:
        """Up to this moment."""
        with self._writing:
            document = self._store.get(self.KIND.name, _id(code, period))
            unwritten = self._unwritten(period).get(code, Pattern())
        return (_pattern(document.body) if document else Pattern()).plus(unwritten)

    def of_all(self, period: Period) -> dict[str, Pattern]:
        """Of every point that has any, up to this moment."""
        with self._writing:
            documents = self._store.find(self.KIND.name, {"period": period.key})
            unwritten = self._unwritten(period)
        found = {str(document.body["point"]): _pattern(document.body) for document in documents}
        return found | {code: found.get(code, Pattern()).plus(more) for code, more in unwritten.items()}

    def flush(self) -> None:
        """Write what is not yet written and enough; what cannot be written stays for the next time."""
        with self._writing:
            for (code, period), fresh in self._taken().items():
                try:
                    # Another process may be writing the same.
                    again_when_stale(partial(self._add, code, period, fresh.pattern))
                except Problem:
                    self._put_back(code, period, fresh)

    def _unwritten(self, period: Period) -> dict[str, Pattern]:
        with self._guard:
            return {code: fresh.pattern for (code, within), fresh in self._fresh.items() if within == period}

    def _taken(self) -> dict[tuple[str, Period], _Fresh]:
        with self._guard:
            taken = {key: fresh for key, fresh in self._fresh.items() if fresh.answers >= MANY}
            self._fresh = {key: fresh for key, fresh in self._fresh.items() if key not in taken}
        return taken

    def _add(self, code: str, period: Period, more: Pattern) -> None:
        """Upon what there is by now."""
        document = self._store.get(self.KIND.name, _id(code, period))
        known = _pattern(document.body) if document else Pattern()
        body = _body(code, period, known.plus(more))
        version = document.version if document else 0
        self._store.put(self.KIND.name, _id(code, period), body, version=version)

    def _put_back(self, code: str, period: Period, fresh: _Fresh) -> None:
        with self._guard:
            newer = self._fresh.setdefault((code, period), _Fresh())
            newer.workdays.update(fresh.workdays)
            newer.weekends.update(fresh.weekends)
            for day, many in fresh.bursts.items():
                newer.bursts[day] = max(many, newer.bursts.get(day, 0))


def _id(code: str, period: Period) -> str:
    return f"{code}/{period.key}"


def _body(code: str, period: Period, pattern: Pattern) -> Body:
    return {
        "point": code,
        "period": period.key,
        "workdays": list(pattern.workdays),
        "weekends": list(pattern.weekends),
        "bursts": dict(pattern.bursts),
    }


def _pattern(body: Mapping[str, Any]) -> Pattern:
    return Pattern(tuple(body["workdays"]), tuple(body["weekends"]), dict(body["bursts"]))
