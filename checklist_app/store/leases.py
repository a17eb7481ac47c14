"""Turns among processes: one does the work, and the others take over when its time is over without a sign
of it.

A lease saves work and waiting; it proves nothing. A process that was held up may still believe that it
holds one, and the clocks of two machines never quite agree. So what must not happen twice is refused by
versions and unique fields, whoever holds a lease. Threads of one process share what it holds: among them a
lock decides."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from checklist_app.clock import now, stamp
from checklist_app.errors import Problem
from checklist_app.ids import jitter, new_id
from checklist_app.store.protocol import Body, Document, Kind, Store
from checklist_app.store.stale import MEANWHILE, again_when_stale

_log = logging.getLogger(__name__)

BETWEEN_LOOKS: Final = 0.1  # seconds
_NOBODY: Final = ""


class Leases:
    KIND = Kind("leases")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._holder = new_id()

    def take(self, name: str, *, at: datetime, length: timedelta) -> bool:
        """Whether it is ours for this long: it was free, over, or ours already. Renewed when half of it is
        over, so that who asks often writes seldom."""
        document = self._store.get(self.KIND.name, name)
        ours, left = self._is_ours(document), _left(document, at)
        if ours and left > length / 2:
            return True
        if not ours and left > timedelta(0):
            return False
        try:
            self._put(name, document, self._holder, stamp(at + length))
        except Problem as problem:
            if problem.code not in MEANWHILE:
                raise
            return False  # another was faster
        return True

    def is_taken(self, name: str, *, at: datetime) -> bool:
        """By another process."""
        document = self._store.get(self.KIND.name, name)
        return not self._is_ours(document) and _left(document, at) > timedelta(0)

    def give_back(self, name: str) -> None:
        """The next one need not wait for its end; while the store cannot be told, it must."""
        try:
            again_when_stale(lambda: self._give_back(name))
        except Problem as problem:
            _log.warning("lease %s: %s", name, problem)

    @contextmanager
    def turn(self, name: str, *, length: timedelta, patience: float, otherwise: Problem) -> Iterator[None]:
        """Wait for it, and give it back afterwards; `otherwise` is raised when patience is over."""
        begun = time.monotonic()
        while not self.take(name, at=now(), length=length):
            if time.monotonic() - begun > patience:
                raise otherwise
            time.sleep(jitter(BETWEEN_LOOKS))
        try:
            yield
        finally:
            self.give_back(name)

    def _give_back(self, name: str) -> None:
        """The document stays, so that its versions only grow: an old one is never right by chance."""
        document = self._store.get(self.KIND.name, name)
        if self._is_ours(document):
            self._put(name, document, _NOBODY, None)

    def _put(self, name: str, before: Document | None, holder: str, until: str | None) -> None:
        body: Body = {"holder": holder, "until": until}
        self._store.put(self.KIND.name, name, body, version=before.version if before else 0)

    def _is_ours(self, document: Document | None) -> bool:
        return document is not None and document.body["holder"] == self._holder


def _left(document: Document | None, at: datetime) -> timedelta:
    until = document.body["until"] if document else None
    return datetime.fromisoformat(until) - at if isinstance(until, str) else timedelta(0)
