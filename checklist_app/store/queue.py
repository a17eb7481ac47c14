"""Pieces of work that wait until some process takes them, each held by one at a time.

A queue says who works on what, and nothing else. What is to be done, how far it is and how it ended stands in
documents, and whoever looks after those puts in again what is still open: a queue may be lost. A holder that
was held up may still believe that it holds what another has taken meanwhile, and the clocks of two machines
never quite agree; so what must not happen twice is refused by versions and unique fields, not by a queue.
"""

from datetime import datetime, timedelta
from typing import Protocol


class Queue(Protocol):
    """Verbs raise Problem only: unavailable. Repeated, they change nothing more."""

    def put(self, queue: str, id: str) -> None:
        """Let it wait. What waits or is held already stays as it is."""
        ...

    def take(self, queue: str, holder: str, *, at: datetime, lease: timedelta) -> str | None:
        """The first piece, in order of ids, that nobody holds: it is held by `holder` from now on, and free
        again when the lease is over. Who holds one is told that one, so that repeating a take whose answer
        was lost takes no second one."""
        ...

    def keep(self, queue: str, id: str, holder: str, *, at: datetime, lease: timedelta) -> bool:
        """Hold it for so long from now; False when it is no longer this holder's."""
        ...

    def give_back(self, queue: str, id: str, holder: str) -> None:
        """Let it wait again, unless another holds it."""
        ...

    def done(self, queue: str, id: str, holder: str) -> None:
        """Take it out, unless another holds it."""
        ...
