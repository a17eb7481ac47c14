"""Signs of life: whoever has a batch in hand says so again and again, however long one paper takes, so that
another process takes it up only when this one is gone."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from checklist_app.errors import Problem

log = logging.getLogger(__name__)

BETWEEN_SIGNS: Final = 15.0  # seconds; a few may fail before the lease is over


@contextmanager
def held(hold: Callable[[], bool]) -> Iterator[None]:
    over = Event()
    thread = Thread(target=_go_on, args=(hold, over), name="batch-held", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _go_on(hold: Callable[[], bool], over: Event) -> None:
    while not over.wait(BETWEEN_SIGNS):
        try:
            if not hold():
                return
        except Problem as problem:  # the store may be back in time
            log.warning("batches: %s", problem)
