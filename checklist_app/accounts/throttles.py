"""Brakes on guessing passwords: by name and by address. Neither is kept readable, only as a keyed
hash, and a count goes when its time is over."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from checklist_app.clock import stamp
from checklist_app.errors import unavailable
from checklist_app.store import Body, Document, Kind, Store

SWEPT_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Brake:
    """After `free` attempts each further one must wait, twice as long every time up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, attempts: int) -> timedelta:
        over = attempts - self.free
        if over < 0:
            return timedelta(0)
        return min(self.first * (1 << min(over, 20)), self.longest)


BRAKES: Mapping[str, Brake] = {
    "name": Brake(free=5, first=timedelta(seconds=15), longest=timedelta(minutes=15)),
    "address": Brake(free=30, first=timedelta(seconds=5), longest=timedelta(minutes=15)),
}
FORGOTTEN_AFTER = timedelta(hours=1)


class Throttles:
    KIND = Kind("throttles")

    def __init__(self, store: Store, *, secret: str) -> None:
        self._store = store
        self._key = hashlib.sha256(b"throttles\n" + secret.encode()).digest()

    def attempt(self, *, at: datetime, **subjects: str) -> None:
        """Count an attempt before it is tried, so that many at once gain nothing; refuse it while
        the wait of any subject lasts. `subjects` are named as in BRAKES."""
        with self._store.transaction():
            held = {
                id: self._store.get(self.KIND.name, id)
                for id in map(self._id, *zip(*subjects.items(), strict=True))
            }
            wait = max((_left(document, at) for document in held.values()), default=timedelta(0))
            if wait > timedelta(0):
                raise unavailable("accounts.throttled", minutes=max(1, -(-int(wait.total_seconds()) // 60)))
            for (subject, _), (id, document) in zip(subjects.items(), held.items(), strict=True):
                self._count(subject, id, document, at)
                self._sweep(id, at)

    def forgive(self, subject: str, value: str) -> None:
        """After a success: what was counted for this subject is forgotten."""
        document = self._store.get(self.KIND.name, self._id(subject, value))
        if document is not None:
            self._store.delete(self.KIND.name, document.id, version=document.version)

    def _count(self, subject: str, id: str, document: Document | None, at: datetime) -> None:
        attempts = 1 if document is None or _forgotten(document, at) else _attempts(document) + 1
        body: Body = {
            "attempts": attempts,
            "until": stamp(at + BRAKES[subject].wait(attempts)),
            "at": stamp(at),
        }
        self._store.put(self.KIND.name, id, body, version=document.version if document else 0)

    def _sweep(self, id: str, at: datetime) -> None:
        """Ids are spread evenly, so looking at the next few after each attempt reaches them all."""
        for document in self._store.find(self.KIND.name, after=id, limit=SWEPT_AT_ONCE):
            if _forgotten(document, at):
                self._store.delete(self.KIND.name, document.id, version=document.version)

    def _id(self, subject: str, value: str) -> str:
        text = f"{subject}\n{value}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()


def _left(document: Document | None, at: datetime) -> timedelta:
    if document is None:
        return timedelta(0)
    return datetime.fromisoformat(str(document.body["until"])) - at


def _attempts(document: Document) -> int:
    attempts = document.body["attempts"]
    return attempts if isinstance(attempts, int) else 0


def _forgotten(document: Document, at: datetime) -> bool:
    return at - datetime.fromisoformat(str(document.body["at"])) >= FORGOTTEN_AFTER
