"""The editor of questions in the browser, without script."""

import pytest
from flask import Flask

from checklist_app.surveys.asking.questions import Questions
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys.sending import fields_of
from tests.surveys.world import Office, office_of


@pytest.fixture
def office(app: Flask, world: World) -> Office:
    return office_of(world, app.extensions["checklist"].store)


def editor(office: Office) -> str:
    return f"/surveys/{office.agency}/questions/new"


def asked(office: Office) -> Questions:
    return office.surveys.questions.current(office.agency)


def test_sending_the_editor_as_it_stands_makes_no_new_version(office: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    answer = staff.post(editor(office), data=fields_of(staff.get(editor(office)).text))
    assert answer.status_code == 302
    assert "ไม่มีอะไรเปลี่ยน" in staff.get(answer.location).text
    assert office.surveys.questions.versions(office.agency) == []


def test_a_new_version_is_made_row_by_row(office: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    fields = fields_of(staff.get(editor(office)).text)
    fields |= {
        "questions-2-th": "ขั้นตอนและเวลา",  # still the same
        "questions-3-removed": "y",
        "questions-4-th": "การต้อนรับ",
        "questions-5-order": "๑",
        "questions-8-th": "ค่าธรรมเนียม",
        "questions-8-aspect": "new-1",
        "aspects-4-th": "ค่าใช้จ่าย",
        "aspects-1-removed": "y",
    }
    del fields["questions-4-same"]
    answer = staff.post(editor(office), data=fields)
    assert answer.status_code == 302
    ids = [question.id for question in asked(office).questions]
    assert ids[:4] == ["visitor", "facilities", "outcome", "process"]
    assert ids[-2:] == ["overall", "comment"]
    assert [id for id in ids if id.startswith("q_")] == [ids[4], ids[5]]
    new_aspect = asked(office).aspects[-1]
    assert (new_aspect.name["th"], len(asked(office).aspects)) == ("ค่าใช้จ่าย", 4)
    assert [question.text["th"] for question in asked(office).of_aspect(new_aspect.id)] == ["ค่าธรรมเนียม"]
    page = staff.get(answer.location).text
    assert "ขั้นตอนและเวลา" in page
    assert "ชุดที่ 1" in page


def test_every_fault_is_told_at_its_row_and_nothing_typed_is_lost(
    office: Office, client_of: ClientOf
) -> None:
    staff = client_of("staff")
    fields = fields_of(staff.get(editor(office)).text)
    fields |= {
        "questions-2-th": "",
        "questions-3-th": "ช่องทางใหม่",
        "questions-0-options-0-th": "อื่น ๆ",
        "aspects-2-removed": "y",
        "questions-8-hint_th": "มีแต่คำอธิบาย",
    }
    page = staff.post(editor(office), data=fields)
    assert page.status_code == 422
    for sentence in ("กรุณาเขียนข้อความภาษาไทย", "มีตัวเลือกซ้ำกัน", "ด้านที่เลือกถูกเอาออก"):
        assert sentence in page.text
    assert page.text.count('class="error"') == 4
    assert "ช่องทางใหม่" in page.text
    assert office.surveys.questions.versions(office.agency) == []


def test_too_many_questions_are_told_above_the_form(office: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    fields = fields_of(staff.get(editor(office)).text)
    fields |= {f"questions-{row}-th": f"ข้อที่ {row}" for row in range(8, 20)}
    page = staff.post(editor(office), data=fields)
    assert page.status_code == 422
    assert "กรุณาลดให้ไม่เกิน 16 ข้อ" in page.text
    more = {f"questions-{row}-th": "x" for row in range(3_000)}
    assert staff.post(editor(office), data={**fields, **more}, sound=False).status_code in {413, 422}


def test_the_alternative_aspect_is_offered_ready_to_publish(office: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    assert "with=result" in staff.get(f"/surveys/{office.agency}/questions").text
    fields = fields_of(staff.get(f"{editor(office)}?with=result").text)
    assert staff.post(editor(office), data=fields).status_code == 302
    assert [question.id for question in asked(office).of_aspect("result")] == ["result"]
    assert "with=result" not in staff.get(f"/surveys/{office.agency}/questions").text


def test_an_earlier_version_can_be_read_and_begun_from(office: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    fields = fields_of(staff.get(editor(office)).text)
    staff.post(editor(office), data={**fields, "questions-2-th": "ถามใหม่"})
    place = f"/surveys/{office.agency}/questions"
    early = staff.get(f"{place}?version=standard-1").text
    assert "ไม่ได้ใช้แล้ว" in early
    assert "from=standard-1" in early
    back = fields_of(staff.get(f"{editor(office)}?from=standard-1").text)
    assert (back["base"], back["source"]) == ("1", "standard-1")
    assert staff.post(editor(office), data=back).status_code == 302
    process = asked(office).get("process")
    assert process is not None
    assert (asked(office).version, process.text["th"]) == ("2", "ขั้นตอนการให้บริการ")
    assert staff.get(f"{place}?version=7").status_code == 404
    assert staff.get(f"{editor(office)}?from=standard-9").status_code == 404


def test_whoever_was_slower_is_told_and_overwrites_nothing(office: Office, client_of: ClientOf) -> None:
    staff = client_of("staff")
    fields = fields_of(staff.get(editor(office)).text)
    staff.post(editor(office), data={**fields, "questions-2-th": "เร็วกว่า"})
    slower = staff.post(editor(office), data={**fields, "questions-2-th": "ช้ากว่า"})
    assert slower.status_code == 409
    assert "มีคนอื่นประกาศใช้ชุดคำถามใหม่ไปแล้ว" in slower.text
    assert office.surveys.questions.versions(office.agency) == ["1"]


def test_everybody_of_the_agency_reads_and_only_keepers_edit(office: Office, client_of: ClientOf) -> None:
    place = f"/surveys/{office.agency}/questions"
    assert "questions/new" not in client_of("executive").get(place).text
    assert client_of("executive").get(editor(office)).status_code == 403
    assert client_of("outsider").get(place).status_code == 404


@pytest.mark.parametrize(
    "path", ["questions", "questions/new", "improvements", "improvements/new", "settings"]
)
def test_pages_of_the_office_are_there_in_english(office: Office, client_of: ClientOf, path: str) -> None:
    assert client_of("staff").get(f"/surveys/{office.agency}/{path}?lang=en").status_code == 200


def test_lists_and_the_desk_are_there_in_english(office: Office, client_of: ClientOf) -> None:
    staff, point = client_of("staff"), office.point()
    for path in (
        f"/surveys/{office.agency}/comments/2570/1",
        f"/surveys/points/{point.code}/entry",
    ):
        assert staff.get(f"{path}?lang=en").status_code == 200
