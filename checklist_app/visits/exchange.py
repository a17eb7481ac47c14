"""What a phone and the server say to each other about visits: read here, and worded as JSON. Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

from checklist_app.errors import Problem, invalid
from checklist_app.ids import ALPHABET
from checklist_app.store import Body, Entry, JsonValue
from checklist_app.visits.model import Device, Visit
from checklist_app.visits.operations import DEVICE

MOST_VISITS = 300
MOST_OPERATIONS = 1_000
MOST_WAITING = 1_000_000
LONGEST_NAME = 60
LONGEST_LETTER = 2
DIGEST_IN_ID: Final = 16  # characters of a form's digest that begin the id of a visit
VISIT_ID: Final = re.compile(rf"[0-9a-f]{{{DIGEST_IN_ID}}}-[{ALPHABET}]{{26}}")
_JOIN: Final = re.compile(rf"[{ALPHABET}]{{8}}")


@dataclass(frozen=True, slots=True)
class Phone:
    id: str
    name: str
    letter: str


@dataclass(frozen=True, slots=True)
class Push:
    """What a phone sends about one visit. `since` is the last entry that it holds and has verified."""

    id: str
    since: int
    operations: tuple[JsonValue, ...] = ()
    join: str = ""
    waiting: int = 0
    waiting_files: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    phone: Phone
    visits: tuple[Push, ...]
    wants_list: bool


@dataclass(frozen=True, slots=True)
class Refused:
    id: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """`seq` and `head` are those of the last entry that the phone holds once it has taken this; `since`
    is less than the phone said when this server, restored from a backup, knows less than the phone."""

    visit: Visit
    since: int
    seq: int
    head: str
    more: bool = False
    received: str = ""
    sender: str = ""
    acked: tuple[tuple[str, int], ...] = ()
    entries: tuple[Entry, ...] = ()
    refused: tuple[Refused, ...] = ()
    files_missing: tuple[str, ...] = ()
    members: tuple[Body, ...] = ()
    devices: tuple[Device, ...] = field(default=())


def read_request(body: JsonValue) -> Request:
    if not isinstance(body, dict):
        raise invalid("visits.sync_not_an_object")
    pushes = tuple(map(_push, _list(body.get("visits", []), most=MOST_VISITS, part="visits")))
    if sum(len(push.operations) for push in pushes) > MOST_OPERATIONS:
        raise invalid("visits.sync_too_many", limit=MOST_OPERATIONS)
    return Request(_phone(body.get("device")), pushes, body.get("known") is True)


def read_code(body: JsonValue) -> str:
    """The code that a person typed in order to join."""
    code = body.get("code") if isinstance(body, dict) else None
    if not isinstance(code, str) or not _JOIN.fullmatch(code):
        raise invalid("visits.no_such_code")
    return code


def entry_body(entry: Entry) -> Body:
    return {"id": entry.id, "seq": entry.seq, **entry.body}


def device_body(device: Device, *, seen: str) -> Body:
    return {
        "device": device.id,
        "name": device.name,
        "letter": device.letter,
        "person": device.person,
        "seen": seen,
        "waiting": device.waiting,
        "waiting_files": device.waiting_files,
    }


def _phone(value: JsonValue) -> Phone:
    given = value if isinstance(value, dict) else {}
    id = given.get("id")
    if not isinstance(id, str) or not DEVICE.fullmatch(id):
        raise invalid("visits.sync_bad_part", part="device")
    return Phone(id, _name(given.get("name"), LONGEST_NAME), _name(given.get("letter"), LONGEST_LETTER))


def _name(value: JsonValue, longest: int) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(letter for letter in text if letter.isprintable())[:longest]


def _push(value: JsonValue) -> Push:
    if not isinstance(value, dict):
        raise invalid("visits.sync_bad_part", part="visits")
    id, join = value.get("id"), value.get("join", "")
    if not isinstance(id, str) or not VISIT_ID.fullmatch(id):
        raise invalid("visits.sync_bad_part", part="id")
    if not isinstance(join, str) or (join and not _JOIN.fullmatch(join)):
        raise invalid("visits.sync_bad_part", part="join")
    return Push(
        id=id,
        since=_count(value.get("since", 0), "since"),
        operations=tuple(_list(value.get("ops", []), most=MOST_OPERATIONS, part="ops")),
        join=join,
        waiting=_count(value.get("waiting", 0), "waiting"),
        waiting_files=_count(value.get("waiting_files", 0), "waiting_files"),
    )


def _list(value: JsonValue, *, most: int, part: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise invalid("visits.sync_bad_part", part=part)
    if len(value) > most:
        raise invalid("visits.sync_too_many", limit=most)
    return value


def _count(value: JsonValue, part: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_WAITING:
        raise invalid("visits.sync_bad_part", part=part)
    return value
