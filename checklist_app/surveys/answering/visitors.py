"""How often one connection, or one network, has answered at a point today: in memory only, under a hash whose
key is chance that is thrown away with all counts when the day ends. Nothing of it ever reaches a disk or a
backup, and nothing in it leads to an answer. After a restart it begins anew: it is a soft hint, never a lock.

Each process counts what it sees itself."""

import hashlib
import hmac
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import RLock
from typing import Final

from checklist_app.clock import day_of
from checklist_app.ids import new_secret

LATELY: Final = timedelta(minutes=10)
MOST_KEYS: Final = 100_000
MOST_MOMENTS: Final = 400  # more than any rule counts


@dataclass(frozen=True, slots=True)
class Seen:
    today: int = 0
    lately: int = 0


@dataclass(slots=True)
class _Trace:
    today: int = 0
    moments: list[datetime] = field(default_factory=list)


class Visitors:
    def __init__(self) -> None:
        self._guard = RLock()
        self._day: date | None = None
        self._salt = b""
        self._traces: OrderedDict[bytes, _Trace] = OrderedDict()

    def seen(self, code: str, connection: str, *, at: datetime) -> Seen:
        """Before this time; `connection` is whatever tells one from another, such as address and browser."""
        with self._guard:
            return _seen(self._traces.get(self._key(code, connection, at)), at)

    def count(self, code: str, connection: str, *, at: datetime) -> Seen:
        """One more; what was seen before it, so that of many at once no two see the same."""
        with self._guard:
            key = self._key(code, connection, at)
            trace = self._traces.setdefault(key, _Trace())
            before = _seen(trace, at)
            self._traces.move_to_end(key)
            trace.today += 1
            trace.moments = [*(moment for moment in trace.moments if moment > at - LATELY), at]
            del trace.moments[:-MOST_MOMENTS]
            if len(self._traces) > MOST_KEYS:
                self._traces.popitem(last=False)
            return before

    def take_back(self, code: str, connection: str, *, at: datetime) -> None:
        """What was counted at this time, when nothing came of it."""
        with self._guard:
            trace = self._traces.get(self._key(code, connection, at))
            if trace is not None and at in trace.moments:
                trace.moments.remove(at)
                trace.today -= 1

    def forget(self, *, at: datetime) -> None:
        """What a day that is over has left, also where nobody answers any more."""
        with self._guard:
            if self._is_over(at):
                self._day, self._salt = None, b""
                self._traces = OrderedDict()

    def _is_over(self, at: datetime) -> bool:
        """A request that began just before midnight may come after the first of the new day: it counts
        as one of that."""
        return self._day not in (day_of(at), day_of(at + LATELY))

    def _key(self, code: str, connection: str, at: datetime) -> bytes:
        if self._is_over(at):
            self._day, self._salt = day_of(at), new_secret().encode()
            self._traces = OrderedDict()
        said = f"{code}\n{connection}".encode("utf-8", "replace")
        return hmac.new(self._salt, said, hashlib.sha256).digest()[:16]


def _seen(trace: _Trace | None, at: datetime) -> Seen:
    if trace is None:
        return Seen()
    return Seen(trace.today, sum(moment > at - LATELY for moment in trace.moments))
