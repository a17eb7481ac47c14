"""A citizen's answer: taken once, never lost after a thank-you, given back whole when it cannot be taken."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklist_app.errors import unavailable
from checklist_app.surveys.answering.form_page import TRAP
from checklist_app.surveys.asking.questions import STANDARD, standard
from checklist_app.surveys.model import Channel, Flag
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.client import Page, StrictClient
from tests.surveys.form_world import FILLED, Clock, Town, clock_of, town_of

TOO_LONG = "ก" * 501


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of(monkeypatch)


@pytest.fixture
def town(app: Flask, world: World, client: StrictClient, clock: Clock) -> Town:
    return town_of(app, world, client, clock)


def test_an_answer_is_kept_and_thanked_for(town: Town) -> None:
    answer = town.sent(town.opened())
    assert (answer.status_code, answer.location) == (303, f"{town.address}/thanks")
    (kept,) = town.kept()
    assert kept.channel is Channel.OPEN
    assert kept.given == {id: int(value) if value.isdigit() else value for id, value in FILLED.items()}
    assert kept.flags == frozenset()


def test_a_form_sent_again_is_thanked_for_again_and_counts_once(town: Town) -> None:
    nonce = town.opened()
    for filled in (FILLED, FILLED, {**FILLED, "overall": "1"}):
        assert town.sent(nonce, filled).status_code == 303
    assert [kept.given["overall"] for kept in town.kept()] == [5]


def test_only_the_overall_question_must_be_answered(town: Town) -> None:
    assert town.sent(town.opened(), {"overall": "0"}).status_code == 303
    assert town.kept()[0].given == {"overall": 0}


@pytest.mark.parametrize("address", ["/s/{code}", "/S/{CODE}", "/s/{CODE}", "/S/{code}"])
def test_printed_and_typed_addresses_lead_to_the_form_at_once(town: Town, address: str) -> None:
    code = town.point.code
    page = town.client.get(address.format(code=code, CODE=code.upper()))
    assert page.status_code == 200
    assert town.point.name in page.text
    assert town.sent(town.opened(), address=address.format(code=code, CODE=code.upper())).status_code == 303


@pytest.mark.parametrize(
    ("filled", "field", "said"),
    [
        ({"overall": ""}, "overall", "กรุณาเลือกคำตอบข้อนี้"),
        ({"process": "6"}, "process", "ไม่อยู่ในตัวเลือก"),
        ({"visitor": "minister"}, "visitor", "ไม่อยู่ในตัวเลือก"),
        ({"comment": TOO_LONG}, "comment", "501"),
    ],
)
def test_what_cannot_be_taken_is_given_back_whole_and_can_be_sent_again(
    town: Town, filled: dict[str, str], field: str, said: str
) -> None:
    nonce = town.opened()
    answer = town.sent(nonce, {**FILLED, "comment": "ที่นั่งไม่พอ", **filled})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.hidden["nonce"] == nonce
    assert page.title.startswith("ยังไม่ได้ส่งคำตอบ")
    assert 'role="alert"' in answer.text
    first = {"comment": "", "visitor": "-resident"}.get(field, "-5")
    assert f'href="#q-{field}{first}"' in answer.text
    assert f'id="wrong-{field}"' in answer.text
    assert said in answer.text
    for id, value in FILLED.items():
        if id != field:
            assert checked(answer.text, id, value)
    assert filled.get("comment", "ที่นั่งไม่พอ") in answer.text
    assert town.kept() == []
    assert town.sent(nonce).status_code == 303
    assert [kept.flags for kept in town.kept()] == [frozenset()]


def test_all_faults_are_told_at_once(town: Town) -> None:
    answer = town.sent(town.opened(), {"process": "x", "comment": TOO_LONG})
    assert [f'id="wrong-{id}"' in answer.text for id in ("process", "overall", "comment")] == [True] * 3


@pytest.mark.parametrize("nonce", ["", "x", "standard-1.1.n.abc.def", "ก" * 300, "a.b.c.d" * 99, "\0"])
def test_a_form_that_nobody_opened_is_given_back_with_a_fresh_nonce(town: Town, nonce: str) -> None:
    answer = town.sent(nonce, {**FILLED, "comment": "เก็บไว้"})
    assert answer.status_code == 422
    assert "เก็บไว้" in answer.text
    assert town.kept() == []
    fresh = Page(answer.text).hidden["nonce"]
    town.clock.turn(seconds=1)
    assert town.sent(fresh).status_code == 303
    assert town.kept()[0].flags == {Flag.FAST}


def test_a_nonce_of_another_point_is_worth_nothing(town: Town) -> None:
    other = town.office.point("จุดอื่น")
    assert town.sent(town.opened(f"/s/{other.code}")).status_code == 422


def test_an_old_form_is_renewed_and_not_taken_for_hasty(town: Town) -> None:
    nonce = town.opened()
    town.clock.turn(hours=3)
    answer = town.sent(nonce)
    assert answer.status_code == 422
    assert "2 ชั่วโมง" in answer.text
    assert checked(answer.text, "overall", "5")
    town.clock.turn(seconds=1)
    assert town.sent(Page(answer.text).hidden["nonce"]).status_code == 303
    assert [kept.flags for kept in town.kept()] == [frozenset()]


def test_an_old_form_whose_answer_had_arrived_counts_once(town: Town) -> None:
    nonce = town.opened()
    town.sent(nonce)
    town.clock.turn(hours=3)
    assert town.sent(nonce).status_code == 303
    assert len(town.kept()) == 1


@pytest.mark.parametrize("hours", [0.5, 3])
def test_at_the_end_of_a_round_an_answer_counts_once_and_where_its_form_was_opened(
    town: Town, hours: float
) -> None:
    town.clock.at = datetime(2027, 3, 31, 16, 50, tzinfo=UTC)  # ten minutes to midnight in Thailand
    nonce = town.opened()
    town.sent(nonce)
    town.clock.turn(hours=hours)
    assert town.sent(nonce).status_code == 303
    assert [kept.day.isoformat() for kept in town.kept(Period(2570, 1))] == ["2027-03-31"]
    assert town.kept(Period(2570, 2)) == []


def test_a_form_from_the_future_is_renewed(town: Town) -> None:
    nonce = town.opened()
    town.clock.turn(days=-1)
    assert town.sent(nonce).status_code == 422
    assert town.kept() == []


def test_haste_and_traps_are_flagged_and_thanked_for_all_the_same(town: Town) -> None:
    hasty = town.opened()
    town.clock.turn(seconds=-27)
    assert town.sent(hasty).status_code == 303
    town.clock.turn(minutes=1)
    assert town.sent(town.opened(), {**FILLED, TRAP: "http://spam"}).status_code == 303
    assert [set(kept.flags) for kept in town.kept()] == [{Flag.FAST}, {Flag.TRAP}]


def test_a_flood_is_told_to_wait_and_keeps_its_answers(town: Town) -> None:
    for _ in range(30):
        assert town.sent(town.opened()).status_code == 303
        town.clock.turn(seconds=-29)
    nonce = town.opened()
    answer = town.sent(nonce, {**FILLED, "comment": "เก็บไว้"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 60
    assert Page(answer.text).hidden["nonce"] == nonce
    assert "เก็บไว้" in answer.text
    assert "รอประมาณ 10 นาที" in answer.text
    town.clock.turn(minutes=11)
    assert town.sent(nonce).status_code == 303
    assert len(town.kept()) == 31


def test_ten_thousand_requests_leave_thirty_answers(town: Town) -> None:
    nonces = [
        town.office.surveys.seals.nonce(town.point.code, STANDARD, at=town.clock.at) for _ in range(300)
    ]
    town.clock.turn(seconds=20)
    statuses = [
        town.client.post(town.address, data={"nonce": nonce, **FILLED}, sound=False).status_code
        for nonce in nonces
    ]
    assert statuses == [303] * 30 + [429] * 270
    assert len(town.kept()) == 30


def test_when_the_store_fails_nobody_is_thanked_and_the_same_form_can_be_sent_later(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise unavailable("store.not_writable", reason="No space left on device")

    nonce = town.opened()
    with monkeypatch.context() as broken:
        broken.setattr(town.office.store, "append", full)
        answer = town.sent(nonce, {**FILLED, "comment": "เก็บไว้"})
    assert answer.status_code == 503
    assert "ยังไม่ได้บันทึก" in answer.text
    assert "เก็บไว้" in answer.text
    assert Page(answer.text).hidden["nonce"] == nonce
    assert town.kept() == []
    assert town.sent(nonce).status_code == 303
    assert len(town.kept()) == 1


def test_an_answer_keeps_the_version_of_the_questions_it_was_given_to(town: Town) -> None:
    nonce = town.opened()
    known = standard()
    fewer = tuple(question for question in known.questions if question.id != "facilities")
    aspects = tuple(aspect for aspect in known.aspects if aspect.id != "facilities")
    own = replace(known, aspects=aspects, questions=fewer)
    town.office.surveys.questions.publish(town.office.world["staff"], town.office.agency, own)
    assert "q-facilities-5" not in town.client.get(town.address).text
    assert town.sent(nonce).status_code == 303
    assert town.sent(town.opened()).status_code == 303
    assert [(kept.questions, len(kept.given)) for kept in town.kept()] == [(STANDARD, 7), ("1", 6)]


def test_what_is_not_asked_is_not_kept(town: Town) -> None:
    town.sent(town.opened(), {**FILLED, "name": "สมชาย", "csrf_token": "x", "day": "2020-01-01"})
    assert set(town.kept()[0].given) == set(FILLED)


def test_scripts_and_emoji_are_text_and_shown_as_such(town: Town) -> None:
    said = "<script>alert(1)</script> 👍🏽 'ดี' \"very\" & ไม่เอา {{ 7*7 }}"
    answer = town.sent(town.opened(), {"comment": said})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    town.sent(town.opened(), {**FILLED, "comment": said})
    assert town.kept()[0].given["comment"] == said


def test_forms_on_pages_of_others_are_refused(town: Town) -> None:
    nonce = town.opened()
    assert town.sent(nonce, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert town.kept() == []
    assert town.sent(nonce, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


FIELD = st.sampled_from(["nonce", "overall", "visitor", "comment", "process", TRAP, "in", "x" * 3000])
VALUE = st.one_of(
    st.sampled_from(["5", "๕", "resident", "", "\0", "-1", "5.0", "\ud800", "👩🏽‍🚀" * 40, "x" * 60_000]),
    st.text(max_size=40),
)
RAW = st.one_of(
    st.binary(max_size=200),
    st.lists(st.tuples(FIELD, VALUE), max_size=12).map(
        lambda pairs: "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")
    ),
    st.just(b'--b\r\nContent-Disposition: form-data; name="overall"\r\n\r\n5\r\n--b--\r\n'),
    st.just(b'--b\r\nContent-Disposition: form-data; name="overall"; filename="x"\r\n\r\n5'),
)
TYPE = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=tis-620",
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "application/json",
        "text/plain",
        "",
        "\xff",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=RAW, type=TYPE, proved=st.booleans())
def test_whatever_is_sent_is_answered_with_a_page_and_never_with_an_error_of_ours(
    town: Town, body: bytes, type: str, proved: bool
) -> None:
    nonce = town.office.surveys.seals.nonce(town.point.code, STANDARD, at=town.clock.at)
    sent = f"nonce={nonce}&".encode() + body if proved else body
    answer = town.client.post(town.address, data=sent, content_type=type)
    assert answer.status_code in {303, 400, 413, 422, 429}
    town.clock.turn(minutes=1)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(min_size=1, max_size=12).filter(lambda text: "/" not in text and text not in {".", ".."}))
def test_whatever_is_asked_for_there_is_a_page(town: Town, code: str) -> None:
    for method in (town.client.get, town.client.post):
        assert method(f"/s/{quote(code, safe='')}").status_code in {200, 303, 400, 404, 422}


def checked(html: str, question: str, value: str) -> bool:
    return f'id="q-{question}-{value}" checked' in html
