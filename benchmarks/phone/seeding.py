"""Visits as they come to stand on a phone: made of the form, put into its storage in one go."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.phone.questions import Control, groups
from benchmarks.phone.serving import World
from checklist_app.clock import now, stamp
from checklist_app.ids import new_code, new_id
from checklist_app.store import Body, JsonValue

DIGEST_IN_ID = 16
TEXT = "เจ้าหน้าที่นำเอกสารมาแสดงครบถ้วน แต่ยังไม่ได้เผยแพร่บนเว็บไซต์ของหน่วยงานตามที่กำหนด"


@dataclass(frozen=True, slots=True)
class Visit:
    record: Body
    operations: list[Body]

    @property
    def id(self) -> str:
        return str(self.record["id"])


def visits_of(world: World, device: str, *, count: int, operations: int) -> list[Visit]:
    return [_visit(world, device, operations) for _ in range(count)]


def _visit(world: World, device: str, count: int) -> Visit:
    id, code = f"{world.form.digest[:DIGEST_IN_ID]}-{new_id()}", new_code(8)
    facts: Body = {
        "agency": world.agency.id,
        "agency_name": world.agency.name,
        "form": world.form.id,
        "year": world.form.year,
        "digest": world.form.digest,
    }
    joined = hashlib.sha256(f"{id}\n{code}".encode()).hexdigest()
    began = {**facts, "begun": now().date().isoformat(), "join": joined}
    changes = [("visit", began), *_changes(world, count - 1)]
    record: Body = {
        **facts,
        "id": id,
        "join": code,
        "since": 0,
        "head": "",
        "server": None,
        "n": count,
        "opened": stamp(now()),
    }
    return Visit(record, list(_operations(id, changes, world.person.id, device)))


def _operations(visit: str, changes: list[tuple[str, JsonValue]], person: str, device: str) -> Iterator[Body]:
    """A change every few seconds; what is changed once more replaces what stood there."""
    at, last = now() - timedelta(hours=3), dict[str, str]()
    for n, (field, value) in enumerate(changes, 1):
        at += timedelta(milliseconds=random.randint(1_000, 20_000))
        id = new_id()
        replaces: list[JsonValue] = [last[field]] if field in last else []
        last[field] = id
        yield {
            "id": id,
            "field": field,
            "value": value,
            "replaces": replaces,
            "at": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
            "by": person,
            "device": device,
            "n": n,
            "visit": visit,
            "seq": 0,
            "waiting": 1,
        }


def _changes(world: World, count: int) -> list[tuple[str, JsonValue]]:
    """All answers in the order of the form, then remarks, then ticks taken back and set again."""
    controls = [control for group in groups(world.form) for control in group.controls]
    ticks = [control.field for control in controls if control.kind == "tick"]
    answers = [(f"answer:{c.field}", _value(c)) for c in controls if c.kind in {"tick", "choice", "long"}]
    remarks: list[tuple[str, JsonValue]] = [
        (f"note:{field}", TEXT[: random.randint(20, 80)]) for field in ticks[::2]
    ]
    again: list[tuple[str, JsonValue]] = [
        (f"answer:{field}", value) for value in (None, True, None) for field in ticks
    ]
    return [*answers, *remarks, *again][:count]


def _value(control: Control) -> JsonValue:
    if control.kind == "tick":
        return True
    return {"option": control.options[0][0]} if control.options else TEXT
