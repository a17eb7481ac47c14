"""An operation as it comes over the wire, and as it stands in its stream. Pure.
Whatever a phone sends is checked here for shape and size; what its value may be is said in fields.py."""

import re
from datetime import datetime
from sys import intern
from typing import Final

from checklist_app.errors import Problem, invalid
from checklist_app.ids import ALPHABET
from checklist_app.store import Body, Entry, JsonValue, canonical
from checklist_app.visits.model import Operation

LARGEST = 120_000  # bytes; a signature of 5,000 points stays far below
LONGEST_FIELD = 200
MOST_REPLACED = 200
LARGEST_COUNT = 1_000_000

ID: Final = re.compile(rf"[{ALPHABET}]{{26}}")
DEVICE: Final = re.compile(rf"[{ALPHABET}]{{10}}")
_STAMP: Final = re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_PARTS: Final = frozenset({"id", "field", "value", "replaces", "at", "by", "device", "n"})


def read_operation(sent: JsonValue) -> Operation:
    """Raises a Problem that names the part that is wrong."""
    parts = _parts(sent)
    return Operation(
        id=_matching(parts, "id", ID),
        field=_field(parts["field"]),
        value=parts["value"],
        replaces=_replaced(parts["replaces"]),
        at=_at(parts["at"]),
        by=_matching(parts, "by", ID),
        device=_matching(parts, "device", DEVICE),
        n=_count(parts["n"]),
    )


def sent_id(sent: JsonValue) -> str:
    """The id to refuse an unreadable operation by; empty when not even that can be read."""
    id = sent.get("id") if isinstance(sent, dict) else None
    return id if isinstance(id, str) and ID.fullmatch(id) else ""


def body_of(operation: Operation) -> Body:
    """What the stream keeps of it; its id is the id of the entry."""
    return {
        "field": operation.field,
        "value": operation.value,
        "replaces": list(operation.replaces),
        "at": operation.at,
        "by": operation.by,
        "device": operation.device,
        "n": operation.n,
    }


def of_entry(entry: Entry) -> Operation:
    body = entry.body
    replaces = body["replaces"]
    return Operation(
        id=entry.id,
        field=intern(str(body["field"])),  # said by thousands, kept once
        value=body["value"],
        replaces=tuple(map(str, replaces)) if isinstance(replaces, list) else (),
        at=str(body["at"]),
        by=intern(str(body["by"])),
        device=intern(str(body["device"])),
        n=int(str(body["n"])),
    )


def is_stamp(value: JsonValue) -> bool:
    """A moment that there is: whoever shows it must not stumble over the 99th of a month."""
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _parts(sent: JsonValue) -> Body:
    if not isinstance(sent, dict):
        raise invalid("visits.op_not_an_object")
    if unknown := sent.keys() - _PARTS:
        raise invalid("visits.op_unknown_part", part=min(unknown)[:40])
    if missing := _PARTS - sent.keys():
        raise invalid("visits.op_part_missing", part=min(missing))
    _check_size(sent)
    return sent


def _check_size(sent: Body) -> None:
    try:
        size = len(canonical(sent))
    except Problem as problem:  # fractions, depth, numbers that JavaScript cannot hold
        raise invalid("visits.op_not_storable") from problem
    if size > LARGEST:
        raise invalid("visits.op_too_large", limit=LARGEST // 1000)


def _matching(parts: Body, name: str, pattern: re.Pattern[str]) -> str:
    value = parts[name]
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise invalid("visits.op_bad_part", part=name)
    return value


def _at(value: JsonValue) -> str:
    if not isinstance(value, str) or not is_stamp(value):
        raise invalid("visits.op_bad_part", part="at")
    return value


def _field(value: JsonValue) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_FIELD or not value.isprintable():
        raise invalid("visits.op_bad_part", part="field")
    return value


def _replaced(value: JsonValue) -> tuple[str, ...]:
    """Ids that the stream does not know are kept: what they name may come later, from another phone."""
    if not isinstance(value, list) or len(value) > MOST_REPLACED:
        raise invalid("visits.op_bad_part", part="replaces")
    ids = [id for id in value if isinstance(id, str) and ID.fullmatch(id)]
    if len(set(ids)) != len(value):
        raise invalid("visits.op_bad_part", part="replaces")
    return tuple(ids)


def _count(value: JsonValue) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST_COUNT:
        raise invalid("visits.op_bad_part", part="n")
    return value
