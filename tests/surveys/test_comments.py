"""What citizens wrote is read by somebody before it is shown, nobody can take it away, and whoever judged it
is known."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from checklist_app.accounts import Audit
from checklist_app.errors import Problem
from checklist_app.store import Store
from checklist_app.surveys.answering.answers import stream_of
from checklist_app.surveys.listening import comment_pages
from checklist_app.surveys.listening.comments import ENOUGH, Comment, CommentState, Judgement
from checklist_app.surveys.model import Point
from checklist_app.surveys.periods import Period
from tests.cast import World
from tests.conftest import ClientOf
from tests.surveys.world import A_DAY, GOOD, NOON, Office, office_of

PERIOD = Period(2570, 1)
A_WHOLE_DAY = timedelta(days=1)
SAID = "ที่นั่งรอไม่พอ โทร 081-234-5678"


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


@pytest.fixture
def point(office: Office) -> Point:
    return office.point()


def written(office: Office, point: Point, *texts: str, others: int = 0) -> list[Comment]:
    for text in texts:
        office.answer(point, {**GOOD, "comment": text})
    for _ in range(others):
        office.answer(point)
    return office.surveys.comments.of(office.agency, PERIOD)


def judged(office: Office, comment: Comment, who: str = "staff", **decided: object) -> Comment:
    judgement = Judgement(version=comment.version, **decided)  # type: ignore[arg-type]
    (written,) = office.surveys.comments.judge(office.world[who], office.agency, {comment.id: judgement})
    return written


def test_only_what_was_approved_is_shown_and_as_it_was_approved(office: Office, point: Point) -> None:
    first, second = written(office, point, "ป้ายเล็ก", "ของนาย ก ช้า")
    judged(office, first, state=CommentState.APPROVED, shown="ป้ายเล็ก ", group="facilities")
    assert [(c.shown, c.group) for c in office.surveys.comments.approved(office.agency, PERIOD)] == [
        ("ป้ายเล็ก", "facilities")
    ]
    assert [c.id for c in office.surveys.comments.of(office.agency, PERIOD) if c.shown == ""] == [second.id]


def test_numbers_that_were_written_into_the_shown_text_are_taken_out(office: Office, point: Point) -> None:
    (comment,) = written(office, point, "ช้า")
    shown = judged(office, comment, state=CommentState.APPROVED, shown="ช้า โทร 0812345678").shown
    assert shown == "ช้า โทร [เบอร์โทร]"


def test_hiding_needs_a_reason_and_showing_a_text(office: Office, point: Point) -> None:
    (comment,) = written(office, point, "ช้า")
    for wrong, decided in {
        "reason_missing": {"state": CommentState.HIDDEN, "reason": "because"},
        "shown_missing": {"state": CommentState.APPROVED, "shown": " \n"},
        "shown_too_long": {"state": CommentState.APPROVED, "shown": "ก" * 601},
        "no_such_group": {"state": CommentState.APPROVED, "shown": "ก", "group": "<b>"},
    }.items():
        with pytest.raises(Problem, match=wrong):
            judged(office, comment, **decided)
    assert office.surveys.comments.of(office.agency, PERIOD) == [comment]


def test_a_judgement_can_be_undone_and_leaves_nothing_behind(office: Office, point: Point) -> None:
    (comment,) = written(office, point, "ช้า")
    hidden = judged(office, comment, state=CommentState.HIDDEN, reason="insult", shown="x", group="staff")
    assert (hidden.shown, hidden.group, hidden.reason) == ("", "", "insult")
    back = judged(office, hidden, state=CommentState.WAITING, reason="insult")
    assert replace(back, version=comment.version) == comment


def test_the_original_stays_in_the_stream_whatever_is_shown(office: Office, point: Point) -> None:
    (comment,) = written(office, point, "เจ้าหน้าที่ดีมาก")
    judged(office, comment, state=CommentState.HIDDEN, reason="personal")
    (entry,) = office.store.read(stream_of(point.code, PERIOD))
    assert entry.body["given"] == {**GOOD, "comment": "เจ้าหน้าที่ดีมาก"}


def test_whoever_read_an_older_state_changes_nothing(office: Office, point: Point) -> None:
    (comment,) = written(office, point, "ช้า")
    judged(office, comment, state=CommentState.APPROVED, shown="ช้า")
    with pytest.raises(Problem, match="comment_changed_meanwhile"):
        judged(office, comment, state=CommentState.HIDDEN, reason="insult")
    assert len(office.surveys.comments.approved(office.agency, PERIOD)) == 1


def test_several_are_judged_together_or_not_at_all(office: Office, point: Point) -> None:
    first, second = written(office, point, "หนึ่ง", "สอง")
    judged(office, second, state=CommentState.HIDDEN, reason="insult")
    both = {
        comment.id: Judgement(version=comment.version, state=CommentState.APPROVED, shown="ก")
        for comment in (first, second)
    }
    with pytest.raises(Problem, match="comment_changed_meanwhile"):
        office.surveys.comments.judge(office.world["staff"], office.agency, both)
    assert office.surveys.comments.approved(office.agency, PERIOD) == []


def test_every_judgement_leaves_a_trace_without_the_text(office: Office, point: Point) -> None:
    (comment,) = written(office, point, "ช้า")
    judged(office, comment, state=CommentState.HIDDEN, reason="allegation")
    entry = Audit(office.store).before(limit=1)[0]
    assert (entry.action, entry.subject, entry.actor) == (
        "survey_comment.hidden",
        comment.id,
        office.world["staff"].id,
    )
    assert entry.details == {"agency": office.agency, "round": "2570-1", "reason": "allegation"}


@pytest.mark.parametrize("who", ["executive", "inspector", "auditor", "outsider"])
def test_others_judge_nothing(office: Office, point: Point, who: str) -> None:
    (comment,) = written(office, point, "ช้า")
    with pytest.raises(Problem):
        judged(office, comment, who, state=CommentState.APPROVED, shown="ช้า")
    assert office.surveys.comments.approved(office.agency, PERIOD) == []


def test_a_comment_is_not_found_through_another_agency(office: Office, point: Point) -> None:
    (comment,) = written(office, point, "ช้า")
    other = office.world.agencies["เทศบาลเมืองสว่าง"].id
    with pytest.raises(Problem, match="no_comment"):
        office.surveys.comments.open(office.world["administrator"], other, comment.id)


# --- the page -----------------------------------------------------------------------------------------


@pytest.fixture
def served(app: Flask, world: World, store_of_app: Store) -> Office:
    return office_of(world, store_of_app)


@pytest.fixture
def store_of_app(app: Flask) -> Store:
    store: Store = app.extensions["checklist"].store
    return store


def address(office: Office) -> str:
    return f"/surveys/{office.agency}/comments/2570/1"


def test_nothing_is_read_before_enough_people_have_answered(served: Office, client_of: ClientOf) -> None:
    point = served.point()
    written(served, point, SAID, others=ENOUGH - 2)
    page = client_of("supervisor").get(address(served)).text
    assert "ที่นั่งรอไม่พอ" not in page
    assert "1 ข้อ" in page
    assert f"{ENOUGH} คน" in page
    served.answer(point)
    assert "ที่นั่งรอไม่พอ" in client_of("supervisor").get(address(served)).text


def test_before_that_nothing_can_be_judged_either(served: Office, client_of: ClientOf) -> None:
    (comment,) = written(served, served.point(), SAID)
    staff = client_of("staff")
    sent = {
        "csrf_token": staff.token(f"/surveys/{served.agency}/settings"),
        "version": str(comment.version),
        "state": "approved",
        "shown": "x",
    }
    answer = staff.post(f"/surveys/{served.agency}/comments/{comment.id}", data=sent)
    assert answer.status_code == 409
    assert served.surveys.comments.approved(served.agency, PERIOD) == []


def test_what_was_written_today_is_read_tomorrow(
    served: Office, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or staff who look again after each visitor would know who wrote what."""
    point = served.point()
    written(served, point, "ของเมื่อวาน", others=ENOUGH)
    for n in range(450):
        served.answer(point, {**GOOD, "comment": "ของวันนี้"} if n % 200 == 0 else GOOD, at=NOON + A_WHOLE_DAY)
    for day, shown in ((A_DAY + A_WHOLE_DAY, False), (A_DAY + 2 * A_WHOLE_DAY, True)):
        monkeypatch.setattr(comment_pages, "today", lambda day=day: day)
        page = client_of("staff").get(address(served)).text
        assert ("ของเมื่อวาน" in page, ">ของวันนี้<" in page) == (True, shown)


def test_the_list_tells_neither_day_nor_order(served: Office, client_of: ClientOf) -> None:
    point = served.point()
    texts = [f"ความเห็นที่ {n}" for n in range(12)]
    written(served, point, *texts)
    page = client_of("staff").get(address(served)).text
    assert "2026-11" not in page
    places = [page.index(f">{text}<") for text in texts]
    assert sorted(places) != places  # by chance, once in twelve factorial


def test_staff_approve_with_names_taken_out(served: Office, client_of: ClientOf) -> None:
    written(served, served.point(), SAID, others=ENOUGH)
    (comment,) = served.surveys.comments.of(served.agency, PERIOD)
    staff = client_of("staff")
    page = staff.get(address(served)).text
    assert "081-234-5678" not in page
    sent = {
        "csrf_token": staff.token(address(served)),
        "version": str(comment.version),
        "state": "approved",
        "shown": "ที่นั่งรอไม่พอ",
        "group": "facilities",
        "seen": "waiting",
    }
    answer = staff.post(f"/surveys/{served.agency}/comments/{comment.id}", data=sent)
    assert answer.status_code == 302
    (shown,) = served.surveys.comments.approved(served.agency, PERIOD)
    assert (shown.shown, shown.group) == ("ที่นั่งรอไม่พอ", "facilities")
    stale = staff.post(f"/surveys/{served.agency}/comments/{comment.id}", data=sent)
    assert stale.status_code == 409
    assert "มีคนอื่นพิจารณาความเห็นนี้ไปแล้ว" in stale.text


def test_several_are_approved_as_they_stand(served: Office, client_of: ClientOf) -> None:
    comments = written(served, served.point(), SAID, "ดี", "ไม่อนุมัติ", others=ENOUGH)
    staff = client_of("staff")
    chosen = [f"{comment.id}:{comment.version}" for comment in comments if comment.text != "ไม่อนุมัติ"]
    sent = {"csrf_token": staff.token(address(served)), "chosen": [*chosen, "nobody:1"], "group": "staff"}
    assert staff.post(f"{address(served)}/approve", data=sent).status_code == 302
    shown = {comment.shown for comment in served.surveys.comments.approved(served.agency, PERIOD)}
    assert shown == {"ที่นั่งรอไม่พอ โทร [เบอร์โทร]", "ดี"}
    none = staff.post(f"{address(served)}/approve", data={"csrf_token": staff.token(address(served))})
    assert none.status_code == 422


def test_an_allegation_is_shown_the_way_to_where_it_belongs(served: Office, client_of: ClientOf) -> None:
    (comment,) = written(served, served.point(), "เรียกเงิน", others=ENOUGH)
    judged(served, comment, state=CommentState.HIDDEN, reason="allegation")
    page = client_of("executive").get(f"{address(served)}?state=hidden").text
    assert "1205" in page
    assert "<textarea" not in page  # reads, and judges nothing


def test_many_comments_come_page_by_page(served: Office, client_of: ClientOf) -> None:
    written(served, served.point(), *(f"ข้อ {n}" for n in range(60)))
    staff = client_of("staff")
    first, second = (staff.get(f"{address(served)}?page={n}").text.count('name="chosen"') for n in (1, 2))
    assert (first, second) == (50, 10)
    assert staff.get(f"{address(served)}?page=-5&state=nonsense").status_code == 200
