"""What is done when somebody else was faster: the store refuses what was written upon an old version, at
once or when the block of a transaction ends. People are told in words of what they wrote about; what needs
no person is simply done again.

Who has both, a version that a person read and other documents that nobody looked at, says `stale_as` around
the put of that version, and `again_when_stale` around the whole: only what the person read is then told to
them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from checklist_app.errors import Problem
from checklist_app.ids import jitter
from checklist_app.store.protocol import Store

TRIES: Final = 12
FIRST_PAUSE: Final = 0.005  # seconds; twice as long each time, and how much of it is chance
LONGEST_PAUSE: Final = 0.25
MEANWHILE: Final = frozenset({"store.stale", "store.no_document"})
"""What was read was changed, or is no longer there."""

Done = TypeVar("Done")


@contextmanager
def telling(told: Callable[[Problem], Problem]) -> Iterator[None]:
    """Raise what `told` answers in the place of a refusal. Around a transaction, because the refusal may come
    only when that ends."""
    try:
        yield
    except Problem as problem:
        said = told(problem)
        if said is problem:
            raise
        raise said from problem


@contextmanager
def stale_as(said: Problem) -> Iterator[None]:
    """Raise `said` in the place of the store's own refusal."""
    with telling(lambda problem: said if problem.code == "store.stale" else problem):
        yield


def again_when_stale(act: Callable[[], Done]) -> Done:
    """`act` reads what it changes anew each time, and does nothing outside the store that may not be done
    twice. Who is beaten every time is refused by the store."""
    pause = FIRST_PAUSE
    for _ in range(TRIES - 1):
        try:
            return act()
        except Problem as problem:
            if problem.code not in MEANWHILE:
                raise
        time.sleep(jitter(pause))
        pause = min(pause * 2, LONGEST_PAUSE)
    return act()


def together(store: Store, act: Callable[[], Done]) -> Done:
    """All that `act` writes in one transaction, done anew when somebody else was faster. Inside another
    transaction it is done once: what that has seen stays seen, so that only who began it can do it anew."""

    def once() -> Done:
        with store.transaction():
            return act()

    return once() if store.in_transaction else again_when_stale(once)
