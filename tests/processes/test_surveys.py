"""Answers, rounds and what looks after them, at several processes."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from checklist_app.clock import today
from checklist_app.config import Config
from checklist_app.errors import Problem, unavailable
from checklist_app.ids import new_id
from checklist_app.store import Entry, NewEntry
from checklist_app.surveys.answering.patterns import A_BURST
from checklist_app.surveys.listening.improvements import ImprovementDraft
from checklist_app.surveys.model import RULES, Point, PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.clockwork import LENGTH
from checklist_app.surveys.rounds.model import RoundState
from tests.client import Page
from tests.processes.conftest import Process
from tests.processes.conftest import process as begin
from tests.store.contended import ContendedStore
from tests.surveys.form_world import FILLED, Clock, clock_of
from tests.surveys.world import GOOD, NOON, Office

PERIOD = Period(2570, 1)
WISH = {**GOOD, "comment": "อยากให้มีเก้าอี้"}
LATER = datetime(2027, 4, 2, 5, tzinfo=UTC)


def office_of(process: Process) -> Office:
    return Office(process.world, process.of.surveys, process.of.store)


@pytest.fixture
def point(one: Process) -> Point:
    return office_of(one).point()


def test_a_form_that_arrives_at_two_processes_is_one_answer_and_one_comment(
    one: Process, other: Process, point: Point, contended: ContendedStore
) -> None:
    kept = []
    contended.before_end(lambda: kept.append(office_of(other).answer(point, WISH, number=1)))
    kept.append(office_of(one).answer(point, WISH, number=1))
    assert kept == [True, False]
    assert one.of.surveys.answers.counted(point.code, PERIOD).head.seq == 1
    assert len(one.of.surveys.comments.of(point.agency, PERIOD)) == 1
    hours = [process.of.surveys.answers.patterns.of(point.code, PERIOD).workdays for process in (one, other)]
    assert sum(map(sum, hours)) == 1


def test_a_form_that_comes_again_elsewhere_was_kept_before_and_counts_no_visitor(
    one: Process, other: Process, point: Point
) -> None:
    assert office_of(one).answer(point, number=1, connection="a phone")
    assert not office_of(other).answer(point, number=1, connection="a phone")
    seen = other.of.surveys.answers.visitors.seen(point.code, "a phone", at=NOON)
    assert seen.today == 1


@dataclass
class Sent:
    """A citizen's form: opened at one process, and sent from there or elsewhere."""

    clock: Clock
    address: str
    nonce: str

    def to(self, process: Process, overall: str = "5") -> int:
        client = process.app.test_client()
        answer = client.post(self.address, data={**FILLED, "overall": overall, "nonce": self.nonce})
        assert answer.status_code != 303 or answer.location.partition("?")[0].endswith("/thanks")
        return answer.status_code


@pytest.fixture
def sent(one: Process, point: Point, monkeypatch: pytest.MonkeyPatch) -> Sent:
    clock, address = clock_of(monkeypatch), f"/s/{point.code}"
    nonce = Page(one.app.test_client().get(address).text).hidden["nonce"]
    clock.turn(seconds=30)
    return Sent(clock, address, nonce)


@pytest.mark.parametrize(
    "later", [timedelta(hours=3), timedelta(days=30), LATER - NOON], ids=["hours", "a month", "another round"]
)
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_who_sends_a_kept_form_again_much_later_is_thanked_by_every_process(
    one: Process, other: Process, config: Config, point: Point, sent: Sent, later: timedelta, closed: bool
) -> None:
    assert sent.to(one) == 303
    sent.clock.at += later
    if closed:
        close(one, point, on=NOON.date() - timedelta(days=1))
    begun_after = begin(one.world, config)
    assert [sent.to(each, "1") for each in (one, other, begun_after)] == [303, 303, 303]
    assert one.of.surveys.answers.counted(point.code, PERIOD).head.seq == 1


@pytest.mark.parametrize(("closed", "said"), [(False, 422), (True, 409)])
def test_who_sends_a_form_for_the_first_time_much_later_is_told_so_by_every_process(
    one: Process, other: Process, point: Point, sent: Sent, closed: bool, said: int
) -> None:
    office_of(one).answer(point)  # of somebody else
    sent.clock.turn(hours=3)
    if closed:
        close(one, point, on=NOON.date() - timedelta(days=1))
    assert [sent.to(each) for each in (one, other)] == [said, said]
    assert one.of.surveys.answers.counted(point.code, PERIOD).head.seq == 1


def test_a_form_that_was_renewed_in_a_new_round_and_kept_is_known_by_its_old_self_too(
    one: Process, other: Process, point: Point, sent: Sent
) -> None:
    """Somebody goes back to the page before."""
    sent.clock.at = datetime(2027, 4, 1, 5, tzinfo=UTC)
    seals, first = one.of.surveys.seals, sent.nonce
    nonce = seals.read_nonce(first, point.code)
    assert nonce
    sent.nonce = seals.renewed(nonce, point.code, at=sent.clock.at)
    assert sent.to(one) == 303
    sent.nonce = first
    assert [sent.to(each) for each in (one, other)] == [303, 303]
    heads = [one.of.surveys.answers.counted(point.code, each).head.seq for each in (PERIOD, PERIOD.following)]
    assert heads == [0, 1]


def test_in_a_flood_who_sends_a_kept_form_again_is_thanked_at_every_process(
    one: Process, other: Process, point: Point
) -> None:
    for number in range(RULES.flood):
        assert office_of(one).answer(point, number=number, connection="a machine")
    assert not office_of(other).answer(point, {**GOOD, "overall": 1}, number=3, connection="a machine")
    with pytest.raises(Problem, match="flood"):
        office_of(other).answer(point, connection="a machine")
    assert one.of.surveys.answers.counted(point.code, PERIOD).head.seq == RULES.flood


def close(process: Process, point: Point, *, on: date) -> None:
    draft = PointDraft(name=point.name, ends=on)
    process.of.surveys.points.edit(process.world["staff"], point.code, draft, version=point.version)


def test_one_who_answers_too_often_is_known_at_every_process(
    one: Process, other: Process, point: Point
) -> None:
    for number in range(RULES.flood):
        office_of((one, other)[number % 2]).answer(point, connection="a machine")
    for process in (one, other):
        with pytest.raises(Problem, match="flood"):
            office_of(process).answer(point, connection="a machine")


def test_a_burst_is_seen_though_each_process_saw_only_half(
    one: Process, other: Process, point: Point
) -> None:
    for number in range(A_BURST):
        office_of((one, other)[number % 2]).answer(point)
    patterns = [process.of.surveys.answers.patterns.of(point.code, PERIOD) for process in (one, other)]
    assert {day: most for each in patterns for day, most in each.bursts.items()} == {"2026-11-20": A_BURST}


def test_an_answer_that_was_kept_is_told_so_though_counting_fails_then(
    one: Process, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(keys: object, *, at: datetime) -> None:
        raise unavailable("store.unreachable")

    append = one.world.store.append

    def appended(stream: str, entries: Iterable[NewEntry]) -> list[Entry]:
        if stream.startswith("survey/"):
            monkeypatch.setattr(one.world.store.counters, "count", away)
            monkeypatch.setattr(one.world.store.counters, "take_back", away)
        return append(stream, entries)

    monkeypatch.setattr(one.world.store, "append", appended)
    assert office_of(one).answer(point, number=1)
    monkeypatch.undo()
    monkeypatch.setattr(one.world.store.counters, "take_back", away)
    assert not office_of(one).answer(point, {**GOOD, "overall": 1}, number=1)


def test_the_same_form_for_a_point_or_a_promise_makes_one_of_each(
    one: Process, other: Process, contended: ContendedStore
) -> None:
    agency, staff = office_of(one).agency, one.world["staff"]
    draft = PointDraft(name="งานทะเบียน")

    def create(process: Process) -> Point:
        points = process.of.surveys.points
        return points.create(staff, agency, draft, today=today(), offered="abc234")

    contended.before_end(lambda: create(other))
    create(one)
    assert len(one.of.surveys.points.of(agency)) == 1
    promise, offered = ImprovementDraft(period=PERIOD, text="ติดพัดลม"), new_id()

    def promised(process: Process) -> None:
        process.of.surveys.improvements.create(staff, agency, promise, today=today(), offered=offered)

    contended.before_end(lambda: promised(other))
    promised(one)
    assert len(one.of.surveys.improvements.of(agency)) == 1


def test_who_looked_at_a_poster_is_not_bothered_by_who_renames_the_point(
    one: Process, other: Process, point: Point, contended: ContendedStore
) -> None:
    staff = one.world["staff"]
    contended.before_end(
        lambda: other.of.surveys.points.edit(
            staff, point.code, PointDraft(name="ชื่อใหม่"), version=point.version
        )
    )
    checked = one.of.surveys.points.check_poster(staff, point.code, today=today())
    assert (checked.name, checked.checked) == ("ชื่อใหม่", today())
    contended.before_end(lambda: other.of.surveys.points.disconnect_kiosks(staff, point.code))
    assert one.of.surveys.points.disconnect_kiosks(staff, point.code).kiosk == point.kiosk + 2


def test_a_round_is_closed_once_whoever_looks_first(
    one: Process, other: Process, point: Point, contended: ContendedStore
) -> None:
    one.of.surveys.rounds.settle(point.agency, at=NOON)
    contended.before_end(lambda: other.of.surveys.rounds.settle(point.agency, at=LATER))
    one.of.surveys.rounds.settle(point.agency, at=LATER)
    held = one.of.surveys.rounds.get(point.agency, PERIOD)
    assert held
    assert held.state is RoundState.CLOSED
    assert [tally.code for tally in one.of.surveys.rounds.tallies(held)] == [point.code]


def test_of_two_clockworks_one_works_and_the_other_goes_on_when_it_dies(
    one: Process, other: Process, point: Point
) -> None:
    def settled(process: Process, at: datetime) -> bool:
        worked: list[str] = []
        process.of.clockwork._settle = lambda agency, *, at: worked.append(agency)  # type: ignore[method-assign]
        process.of.clockwork.tick(at=at)
        return bool(worked)

    minute = timedelta(minutes=1)
    assert settled(one, NOON)
    assert not settled(other, NOON)
    assert settled(one, NOON + LENGTH - minute)
    assert not settled(other, NOON + LENGTH + minute)
    assert settled(other, NOON + 2 * LENGTH)  # the first has not been heard of
    assert not settled(one, NOON + 2 * LENGTH)
    other.of.clockwork.close()
    assert settled(one, NOON + 2 * LENGTH)  # at once


def test_many_at_once_at_several_processes_are_all_kept(one: Process, other: Process, point: Point) -> None:
    def answer(number: int) -> bool:
        return office_of((one, other)[number % 2]).answer(point, WISH, number=number // 2)

    with ThreadPoolExecutor(4) as threads:
        kept = [*threads.map(answer, range(40))]
    assert kept.count(True) == 20
    assert one.of.surveys.answers.counted(point.code, PERIOD).head.seq == 20
    assert len(one.of.surveys.comments.of(point.agency, PERIOD)) == 20


def test_a_decision_of_each_of_two_executives_stands(
    one: Process, other: Process, point: Point, contended: ContendedStore
) -> None:
    one.of.surveys.rounds.settle(point.agency, at=NOON)
    one.of.surveys.rounds.settle(point.agency, at=LATER)
    executive = one.world["executive"]

    def decide(process: Process, text: str) -> None:
        process.of.surveys.rounds.decide(executive, point.agency, PERIOD, text, at=LATER)

    contended.before_end(lambda: decide(other, "ให้เพิ่มเก้าอี้"))
    decide(one, "ให้ติดพัดลม")
    held = one.of.surveys.rounds.get(point.agency, PERIOD)
    assert held
    assert [decision.text for decision in held.decisions] == ["ให้เพิ่มเก้าอี้", "ให้ติดพัดลม"]
