"""Phones and the server: what is written without signal arrives once, whole, for everybody of the team,
and whatever is wrong is refused singly with a reason."""

from collections.abc import Callable
from typing import Any

import pytest

from checklist_app.ids import new_id
from checklist_app.visits import Visits
from tests.cast import World
from tests.conftest import ClientOf
from tests.visits.conftest import PhoneOf
from tests.visits.phones import AT, SAME_ORIGIN, Phone

Joined = Callable[[str, Phone], Phone]
KEY = "0" * 26
TICK = "answer:3.2.1-6/01"


def test_a_visit_begun_without_signal_arrives_with_its_first_answers(phone: Phone) -> None:
    phone.write(TICK, True)
    phone.write("answer:1.1.budget", "306000.00")
    phone.sync()
    assert phone.waiting == set()
    assert (phone.since, phone.answer["seq"]) == (3, 3)
    assert [seq for _, seq in phone.answer["acked"]] == [1, 2, 3]


def test_the_same_push_may_come_any_number_of_times(phone: Phone, visits: Visits, world: World) -> None:
    phone.write(TICK, True)
    for _ in range(3):
        lost = phone.post()  # the answer never reaches the phone
    phone.sync()
    assert lost["acked"] == []
    assert phone.since == 2
    assert phone.waiting == set()


def test_a_colleague_joins_by_the_code_and_learns_everything(
    phone: Phone, joined: Joined, visits: Visits, world: World
) -> None:
    phone.write(TICK, True)
    phone.sync()
    second = joined("colleague", phone)
    second.sync()
    assert second.state.value(TICK) is True
    assert [member["name"] for member in second.answer["members"]] == ["คนนิเทศ", "คนร่วมคณะ"]


def test_without_the_code_a_visit_does_not_exist(phone: Phone, joined: Joined) -> None:
    phone.sync()
    for code in ("", "zzzz9999"):
        second = joined("colleague", phone)
        second.join = code
        assert second.sync()["error"]["code"] == "visits.unknown"


def test_the_code_opens_nothing_to_another_province(phone: Phone, joined: Joined) -> None:
    phone.sync()
    assert joined("outsider", phone).sync()["error"]["code"] == "visits.unknown"


def test_a_supervisor_of_the_province_needs_no_code(phone: Phone, joined: Joined) -> None:
    phone.write(TICK, True)
    phone.sync()
    supervisor = joined("supervisor", phone)
    supervisor.join = ""
    supervisor.sync()
    assert supervisor.state.value(TICK) is True


def test_two_answers_to_one_question_are_both_kept(phone: Phone, joined: Joined) -> None:
    phone.sync()
    second = joined("colleague", phone)
    second.sync()
    phone.write("answer:1.2.done", 34)
    second.write("answer:1.2.done", 80)
    for each in (phone, second, phone):
        each.sync()
    assert phone.state == second.state
    assert phone.state.values("answer:1.2.done") == (34, 80)
    phone.write("answer:1.2.done", 80)
    phone.sync()
    second.sync()
    assert second.state.value("answer:1.2.done") == 80
    assert len(second.state.fields["answer:1.2.done"].history) == 3


def test_what_is_not_canonical_comes_back_as_it_was_stored(phone: Phone) -> None:
    id = phone.write("answer:1.1.budget", "๓๐๖,๐๐๐")
    phone.sync()
    assert phone.operations[id]["value"] == "306000.00"
    assert phone.waiting == set()


REFUSED: list[tuple[str, Any, dict[str, Any], str]] = [
    ("answer:9.9.9", True, {}, "visits.field_unknown"),
    ("nothing:1.1.budget", "x", {}, "visits.field_unknown"),
    ("answer:1.1.budget", "many", {}, "thai.not_a_number"),
    ("answer:1.1.budget", 1.5, {}, "visits.op_not_storable"),
    (TICK, "yes", {}, "catalog.answer_not_a_tick"),
    ("answer:header.agency_name", "ก" * 1_000_000, {}, "visits.op_too_large"),
    ("note:3.2.1-6/01", "ก" * 20_000, {}, "catalog.answer_too_long"),
    ("answer:3.1.scores:1", "100.01", {}, "catalog.answer_out_of_range"),
    ("answer:3.1.scores:99", "80", {}, "visits.field_unknown"),
    ("answer:header.objectives:none", True, {}, "visits.field_unknown"),
    ("row:header.team:short", {"name": "ก"}, {}, "visits.field_unknown"),
    (f"photo:{KEY}", {"file": "none", "taken": AT}, {}, "catalog.answer_not_a_digest"),
    ("sign:signatures.reporter", {"name": "ก"}, {}, "visits.field_bad_part"),
    ("status", {"state": "accepted", "reason": "", "content": ""}, {}, "visits.status_of_draft"),
    ("status", {"state": "gone", "reason": "", "content": ""}, {}, "visits.field_bad_part"),
    (f"comment:{KEY}", {"field": TICK, "text": "?", "state": "open"}, {}, "visits.comment_of_supervisor"),
    ("visit", {"agency": "another"}, {}, "visits.facts_stay"),
    (TICK, True, {"replaces": ["short"]}, "visits.op_bad_part"),
    (TICK, True, {"replaces": "all"}, "visits.op_bad_part"),
    (TICK, True, {"at": "yesterday"}, "visits.op_bad_part"),
    (TICK, True, {"n": 0}, "visits.op_bad_part"),
    (TICK, True, {"n": True}, "visits.op_bad_part"),
    (TICK, True, {"device": "X"}, "visits.op_bad_part"),
    (TICK, True, {"by": KEY}, "visits.op_foreign_author"),
    (TICK, True, {"extra": 1}, "visits.op_unknown_part"),
    (5 * "answer:", True, {}, "visits.field_unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "changed", "code"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_wrong_is_refused_singly_and_the_rest_goes_through(
    phone: Phone, name: str, value: Any, changed: dict[str, Any], code: str
) -> None:
    phone.sync()
    phone.write("answer:1.1.projects", 34)
    wrong = phone.write(name, value, **{"replaces": [], **changed})
    phone.write("answer:1.2.done", 3, replaces=[])
    answer = phone.post()
    assert [(refused["id"], refused["error"]["code"]) for refused in answer["refused"]] == [(wrong, code)]
    assert answer["refused"][0]["error"]["message"]
    assert [seq for _, seq in answer["acked"]] == [2, 3]


@pytest.mark.parametrize("sent", [None, 5, "text", [], {}, {"id": 7}, {"field": TICK}])
def test_what_is_no_operation_at_all_is_refused(phone: Phone, sent: Any) -> None:
    phone.sync()
    push = {"id": phone.visit, "since": 1, "ops": [sent]}
    answer = phone.client.post("/api/sync", json=phone.request(push), headers=SAME_ORIGIN)
    refused = answer.get_json()["visits"][0]["refused"]
    assert len(refused) == 1
    assert refused[0]["error"]["code"].startswith("visits.op_")


def test_an_id_cannot_be_used_for_something_else(phone: Phone) -> None:
    id = phone.write(TICK, True)
    phone.sync()
    phone.operations[id] = {**phone.operations[id], "value": False}
    phone.waiting.add(id)
    assert phone.post()["refused"][0]["error"]["code"] == "visits.op_id_taken"


def test_what_replaces_the_unknown_is_kept_for_the_day_it_arrives(phone: Phone, joined: Joined) -> None:
    phone.sync()
    second = joined("colleague", phone)
    second.sync()
    first = second.write(TICK, True)
    phone.write(TICK, False, replaces=[first])  # learned phone to phone
    phone.sync()
    second.sync()
    assert second.state.value(TICK) is False
    assert [one.id for one in second.state.fields[TICK].heads] != [first]


def test_an_operation_that_replaces_itself_or_a_ring_loses_nothing(phone: Phone) -> None:
    phone.sync()
    one, other = new_id(), new_id()
    phone.write(TICK, True, id=one, replaces=[one, other])
    phone.write(TICK, False, id=other, replaces=[one])
    phone.sync()
    assert len(phone.state.fields[TICK].heads) == 2


def test_a_push_in_any_order_arrives_whole(phone: Phone) -> None:
    for value in (1, 2, 3):
        phone.write("answer:1.2.done", value)
    phone.operations = dict(reversed(phone.operations.items()))
    phone.sync()
    assert phone.waiting == set()
    assert phone.state.value("answer:1.2.done") == 3


def test_a_colleagues_work_can_come_through_my_phone(phone: Phone, joined: Joined, world: World) -> None:
    second = joined("colleague", phone)
    id = second.write(TICK, True)
    phone.operations[id] = second.operations[id]
    phone.waiting.add(id)
    phone.sync()
    assert phone.state.fields[TICK].heads[0].by == world["colleague"].id
    assert phone.refused == {}


def test_nobody_accepts_in_a_supervisors_name(phone: Phone, world: World) -> None:
    phone.sync()
    phone.write("status", {"state": "complete", "reason": "", "content": ""})
    phone.write("status", {"state": "accepted", "reason": "", "content": ""}, by=world["supervisor"].id)
    phone.sync()
    assert [error["code"] for error in phone.refused.values()] == ["visits.status_of_complete"]


def test_a_visit_goes_from_draft_to_locked_and_back_with_a_reason(phone: Phone, joined: Joined) -> None:
    def to(who: Phone, state: str, reason: str = "") -> dict[str, dict[str, Any]]:
        who.sync()
        who.write("status", {"state": state, "reason": reason, "content": ""})
        who.refused.clear()
        who.sync()
        return who.refused

    supervisor = joined("supervisor", phone)
    assert to(phone, "complete") == {}
    assert to(supervisor, "returned") != {}  # without a reason
    assert to(supervisor, "returned", "ขาดรูปข้อ 3") == {}
    assert to(phone, "complete") == {}
    assert to(supervisor, "accepted") == {}
    assert to(phone, "draft", "ลืมข้อหนึ่ง") != {}  # only who supervises reopens what was accepted
    assert to(supervisor, "locked") == {}
    late = phone.write(TICK, True)
    phone.sync()
    assert phone.refused[late]["code"] == "visits.locked"
    assert to(supervisor, "draft", "พบข้อมูลเพิ่ม") == {}
    phone.refused.clear()
    phone.waiting.add(late)
    phone.sync()
    supervisor.sync()
    assert supervisor.state.value(TICK) is True


def test_the_team_and_the_office_see_what_waits_on_each_phone(phone: Phone, joined: Joined) -> None:
    phone.sync(files=2)
    second = joined("colleague", phone)
    second.sync()
    devices = {device["letter"]: device for device in second.answer["devices"]}
    assert (devices["A"]["waiting_files"], devices["B"]["waiting_files"]) == (2, 0)
    assert devices["A"]["person"] == "คนนิเทศ"


def test_a_foreign_agency_cannot_be_visited(phone_of: PhoneOf, world: World) -> None:
    phone = phone_of("inspector")
    first = next(iter(phone.operations.values()))
    first["value"] = {**first["value"], "agency": world.agencies["เทศบาลตำบลดอยสูง"].id}
    assert phone.post()["error"]["kind"] == "not_found"


@pytest.mark.parametrize("part", ["form", "year", "digest", "begun", "join", "agency"])
def test_a_visit_with_wrong_facts_does_not_begin(phone: Phone, part: str) -> None:
    first = next(iter(phone.operations.values()))
    first["value"] = {**first["value"], part: "ก" * 64}
    assert "error" in phone.post()


def test_a_visit_whose_first_operation_never_came_is_unknown(phone: Phone) -> None:
    phone.waiting.clear()
    phone.write(TICK, True)
    assert phone.post()["error"]["code"] == "visits.unknown"


def test_a_stranger_who_has_the_facts_first_gains_nothing(phone: Phone, joined: Joined) -> None:
    """The visit exists once; whoever sends its beginning second must be of the team."""
    phone.sync()
    second = joined("colleague", phone)
    second.join = ""
    second.operations = dict(phone.operations)
    second.waiting = set(second.operations)
    assert second.post()["error"]["code"] == "visits.unknown"


def test_one_visit_in_trouble_keeps_no_other_back(phone: Phone) -> None:
    phone.write(TICK, True)
    unknown = {"id": f"{'0' * 16}-{new_id()}", "since": 0, "ops": []}
    good = {"id": phone.visit, "since": 0, "ops": list(phone.operations.values())}
    answer = phone.client.post("/api/sync", json=phone.request(unknown, good), headers=SAME_ORIGIN)
    first, second = answer.get_json()["visits"]
    assert first["error"]["code"] == "visits.unknown"
    assert len(second["acked"]) == 2


def test_a_phone_that_knows_more_than_a_restored_server_sends_it_again(phone: Phone) -> None:
    phone.write(TICK, True)
    phone.since, phone.head = 7, "of a server that is no more"
    phone.sync()
    assert phone.since == 2


def test_many_entries_come_in_several_answers(
    phone: Phone, joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checklist_app.visits.records.MOST_ENTRIES", 3)
    for value in range(10):
        phone.write("answer:1.2.done", value)
    phone.sync()
    second = joined("colleague", phone)
    assert second.post()["more"] is True
    second.sync()
    assert second.state == phone.state


def test_the_list_names_the_visits_of_a_person_only(phone: Phone, client_of: ClientOf) -> None:
    phone.sync()

    def listed(who: str) -> list[str]:
        answer = client_of(who).post("/api/sync", json=phone.request(known=True), headers=SAME_ORIGIN)
        return [visit["id"] for visit in answer.get_json()["list"]]

    assert listed("inspector") == listed("supervisor") == [phone.visit]
    assert listed("colleague") == listed("outsider") == []
