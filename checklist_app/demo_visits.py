"""The visits of the demonstration: two visits to one agency, written by the phones of two people as real
phones write them and sent as real phones send them. The ids are the same at every start, so that what is
there already is only recognised."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from checklist_app.accounts import Person
from checklist_app.agencies import Agency
from checklist_app.catalog import Forms
from checklist_app.clock import stamp
from checklist_app.ids import ALPHABET
from checklist_app.resources import DATA
from checklist_app.store import Body, JsonValue
from checklist_app.visits import (
    Phone,
    Push,
    Visits,
    code_hash,
    content_digest,
    fold,
    read_operation,
    seen,
)

PHOTOS: Final = DATA / "demo" / "photos"
PHOTO_SIZE: Final = {"width": 960, "height": 720}
BETWEEN_ANSWERS: Final = timedelta(seconds=40)
SENT_AFTER: Final = timedelta(hours=2)

Shipped = Mapping[str, Any]


class VisitCollections(Protocol):
    @property
    def forms(self) -> Forms: ...
    @property
    def visits(self) -> Visits: ...


def load_visits(
    collections: VisitCollections,
    shipped: list[Shipped],
    agencies: Mapping[str, Agency],
    people: Mapping[str, Person],
) -> int:
    """How many operations are new. None of a visit whose people or agency were given something else to do."""
    return sum(_load(collections, visit, agencies[visit["agency"]], people) for visit in shipped)


def _load(
    collections: VisitCollections, shipped: Shipped, agency: Agency, people: Mapping[str, Person]
) -> int:
    team = [people[phone["person"]] for phone in shipped["phones"]]
    if not all(person.scope.covers(province=agency.province, agency=agency.id) for person in team):
        return 0
    id, facts = _begun(collections, shipped, agency, team[0])
    notebook, new = Notebook(id), 0
    for phone, person in zip(shipped["phones"], team, strict=True):
        says = _introduced(phone, facts if person == team[0] else None, person)
        operations = notebook.written({**phone, "says": says}, person)
        push = Push(id, since=0, operations=operations)
        sent = _moment(phone) + SENT_AFTER
        answer = collections.visits.exchange(person, _phone(phone), push, at=sent)
        for content in _photos(phone):
            sha256 = hashlib.sha256(content).hexdigest()
            collections.visits.accept_photo(person, id, sha256, content, at=sent)
        new += len(answer.acked)
    return new


def _introduced(phone: Shipped, facts: Body | None, person: Person) -> Shipped:
    """What a real phone says by itself, before its person says anything."""
    begins = {"visit": facts} if facts else {}
    member = {"name": person.name, "position": person.position}
    return {**begins, f"member:{person.id}": member, **phone["says"]}


def _begun(
    collections: VisitCollections, shipped: Shipped, agency: Agency, person: Person
) -> tuple[str, Body]:
    """Its id and the facts that begin it. A visit that an earlier release loaded keeps its form."""
    known = (visit for visit, _ in collections.visits.of(person) if visit.id.endswith(shipped["key"]))
    there = next(known, None)
    form = (
        collections.visits.form(there) if there else collections.forms.keep(shipped["form"], shipped["year"])
    )
    id = f"{form.digest[:16]}-{shipped['key']}"
    return id, {
        "agency": agency.id,
        "agency_name": agency.name,
        "form": form.id,
        "year": form.year,
        "digest": form.digest,
        "begun": shipped["begun"],
        "join": code_hash(id, shipped["join"]),
    }


@dataclass(slots=True)
class Notebook:
    """What the phones of one visit have written so far; `stands` has by field the operation that does."""

    visit: str
    stands: dict[str, str] = field(default_factory=dict)
    operations: list[JsonValue] = field(default_factory=list)

    def written(self, phone: Shipped, person: Person) -> tuple[JsonValue, ...]:
        """A phone that has seen the others replaces what they said; one that has not speaks beside them."""
        before = len(self.operations)
        for n, (name, value) in enumerate(phone["says"].items(), start=1):
            at = _moment(phone) + n * BETWEEN_ANSWERS
            id = _fixed_id(at, self.visit, phone["id"], name)
            replaced = self.stands.get(name) if phone.get("has_seen") else None
            self.stands[name] = id
            self.operations.append(
                {
                    "id": id,
                    "field": name,
                    "value": self._completed(name, value),
                    "replaces": [replaced] if replaced else [],
                    "at": stamp(at),
                    "by": person.id,
                    "device": phone["id"],
                    "n": n,
                }
            )
        return tuple(self.operations[before:])

    def _completed(self, name: str, value: Any) -> JsonValue:
        """With what a phone finds out by itself: the picture's facts, and what a signature covers."""
        if name.startswith("photo:"):
            content = (PHOTOS / value["file"]).read_bytes()
            return {**value, **PHOTO_SIZE, "file": hashlib.sha256(content).hexdigest(), "size": len(content)}
        if name.startswith("sign:"):
            state = fold(map(read_operation, self.operations))
            return {**value, "content": content_digest(state), "seen": seen(state)}
        return value  # type: ignore[no-any-return]  # JSON as it was shipped


def _photos(phone: Shipped) -> Iterator[bytes]:
    for name, value in phone["says"].items():
        if name.startswith("photo:"):
            yield (PHOTOS / value["file"]).read_bytes()


def _phone(shipped: Shipped) -> Phone:
    return Phone(shipped["id"], shipped["name"], shipped["letter"])


def _moment(phone: Shipped) -> datetime:
    return datetime.fromisoformat(phone["at"])


def _fixed_id(at: datetime, *parts: str) -> str:
    """Like those of phones: the time of writing, then 80 bits that here are no chance."""
    rest = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:10], "big")
    number = int(at.timestamp() * 1000) << 80 | rest
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(26)))
