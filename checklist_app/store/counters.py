"""How often something was seen, by all processes of an installation together: soft hints that may be lost,
never locks.

Nothing that is counted can be read here. An engine keeps a text only under a hash whose salt is chance,
made anew for each day and thrown away with its counts when the day is over; and of a moment no more than it
needs for the last minutes. Nothing here leads to an answer, nor does an answer lead here.

The memory of one process (below) keeps this to itself: it never reaches a disk or a backup, and a restart
begins anew. Where many processes count, the salt of the running day and the counts lie in a place that all
of them reach. There a salt must be destroyed, not only forgotten, and neither may get into backups or into
what is kept for repeating what was written: whoever had a salt and a guess at an address could tell whether
that had been there on this one day."""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final, Protocol

from checklist_app.clock import day_of
from checklist_app.ids import new_secret

LATELY: Final = timedelta(minutes=10)
MOST_KEYS: Final = 100_000
MOST_MOMENTS: Final = 1_000  # of one key; more than any rule counts


@dataclass(frozen=True, slots=True)
class Seen:
    """On the day of a moment, and within the ten minutes before it, both in Thailand."""

    today: int = 0
    lately: int = 0


class Counters(Protocol):
    """Days are those of Thailand. A moment may be told late, also just after its day has ended: then it
    counts as one of its own day or of the new one, as the engine likes. `lately` may be rounded to whole
    minutes."""

    def count(self, keys: Sequence[str], *, at: datetime) -> list[Seen]:
        """One more of each of these different keys, and what was seen of each before, in their order: of
        many at once no two see the same."""
        ...

    def seen(self, key: str, *, at: datetime) -> Seen:
        """Without counting."""
        ...

    def take_back(self, keys: Sequence[str], *, at: datetime) -> None:
        """What was counted at this moment, when nothing came of it."""
        ...

    def forget(self, *, at: datetime) -> None:
        """The salt and the counts of days that are over, also where nobody counts any more."""
        ...


@dataclass(slots=True)
class _Trace:
    today: int = 0
    moments: list[datetime] = field(default_factory=list)


class MemoryCounters:
    """Of one process. When there are too many keys, those that were not seen for longest go."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._day: date | None = None
        self._salt = b""
        self._traces: OrderedDict[bytes, _Trace] = OrderedDict()

    def count(self, keys: Sequence[str], *, at: datetime) -> list[Seen]:
        with self._guard:
            return [self._count(self._hashed(key, at), at) for key in keys]

    def seen(self, key: str, *, at: datetime) -> Seen:
        with self._guard:
            return _seen(self._traces.get(self._hashed(key, at)), at)

    def take_back(self, keys: Sequence[str], *, at: datetime) -> None:
        with self._guard:
            for key in keys:
                trace = self._traces.get(self._hashed(key, at))
                if trace is not None and at in trace.moments:
                    trace.moments.remove(at)
                    trace.today -= 1

    def forget(self, *, at: datetime) -> None:
        with self._guard:
            if self._is_over(at):
                self._day, self._salt = None, b""
                self._traces = OrderedDict()

    def _count(self, hashed: bytes, at: datetime) -> Seen:
        trace = self._traces.setdefault(hashed, _Trace())
        before = _seen(trace, at)
        self._traces.move_to_end(hashed)
        trace.today += 1
        trace.moments = [*(moment for moment in trace.moments if moment > at - LATELY), at]
        del trace.moments[:-MOST_MOMENTS]
        if len(self._traces) > MOST_KEYS:
            self._traces.popitem(last=False)
        return before

    def _is_over(self, at: datetime) -> bool:
        """A request that began just before midnight may come after the first of the new day: it counts
        as one of that."""
        return self._day not in (day_of(at), day_of(at + LATELY))

    def _hashed(self, key: str, at: datetime) -> bytes:
        if self._is_over(at):
            self._day, self._salt = day_of(at), new_secret().encode()
            self._traces = OrderedDict()
        return hashed(self._salt, key)


def hashed(salt: bytes, key: str) -> bytes:
    return hmac.new(salt, key.encode("utf-8", "replace"), hashlib.sha256).digest()[:16]


def _seen(trace: _Trace | None, at: datetime) -> Seen:
    if trace is None:
        return Seen()
    return Seen(trace.today, sum(moment > at - LATELY for moment in trace.moments))
