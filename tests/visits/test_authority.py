"""Who may say what about a visit: nobody speaks with another's authority, and nobody guesses their way in."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from checklist_app.accounts import Draft, Person
from checklist_app.ids import new_id
from checklist_app.visits import Visits
from checklist_app.visits.judging import MOST_PHOTOS
from tests.cast import OTHER_PROVINCE, World
from tests.conftest import ClientOf
from tests.visits.conftest import PhoneOf
from tests.visits.phones import AT, CODE, SAME_ORIGIN, Phone

Joined = Callable[[str, Phone], Phone]
TICK = "answer:3.2.1-6/01"
COMMENT = f"comment:{'0' * 26}"


def says(phone: Phone, name: str, value: Any, **changed: Any) -> str:
    """The code of the refusal; empty when it was taken."""
    phone.sync()
    id = phone.write(name, value, **changed)
    phone.sync()
    return str(phone.refused.get(id, {}).get("code", ""))


def status(state: str, reason: str = "", content: str = "") -> dict[str, str]:
    return {"state": state, "reason": reason, "content": content}


def moved(app: Flask, world: World, who: str, **place: Any) -> Person:
    person = app.extensions["checklist"].people.find(world[who].id)
    draft = {"name": person.name, "position": person.position, "sign_in": person.sign_in, "role": person.role}
    people = app.extensions["checklist"].people
    after = Draft(**{**draft, "province": person.province, "agency": None, **place})
    edited: Person = people.edit(person.id, after, version=person.version, by=world["administrator"])
    return edited


def test_an_inspector_cannot_say_again_that_the_visit_is_accepted(phone: Phone, joined: Joined) -> None:
    """Said again with another content, it would be an acceptance of what nobody accepted."""
    supervisor = joined("supervisor", phone)
    assert says(phone, "status", status("complete")) == ""
    assert says(supervisor, "status", status("accepted", content="a" * 64)) == ""
    assert says(phone, "status", status("accepted", content="b" * 64)) == "visits.status_of_accepted"
    assert says(supervisor, "status", status("locked")) == ""
    assert says(phone, "status", status("locked", "อื่น")) == "visits.status_of_locked"


@pytest.mark.parametrize(
    "changed",
    [{"text": "ไม่ต้องแก้"}, {"field": "note:3.2.1-6/01"}, {"state": "open"}],
    ids=["text", "field", "state"],
)
def test_the_team_marks_a_comment_as_done_word_for_word(
    phone: Phone, joined: Joined, changed: dict[str, str]
) -> None:
    asked = {"field": TICK, "text": "ขาดรูป", "state": "open"}
    phone.sync()
    supervisor = joined("supervisor", phone)
    assert says(supervisor, COMMENT, asked) == ""
    done = {**asked, "state": "done"}
    assert says(phone, COMMENT, {**done, **changed}) == "visits.comment_of_supervisor"
    assert says(phone, COMMENT, None) == "visits.comment_of_supervisor"
    assert says(phone, COMMENT, done) == ""


@pytest.mark.parametrize(
    "name", ["status:", "status::", "answer:3.2.1-6/01:", "note:3.2.1-6/01:", f"{COMMENT}:", "visited_on:"]
)
def test_a_field_has_one_spelling(phone: Phone, name: str) -> None:
    phone.sync()
    value: Any = status("accepted") if name.startswith("status") else None
    assert says(phone, name, value, replaces=[]) == "visits.field_unknown"


@pytest.mark.parametrize(
    "at", ["2026-13-41T25:61:61.000Z", "๒๐๒๖-11-21T06:02:11.123Z", "9999-12-31T23:59:59.999Z"]
)
def test_a_moment_that_there_is_not_is_refused(phone: Phone, at: str) -> None:
    assert says(phone, TICK, True, at=at) == "visits.op_bad_part"
    photo = {"file": "0" * 64, "item": "", "caption": "", "taken": at}
    assert says(phone, f"photo:{'0' * 26}", photo) == "visits.field_bad_part"


def test_a_visit_does_not_begin_in_the_name_of_a_stranger(phone: Phone, world: World, visits: Visits) -> None:
    """It would be a visit without the operation that begins it."""
    first = next(iter(phone.operations.values()))
    phone.write(TICK, True)
    first["by"] = world["outsider"].id
    assert phone.post()["error"]["code"] == "visits.op_foreign_author"
    assert visits.of(world["supervisor"]) == []
    first["by"] = world["inspector"].id
    phone.sync()
    assert phone.since == 2


@pytest.mark.parametrize(
    ("part", "value"), [("agency_name", {"a": 1}), ("agency_name", "ก" * 501), ("begun", "2026-W47-6")]
)
def test_what_other_phones_could_not_show_does_not_begin_a_visit(phone: Phone, part: str, value: Any) -> None:
    first = next(iter(phone.operations.values()))
    first["value"] = {**first["value"], part: value}
    assert phone.post()["error"]["code"] == "visits.facts_wrong"


def test_guessing_the_code_of_a_scanned_visit_is_slowed_down(phone: Phone, joined: Joined) -> None:
    phone.sync()
    second = joined("colleague", phone)
    second.join = "zzzz9999"
    push = {"id": phone.visit, "since": 0, "ops": [], "join": "zzzz9999"}
    answer = second.client.post("/api/sync", json=second.request(*[push] * 8), headers=SAME_ORIGIN)
    codes = [visit["error"]["code"] for visit in answer.get_json()["visits"]]
    assert codes == ["visits.unknown"] * 5 + ["visits.join_later"] * 3
    second.join = CODE
    assert second.sync()["error"]["code"] == "visits.join_later"


def test_who_guesses_at_one_visit_may_still_join_another(
    phone: Phone, phone_of: PhoneOf, joined: Joined
) -> None:
    phone.sync()
    other = phone_of("inspector")
    other.sync()
    second = joined("colleague", phone)
    second.join = "zzzz9999"
    for _ in range(6):
        second.sync()
    assert "error" not in joined("colleague", other).sync()


def test_whoever_moves_to_another_province_leaves_the_visit_and_their_work_stays(
    app: Flask, phone: Phone, joined: Joined, world: World, client_of: ClientOf
) -> None:
    second = joined("colleague", phone)
    phone.sync()
    assert says(second, TICK, True) == ""
    person = moved(app, world, "colleague", province=OTHER_PROVINCE)
    second.client = client_of(person)
    assert second.sync()["error"]["code"] == "visits.unknown"
    phone.sync()
    assert phone.state.fields[TICK].heads[0].by == person.id
    assert [member["name"] for member in phone.answer["members"]] == ["คนนิเทศ", "คนร่วมคณะ"]


def test_what_a_member_wrote_before_they_left_still_comes_through_a_colleague(
    app: Flask, phone: Phone, joined: Joined, world: World
) -> None:
    phone.sync()
    second = joined("colleague", phone)
    second.sync()
    id = second.write(TICK, True)
    moved(app, world, "colleague", province=OTHER_PROVINCE)
    phone.learn(second)
    phone.sync()
    assert phone.refused == {}
    assert phone.state.fields[TICK].heads[0].id == id


def test_an_auditor_reads_photos_and_the_overview_and_writes_nothing(
    phone: Phone, client_of: ClientOf
) -> None:
    phone.sync()
    auditor = client_of("auditor")
    overview, form = auditor.get("/visits/office").text, f'"/visits/{phone.visit}"'
    assert "เทศบาลตำบลนาดี" in overview
    assert form not in overview  # no link that leads nowhere for them
    assert form in client_of("supervisor").get("/visits/office").text
    assert f"/visits/{phone.visit}/report" in overview
    assert auditor.get(f"/visits/{phone.visit}/report").status_code == 200
    push = {"id": phone.visit, "since": 0, "ops": []}
    assert auditor.post("/api/sync", json=phone.request(push), headers=SAME_ORIGIN).status_code == 403


def test_the_sixty_first_photo_is_refused_singly(phone: Phone) -> None:
    phone.sync()
    photos = [phone.write(f"photo:{new_id()}", photo(number)) for number in range(MOST_PHOTOS + 1)]
    tick = phone.write(TICK, True)
    phone.sync()
    assert {id: error["code"] for id, error in phone.refused.items()} == {
        photos[-1]: "visits.too_many_photos"
    }
    assert tick not in phone.waiting
    taken_out = phone.operations[photos[0]]["field"]
    assert says(phone, taken_out, None) == ""
    assert says(phone, f"photo:{new_id()}", photo(99)) == ""
    assert says(phone, f"photo:{new_id()}", photo(100)) == "visits.too_many_photos"


def photo(number: int) -> dict[str, str]:
    file = hashlib.sha256(str(number).encode()).hexdigest()
    return {"file": file, "item": "", "caption": "", "taken": AT}


def test_uploads_to_one_visit_are_bounded(
    phone: Phone, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.visits.test_api import address, picture

    monkeypatch.setattr("checklist_app.visits.records.MOST_FILES", 1)
    phone.sync()
    first, second = picture(), picture("red")
    put = phone.client.put
    assert put(address(first, phone.visit), data=first, headers=SAME_ORIGIN).status_code == 201
    refused = put(address(second, phone.visit), data=second, headers=SAME_ORIGIN)
    assert refused.get_json()["error"]["code"] == "visits.too_many_files"
    assert put(address(first, phone.visit), data=first, headers=SAME_ORIGIN).status_code == 200


def test_the_trail_tells_who_joined_and_how_the_status_changed(
    app: Flask, phone: Phone, joined: Joined, world: World
) -> None:
    phone.sync()
    joined("colleague", phone).sync()
    says(phone, "status", status("complete"))
    trail = app.extensions["checklist"].audit.before(limit=3)
    assert [(entry.action, entry.actor, entry.subject) for entry in reversed(trail)] == [
        ("visit.begun", world["inspector"].id, phone.visit),
        ("visit.joined", world["colleague"].id, phone.visit),
        ("visit.status", world["inspector"].id, phone.visit),
    ]
    assert trail[0].details == {"before": "draft", "status": "complete"}


def test_a_disputed_status_is_shown_as_the_one_that_is_least_far(
    phone: Phone, joined: Joined, visits: Visits, world: World
) -> None:
    supervisor = joined("supervisor", phone)
    says(phone, "status", status("complete"))
    says(supervisor, "status", status("accepted"))
    says(supervisor, "status", status("returned", "ขาดรูป"), replaces=[])
    assert [row.status for row in visits.overview(world["supervisor"])] == ["returned"]


def test_only_the_provinces_own_and_the_office_see_a_visit(
    phone: Phone, visits: Visits, world: World
) -> None:
    phone.sync()
    seen = {who for who in world.people if visits.of(world[who])}
    assert seen == {"administrator", "supervisor", "inspector", "auditor"}
