"""What a visit is made of: frozen values, no I/O. Everything said about a visit is an operation; what is
known of it now is a fold of them (fold.py)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias

from checklist_app.store import JsonValue

Value: TypeAlias = JsonValue


@dataclass(frozen=True, slots=True)
class Operation:
    """`replaces` names the operations that were the heads of this field on the phone that wrote it; `at`
    is the clock of that phone and decides nothing; `n` counts the operations of a device in this visit."""

    id: str
    field: str
    value: Value
    replaces: tuple[str, ...]
    at: str
    by: str
    device: str
    n: int


class Status(StrEnum):
    DRAFT = "draft"
    COMPLETE = "complete"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LOCKED = "locked"


FINISHED: Final = frozenset({Status.COMPLETE, Status.ACCEPTED, Status.LOCKED})


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody as the installation knew them that a visit was brought from."""

    id: str
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What never changes about a visit, and who may open it. `guests` are known to no account here."""

    id: str
    version: int
    agency: str
    agency_name: str
    province: str
    form: str
    year: int
    digest: str
    begun: str
    join: str
    members: tuple[str, ...]
    guests: tuple[Guest, ...] = ()

    def guest(self, id: str) -> Guest | None:
        return next((guest for guest in self.guests if guest.id == id), None)


@dataclass(frozen=True, slots=True)
class Device:
    """What a phone said about itself when it was last in touch."""

    id: str
    name: str
    letter: str
    person: str
    seen: datetime
    waiting: int
    waiting_files: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A visit as the office sees it in a list."""

    visit: Visit
    status: Status
    visited_on: date | None
    operations: int
    photos: int
    photos_missing: int
    members: tuple[str, ...]
    devices: tuple[Device, ...]

    @property
    def waiting(self) -> int:
        """What phones said still waits on them."""
        return sum(device.waiting + device.waiting_files for device in self.devices)
