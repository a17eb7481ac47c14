"""What a paper says of a visit is gathered from what the phones sent."""

import pytest
from flask import Flask

from checklist_app.errors import Problem
from checklist_app.ids import new_id
from checklist_app.reports.visit.answers import NOTHING, UNSETTLED, field_label, joined, value_text
from checklist_app.reports.visit.material import NOBODY, Material, gather, pictures
from checklist_app.visits import Status
from tests.cast import World
from tests.reports import world as shared
from tests.reports.conftest import says, send_photo, signature, take_photo
from tests.visits.phones import Phone


def gathered(app: Flask, phone: Phone) -> Material:
    held = app.extensions["checklist"]
    visit = held.visits.open(phone.owner, phone.visit)
    return gather(held.visits, held.photos, held.people, held.forms, visit)


def test_it_knows_who_belongs_to_the_visit_by_name(app: Flask, phone: Phone, world: World) -> None:
    material = gathered(app, phone)
    assert [member.name for member in material.team] == ["คนนิเทศ"]
    assert material.name_of(world["inspector"].id) == "คนนิเทศ"
    assert material.name_of("somebody else") == NOBODY


def test_a_name_as_it_was_said_at_the_visit_stands(app: Flask, phone: Phone) -> None:
    says(phone, f"member:{phone.owner.id}", {"name": "คนนิเทศ ใหม่", "position": "ผู้เชี่ยวชาญ"})
    (member,) = gathered(app, phone).team
    assert (member.name, member.position) == ("คนนิเทศ ใหม่", "ผู้เชี่ยวชาญ")


def test_it_knows_the_state_the_day_and_the_signatures(app: Flask, finished: Phone) -> None:
    says(finished, "sign:signatures.reporter", signature(finished))
    material = gathered(app, finished)
    assert material.status is Status.COMPLETE
    assert str(material.visited_on) == "2026-11-20"
    assert [one.valid for one in material.signatures] == [True]
    says(finished, "answer:1.1.projects", 5)
    assert [one.valid for one in gathered(app, finished).signatures] == [False]


def test_photos_that_are_still_on_the_phone_are_known_to_be_missing(app: Flask, phone: Phone) -> None:
    content = take_photo(phone)
    material = gathered(app, phone)
    assert [(shot.number, shot.item, shot.arrived) for shot in material.shots] == [(1, "3.2.1-6/01", False)]
    assert material.missing == 1
    photos = app.extensions["checklist"].photos
    assert pictures(photos, material) == {}
    send_photo(phone, content)
    arrived = gathered(app, phone)
    assert arrived.missing == 0
    assert [*pictures(photos, arrived)] == [arrived.shots[0].file]


def test_photos_stand_in_the_order_of_the_form_and_then_as_they_were_put(app: Flask, phone: Phone) -> None:
    wanted = [("3.2.1-6/01", 1), ("3.2.1-6/01", 2), ("3.2.8/04", 0), ("", 0)]
    for place, (item, order) in enumerate(reversed(wanted)):
        file = f"{place}" * 64
        taken = {
            "file": file,
            "item": item,
            "order": order,
            "caption": "",
            "taken": "2026-11-20T03:00:00.000Z",
        }
        says(phone, f"photo:{new_id()}", taken)
    shots = gathered(app, phone).shots
    assert [(shot.item, shot.file[0]) for shot in shots] == [
        (item, str(3 - place)) for place, (item, _) in enumerate(wanted)
    ]


def test_of_a_kept_form_nothing_changes_when_the_catalogue_does(app: Flask, phone: Phone) -> None:
    held = app.extensions["checklist"]
    before = gathered(app, phone).form
    body = held.editions.body(2567)
    held.editions.save({**body, "pass_mark": "50"}, year=2567, version=0, actor="maker")
    assert gathered(app, phone).form == before
    with pytest.raises(Problem):
        held.forms.kept("0" * 64)


def test_two_answers_of_which_nobody_decided_are_both_said() -> None:
    assert joined([]) == ""
    assert joined(["ก"]) == "ก"
    assert joined(["ก", "ข"]) == f"ก / ข {UNSETTLED}"
    assert joined(["ก", ""]) == f"ก / {NOTHING} {UNSETTLED}"


@pytest.mark.parametrize(
    ("field", "value", "label", "text"),
    [
        ("answer:1.1.budget", "306000.00", "1.1 วงเงินงบประมาณ", "306,000"),
        ("answer:1.4.total", "incomplete", "1.4 ผลคะแนน ITA ของปีที่ผ่านมา", "ดำเนินการไม่ครบถ้วน"),
        ("answer:2.5:2.5/04", {"text": "อื่น"}, "อื่นๆ (โปรดระบุ)", "อื่น"),
        ("answer:3.1.scores:9.1", "80.00", "9.1 ข้อมูลพื้นฐาน", "80.00"),
        ("answer:3.2.8/04", False, "ตัวชี้วัดที่ 8 ข้อ 4. จัดฝึกอบรม", "ไม่มี"),
        ("note:1.2.done", "จด", "บันทึก · 1.2 ดำเนินการแล้วเสร็จ", "จด"),
        ("visited_on", "2020-04-23", "วันที่ลงพื้นที่", "23 เมษายน 2563"),
        (f"row:header.team:{'1' * 26}", {"name": "ก", "position": "ข"}, "รายชื่อคณะนิเทศ", "ก ตำแหน่ง ข"),
        ("answer:2.2", None, "2.2 การเปิดเผยแผน", NOTHING),
    ],
)
def test_a_field_is_named_as_on_paper_and_its_value_said_in_words(
    field: str, value: object, label: str, text: str
) -> None:
    form = shared.official()
    assert label in field_label(form, field)
    assert value_text(form, field, value) == text  # type: ignore[arg-type]  # whatever JSON holds
