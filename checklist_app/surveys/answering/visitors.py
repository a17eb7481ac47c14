"""How often one connection, or one network, has answered at a point today, as the store's counters tell it
for all processes: under a hash whose salt is thrown away with all counts when the day ends. Nothing in it
leads to an answer. It is a soft hint, never a lock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Counters, Seen

ALL: Final = "answers"  # the line of everybody who answers at a point


class Visitors:
    """A line is whatever tells one visitor from another, such as address and browser."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    def seen(self, code: str, line: str, *, at: datetime) -> Seen:
        """Before this time."""
        return self._counters.seen(_key(code, line), at=at)

    def count(self, code: str, lines: Sequence[str], *, at: datetime) -> tuple[Seen, ...]:
        """One more on each line; what was seen before it, so that of many at once no two see the same."""
        return tuple(self._counters.count([_key(code, line) for line in lines], at=at))

    def take_back(self, code: str, lines: Sequence[str], *, at: datetime) -> None:
        """What was counted at this time, when nothing came of it. Where it cannot be, it stays counted."""
        with unless_away():
            self._counters.take_back([_key(code, line) for line in lines], at=at)

    def answered(self, code: str, *, at: datetime) -> int:
        """How many answers the last ten minutes saw at this point, this one included; 1 where nobody can
        tell."""
        with unless_away():
            (before,) = self._counters.count([_key(code, ALL)], at=at)
            return before.lately + 1
        return 1

    def forget(self, *, at: datetime) -> None:
        """What a day that is over has left, also where nobody answers any more."""
        self._counters.forget(at=at)


@contextmanager
def unless_away() -> Iterator[None]:
    """An answer that was kept, or a refusal, is told as such; hints may be lost."""
    try:
        yield
    except Problem as problem:
        if problem.kind is not ProblemKind.UNAVAILABLE:
            raise


def _key(code: str, line: str) -> str:
    return f"{code}\n{line}"
