"""An office is reminded of what is due, at the right time, and of nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from checklist_app.store import Body
from checklist_app.surveys.listening.comments import ENOUGH
from checklist_app.surveys.listening.improvements import Improvement, ImprovementState
from checklist_app.surveys.model import Point
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import Round, RoundState
from checklist_app.surveys.rounds.reminder_words import SENTENCES
from checklist_app.surveys.rounds.reminders import Reminder, Running, reminders, reminders_of
from checklist_app.wording import texts
from tests.cast import World
from tests.surveys.world import A_DAY, GOOD, office_of

PERIOD = Period(2570, 1)
OPENED = datetime(2026, 10, 1, 5, tzinfo=UTC)
CLOSED_ON = date(2027, 4, 1)
POINT = Point(
    code="abc234",
    version=1,
    agency="office",
    created=date(2026, 10, 1),
    checked=date(2026, 12, 1),
    name="เคาน์เตอร์",
)
PROMISE = Improvement(
    id="p1",
    version=1,
    agency="office",
    period=PERIOD,
    text="ติดป้ายบอกทางใหม่\nทุกชั้น",
    aspect="facilities",
    due=date(2027, 1, 31),
    state=ImprovementState.PLANNED,
    result="",
    changed=date(2026, 12, 1),
)


def running(state: RoundState = RoundState.OPEN, answers: int = 40, waiting: int = 0) -> Running:
    closed = datetime(2027, 3, 31, 20, tzinfo=UTC) if state is not RoundState.OPEN else None
    return Running(Round("office", PERIOD, 1, state, OPENED, closed=closed), answers, waiting)


def due(
    today: date, *rounds: Running, points: tuple[Point, ...] = (), promises: tuple[Improvement, ...] = ()
) -> list[Reminder]:
    return reminders("office", rounds, points, promises, today=today)


def kinds(found: list[Reminder]) -> list[str]:
    return [reminder.kind.value for reminder in found]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 3, 9), None),
        (date(2027, 3, 10), "รอบที่ 1 ปีงบประมาณ 2570 จะปิดในอีก 21 วัน ขณะนี้มีคำตอบ 40 ชุด"),
        (date(2027, 3, 31), "รอบที่ 1 ปีงบประมาณ 2570 รับคำตอบวันนี้เป็นวันสุดท้าย ขณะนี้มีคำตอบ 40 ชุด"),
        (date(2027, 4, 1), None),
    ],
)
def test_the_end_of_a_round_is_announced_three_weeks_before(today: date, expected: str | None) -> None:
    assert [reminder.said() for reminder in due(today, running())] == ([expected] if expected else [])


def test_a_decision_that_is_missing_is_told_since_closing_and_again_each_month() -> None:
    closed = running(RoundState.CLOSED)
    keys = [due(CLOSED_ON + timedelta(days=days), closed)[0].key for days in (0, 29, 30, 59, 60)]
    assert keys == [f"decision/2570-1/{month}" for month in (0, 0, 1, 1, 2)]
    (reminder,) = due(CLOSED_ON + timedelta(days=12), closed)
    assert "ปิดแล้ว 12 วัน" in reminder.said()
    assert (reminder.endpoint, dict(reminder.arguments)) == (
        "survey_rounds.detail",
        {"agency": "office", "year": 2570, "number": 1},
    )


def test_nobody_decides_on_a_round_without_answers() -> None:
    assert due(CLOSED_ON, running(RoundState.CLOSED, answers=0)) == []


@pytest.mark.parametrize(("days", "expected"), [(31, []), (32, ["poster"])])
def test_a_poster_is_looked_at_each_month(days: int, expected: list[str]) -> None:
    assert kinds(due(date(2026, 12, 1) + timedelta(days=days), points=(POINT,))) == expected


def test_a_poster_of_a_closed_point_is_nobodys_concern() -> None:
    ended = replace(POINT, ends=date(2026, 12, 31))
    assert due(date(2027, 2, 1), points=(ended,)) == []


def test_a_poster_that_is_not_looked_at_is_a_further_occurrence_each_month() -> None:
    keys = {
        due(date(2026, 12, 1) + timedelta(days=days), points=(POINT,))[0].key for days in (32, 50, 63, 94)
    }
    assert len(keys) == 3
    again = replace(POINT, checked=date(2027, 1, 2))
    assert due(date(2027, 1, 3), points=(again,)) == []


def test_comments_that_nobody_has_read_are_told_once_enough_answered() -> None:
    day = date(2026, 12, 5)
    (reminder,) = due(day, running(waiting=3, answers=ENOUGH))
    assert "รออ่าน 3 ข้อ" in reminder.said()
    assert due(day, running(waiting=3, answers=ENOUGH - 1)) == []


@pytest.mark.parametrize(
    ("state", "day", "told"),
    [
        (ImprovementState.PLANNED, date(2027, 2, 1), True),
        (ImprovementState.DOING, date(2027, 2, 1), True),
        (ImprovementState.PLANNED, date(2027, 1, 31), False),
        (ImprovementState.DONE, date(2027, 2, 1), False),
        (ImprovementState.DROPPED, date(2027, 2, 1), False),
    ],
)
def test_a_promise_is_told_when_its_day_has_passed(state: ImprovementState, day: date, told: bool) -> None:
    found = due(day, promises=(replace(PROMISE, state=state),))
    assert [reminder.said() for reminder in found] == (
        ["เลยกำหนดเรื่องที่รับไว้ปรับปรุง 1 วัน: ติดป้ายบอกทางใหม่"] if told else []
    )


def test_a_promise_without_a_day_is_never_late() -> None:
    assert due(date(2030, 1, 1), promises=(replace(PROMISE, due=None),)) == []


def test_what_is_due_longest_comes_first() -> None:
    found = due(date(2027, 3, 20), running(waiting=2), points=(POINT,), promises=(PROMISE,))
    assert kinds(found) == ["poster", "improvement", "comments", "ends"]


def test_every_sentence_has_english_and_its_gaps_are_filled() -> None:
    found = due(date(2027, 3, 20), running(waiting=2), points=(POINT,), promises=(PROMISE,))
    found += due(CLOSED_ON, running(RoundState.CLOSED)) + due(date(2027, 3, 31), running())
    assert {reminder.text for reminder in found} == set(SENTENCES.values())
    for reminder in found:
        assert reminder.text in texts("en")
        assert "{" not in reminder.said("en") + reminder.said("th")


def test_reminders_are_read_from_what_the_office_has(world: World) -> None:
    office = office_of(world)
    point = office.point()
    for _ in range(ENOUGH):
        office.answer(point, {**GOOD, "comment": "ที่จอดรถน้อย"})
    office.surveys.rounds.settle(office.agency, at=datetime(2027, 3, 20, 5, tzinfo=UTC))
    body: Body = {
        "agency": office.agency,
        "year": 2570,
        "number": 1,
        "text": "ขยายที่จอดรถ",
        "aspect": "",
        "due": "2027-03-01",
        "state": "planned",
        "result": "",
        "changed": A_DAY.isoformat(),
    }
    office.store.put("survey_improvements", "one", body, version=0)
    found = reminders_of(office.surveys, office.agency, date(2027, 3, 20))
    assert kinds(found) == ["poster", "improvement", "comments", "ends"]
    assert "มีคำตอบ 10 ชุด" in found[-1].said()
