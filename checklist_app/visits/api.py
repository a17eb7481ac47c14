"""The interface of the phone app: exchange of operations, photos by their hash, and what to take along."""

import json
import zlib
from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from checklist_app.accounts import Person
from checklist_app.clock import now, stamp, today
from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.store import Body, JsonValue
from checklist_app.visits.exchange import (
    Answer,
    Phone,
    Push,
    device_body,
    entry_body,
    read_code,
    read_request,
)
from checklist_app.visits.model import Visit
from checklist_app.visits.pack import shown_person
from checklist_app.visits.rules import READING, WRITING
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.errors import told
from checklist_app.web.validators import with_etag

api = Blueprint("visits_api", __name__, url_prefix="/api")

LARGEST_UNPACKED = 8 * 1024 * 1024
LARGEST_PHOTO = 12 * 1024 * 1024


@api.post("/sync")
@access(WRITING)
def sync() -> Response:
    asked = read_request(_sent_json())
    person = current_person()
    body: Body = {
        "now": stamp(now()),
        "person": shown_person(person),
        "visits": [_exchanged(person, asked.phone, push) for push in asked.visits],
    }
    if asked.wants_list:
        body["list"] = [*_listed(person)]
    return jsonify(body)


@api.post("/join")
@access(WRITING)
def join() -> Response:
    """By a code that was typed; a scanned one needs no server."""
    code = read_code(_sent_json())
    return jsonify(_facts(collections().visits.join(current_person(), code, at=now())))


@api.get("/pack")
@access(WRITING)
def pack() -> Response:
    return with_etag(jsonify(collections().packing.for_person(current_person(), today=today())))


@api.put("/files/<sha256>")
@access(WRITING)
def put_file(sha256: str) -> tuple[Response, int]:
    person = current_person()
    visit = request.args.get("visit", "")
    collections().visits.writable(person, visit)  # before anything large is read
    content = _body_up_to(LARGEST_PHOTO)
    is_new = collections().visits.accept_photo(person, visit, sha256, content, at=now())
    return jsonify(file=sha256), 201 if is_new else 200


@api.get("/files/<sha256>")
@access(READING)
def get_file(sha256: str) -> Response:
    """Answers HEAD too, by which a phone asks whether a photo has arrived."""
    visit = collections().visits.open(current_person(), request.args.get("visit", ""))
    photo = collections().photos.read(sha256, visit=visit.id)
    return with_etag(Response(photo, content_type="image/jpeg"))


def _exchanged(person: Person, phone: Phone, push: Push) -> Body:
    """One visit's trouble is told in its place and keeps none of the others back; a store that cannot
    write is everybody's trouble."""
    try:
        return _shown(collections().visits.exchange(person, phone, push, at=now()))
    except Problem as problem:
        if problem.kind is ProblemKind.UNAVAILABLE:
            raise
        return {"id": push.id, "error": told(problem)}


def _shown(answer: Answer) -> Body:
    return {
        "id": answer.visit.id,
        "since": answer.since,
        "seq": answer.seq,
        "head": answer.head,
        "more": answer.more,
        "received": answer.received,
        "sender": answer.sender,
        "acked": [[id, seq] for id, seq in answer.acked],
        "ops": [entry_body(entry) for entry in answer.entries],
        "refused": [{"id": refused.id, "error": told(refused.problem)} for refused in answer.refused],
        "files_missing": [*answer.files_missing],
        "members": [*answer.members],
        "devices": [device_body(device, seen=stamp(device.seen)) for device in answer.devices],
    }


def _listed(person: Person) -> Iterator[Body]:
    for visit, summary in collections().visits.of(person):
        yield {**_facts(visit), "status": summary["status"], "visited_on": summary["visited_on"]}


def _facts(visit: Visit) -> Body:
    return {
        "id": visit.id,
        "agency": visit.agency,
        "agency_name": visit.agency_name,
        "form": visit.form,
        "year": visit.year,
        "digest": visit.digest,
        "begun": visit.begun,
    }


def _sent_json() -> JsonValue:
    """Bounded while it is unpacked, so that a small request cannot become a huge one."""
    sent = _body_up_to(LARGEST_UNPACKED)
    if request.content_encoding == "gzip":
        sent = _unpacked(sent)
    try:
        read: JsonValue = json.loads(sent)
    except (ValueError, RecursionError) as error:
        raise invalid("visits.sync_not_json") from error
    return read


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(packed, LARGEST_UNPACKED + 1)
    except zlib.error as error:
        raise invalid("visits.sync_not_json") from error
    if len(unpacked) > LARGEST_UNPACKED:
        raise RequestEntityTooLarge
    if not unpacker.eof or unpacker.unused_data:
        raise invalid("visits.sync_not_json")
    return unpacked


def _body_up_to(limit: int) -> bytes:
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
    return request.get_data(cache=False)
