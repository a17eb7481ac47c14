"""The visit file: one visit as JSON with its whole history, every hash, its form and its photos, so that
another installation can take it in and anybody can check it. docs/visit-file.md explains it to them."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from checklist_app import __version__
from checklist_app.clock import stamp
from checklist_app.durable import AS_USUAL, write_whole
from checklist_app.errors import invalid, unavailable
from checklist_app.reports.visit_json_reading import Part, bytes_of, moment_of
from checklist_app.store import Body, Entry, JsonValue, canonical
from checklist_app.visits import Carried, Device, Guest, Photo, Visit

KIND: Final = "visit"
FORMAT: Final = 1
LARGEST: Final = 320_000_000  # bytes: every photo that a visit may have, in base64
_MEGABYTE: Final = 1_000_000


def visit_file(visit: Carried, *, made: datetime) -> bytes:
    """Canonical JSON: the same visit at the same moment makes the same bytes."""
    return b"".join(pieces_of(visit, made=made))


def pieces_of(visit: Carried, *, made: datetime) -> Iterator[bytes]:
    """The same bytes, one photo at a time: a visit of many photos is never in memory several times over."""
    before: Body = {
        "devices": [_device(device) for device in visit.devices],
        "form": visit.version,
        "format": FORMAT,
        "kind": KIND,
        "made": stamp(made),
        "people": {guest.id: _guest(guest) for guest in visit.people},
    }
    after: Body = {"product": __version__, "stream": _stream(visit), "visit": _visit(visit.visit)}
    yield canonical(before).removesuffix(b"}") + b',"photos":['
    for number, (photo, content) in enumerate(visit.photos):
        yield b"," * bool(number) + canonical(_photo(photo, content))
    yield b"]," + canonical(after).removeprefix(b"{")


def read_visit_file(content: bytes) -> Carried:
    """What the file says, each part of its kind and within bounds; `Adopting` finds out if it is true."""
    whole = Part(_parsed(content), "")
    if whole.get("kind") != KIND:
        raise invalid("carried.not_a_visit")
    if whole.get("format") != FORMAT:
        raise invalid("carried.format_unknown", known=FORMAT)
    stream = whole.part("stream")
    read = Carried(
        visit=_read_visit(whole.part("visit")),
        version=whole.part("form").body,
        entries=tuple(_read_entry(row) for row in stream.rows("entries")),
        people=tuple(_read_guest(id, row) for id, row in whole.part("people").parts()),
        devices=tuple(_read_device(row) for row in whole.rows("devices")),
        photos=tuple(_read_photo(row) for row in whole.rows("photos")),
    )
    head = stream.part("head")
    if (head.whole("seq"), head.text("hash")) != (len(read.entries), read.head):
        raise invalid("carried.chain_broken", seq=len(read.entries))
    return read


def save(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content, mode=AS_USUAL)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise unavailable("carried.not_written", path=str(path)) from error


def load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise invalid("carried.unreadable", field="file", path=str(path)) from error


# --- writing -----------------------------------------------------------------------------------------


def _visit(visit: Visit) -> JsonValue:
    return {
        "id": visit.id,
        "agency": {"id": visit.agency, "name": visit.agency_name, "province": visit.province},
        "form": {"id": visit.form, "year": visit.year, "digest": visit.digest},
        "begun": visit.begun,
        "join": visit.join,
        "members": [*visit.members],
    }


def _guest(guest: Guest) -> JsonValue:
    return {"name": guest.name, "position": guest.position}


def _device(device: Device) -> JsonValue:
    return {
        "id": device.id,
        "name": device.name,
        "letter": device.letter,
        "person": device.person,
        "seen": stamp(device.seen),
        "waiting": device.waiting,
        "waiting_files": device.waiting_files,
    }


def _stream(visit: Carried) -> JsonValue:
    entries: list[JsonValue] = [
        {"seq": entry.seq, "id": entry.id, "body": entry.body, "hash": entry.hash} for entry in visit.entries
    ]
    head: Body = {"seq": len(entries), "hash": visit.head}
    return {"name": f"visits/{visit.visit.id}", "entries": entries, "head": head}


def _photo(photo: Photo, content: bytes) -> Body:
    return {
        "id": photo.id,
        "stored": photo.stored,
        "type": photo.type,
        "width": photo.width,
        "height": photo.height,
        "size": photo.size,
        "by": photo.by,
        "at": photo.at,
        "content": b64encode(content).decode("ascii"),
    }


# --- reading -----------------------------------------------------------------------------------------


def _parsed(content: bytes) -> JsonValue:
    """Strictly: fractions, keys that come twice and bytes that are no UTF-8 are nothing that we write."""
    if len(content) > LARGEST:
        raise invalid("carried.too_large", most=LARGEST // _MEGABYTE)
    try:
        read: JsonValue = json.loads(
            content.decode("utf-8"),
            parse_float=_refuse,
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise invalid("carried.not_json") from error
    return read


def _refuse(text: str) -> None:
    raise ValueError(text)


def _object(pairs: list[tuple[str, JsonValue]]) -> Body:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a key twice")
    return read


def _read_visit(row: Part) -> Visit:
    agency, form = row.part("agency"), row.part("form")
    return Visit(
        id=row.text("id"),
        version=0,
        agency=agency.text("id"),
        agency_name=agency.text("name"),
        province=agency.text("province"),
        form=form.text("id"),
        year=form.whole("year"),
        digest=form.text("digest"),
        begun=row.text("begun"),
        join=row.text("join"),
        members=row.texts("members"),
    )


def _read_entry(row: Part) -> Entry:
    return Entry(row.whole("seq"), row.text("id"), row.text("hash"), row.part("body").body)


def _read_guest(id: str, row: Part) -> Guest:
    return Guest(id, row.text("name"), row.text("position", empty=True))


def _read_device(row: Part) -> Device:
    return Device(
        id=row.text("id"),
        name=row.text("name", empty=True),
        letter=row.text("letter", empty=True),
        person=row.text("person", empty=True),
        seen=moment_of(row, "seen"),
        waiting=row.whole("waiting"),
        waiting_files=row.whole("waiting_files"),
    )


def _read_photo(row: Part) -> tuple[Photo, bytes]:
    photo = Photo(
        id=row.text("id"),
        stored=row.text("stored"),
        type=row.text("type"),
        width=row.whole("width"),
        height=row.whole("height"),
        size=row.whole("size"),
        by=row.text("by"),
        at=row.text("at"),
        visits=(),
    )
    return photo, bytes_of(row, "content")
