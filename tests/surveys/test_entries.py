"""Answers that staff copy from paper count once, in their own round, apart from what citizens sent."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from checklist_app.accounts import Audit
from checklist_app.clock import BANGKOK, now, today
from checklist_app.errors import Problem
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.answering.entering import Entry, check_day, enter, entered, first_day
from checklist_app.surveys.asking.questions import STANDARD
from checklist_app.surveys.model import Answer, Channel, Point
from checklist_app.surveys.periods import GRACE, Period
from tests.cast import World
from tests.client import Page
from tests.conftest import ClientOf
from tests.surveys.sending import fields_of
from tests.surveys.world import A_DAY, GOOD, NOON, Office, answer_of, office_of

GIVEN = {"visitor": "resident", "process": "5", "channels": "0", "overall": "4", "comment": "ป้ายเล็กไป"}
FIRST = datetime(2027, 4, 1, tzinfo=BANGKOK)  # the first moment of round 2


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


@pytest.fixture
def served(app: Flask, world: World) -> Office:
    return office_of(world, app.extensions["checklist"].store)


def of_today(office: Office, point: Point) -> list[Answer]:
    stream = stream_of(point.code, Period.of(today()))
    return [answer_of(entry.id, entry.body) for entry in office.store.read(stream)]


def test_days_of_the_last_round_count_until_its_grace_is_over() -> None:
    assert first_day(FIRST) == first_day(FIRST + GRACE - timedelta(seconds=1)) == date(2026, 10, 1)
    assert first_day(FIRST + GRACE) == date(2027, 4, 1)


def test_a_day_must_have_come_be_of_a_running_round_and_find_the_point_open(office: Office) -> None:
    point = office.point(opens=date(2026, 11, 1), ends=date(2026, 11, 30))
    check_day(point, A_DAY, at=NOON)
    for day, code in {
        A_DAY + timedelta(days=1): "day_to_come",
        date(2026, 9, 30): "day_of_closed_round",
        date(2026, 10, 31): "day_point_closed",
    }.items():
        with pytest.raises(Problem, match=code):
            check_day(point, day, at=NOON)


def entry_of(office: Office, point: Point, channel: Channel = Channel.PAPER) -> Entry:
    nonce = office.surveys.seals.read_nonce(
        office.surveys.seals.nonce(point.code, STANDARD, at=NOON), point.code
    )
    assert nonce is not None
    return Entry(point, channel, nonce, A_DAY, GOOD)


def kept(office: Office, entry: Entry, who: str = "staff") -> bool:
    audit = Audit(office.store)
    return enter(office.world[who], entry, answers=office.surveys.answers, audit=audit, at=NOON)


def test_the_trace_tells_who_entered_one_and_nothing_of_it(office: Office) -> None:
    point = office.point()
    entry = entry_of(office, point)
    assert kept(office, entry)
    trace = Audit(office.store).before(limit=1)[0]
    assert (trace.action, trace.actor, trace.subject) == (
        "survey_answer.entered",
        office.world["staff"].id,
        point.code,
    )
    assert trace.details == {"agency": office.agency, "channel": "paper", "day": "2026-11-20"}
    assert entry.nonce.id not in str(trace)


def test_the_same_form_sent_twice_counts_and_is_noted_once(office: Office) -> None:
    point = office.point()
    entry, before = entry_of(office, point), len(Audit(office.store).before())
    assert [kept(office, entry), kept(office, entry)] == [True, False]
    tally = office.surveys.answers.counted(point.code, Period.of(A_DAY)).tally
    assert entered(tally, "2026-11") == {Channel.PAPER: 1, Channel.ASSISTED: 0}
    assert len(Audit(office.store).before()) == before + 1


def test_only_staff_enter_and_only_what_staff_can_have(office: Office) -> None:
    point = office.point()
    with pytest.raises(Problem, match="not_yours_to_keep"):
        kept(office, entry_of(office, point), "executive")
    with pytest.raises(Problem, match="channel_missing"):
        kept(office, entry_of(office, point, Channel.OPEN))
    assert office.surveys.answers.counted(point.code, Period.of(A_DAY)).head.seq == 0


# --- the page -----------------------------------------------------------------------------------------


def sent(**more: str) -> dict[str, str]:
    answers = {f"q-{id}": value for id, value in GIVEN.items()}
    return {**answers, "channel": "paper", "day": today().strftime("%d/%m/%Y"), **more}


def test_one_paper_after_the_other_is_entered(served: Office, client_of: ClientOf) -> None:
    point, staff = served.point(), client_of("staff")
    place = f"/surveys/points/{point.code}/entry"
    answer = staff.submit(place, **sent(channel="assisted"))
    assert answer.status_code == 302
    (held,) = of_today(served, point)
    assert held.given == {**GIVEN, "process": 5, "channels": 0, "overall": 4}
    assert (held.channel, held.day, held.flags) == (Channel.ASSISTED, today(), frozenset())
    following = staff.get(answer.location).text
    assert "สอบถามแทน 1 ราย" in following
    assert re.search(r'value="assisted" checked', following)
    assert "ป้ายเล็กไป" not in following


def test_a_form_sent_twice_counts_once_and_says_so(served: Office, client_of: ClientOf) -> None:
    point, staff = served.point(), client_of("staff")
    place = f"/surveys/points/{point.code}/entry"
    data = {**Page(staff.get(place).text).hidden, **sent()}
    first, second = staff.post(place, data=data), staff.post(place, data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert "นับเพียงครั้งเดียว" in staff.get(second.location).text
    assert len(of_today(served, point)) == 1


def test_what_is_missing_is_told_where_it_is_missing_and_nothing_typed_is_lost(
    served: Office, client_of: ClientOf
) -> None:
    point, staff = served.point(), client_of("staff")
    place = f"/surveys/points/{point.code}/entry"
    for wrong in ({"q-overall": ""}, {"q-overall": "9"}, {"day": "เมื่อวาน"}, {"channel": "open"}):
        page = staff.submit(place, **sent(**wrong))
        assert page.status_code == 422
        assert "ป้ายเล็กไป" in page.text
        assert 'class="error"' in page.text
    assert of_today(served, point) == []


def test_a_form_of_another_point_or_none_is_not_believed(served: Office, client_of: ClientOf) -> None:
    point, other, staff = served.point(), served.point("อื่น"), client_of("staff")
    foreign = served.surveys.seals.nonce(other.code, STANDARD, at=now())
    for nonce in ("", "x.1.n.y.z", foreign):
        page = staff.submit(f"/surveys/points/{point.code}/entry", **sent(nonce=nonce))
        assert page.status_code == 422
        assert "ระบบเตรียมแบบใหม่ให้แล้ว" in page.text
    assert of_today(served, point) == []


def test_paper_of_an_earlier_version_is_entered_as_such(served: Office, client_of: ClientOf) -> None:
    point, staff = served.point(), client_of("staff")
    questions = f"/surveys/{served.agency}/questions/new"
    asked = {**fields_of(staff.get(questions).text), "questions-2-th": "ถามใหม่"}
    assert staff.post(questions, data=asked).status_code == 302
    place = f"/surveys/points/{point.code}/entry"
    assert "ถามใหม่" in staff.get(place).text
    early = staff.submit(f"{place}?questions=standard-1", **sent())
    assert "questions=standard-1" in early.location
    staff.submit(place, **sent())
    assert [answer.questions for answer in of_today(served, point)] == ["standard-1", "1"]
    assert staff.get(f"{place}?questions=nonsense").status_code == 200


def test_the_blank_paper_is_one_page_with_every_question(served: Office, client_of: ClientOf) -> None:
    answer = client_of("staff").get(f"/surveys/points/{served.point().code}/paper.pdf")
    assert answer.content_type == "application/pdf"
    assert len(PdfReader(BytesIO(answer.data)).pages) == 1
