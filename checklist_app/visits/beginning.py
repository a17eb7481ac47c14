"""How a visit begins: its first operation says what never changes, and the document is made of it. Pure."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from checklist_app.errors import invalid
from checklist_app.store import Body, Document, JsonValue
from checklist_app.visits.model import Guest, Status, Visit
from checklist_app.visits.operations import read_operation

_DIGEST = re.compile(r"[0-9a-f]{64}")
LONGEST_AGENCY_NAME = 500
_PARTS = frozenset({"agency", "agency_name", "form", "year", "digest", "begun", "join"})


@dataclass(frozen=True, slots=True)
class Facts:
    operation: str
    agency: str
    form: str
    year: int
    digest: str
    begun: str
    join: str


def read_facts(sent: Iterable[JsonValue]) -> Iterator[Facts]:
    """From every operation that can begin a visit; there should be one, wherever in the push it stands."""
    for one in sent:
        if isinstance(one, dict) and one.get("field") == "visit":
            operation = read_operation(one)
            yield _facts(operation.id, operation.value)


def _facts(operation: str, value: JsonValue) -> Facts:
    if not isinstance(value, dict) or value.keys() != _PARTS:
        raise invalid("visits.facts_wrong", part="visit")
    year, name = value["year"], value["agency_name"]
    if not isinstance(year, int) or isinstance(year, bool):
        raise invalid("visits.facts_wrong", part="year")
    if not isinstance(name, str) or len(name) > LONGEST_AGENCY_NAME:
        raise invalid("visits.facts_wrong", part="agency_name")
    return Facts(
        operation=operation,
        agency=_text(value, "agency"),
        form=_text(value, "form"),
        year=year,
        digest=_hash(value, "digest"),
        begun=_day(value),
        join=_hash(value, "join"),
    )


def code_hash(visit: str, code: str) -> str:
    """What a visit keeps of the code that lets colleagues join."""
    return hashlib.sha256(f"{visit}\n{code}".encode()).hexdigest()


def visit_of(document: Document) -> Visit:
    body = document.body
    members = body["members"]
    return Visit(
        id=document.id,
        version=document.version,
        agency=str(body["agency"]),
        agency_name=str(body["agency_name"]),
        province=str(body["province"]),
        form=str(body["form"]),
        year=int(str(body["year"])),
        digest=str(body["digest"]),
        begun=str(body["begun"]),
        join=str(body["join"]),
        members=tuple(map(str, members)) if isinstance(members, list) else (),
        guests=tuple(_guests(body.get("guests"))),
    )


def body_of_visit(visit: Visit) -> Body:
    return {
        "agency": visit.agency,
        "agency_name": visit.agency_name,
        "province": visit.province,
        "form": visit.form,
        "year": visit.year,
        "digest": visit.digest,
        "begun": visit.begun,
        "join": visit.join,
        "members": [*visit.members],
        "guests": body_of_guests(visit.guests),
        "status": Status.DRAFT.value,
        "visited_on": None,
        "files": [],
    }


def body_of_guests(guests: Iterable[Guest]) -> JsonValue:
    return {guest.id: {"name": guest.name, "position": guest.position} for guest in guests}


def _guests(known: JsonValue) -> Iterator[Guest]:
    for id, said in known.items() if isinstance(known, dict) else ():
        if isinstance(said, dict):
            yield Guest(id, str(said["name"]), str(said["position"]))


def _text(value: Body, part: str) -> str:
    text = value[part]
    if not isinstance(text, str) or not 0 < len(text) <= 100 or not text.isprintable():
        raise invalid("visits.facts_wrong", part=part)
    return text


def _hash(value: Body, part: str) -> str:
    text = value[part]
    if not isinstance(text, str) or not _DIGEST.fullmatch(text):
        raise invalid("visits.facts_wrong", part=part)
    return text


def _day(value: Body) -> str:
    """As the phones read it: weeks and days without hyphens are dates to Python only."""
    begun = str(value["begun"])
    try:
        known = date.fromisoformat(begun).isoformat()
    except ValueError as error:
        raise invalid("visits.facts_wrong", part="begun") from error
    if known != begun:
        raise invalid("visits.facts_wrong", part="begun")
    return begun
