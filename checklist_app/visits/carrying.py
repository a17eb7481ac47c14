"""A whole visit on its way from one installation to another: its stream with every hash, its form, its
photos, and the names of its people. What arrives is checked here before anything is kept. Pure, but for
`carried`, which asks the collections."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from checklist_app.accounts import People
from checklist_app.catalog import Form, Forms
from checklist_app.errors import Problem, invalid, unavailable
from checklist_app.pictures import TYPE
from checklist_app.store import LOST, Body, Entry, JsonValue, canonical, chain_hash
from checklist_app.visits.beginning import Facts, read_facts
from checklist_app.visits.exchange import DIGEST_IN_ID, LONGEST_LETTER, LONGEST_NAME, VISIT_ID
from checklist_app.visits.fold import State, fold
from checklist_app.visits.judging import MOST_OPERATIONS, sound
from checklist_app.visits.model import Device, Guest, Visit
from checklist_app.visits.operations import DEVICE, ID, is_stamp, of_entry
from checklist_app.visits.photos import Photo, Photos
from checklist_app.visits.records import MOST_FILES, Visits
from checklist_app.visits.states import stream_of

MOST_PEOPLE: Final = 1_000
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_RECEIPT: Final = frozenset({"received", "sender"})


@dataclass(frozen=True, slots=True)
class Carried:
    """`province` is where the agency lies; `version` is what the form is rendered from; each photo comes
    with the bytes that are kept of it."""

    visit: Visit
    version: Body
    entries: tuple[Entry, ...]
    people: tuple[Guest, ...]
    devices: tuple[Device, ...]
    photos: tuple[tuple[Photo, bytes], ...]

    @property
    def head(self) -> str:
        return self.entries[-1].hash if self.entries else ""

    @property
    def state(self) -> State:
        return fold(map(of_entry, self.entries))


def carried(visit: Visit, *, visits: Visits, photos: Photos, people: People, forms: Forms) -> Carried:
    """A Visit in hand is one that its reader may open."""
    entries = tuple(visits.history(visit))
    kept = sorted(photos.of_visit(visit.id), key=lambda photo: photo.id)
    return Carried(
        visit=visit,
        version=forms.version(visit.digest),
        entries=entries,
        people=tuple(_people(visit, entries, people)),
        devices=tuple(sorted(visits.devices(visit), key=lambda device: device.id)),
        photos=tuple((photo, _whole(photo, visit, photos)) for photo in kept),
    )


def _whole(photo: Photo, visit: Visit, photos: Photos) -> bytes:
    """No file goes out that nobody could take in."""
    try:
        return photos.read(photo.id, visit=visit.id)
    except Problem as problem:
        if problem.code not in LOST:
            raise
        raise unavailable("carried.kept_photo_damaged", photo=photo.id[:12]) from problem


def _people(visit: Visit, entries: Iterable[Entry], people: People) -> Iterable[Guest]:
    """Everybody who belongs to the visit, wrote in it or sent what others wrote, as the visit names them."""
    state = fold(map(of_entry, entries))
    ids = {*visit.members, *(str(entry.body[part]) for entry in entries for part in ("by", "sender"))}
    for id in sorted(ids):
        known = people.find(id) or visit.guest(id)
        said = state.value(f"member:{id}")
        told = said if isinstance(said, dict) else {}
        name = str(told.get("name") or (known.name if known else ""))
        if name:
            yield Guest(id, name, str(told.get("position") or (known.position if known else "")))


# --- what arrives ------------------------------------------------------------------------------------


def check(arrived: Carried, form: Form) -> Facts:
    """The facts that the visit begins with. Raises a Problem for whatever this program would not have
    stored itself: a hash proves that nothing was lost, not that it is good."""
    if not VISIT_ID.fullmatch(arrived.visit.id) or not arrived.visit.id.startswith(
        form.digest[:DIGEST_IN_ID]
    ):
        raise invalid("carried.id_wrong")
    _check_chain(arrived)
    operations = [_operation(entry) for entry in arrived.entries]
    _check_operations(arrived, form, operations)
    _check_people(arrived)
    _check_photos(arrived)
    return _facts(arrived, form, operations)


def _check_chain(arrived: Carried) -> None:
    if not 0 < len(arrived.entries) <= MOST_OPERATIONS:
        raise invalid("carried.too_many_entries", most=MOST_OPERATIONS)
    if len({entry.id for entry in arrived.entries}) < len(arrived.entries):
        raise invalid("carried.chain_broken", seq=len(arrived.entries))
    stream, reached = stream_of(arrived.visit.id), ""
    for seq, entry in enumerate(arrived.entries, start=1):
        try:
            reached = chain_hash(reached, stream=stream, seq=seq, id=entry.id, body=canonical(entry.body))
        except (Problem, UnicodeEncodeError) as error:
            raise invalid("carried.entry_wrong", seq=seq) from error
        if (entry.seq, entry.hash) != (seq, reached):
            raise invalid("carried.chain_broken", seq=seq)


def _operation(entry: Entry) -> Body:
    received, sender = entry.body.get("received"), entry.body.get("sender")
    named = "id" in entry.body or not isinstance(sender, str) or not ID.fullmatch(sender)
    if named or not is_stamp(received):
        raise invalid("carried.entry_wrong", seq=entry.seq)
    return {"id": entry.id, **{name: value for name, value in entry.body.items() if name not in _RECEIPT}}


def _check_operations(arrived: Carried, form: Form, operations: list[Body]) -> None:
    """One that would have to be made canonical first is not what an installation keeps."""
    read = sound(form, operations)
    wrong = {*read.mended, *(refused.id for refused in read.refused)}
    for entry in arrived.entries:
        if entry.id in wrong or "" in wrong:
            raise invalid("carried.entry_wrong", seq=entry.seq)


def _check_people(arrived: Carried) -> None:
    ids = [*arrived.visit.members, *(guest.id for guest in arrived.people)]
    if len(ids) > MOST_PEOPLE or not all(map(ID.fullmatch, ids)):
        raise invalid("carried.part_wrong", part="people")
    if len(arrived.devices) > MOST_PEOPLE or not all(map(_is_phone, arrived.devices)):
        raise invalid("carried.part_wrong", part="devices")


def _is_phone(device: Device) -> bool:
    """As `read_request` would have taken it."""
    short = len(device.name) <= LONGEST_NAME and len(device.letter) <= LONGEST_LETTER
    return bool(DEVICE.fullmatch(device.id)) and short and (device.name + device.letter).isprintable()


def _check_photos(arrived: Carried) -> None:
    ids = [photo.id for photo, _ in arrived.photos]
    if len(ids) > MOST_FILES or len(set(ids)) < len(ids):
        raise invalid("carried.part_wrong", part="photos")
    for photo, content in arrived.photos:
        named = _SHA256.fullmatch(photo.id) and ID.fullmatch(photo.by)
        if not named or photo.type != TYPE or not is_stamp(photo.at):
            raise invalid("carried.part_wrong", part="photos")
        if hashlib.sha256(content).hexdigest() != photo.stored or len(content) != photo.size:
            raise invalid("carried.photo_damaged", photo=photo.id[:12])


def _facts(arrived: Carried, form: Form, operations: list[Body]) -> Facts:
    begun: list[JsonValue] = [operation for operation in operations if operation["field"] == "visit"]
    facts = [*read_facts(begun)]
    if len(facts) != 1:
        raise invalid("carried.part_wrong", part="visit")
    visit, (known,) = arrived.visit, facts
    said = (visit.form, visit.year, visit.digest, visit.begun, visit.join)
    if said != (known.form, known.year, known.digest, known.begun, known.join):
        raise invalid("carried.part_wrong", part="visit")
    if (form.id, form.year, form.digest) != (known.form, known.year, known.digest):
        raise invalid("carried.part_wrong", part="form")
    return known
