"""What is done when somebody else was faster: the store refuses what was written upon an old version. People
are told in words of what they wrote about; what needs no person is simply done again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from checklist_app.errors import Problem

TRIES: Final = 5

Done = TypeVar("Done")


@contextmanager
def stale_as(said: Problem) -> Iterator[None]:
    """Raise `said` in the place of the store's own refusal."""
    try:
        yield
    except Problem as problem:
        if problem.code == "store.stale":
            raise said from problem
        raise


def again_when_stale(act: Callable[[], Done]) -> Done:
    """`act` reads what it changes anew each time. Who is beaten every time is refused by the store."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except Problem as problem:
            if problem.code != "store.stale":
                raise
    return act()
