"""The clockwork turns the calendar into rounds by itself, and nothing that fails stops it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from checklist_app import commands
from checklist_app.accounts import Audit
from checklist_app.agencies import Agencies
from checklist_app.config import Config
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Leases
from checklist_app.surveys import Clockwork, Mailing
from checklist_app.surveys.model import PointDraft
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds import clockwork, rota
from checklist_app.web.context import EXTENSION
from tests.cast import World
from tests.surveys.world import NOON, Office, office_of

LATER = datetime(2027, 4, 2, 5, tzinfo=UTC)
WAIT = 30.0  # seconds until a test gives up; nothing is measured


@pytest.fixture
def office(world: World) -> Office:
    return office_of(world)


@pytest.fixture
def turning(office: Office) -> Iterator[Clockwork]:
    made = Clockwork(office.surveys, mailing(office))
    yield made
    made.close()


def mailing(office: Office) -> Mailing:
    agencies = Agencies(office.store, Audit(office.store))
    return Mailing(office.surveys, agencies, None, lambda agency, day: [], base_url="http://localhost")


def states(office: Office, agency: str = "") -> list[str]:
    return [held.state.value for held in office.surveys.rounds.of(agency or office.agency)]


def test_a_tick_settles_every_agency_that_has_a_point(
    office: Office, turning: Clockwork, world: World
) -> None:
    other = world.agencies["เทศบาลเมืองสว่าง"].id
    office.point()
    office.surveys.points.create(world["supervisor"], other, PointDraft(name="งานทะเบียน"), today=NOON.date())
    turning.tick(at=NOON)
    assert (states(office), states(office, other)) == (["open"], ["open"])
    turning.tick(at=LATER)
    assert (states(office), states(office, other)) == (["open", "closed"], ["open", "closed"])


def test_what_fails_for_one_agency_stops_no_other(
    office: Office,
    turning: Clockwork,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = world.agencies["เทศบาลเมืองสว่าง"].id
    office.point()
    office.surveys.points.create(world["supervisor"], other, PointDraft(name="งานทะเบียน"), today=NOON.date())
    settle = office.surveys.rounds.settle

    def failing(agency: str, *, at: datetime) -> None:
        if agency == min(office.agency, other):
            raise Problem(ProblemKind.UNAVAILABLE, "store.full")
        settle(agency, at=at)

    monkeypatch.setattr(office.surveys.rounds, "settle", failing)
    turning.tick(at=NOON)
    assert (states(office, min(office.agency, other)), states(office, max(office.agency, other))) == (
        [],
        ["open"],
    )
    assert "store.full" in caplog.text


def test_a_tick_forgets_the_connections_of_yesterday(office: Office, turning: Clockwork) -> None:
    point = office.point()
    office.answer(point, connection="one phone")
    visitors = office.surveys.answers.visitors
    assert visitors.seen(point.code, "one phone", at=NOON).today == 1
    turning.tick(at=NOON + timedelta(days=1))
    assert visitors.seen(point.code, "one phone", at=NOON).today == 0


def test_the_thread_works_by_itself_and_lives_on_after_the_worst(
    office: Office, turning: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "BETWEEN_TICKS", 0.01)
    office.point()
    points, failed, settled = office.surveys.points.all, Event(), Event()

    def failing_once() -> object:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("worse than any Problem")
        return points()

    settle = office.surveys.rounds.settle

    def settling(agency: str, *, at: datetime) -> None:
        settle(agency, at=at)
        settled.set()

    monkeypatch.setattr(office.surveys.points, "all", failing_once)
    monkeypatch.setattr(office.surveys.rounds, "settle", settling)
    turning.start()
    assert settled.wait(WAIT)
    assert failed.is_set()


def test_it_ends_at_once_and_does_not_begin_again(office: Office, turning: Clockwork) -> None:
    turning.start()
    turning.close()
    turning.start()
    assert turning._thread
    assert not turning._thread.is_alive()


def test_the_service_starts_it_and_ends_it_before_the_store(tmp_path: Path) -> None:
    config = Config.from_environment(
        {"CHECKLIST_STORE": str(tmp_path / "store"), "CHECKLIST_FILES": str(tmp_path / "files")}
    )
    service = commands.open_service(config, False)
    turning = service.application.extensions[EXTENSION].clockwork  # type: ignore[attr-defined]
    assert turning._thread.is_alive()
    service.close()
    assert not turning._thread.is_alive()


def test_an_app_of_tests_has_one_that_stands_still(app: object) -> None:
    assert app.extensions[EXTENSION].clockwork._thread is None  # type: ignore[attr-defined]


def test_tallies_are_up_to_date_before_anybody_looks(office: Office, turning: Clockwork) -> None:
    point = office.point()
    for _ in range(3):
        office.answer(point)
    turning.tick(at=NOON)
    held = office.surveys.answers._tallies._held
    assert [slot.over.head.seq for slot in held.values() if slot.over] == [3]
    assert office.surveys.answers.counted(point.code, Period(2570, 1)).head.seq == 3


def several(office: Office, world: World, number: int = 3) -> list[str]:
    agencies = sorted(agency.id for agency in world.agencies.values())[:number]
    for agency in agencies:
        office.surveys.points.create(
            world["administrator"], agency, PointDraft(name="งานทะเบียน"), today=NOON.date()
        )
    return agencies


@pytest.fixture
def settled(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The agencies whose rounds were looked at since this was last cleared."""
    looked: list[str] = []
    settle = office.surveys.rounds.settle

    def settling(agency: str, *, at: datetime) -> None:
        looked.append(agency)
        settle(agency, at=at)

    monkeypatch.setattr(office.surveys.rounds, "settle", settling)
    return looked


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rota, "AT_A_TIME", 1)


MINUTE = timedelta(minutes=1)


@pytest.mark.usefixtures("one_at_a_time")
def test_everybody_is_looked_at_when_a_day_begins_and_some_each_minute_after_that(
    office: Office, turning: Clockwork, world: World, settled: list[str]
) -> None:
    agencies = several(office, world)
    turning.tick(at=NOON)
    assert settled == agencies
    settled.clear()
    for minutes in range(1, 4):
        turning.tick(at=NOON + minutes * MINUTE)
    assert settled == agencies  # one a minute, each once
    settled.clear()
    turning.tick(at=NOON + timedelta(hours=12, minutes=1))  # past midnight in Thailand
    assert sorted(settled) == agencies


@pytest.mark.usefixtures("one_at_a_time")
def test_what_an_agency_changes_is_seen_in_the_next_minute(
    office: Office, turning: Clockwork, world: World, settled: list[str]
) -> None:
    several(office, world, 5)
    turning.tick(at=NOON)
    settled.clear()
    known = office.surveys.settings.of(office.agency)
    office.surveys.settings.change(world["staff"], replace(known, bands="b"))
    turning.tick(at=NOON + MINUTE)
    assert settled == [office.agency]
    assert office.surveys.rounds.of(office.agency)[0].bands == "b"
    settled.clear()
    office.point("จุดใหม่")
    turning.tick(at=NOON + 2 * MINUTE)
    assert settled == [office.agency]


@pytest.mark.usefixtures("one_at_a_time")
def test_whoever_failed_is_due_again_at_once(
    office: Office, turning: Clockwork, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    agencies = several(office, world)
    with monkeypatch.context() as broken:
        broken.setattr(office.surveys.rounds, "settle", failing)
        turning.tick(at=NOON)
    turning.tick(at=NOON + MINUTE)
    assert [states(office, agency) for agency in agencies] == [["open"]] * 3


def failing(agency: str, *, at: datetime) -> None:
    raise Problem(ProblemKind.UNAVAILABLE, "store.full")


@pytest.mark.usefixtures("one_at_a_time")
def test_who_takes_the_turn_again_begins_with_everybody(
    office: Office, turning: Clockwork, world: World, settled: list[str]
) -> None:
    agencies = several(office, world)
    turning.tick(at=NOON)
    settled.clear()
    other = Leases(office.store)
    office.surveys.leases.give_back(clockwork.TURN)
    assert other.take(clockwork.TURN, at=NOON, length=MINUTE)
    turning.tick(at=NOON)
    assert settled == []
    turning.tick(at=NOON + MINUTE)
    assert settled == agencies
