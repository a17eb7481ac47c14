"""Rounds open and close by the calendar, once, and what they froze never changes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from checklist_app.clock import BANGKOK
from checklist_app.errors import Problem, ProblemKind
from checklist_app.surveys.answering.answers import KioskAnswer, stream_of
from checklist_app.surveys.answering.seals import KioskPass
from checklist_app.surveys.model import RULES, Point
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import PointTally, RoundState
from tests.cast import World
from tests.surveys.world import GOOD, NOON, Office, look_on, office_of

FIRST, SECOND = Period(2570, 1), Period(2570, 2)
LATER = datetime(2027, 4, 2, 5, tzinfo=UTC)  # the first round is over


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


def settled(office: Office, at: datetime = NOON) -> list[tuple[str, str]]:
    office.surveys.rounds.settle(office.agency, at=at)
    return [(held.period.key, held.state.value) for held in office.surveys.rounds.of(office.agency)]


def numbers(tallies: list[PointTally]) -> list[tuple[str, int, str, object]]:
    return [(each.name, each.head.seq, each.head.hash, each.tally.body) for each in tallies]


def frozen(office: Office, period: Period = FIRST) -> list[tuple[str, int, str, object]]:
    held = office.surveys.rounds.get(office.agency, period)
    assert held is not None
    assert held.state is not RoundState.OPEN
    return numbers(office.surveys.rounds.tallies(held))


def in_thailand(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BANGKOK)


def test_an_agency_without_a_point_has_no_rounds(office: Office) -> None:
    assert settled(office) == []


def test_the_running_round_opens_by_itself_with_its_rules_and_bands(office: Office) -> None:
    office.point()
    assert settled(office) == [("2570-1", "open")]
    (held,) = office.surveys.rounds.of(office.agency)
    assert (held.rules, held.bands, held.opened, held.closed) == (RULES, "a", NOON, None)


def test_settling_again_changes_nothing(office: Office) -> None:
    office.answer(office.point())
    for at in (NOON, LATER):
        settled(office, at)
        before = office.surveys.rounds.of(office.agency)
        settled(office, at + timedelta(days=1))
        assert office.surveys.rounds.of(office.agency) == before


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (in_thailand(2027, 3, 31, 23, 59), [("2570-1", "open")]),
        (in_thailand(2027, 4, 1), [("2570-2", "open"), ("2570-1", "open")]),
        (in_thailand(2027, 4, 1, 2, 59), [("2570-2", "open"), ("2570-1", "open")]),
        (in_thailand(2027, 4, 1, 3), [("2570-2", "open"), ("2570-1", "closed")]),
        (in_thailand(2027, 9, 30, 23, 59), [("2570-2", "open"), ("2570-1", "closed")]),
        (in_thailand(2027, 10, 1, 3), [("2571-1", "open"), ("2570-2", "closed"), ("2570-1", "closed")]),
    ],
)
def test_a_round_closes_three_hours_after_its_last_day(
    office: Office, at: datetime, expected: list[tuple[str, str]]
) -> None:
    office.point()
    settled(office)
    assert settled(office, at) == expected


def test_a_leap_year_does_not_move_the_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    look_on(date(2028, 3, 1), monkeypatch)
    point = office.point()
    leap_day = in_thailand(2028, 2, 29, 12)
    office.answer(point, at=leap_day)
    settled(office, leap_day)
    held = office.surveys.rounds.get(office.agency, Period(2571, 1))
    assert held is not None
    (tally,) = office.surveys.rounds.tallies(held)
    assert tally.tally.all.answers == 1
    assert dict(settled(office, in_thailand(2028, 4, 1, 3)))["2571-1"] == "closed"


def test_after_a_long_time_without_a_server_everything_is_settled_at_once(office: Office) -> None:
    office.answer(office.point())
    settled(office)
    assert settled(office, in_thailand(2029, 5, 1)) == [
        ("2572-2", "open"),
        ("2572-1", "closed"),
        ("2571-2", "closed"),
        ("2571-1", "closed"),
        ("2570-2", "closed"),
        ("2570-1", "closed"),
    ]


def test_a_round_that_nobody_answered_is_closed_with_nothing(office: Office) -> None:
    point = office.point()
    settled(office, LATER)
    assert frozen(office) == [(point.name, 0, "", {})]


def test_points_that_were_not_there_have_no_part_in_a_round(office: Office) -> None:
    office.point("จุดบริการ ก", ends=date(2026, 12, 31))
    office.point("จุดบริการ ข", opens=date(2027, 4, 1))
    settled(office, in_thailand(2027, 10, 2))
    assert [name for name, *_ in frozen(office)] == ["จุดบริการ ก"]
    assert [name for name, *_ in frozen(office, SECOND)] == ["จุดบริการ ข"]


def test_closing_freezes_names_heads_tallies_and_versions(office: Office, world: World) -> None:
    point = office.point("จุดบริการ ก")
    office.answer(point)
    settled(office)
    head = office.store.head(stream_of(point.code, FIRST))
    settled(office, LATER)
    draft = replace(point, name="ชื่อใหม่")
    office.surveys.points.edit(world["staff"], point.code, draft, version=point.version)
    ((name, seq, hash, _),) = frozen(office)
    assert (name, seq, hash) == ("จุดบริการ ก", head.seq, head.hash)
    held = office.surveys.rounds.get(office.agency, FIRST)
    assert held is not None
    assert (held.questions, held.closed) == (("standard-1",), LATER)


def test_late_answers_are_kept_and_shown_and_change_no_number(office: Office, world: World) -> None:
    point = office.point()
    office.answer(point)
    settled(office, LATER)
    before = frozen(office)
    deliver_late(office, point)
    for again in (office, office_of(world)):
        settled(again, LATER + timedelta(days=300))
        assert frozen(again) == before
        held = again.surveys.rounds.get(again.agency, FIRST)
        assert held is not None
        assert [tally.late for tally in again.surveys.rounds.tallies(held)] == [2]
    assert office.store.head(stream_of(point.code, FIRST)).seq == 3


def deliver_late(office: Office, point: Point) -> None:
    """A tablet had been without network since January."""
    day = date(2027, 1, 15)
    permit = KioskPass(point.kiosk, date(2027, 1, 4), "pass")
    collected = [KioskAnswer(f"late{n}", day, "standard-1", GOOD) for n in range(2)]
    office.surveys.answers.deliver(point, permit, collected, at=LATER)


def test_many_who_close_at_once_close_once(office: Office, world: World) -> None:
    for n in range(3):
        office.answer(office.point(f"จุดบริการ {n}"))
    offices = [office_of(world) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for outcome in [pool.submit(settled, each, LATER) for each in offices]:
            assert outcome.result() == [("2570-2", "open"), ("2570-1", "closed")]
    assert [seq for _, seq, *_ in frozen(office)] == [1, 1, 1]
    held = office.surveys.rounds.get(office.agency, FIRST)
    assert held is not None
    assert held.version == 2  # written once to open and once to close


def test_a_failure_while_closing_leaves_the_round_open_and_nothing_frozen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.answer(office.point("จุดบริการ ก"))
    office.answer(office.point("จุดบริการ ข"))
    settled(office)
    put, times = office.store.put, iter(range(100))

    def failing(kind: str, *given: object, **more: object) -> object:
        if kind == "survey_frozen" and next(times):
            raise Problem(ProblemKind.UNAVAILABLE, "store.full")
        return put(kind, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(office.store, "put", failing)
    with pytest.raises(Problem, match="full"):
        settled(office, LATER)
    monkeypatch.undo()
    held = office.surveys.rounds.get(office.agency, FIRST)
    assert held is not None
    assert held.state is RoundState.OPEN
    assert office.store.find("survey_frozen") == []
    settled(office, LATER)
    assert len(frozen(office)) == 2


# --- bands ----------------------------------------------------------------------------------------------


def choose_bands(office: Office, bands: str) -> None:
    settings = office.surveys.settings.of(office.agency)
    office.surveys.settings.change(office.world["staff"], replace(settings, bands=bands))


def bands_of(office: Office, at: datetime) -> str:
    settled(office, at)
    held = office.surveys.rounds.get(office.agency, Period.of(at.astimezone(BANGKOK).date()))
    assert held is not None
    return held.bands


def test_a_choice_of_bands_holds_for_the_running_round_until_somebody_answered(office: Office) -> None:
    point = office.point()
    assert bands_of(office, NOON) == "a"
    choose_bands(office, "b")
    assert bands_of(office, NOON) == "b"
    office.answer(point)
    choose_bands(office, "c")
    assert bands_of(office, NOON) == "b"
    assert bands_of(office, LATER) == "c"


# --- the decision ---------------------------------------------------------------------------------------


def decide(office: Office, who: str = "executive", text: str = "ให้ปรับปรุงป้ายบอกทาง") -> None:
    office.surveys.rounds.decide(office.world[who], office.agency, FIRST, text, at=LATER)


def test_the_executives_decision_publishes_the_round(office: Office, world: World) -> None:
    office.answer(office.point())
    settled(office, LATER)
    assert office.surveys.rounds.published(office.agency) == []
    decide(office, text="  ให้ปรับปรุงป้ายบอกทาง\r\nภายใน 30 วัน ")
    (held,) = office.surveys.rounds.published(office.agency)
    assert held.decision is not None
    assert held.decision.text == "ให้ปรับปรุงป้ายบอกทาง\nภายใน 30 วัน"
    assert (held.decision.by, held.decision.name) == (world["executive"].id, world["executive"].name)
    assert (held.decision.position, held.decision.at) == ("ปลัดเทศบาล", LATER)


def test_a_further_decision_stands_beside_the_first_and_the_same_one_is_one(office: Office) -> None:
    office.point()
    settled(office, LATER)
    for text in ("ข้อสั่งการแรก", "ข้อสั่งการแรก", "ข้อสั่งการเพิ่มเติม"):
        decide(office, text=text)
    (held,) = office.surveys.rounds.published(office.agency)
    assert [decision.text for decision in held.decisions] == ["ข้อสั่งการแรก", "ข้อสั่งการเพิ่มเติม"]


@pytest.mark.parametrize("who", ["supervisor", "staff", "administrator", "inspector", "auditor"])
def test_nobody_else_decides(office: Office, who: str) -> None:
    office.point()
    settled(office, LATER)
    with pytest.raises(Problem, match="not_yours_to_decide"):
        decide(office, who)
    assert office.surveys.rounds.published(office.agency) == []


def test_the_executive_of_another_agency_does_not_find_the_round(office: Office, world: World) -> None:
    office.point()
    settled(office, LATER)
    stranger = replace(world["executive"], agency=world.agencies["เทศบาลเมืองสว่าง"].id)
    with pytest.raises(Problem, match="unknown"):
        office.surveys.rounds.decide(stranger, office.agency, FIRST, "รับทราบ", at=LATER)


def test_an_open_round_is_not_decided(office: Office) -> None:
    office.point()
    settled(office)
    with pytest.raises(Problem, match="round_still_open"):
        decide(office)
    with pytest.raises(Problem, match="no_round"):
        office.surveys.rounds.decide(office.world["executive"], office.agency, SECOND, "รับทราบ", at=NOON)


@pytest.mark.parametrize(("text", "code"), [(" \n ", "decision_missing"), ("ก" * 2_001, "decision_too_long")])
def test_a_decision_has_words_and_not_too_many(office: Office, text: str, code: str) -> None:
    office.point()
    settled(office, LATER)
    with pytest.raises(Problem, match=code):
        decide(office, text=text)


def test_decisions_of_two_windows_both_stay(office: Office, world: World) -> None:
    office.point()
    settled(office, LATER)
    texts = [f"ข้อสั่งการที่ {n}" for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: decide(office_of(world), text=text), texts))
    (held,) = office.surveys.rounds.published(office.agency)
    assert sorted(decision.text for decision in held.decisions) == texts
