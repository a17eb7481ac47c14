"""What an agency promises to improve because of answers stays with what became of it."""

from datetime import date

import pytest
from flask import Flask

from checklist_app.accounts import Audit
from checklist_app.clock import today
from checklist_app.errors import Problem
from checklist_app.surveys.listening.improvements import ImprovementDraft, ImprovementState
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys.world import A_DAY, Office, office_of

PERIOD = Period(2570, 1)
DRAFT = ImprovementDraft(period=PERIOD, text="เพิ่มที่นั่งรอ", aspect="facilities", due=date(2027, 1, 31))


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


@pytest.mark.parametrize("who", ["staff", "executive", "supervisor", "administrator"])
def test_office_and_executive_promise_and_leave_a_trace(office: Office, who: str) -> None:
    promised = office.surveys.improvements
    made = promised.create(office.world[who], office.agency, DRAFT, today=A_DAY)
    assert promised.of(office.agency) == [made]
    assert (made.state, made.changed, made.version) == (ImprovementState.PLANNED, A_DAY, 1)
    entry = Audit(office.store).before(limit=1)[0]
    assert (entry.action, entry.subject) == ("survey_improvement.created", made.id)


@pytest.mark.parametrize("who", ["inspector", "auditor", "outsider"])
def test_others_promise_nothing(office: Office, who: str) -> None:
    with pytest.raises(Problem):
        office.surveys.improvements.create(office.world[who], office.agency, DRAFT, today=A_DAY)
    assert office.surveys.improvements.of(office.agency) == []


@pytest.mark.parametrize("state", [ImprovementState.DONE, ImprovementState.DROPPED])
def test_what_is_over_says_what_came_of_it(office: Office, state: ImprovementState) -> None:
    promised, staff = office.surveys.improvements, office.world["staff"]
    made = promised.create(staff, office.agency, DRAFT, today=A_DAY)
    over = ImprovementDraft(period=PERIOD, text="เพิ่มที่นั่งรอ", state=state)
    with pytest.raises(Problem, match="outcome_missing"):
        promised.change(staff, office.agency, made.id, over, version=1, today=A_DAY)
    told = ImprovementDraft(period=PERIOD, text="เพิ่มที่นั่งรอ", state=state, result="ซื้อแล้ว 10 ที่")
    changed = promised.change(staff, office.agency, made.id, told, version=1, today=A_DAY)
    assert (changed.state, changed.result, changed.due) == (state, "ซื้อแล้ว 10 ที่", None)


def test_only_what_is_unfinished_can_be_overdue(office: Office) -> None:
    promised, staff = office.surveys.improvements, office.world["staff"]
    made = promised.create(staff, office.agency, DRAFT, today=A_DAY)
    assert not made.overdue(date(2027, 1, 31))
    assert made.overdue(date(2027, 2, 1))
    done = ImprovementDraft(
        period=PERIOD, text="x", due=made.due, state=ImprovementState.DONE, result="ทำแล้ว"
    )
    changed = promised.change(staff, office.agency, made.id, done, version=1, today=A_DAY)
    assert not changed.overdue(date(2028, 1, 1))


def test_whoever_was_slower_overwrites_nothing(office: Office) -> None:
    promised, staff = office.surveys.improvements, office.world["staff"]
    made = promised.create(staff, office.agency, DRAFT, today=A_DAY)
    promised.change(staff, office.agency, made.id, DRAFT, version=1, today=A_DAY)
    with pytest.raises(Problem, match="improvement_changed_meanwhile"):
        promised.change(staff, office.agency, made.id, DRAFT, version=1, today=A_DAY)


def test_texts_have_a_limit_and_must_be_there(office: Office) -> None:
    for wrong, draft in {
        "promise_missing": ImprovementDraft(period=PERIOD, text=" "),
        "promise_too_long": ImprovementDraft(period=PERIOD, text="ก" * 501),
        "no_such_group": ImprovementDraft(period=PERIOD, text="ก", aspect="../x"),
    }.items():
        with pytest.raises(Problem, match=wrong):
            office.surveys.improvements.create(office.world["staff"], office.agency, draft, today=A_DAY)


def test_one_is_not_found_through_another_agency(office: Office) -> None:
    promised = office.surveys.improvements
    made = promised.create(office.world["staff"], office.agency, DRAFT, today=A_DAY)
    other = office.world.agencies["เทศบาลเมืองสว่าง"].id
    with pytest.raises(Problem, match="no_improvement"):
        promised.open(office.world["administrator"], other, made.id)


# --- the pages ----------------------------------------------------------------------------------------


@pytest.fixture
def served(app: Flask, world: World) -> Office:
    return office_of(world, app.extensions["checklist"].store)


def test_a_promise_is_written_read_and_finished_in_the_browser(served: Office, client_of: ClientOf) -> None:
    executive, place = client_of("executive"), f"/surveys/{served.agency}/improvements"
    written = {"text": "เพิ่มป้ายบอกทาง", "due": "1 ม.ค. 2560", "state": "planned", "aspect": "facilities"}
    period = Period.of(today()).key
    assert executive.submit(f"{place}/new", period=period, **written).status_code == 302
    (made,) = served.surveys.improvements.of(served.agency)
    assert (made.due, made.aspect) == (date(2017, 1, 1), "facilities")
    page = client_of("inspector").get(place).text
    assert "เพิ่มป้ายบอกทาง" in page
    assert "เลยกำหนด" in page
    assert f"{place}/{made.id}" not in page  # reads, and changes nothing
    refused = executive.submit(f"{place}/{made.id}", period=period, **{**written, "state": "done"})
    assert refused.status_code == 422
    assert "กรุณาเขียนว่าทำอะไรไปแล้ว" in refused.text
    finished = {**written, "state": "done", "result": "ติดแล้ว 3 จุด"}
    assert executive.submit(f"{place}/{made.id}", period=period, **finished).status_code == 302
    page = client_of("staff").get(place).text
    assert "ผล: ติดแล้ว 3 จุด" in page
    assert "เลยกำหนด" not in page


def test_what_was_typed_stays_when_it_is_refused(served: Office, client_of: ClientOf) -> None:
    place = f"/surveys/{served.agency}/improvements/new"
    wrong = {"text": "เพิ่มป้าย", "due": "32 ม.ค. 2570", "state": "planned"}
    page = client_of("staff").submit(place, period=Period.of(A_DAY).key, **wrong)
    assert page.status_code == 422
    assert "เพิ่มป้าย" in page.text
    assert "32 ม.ค. 2570" in page.text
    for sent in ({"period": "1999-7", "state": "planned"}, {"period": "2570-1", "state": "?"}):
        assert client_of("staff").submit(place, text="x", **sent).status_code == 422


def test_a_comment_group_leads_to_a_promise_about_it(served: Office, client_of: ClientOf) -> None:
    place = f"/surveys/{served.agency}/improvements/new?period={Period.of(A_DAY).key}&aspect=staff"
    page = client_of("staff").get(place).text
    assert '<option selected value="staff">' in page
    assert (
        client_of("staff").get(f"/surveys/{served.agency}/improvements/new?aspect=nothing").status_code == 404
    )


def test_a_stale_form_says_so_in_words(served: Office, client_of: ClientOf) -> None:
    promised, staff = served.surveys.improvements, client_of("staff")
    made = promised.create(served.world["staff"], served.agency, DRAFT, today=A_DAY)
    place = f"/surveys/{served.agency}/improvements/{made.id}"
    sent = {"version": "0", "period": "2570-1", "text": "x", "state": "planned"}
    answer = staff.submit(place, **sent)
    assert answer.status_code == 409
    assert "มีคนอื่นแก้เรื่องนี้ไปก่อน" in answer.text
    assert promised.of(served.agency) == [made]


def test_a_form_that_is_sent_twice_makes_one_promise(served: Office, client_of: ClientOf) -> None:
    place, staff = f"/surveys/{served.agency}/improvements/new", client_of("staff")
    once = staff.get(place).text.split('name="once" type="hidden" value="')[1].split('"')[0]
    sent = {"text": "เพิ่มป้ายบอกทาง", "state": "planned", "period": Period.of(today()).key, "once": once}
    assert [staff.submit(place, **sent).status_code for _ in range(2)] == [302, 302]
    assert len(served.surveys.improvements.of(served.agency)) == 1
    assert staff.submit(place, **{**sent, "once": "made up"}).status_code == 302
    assert len(served.surveys.improvements.of(served.agency)) == 2
