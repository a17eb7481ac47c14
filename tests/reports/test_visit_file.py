"""A visit goes from one installation to another by a file: whole, proved by its hashes, or not at all."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from checklist_app.accounts import COMMAND_LINE
from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.errors import Problem
from checklist_app.reports import visit_json as module
from checklist_app.reports.visit_json import pieces_of, read_visit_file, visit_file
from checklist_app.store import Body, JsonValue, canonical, chain_hash
from checklist_app.visits import Adopted, Adopting, carried
from checklist_app.web.context import Collections
from checklist_app.wording import problem_wording
from tests.cast import PROVINCE, World, make_world, quick_passwords
from tests.client import StrictClient
from tests.conftest import COMPILED
from tests.visits.conftest import AGENCY
from tests.visits.phones import SAME_ORIGIN, Phone, begin

ROOT = Path(__file__).parents[2]
MADE = datetime(2026, 11, 21, 6, 2, 11, tzinfo=UTC)
SCHEMA = json.loads((ROOT / "docs" / "visit-file.schema.json").read_text("utf-8"))


@dataclass
class Installation:
    world: World
    app: Flask

    @property
    def held(self) -> Collections:
        held: Collections = self.app.extensions["checklist"]
        return held

    def client(self, who: str) -> StrictClient:
        client = self.app.test_client()
        assert isinstance(client, StrictClient)
        client.sign_in(self.world[who])
        return client

    def phone(self, who: str, visit: str) -> Phone:
        return Phone(self.world[who], self.client(who), visit, letter="B")

    def exported(self, visit: str) -> bytes:
        held = self.held
        known = held.visits.open(COMMAND_LINE, visit)
        whole = carried(known, visits=held.visits, photos=held.photos, people=held.people, forms=held.forms)
        return visit_file(whole, made=MADE)

    def adopting(self) -> Adopting:
        held = self.held
        return Adopting(held.store, held.audit, held.people, held.agencies, held.forms, held.photos)

    def take_in(self, content: bytes) -> Adopted:
        return self.adopting().take_in(COMMAND_LINE, read_visit_file(content))

    def everything(self) -> str:
        return repr((self.world.store.documents, self.world.store.entries))


def installation(folder: Path) -> Installation:
    folders = {"CHECKLIST_STORE": f"{folder}/store", "CHECKLIST_FILES": f"{folder}/files"}
    world = make_world()
    app = create_app(Config.from_environment(folders), world.store, passwords=quick_passwords())
    app.test_client_class = StrictClient
    app.jinja_env.bytecode_cache = COMPILED
    return Installation(world, app)


def filled(source: Installation) -> Phone:
    """At work on a visit of which two photos have arrived, and one of them was taken out again."""
    form = source.held.forms.keep("nacc-2563", 2567)
    agency = source.world.agencies[AGENCY].id
    phone = begin(source.world["inspector"], source.client("inspector"), form, agency)
    phone.write(f"member:{phone.owner.id}", {"name": "คนนิเทศ", "position": "หัวหน้าคณะ"})
    phone.write("visited_on", "2026-11-20")
    phone.write("note:" + next(form.questions()).id, "=1+1 😀")
    for number, color in enumerate(("red", "blue")):
        content = picture(color)
        write_photo(phone, content, number)
        send(phone, content)
    phone.write(f"photo:{'0' * 25}1", None)
    phone.sync()
    assert not phone.refused
    return phone


@pytest.fixture
def source(tmp_path: Path) -> Installation:
    return installation(tmp_path / "source")


@pytest.fixture
def target(tmp_path: Path) -> Installation:
    return installation(tmp_path / "target")


@pytest.fixture
def phone(source: Installation) -> Phone:
    return filled(source)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound file, for those who forge it."""
    source = installation(tmp_path_factory.mktemp("source"))
    return source.exported(filled(source).visit)


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Where nothing is ever taken in; each refusal proves it."""
    return installation(tmp_path_factory.mktemp("refusing"))


def write_photo(phone: Phone, content: bytes, number: int) -> None:
    phone.write(
        f"photo:{'0' * 25}{number}",
        {
            "file": hashlib.sha256(content).hexdigest(),
            "item": "",
            "caption": "ป้ายประกาศ",
            "taken": "2026-11-20T03:00:00.000Z",
            "width": 40,
            "height": 30,
            "size": len(content),
            "order": number,
        },
    )


def send(phone: Phone, content: bytes) -> None:
    phone.sync()
    address = f"/api/files/{hashlib.sha256(content).hexdigest()}?visit={phone.visit}"
    assert phone.client.put(address, data=content, headers=SAME_ORIGIN).status_code == 201


def picture(color: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "JPEG")
    return file.getvalue()


def changed(content: bytes, change: Callable[[Any], object], *, rechain: bool = True) -> bytes:
    """The file with one thing changed by somebody who can compute hashes too."""
    body = json.loads(content)
    change(body)
    if rechain:
        chain(body)
    return json.dumps(body, ensure_ascii=False).encode()


def chain(body: Any) -> None:
    reached = ""
    for seq, entry in enumerate(body["stream"]["entries"], start=1):
        try:
            said = canonical(entry["body"])
        except Problem:
            said = b""
        reached = chain_hash(
            reached, stream=f"visits/{body['visit']['id']}", seq=seq, id=entry["id"], body=said
        )
        entry |= {"seq": seq, "hash": reached}
    body["stream"]["head"] = {"seq": len(body["stream"]["entries"]), "hash": reached}


# --- there and back ----------------------------------------------------------------------------------


def test_a_visit_is_the_same_in_another_installation(
    source: Installation, target: Installation, phone: Phone
) -> None:
    content = source.exported(phone.visit)
    brought = target.take_in(content)
    assert (brought.known, brought.entries, brought.photos) == (False, phone.since, 2)
    stream = f"visits/{phone.visit}"
    assert target.held.store.head(stream) == source.held.store.head(stream)
    assert target.held.store.head(stream).hash == phone.head
    assert target.held.store.read(stream) == source.held.store.read(stream)
    visit = target.held.visits.open(target.world["supervisor"], phone.visit)
    assert visit.agency == target.world.agencies[AGENCY].id != source.world.agencies[AGENCY].id
    assert target.held.visits.state(visit) == phone.state
    assert target.held.visits.form(visit) == source.held.visits.form(visit)
    for photo in source.held.photos.of_visit(phone.visit):
        theirs = source.held.photos.read(photo.id, visit=phone.visit)
        assert target.held.photos.read(photo.id, visit=phone.visit) == theirs


def test_a_phone_of_the_other_province_goes_on_with_it(
    source: Installation, target: Installation, phone: Phone
) -> None:
    target.take_in(source.exported(phone.visit))
    theirs = target.phone("supervisor", phone.visit)
    theirs.sync()  # it verifies the chain entry by entry
    assert (theirs.since, theirs.head, theirs.state) == (phone.since, phone.head, phone.state)
    theirs.write("visited_on", "2026-11-21")
    theirs.sync()
    assert not theirs.refused
    visit = target.held.visits.open(target.world["supervisor"], phone.visit)
    assert target.held.visits.state(visit).value("visited_on") == "2026-11-21"


def test_lists_show_what_was_brought(source: Installation, target: Installation, phone: Phone) -> None:
    question = next(source.held.visits.form(source.held.visits.open(COMMAND_LINE, phone.visit)).questions())
    phone.write(f"note:{question.id}", "เสร็จแล้ว")
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.sync()
    assert not phone.refused
    target.take_in(source.exported(phone.visit))
    there, here = (
        installation.held.visits.overview(installation.world["supervisor"])[0]
        for installation in (source, target)
    )
    assert (here.status, here.visited_on, here.photos, here.photos_missing) == (
        "complete",
        there.visited_on,
        1,
        0,
    )
    assert here.operations == there.operations
    assert [device.name for device in here.devices] == [device.name for device in there.devices]
    page = target.client("supervisor").get("/visits/office")
    assert AGENCY in page.text


def test_people_who_are_unknown_here_keep_their_names(
    source: Installation, target: Installation, phone: Phone
) -> None:
    target.take_in(source.exported(phone.visit))
    visit = target.held.visits.open(COMMAND_LINE, phone.visit)
    assert target.held.people.find(phone.owner.id) is None
    guest = visit.guest(phone.owner.id)
    assert guest is not None
    assert (guest.name, guest.position) == ("คนนิเทศ", "หัวหน้าคณะ")
    assert target.held.visits.overview(COMMAND_LINE)[0].members == ("คนนิเทศ",)


def test_the_file_of_the_file_is_the_file(source: Installation, target: Installation, phone: Phone) -> None:
    """Nothing is lost on the way: only the agency has another id in the other register."""
    content = source.exported(phone.visit)
    target.take_in(content)
    there, here = json.loads(content), json.loads(target.exported(phone.visit))
    assert here["visit"]["agency"].pop("id") != there["visit"]["agency"].pop("id")
    assert here == there


def test_the_trail_says_who_brought_what(source: Installation, target: Installation, phone: Phone) -> None:
    target.take_in(source.exported(phone.visit))
    entry = target.held.audit.before(limit=1)[0]
    assert (entry.action, entry.actor, entry.subject) == ("visit.imported", COMMAND_LINE.id, phone.visit)
    assert entry.details["entries"] == phone.since
    assert "นำเข้างานนิเทศจากไฟล์" in target.client("administrator").get("/accounts/audit").text


def test_only_who_supervises_the_province_takes_a_visit_in(
    source: Installation, target: Installation, phone: Phone
) -> None:
    arrived = read_visit_file(source.exported(phone.visit))
    for who in ("inspector", "auditor", "outsider", "staff"):
        with pytest.raises(Problem) as refused:
            target.adopting().take_in(target.world[who], arrived)
        assert refused.value.code == "visits.not_your_role"
    assert target.adopting().take_in(target.world["supervisor"], arrived).entries == phone.since


def test_a_photo_that_was_damaged_here_does_not_go_out(
    source: Installation, phone: Phone, tmp_path: Path
) -> None:
    stored = source.held.photos.of_visit(phone.visit)[0].stored
    path = next((tmp_path / "source" / "files").glob(f"*/{stored}"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Problem) as refused:
        source.exported(phone.visit)
    assert refused.value.code == "carried.kept_photo_damaged"


# --- where the visit is already ----------------------------------------------------------------------


def test_a_visit_that_is_there_is_recognised_and_nothing_is_written(
    source: Installation, target: Installation, phone: Phone
) -> None:
    content = source.exported(phone.visit)
    target.take_in(content)
    before = target.everything()
    again = target.take_in(content)
    assert (again.known, again.entries, again.photos) == (True, 0, 0)
    assert target.everything() == before
    assert source.take_in(content).known


def test_what_was_said_since_is_added(source: Installation, target: Installation, phone: Phone) -> None:
    target.take_in(source.exported(phone.visit))
    phone.write("visited_on", "2026-11-19")
    green = picture("green")
    write_photo(phone, green, 2)
    send(phone, green)
    brought = target.take_in(source.exported(phone.visit))
    assert (brought.known, brought.entries, brought.photos) == (True, 2, 1)
    assert target.held.store.head(f"visits/{phone.visit}").hash == phone.head
    overview = target.held.visits.overview(COMMAND_LINE)[0]
    assert (str(overview.visited_on), overview.photos, overview.photos_missing) == ("2026-11-19", 2, 0)


def test_an_older_file_of_a_visit_that_went_on_brings_nothing(source: Installation, phone: Phone) -> None:
    older = source.exported(phone.visit)
    phone.write("visited_on", "2026-11-19")
    phone.sync()
    before = source.everything()
    brought = source.take_in(older)
    assert (brought.known, brought.entries) == (True, 0)
    assert source.everything() == before


def test_two_that_went_on_differently_are_never_mixed(
    source: Installation, target: Installation, phone: Phone
) -> None:
    target.take_in(source.exported(phone.visit))
    phone.write("visited_on", "2026-11-19")
    phone.sync()
    theirs = target.phone("supervisor", phone.visit)
    theirs.sync()
    theirs.write("visited_on", "2026-11-18")
    theirs.sync()
    refuse(target, source.exported(phone.visit), "carried.went_on_differently")


def test_a_photo_that_came_late_is_added_alone(
    source: Installation, target: Installation, phone: Phone
) -> None:
    content = source.exported(phone.visit)
    target.take_in(changed(content, lambda body: body["photos"].pop()))
    assert target.take_in(content).photos == 1


def test_a_photo_of_another_visit_is_not_had_for_its_name(
    source: Installation, target: Installation, phone: Phone
) -> None:
    content = source.exported(phone.visit)
    photo = json.loads(content)["photos"][0]
    body: Body = {
        **{k: v for k, v in photo.items() if k != "content"},
        "stored": "f" * 64,
        "visits": ["another"],
    }
    target.held.store.put("photos", photo["id"], body, version=0)
    refuse(target, content, "carried.photo_differs")


# --- what is refused ---------------------------------------------------------------------------------


def refuse(target: Installation, content: bytes, code: str) -> Problem:
    """With these words, and nothing of it is kept: no form, no photo, no entry."""
    before = target.everything()
    with pytest.raises(Problem) as refused:
        target.take_in(content)
    assert refused.value.code == code
    assert set(problem_wording()[code]) == {"th", "en"}
    assert target.everything() == before
    return refused.value


def test_an_agency_that_the_register_lacks_must_be_added_first(
    content: bytes, refusing: Installation
) -> None:
    def elsewhere(body: Any) -> None:
        body["visit"]["agency"] |= {"name": "เทศบาลตำบลที่ไม่มี"}

    problem = refuse(refusing, changed(content, elsewhere), "carried.no_agency")
    assert problem.parameters == {"agency": "เทศบาลตำบลที่ไม่มี", "province": PROVINCE}


def entries(body: Any) -> Any:
    return body["stream"]["entries"]


def by_field(body: Any, field: str) -> Any:
    return next(entry["body"] for entry in entries(body) if entry["body"]["field"] == field)


FORGED: dict[str, tuple[str, Callable[[Any], object]]] = {
    "another kind": ("carried.not_a_visit", lambda body: body.update(kind="register")),
    "a later format": ("carried.format_unknown", lambda body: body.update(format=2)),
    "no visit": ("carried.part_wrong", lambda body: body.pop("visit")),
    "a list for an object": ("carried.part_wrong", lambda body: body.update(people=[])),
    "an object for a list": ("carried.part_wrong", lambda body: body.update(photos={})),
    "an id of another form": (
        "carried.id_wrong",
        lambda body: body["visit"].update(id="0" * 16 + "-" + "0" * 26),
    ),
    "an id that is a path": ("carried.id_wrong", lambda body: body["visit"].update(id="../../etc/passwd")),
    "no entries": ("carried.part_wrong", lambda body: entries(body).clear()),
    "an entry twice": ("carried.chain_broken", lambda body: entries(body).append(dict(entries(body)[-1]))),
    "two beginnings": (
        "carried.part_wrong",
        lambda body: entries(body).append({**entries(body)[0], "id": "7" * 26}),
    ),
    "no beginning": ("carried.part_wrong", lambda body: entries(body).pop(0)),
    "another year": ("carried.part_wrong", lambda body: body["visit"]["form"].update(year=2568)),
    "another code": ("carried.part_wrong", lambda body: body["visit"].update(join="0" * 64)),
    "a status that there is not": (
        "carried.entry_wrong",
        lambda body: by_field(body, "visited_on").update(field="status", value={"state": "evil"}),
    ),
    "a value that is not canonical": (
        "carried.entry_wrong",
        lambda body: by_field(body, "visited_on").update(value="20/11/2569"),
    ),
    "a field that there is not": (
        "carried.entry_wrong",
        lambda body: by_field(body, "visited_on").update(field="answer:no-such"),
    ),
    "an id inside": ("carried.entry_wrong", lambda body: entries(body)[1]["body"].update(id="8" * 26)),
    "a part too many": ("carried.entry_wrong", lambda body: entries(body)[1]["body"].update(seq=1)),
    "no receipt": ("carried.entry_wrong", lambda body: entries(body)[1]["body"].pop("received")),
    "a sender that is nobody": (
        "carried.entry_wrong",
        lambda body: entries(body)[1]["body"].update(sender="x"),
    ),
    "half a character": ("carried.entry_wrong", lambda body: entries(body)[1]["body"].update(value="\ud800")),
    "a huge number": ("carried.entry_wrong", lambda body: entries(body)[1]["body"].update(n=2**60)),
    "an entry id that is none": ("carried.part_wrong", lambda body: entries(body)[1].update(id="a\nb")),
    "members that are none": ("carried.part_wrong", lambda body: body["visit"].update(members=["x"])),
    "too many people": (
        "carried.part_wrong",
        lambda body: body["visit"].update(members=[f"{number:026}" for number in range(1001)]),
    ),
    "a name of two lines": (
        "carried.part_wrong",
        lambda body: body["people"].update({"0" * 26: {"name": "a\nb", "position": ""}}),
    ),
    "a device that is none": ("carried.part_wrong", lambda body: body["devices"][0].update(id="x/y")),
    "a device of a long letter": (
        "carried.part_wrong",
        lambda body: body["devices"][0].update(letter="A" * 400),
    ),
    "a device whose name turns the line": (
        "carried.part_wrong",
        lambda body: body["devices"][0].update(name="\u202eA"),
    ),
    "a time without a zone": (
        "carried.part_wrong",
        lambda body: body["devices"][0].update(seen="2026-11-21T00:00:00"),
    ),
    "a form of another digest": ("catalog.version_differs", lambda body: body["form"].update(year=2568)),
    "a photo twice": ("carried.part_wrong", lambda body: body["photos"].append(body["photos"][0])),
    "a photo that is another": (
        "carried.photo_damaged",
        lambda body: body["photos"][0].update(content=body["photos"][1]["content"]),
    ),
    "no base64": ("carried.part_wrong", lambda body: body["photos"][0].update(content="!!")),
    "a photo of another type": (
        "carried.part_wrong",
        lambda body: body["photos"][0].update(type="text/html"),
    ),
    "a photo of a name that is none": ("carried.part_wrong", lambda body: body["photos"][0].update(id="x")),
    "a photo by nobody": ("carried.part_wrong", lambda body: body["photos"][0].update(by="../x")),
    "a photo of another size": ("carried.photo_wrong", lambda body: body["photos"][0].update(width=41)),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_file_is_refused_whole(what: str, content: bytes, refusing: Installation) -> None:
    code, forge = FORGED[what]
    body = json.loads(content)
    forge(body)
    if "visit" in body and isinstance(body.get("stream"), dict):
        chain(body)
    refuse(refusing, json.dumps(body).encode(), code)


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        (lambda body: entries(body)[2]["body"].update(at="2020-01-01T00:00:00.000Z"), 3),
        (lambda body: entries(body)[1].update(hash="0" * 64), 2),
        (lambda body: entries(body).pop(), None),
        (lambda body: body["stream"]["head"].update(hash="0" * 64), None),
        (lambda body: entries(body).reverse(), None),
    ],
)
def test_a_change_that_nobody_chained_anew_shows(
    change: Callable[[Any], object], seq: int | None, content: bytes, refusing: Installation
) -> None:
    broken = changed(content, change, rechain=False)
    problem = refuse(refusing, broken, "carried.chain_broken")
    assert seq is None or problem.parameters["seq"] == seq


def forged_photo(body: Any, content: bytes) -> None:
    body["photos"][0] |= {
        "content": base64.b64encode(content).decode(),
        "stored": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }


@pytest.mark.parametrize("what", ["exif", "tail", "comment", "png", "html", "cut"])
def test_a_photo_that_brings_something_along_is_not_taken(
    what: str, content: bytes, refusing: Installation
) -> None:
    own = base64.b64decode(json.loads(content)["photos"][0]["content"])
    image = Image.open(BytesIO(own))
    exif = Image.Exif()
    exif[0x010E] = "บ้านเลขที่"
    files = {what: BytesIO() for what in ("exif", "comment", "png")}
    image.save(files["exif"], "JPEG", exif=exif)
    image.save(files["comment"], "JPEG", comment=b"hidden")
    image.save(files["png"], "PNG")
    forged = {
        **{name: file.getvalue() for name, file in files.items()},
        "tail": own + b"<script>alert(1)</script>",
        "html": b"<script>alert(1)</script>",
        "cut": own[: len(own) // 2],
    }[what]
    refused = changed(content, lambda body: forged_photo(body, forged))
    with pytest.raises(Problem) as told:
        refusing.take_in(refused)
    assert told.value.code in {"carried.photo_wrong", "photos.not_an_image"}
    assert refusing.held.store.find("photos") == []
    assert refusing.held.visits.overview(COMMAND_LINE) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"kind":"visit","kind":"visit"}',
        b'{"kind":1.5}',
        b'{"kind":NaN}',
        b'{"kind":' + b"9" * 5_000 + b"}",
        b'{"kind":"visit","format":1}',
        b"PK\x03\x04",
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_no_visit_file_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read_visit_file(content)
    assert refused.value.code in {"carried.not_json", "carried.not_a_visit", "carried.part_wrong"}


def test_a_file_beyond_all_bounds_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 100)
    with pytest.raises(Problem) as refused:
        read_visit_file(b"{" + b" " * 100)
    assert refused.value.code == "carried.too_large"


def test_a_file_of_more_entries_than_a_visit_may_have_is_refused(
    content: bytes, refusing: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checklist_app.visits.carrying.MOST_OPERATIONS", 2)
    refuse(refusing, content, "carried.too_many_entries")


def test_a_form_that_the_release_cannot_use_is_refused(content: bytes, refusing: Installation) -> None:
    def spoil(body: Any) -> None:
        body["form"]["form"] = {"id": "x"}
        digest = hashlib.sha256(canonical(body["form"])).hexdigest()
        body["visit"]["form"]["digest"] = digest
        body["visit"]["id"] = digest[:16] + body["visit"]["id"][16:]

    refuse(refusing, changed(content, spoil), "catalog.version_faulty")


def test_a_plan_writes_nothing(source: Installation, target: Installation, phone: Phone) -> None:
    before = target.everything()
    planned = target.adopting().plan(COMMAND_LINE, read_visit_file(source.exported(phone.visit)))
    assert (planned.known, planned.entries, planned.photos) == (False, phone.since, 2)
    assert target.everything() == before


# --- what the documents promise ----------------------------------------------------------------------


def test_the_file_is_the_same_for_the_same_visit_and_moment(source: Installation, phone: Phone) -> None:
    content = source.exported(phone.visit)
    assert content == source.exported(phone.visit)
    assert content == canonical(json.loads(content))


def test_many_photos_are_never_in_memory_several_times_over(source: Installation, phone: Phone) -> None:
    held = source.held
    known = held.visits.open(COMMAND_LINE, phone.visit)
    whole = carried(known, visits=held.visits, photos=held.photos, people=held.people, forms=held.forms)
    (photo, _), large = whole.photos[0], bytes(1_000_000)
    pieces = pieces_of(replace(whole, photos=((photo, large),) * 60), made=MADE)
    tracemalloc.start()
    try:
        size = sum(map(len, pieces))
        assert tracemalloc.get_traced_memory()[1] < size / 2
    finally:
        tracemalloc.stop()


def test_the_file_is_canonical_as_a_whole(content: bytes) -> None:
    assert canonical(json.loads(content)) == content


def test_the_file_keeps_to_its_schema(content: bytes) -> None:
    assert [*faults(SCHEMA, json.loads(content))] == []


@pytest.mark.parametrize(
    "what", ["another kind", "no visit", "an id that is a path", "members that are none"]
)
def test_the_schema_refuses_what_it_should(what: str, content: bytes) -> None:
    body = json.loads(content)
    FORGED[what][1](body)
    assert [*faults(SCHEMA, body)] != []


def test_the_ten_lines_of_the_guide_verify_the_chain(content: bytes, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "visit-file.md").read_text("utf-8")
    program = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)[0]
    assert len(program.strip().splitlines()) <= 12
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(content)
    bad.write_bytes(content.replace("=1+1 😀".encode(), "=1+2 😀".encode()))
    ran = [
        subprocess.run([sys.executable, "-c", program, file], capture_output=True, text=True, check=False)
        for file in (good, bad)
    ]
    assert json.loads(content)["stream"]["head"]["hash"] in ran[0].stdout
    assert (ran[0].returncode, ran[1].returncode != 0) == (0, True)


def faults(schema: Any, value: JsonValue, place: str = "$") -> Any:
    """As much of JSON Schema as docs/visit-file.schema.json uses; another keyword is a fault of the test."""
    unknown = schema.keys() - _CHECKS.keys() - {"$schema", "$id", "title", "description", "$defs", "items"}
    assert unknown - {"additionalProperties"} == set()
    for keyword, check in _CHECKS.items():
        if keyword in schema:
            yield from check(schema, value, place)


def _type(schema: Any, value: Any, place: str) -> Any:
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
    }
    if not isinstance(value, kinds[schema["type"]]) or isinstance(value, bool):
        yield f"{place} is no {schema['type']}"
    if isinstance(value, list):
        for number, member in enumerate(value):
            yield from faults(schema["items"], member, f"{place}[{number}]")


def _properties(schema: Any, value: Any, place: str) -> Any:
    known = schema["properties"]
    for name, member in value.items() if isinstance(value, dict) else ():
        if name in known:
            yield from faults(known[name], member, f"{place}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{place}.{name} is unknown"


def _pattern_properties(schema: Any, value: Any, place: str) -> Any:
    ((pattern, inner),) = schema["patternProperties"].items()
    for name, member in value.items() if isinstance(value, dict) else ():
        if re.search(pattern, name):
            yield from faults(inner, member, f"{place}.{name}")
        else:
            yield f"{place}.{name} is unknown"


def _required(schema: Any, value: Any, place: str) -> Any:
    yield from (f"{place} lacks {name}" for name in schema["required"] if name not in value)


def _bounds(schema: Any, value: Any, place: str) -> Any:
    if isinstance(value, int) and value < schema["minimum"]:
        yield f"{place} is too small"


def _text(schema: Any, value: Any, place: str) -> Any:
    if not isinstance(value, str) or not re.search(schema["pattern"], value):
        yield f"{place} is not as {schema['pattern']}"


def _const(schema: Any, value: Any, place: str) -> Any:
    if value != schema["const"]:
        yield f"{place} is not {schema['const']}"


def _ref(schema: Any, value: Any, place: str) -> Any:
    yield from faults(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, place)


_CHECKS: dict[str, Callable[[Any, Any, str], Any]] = {
    "type": _type,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "required": _required,
    "minimum": _bounds,
    "pattern": _text,
    "const": _const,
    "$ref": _ref,
}
