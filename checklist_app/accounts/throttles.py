"""Brakes on guessing passwords: by name and address together, by address, and, far looser, by name; and on
guessing at public doors, by address. None is kept readable, only as a keyed hash, and a count goes when its
time is over."""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from checklist_app.clock import stamp
from checklist_app.errors import Problem, unavailable
from checklist_app.store import Body, Document, Kind, Store, stale_as, together

SWEPT_AT_ONCE = 20
SHORTEST = timedelta(seconds=1)


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


# A stranger can make nobody wait but whoever shares the stranger's address, until very many addresses
# guess one name; then each further guess waits so briefly that the person themselves still gets in.
BRAKES: Mapping[str, Brake] = {
    "pair": Brake(free=5, first=timedelta(seconds=15), longest=timedelta(minutes=15)),
    "name": Brake(free=100, first=timedelta(seconds=1), longest=timedelta(seconds=30)),
    "address": Brake(free=30, first=timedelta(seconds=5), longest=timedelta(minutes=15)),
    # Shorter: many phones share one address with strangers, and there are far more codes than minutes.
    "papers": Brake(free=30, first=timedelta(seconds=5), longest=timedelta(minutes=1)),
}
FORGOTTEN_AFTER = timedelta(hours=1)
_OWN_NETWORK = 64  # bits of an IPv6 address; the rest a visitor chooses at will


class Throttles:
    KIND = Kind("throttles", indexes=("name",))

    def __init__(self, store: Store, *, secret: str) -> None:
        self._store = store
        self._key = hashlib.sha256(b"throttles\n" + secret.encode()).digest()

    def pass_by(self, door: str, visitor: str, *, at: datetime) -> None:
        """Refuse while a wait lasts that this visitor's misses at the door have earned. A visitor is an
        address, or whoever is signed in there."""
        _refuse(_left(self._store.get(self.KIND.name, self._hash(door, network_of(visitor))), at))

    def missed(self, door: str, visitor: str, *, at: datetime) -> None:
        id = self._hash(door, network_of(visitor))
        together(self._store, lambda: self._count(door, id, "", at))

    def attempt(self, name: str, address: str, *, at: datetime) -> None:
        """Refuse while a wait lasts, else count before the password is tried, so that many attempts
        at once gain nothing; so many that some were never counted are refused, too. Against the address only
        failures count: an office may share one."""
        ids = self._ids(name, address)

        def act() -> None:
            _refuse(max(_left(self._store.get(self.KIND.name, id), at) for id in ids.values()))
            for subject in ("pair", "name"):
                self._count(subject, ids[subject], name, at)

        with stale_as(_refusal(SHORTEST)):
            together(self._store, act)

    def failed(self, name: str, address: str, *, at: datetime) -> None:
        id = self._ids(name, address)["address"]
        together(self._store, lambda: self._count("address", id, "", at))

    def succeeded(self, name: str, address: str) -> None:
        """What was counted for this name, here and in all, is forgotten."""
        ids = self._ids(name, address)

        def act() -> None:
            for subject in ("pair", "name"):
                self._drop(self._store.get(self.KIND.name, ids[subject]))

        together(self._store, act)

    def lift(self, name: str) -> None:
        """Nobody waits for this name any more, at whatever address."""
        held = self._hash("name", name)

        def act() -> None:
            for document in self._store.find(self.KIND.name, {"name": held}):
                self._drop(document)

        together(self._store, act)

    def _count(self, subject: str, id: str, name: str, at: datetime) -> None:
        document = self._store.get(self.KIND.name, id)
        attempts = 1 if document is None or _forgotten(document, at) else _attempts(document) + 1
        body: Body = {
            "attempts": attempts,
            "until": stamp(at + BRAKES[subject].wait(attempts)),
            "at": stamp(at),
            "name": self._hash("name", name) if name else None,
        }
        self._store.put(self.KIND.name, id, body, version=document.version if document else 0)
        self._sweep(id, at)

    def _sweep(self, id: str, at: datetime) -> None:
        """Ids are spread evenly, so looking at the next few after each attempt reaches them all."""
        for document in self._store.find(self.KIND.name, after=id, limit=SWEPT_AT_ONCE):
            if _forgotten(document, at):
                self._drop(document)

    def _drop(self, document: Document | None) -> None:
        if document is not None:
            self._store.delete(self.KIND.name, document.id, version=document.version)

    def _ids(self, name: str, address: str) -> Mapping[str, str]:
        network = network_of(address)
        return {
            "pair": self._hash("pair", f"{network}\n{name}"),
            "name": self._hash("name", name),
            "address": self._hash("address", network),
        }

    def _hash(self, subject: str, value: str) -> str:
        text = f"{subject}\n{value}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()


def network_of(address: str) -> str:
    """What one visitor cannot change at will: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((int(known), _OWN_NETWORK), strict=False))


def _refuse(wait: timedelta) -> None:
    if wait > timedelta(0):
        raise _refusal(wait)


def _refusal(wait: timedelta) -> Problem:
    return unavailable("accounts.throttled", minutes=max(1, -(-int(wait.total_seconds()) // 60)))


def _left(document: Document | None, at: datetime) -> timedelta:
    if document is None:
        return timedelta(0)
    return datetime.fromisoformat(str(document.body["until"])) - at


def _attempts(document: Document) -> int:
    attempts = document.body["attempts"]
    return attempts if isinstance(attempts, int) else 0


def _forgotten(document: Document, at: datetime) -> bool:
    return at - datetime.fromisoformat(str(document.body["at"])) >= FORGOTTEN_AFTER
