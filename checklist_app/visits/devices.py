"""The phones of a visit: what each said last about the work that still waits on it. From this the team
and the office know whether everybody may leave."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from checklist_app.accounts import Person
from checklist_app.clock import stamp
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Body, Document, Kind, Store
from checklist_app.visits.exchange import Phone, Push
from checklist_app.visits.model import Device, Visit

SEEN_EVERY = timedelta(minutes=1)  # a durable write for every beat of an idle phone would buy nothing
MOST_SHOWN = 50


class Devices:
    KIND = Kind("visit_devices", indexes=("visit",))

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, visit: Visit) -> list[Device]:
        """By letter, then in order of id."""
        documents = self._store.find(self.KIND.name, {"visit": visit.id}, limit=MOST_SHOWN)
        return _in_order(documents)

    def of_each(self, visits: Iterable[Visit]) -> dict[str, list[Device]]:
        """As `of`, by visit."""
        found = self._store.find_each(self.KIND.name, "visit", [visit.id for visit in visits])
        return {id: _in_order(documents[:MOST_SHOWN]) for id, documents in found.items()}

    def note(self, visit: Visit, phone: Phone, push: Push, *, person: Person, at: datetime) -> None:
        """Best effort: what is told again with the next exchange must not spoil this one."""
        known = self._store.get(self.KIND.name, _id(visit, phone))
        device = Device(
            id=phone.id,
            name=phone.name,
            letter=phone.letter,
            person=person.name,
            seen=at,
            waiting=push.waiting,
            waiting_files=push.waiting_files,
        )
        if known is not None and _is_old_news(_device(known), device):
            return
        try:
            version = known.version if known else 0
            self._store.put(self.KIND.name, _id(visit, phone), _body(visit, device), version=version)
        except Problem as problem:
            if problem.kind not in {ProblemKind.CONFLICT, ProblemKind.UNAVAILABLE}:
                raise

    def adopt(self, visit: Visit, device: Device) -> None:
        """What another installation knew of a phone of this visit, unless that was in touch here too."""
        phone = Phone(device.id, device.name, device.letter)
        if self._store.get(self.KIND.name, _id(visit, phone)) is None:
            self._store.put(self.KIND.name, _id(visit, phone), _body(visit, device), version=0)


def _in_order(documents: Iterable[Document]) -> list[Device]:
    return sorted(map(_device, documents), key=lambda device: (device.letter, device.id))


def _is_old_news(known: Device, device: Device) -> bool:
    return replace(known, seen=device.seen) == device and device.seen - known.seen < SEEN_EVERY


def _id(visit: Visit, phone: Phone) -> str:
    return f"{visit.id}/{phone.id}"


def _body(visit: Visit, device: Device) -> Body:
    return {
        "visit": visit.id,
        "device": device.id,
        "name": device.name,
        "letter": device.letter,
        "person": device.person,
        "seen": stamp(device.seen),
        "waiting": device.waiting,
        "waiting_files": device.waiting_files,
    }


def _device(document: Document) -> Device:
    body = document.body
    return Device(
        id=str(body["device"]),
        name=str(body["name"]),
        letter=str(body["letter"]),
        person=str(body["person"]),
        seen=datetime.fromisoformat(str(body["seen"])),
        waiting=int(str(body["waiting"])),
        waiting_files=int(str(body["waiting_files"])),
    )
