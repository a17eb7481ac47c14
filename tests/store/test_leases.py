"""A lease is held by one process at a time, and is over when its time is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from checklist_app.clock import now
from checklist_app.errors import Problem, unavailable
from checklist_app.store import Body, Document, Leases
from tests.store.contended import ContendedStore

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
LENGTH, SECOND = timedelta(minutes=10), timedelta(seconds=1)
BUSY = unavailable("papers.busy")


class Failing(ContendedStore):
    broken = False
    puts = 0

    def put(self, kind: str, id: str, body: Body, *, version: int) -> Document:
        if self.broken:
            raise unavailable("store.disk_full")
        self.puts += 1
        return super().put(kind, id, body, version=version)


@pytest.fixture
def store() -> Failing:
    return Failing([Leases.KIND])


@pytest.fixture
def one(store: Failing) -> Leases:
    return Leases(store)


@pytest.fixture
def other(store: Failing) -> Leases:
    """Of another process."""
    return Leases(store)


def takes(leases: Leases, at: datetime = NOON) -> bool:
    return leases.take("turn", at=at, length=LENGTH)


def test_one_holds_it_until_its_time_is_over(one: Leases, other: Leases) -> None:
    assert takes(one)
    assert not takes(other, NOON + LENGTH - SECOND)
    assert takes(other, NOON + LENGTH)
    assert not takes(one, NOON + LENGTH + SECOND)


def test_who_holds_it_keeps_it_by_asking_and_writes_seldom(
    store: Failing, one: Leases, other: Leases
) -> None:
    for minute in range(60):
        assert takes(one, NOON + timedelta(minutes=minute))
        assert not takes(other, NOON + timedelta(minutes=minute))
    assert store.puts == 12


def test_what_was_given_back_is_free_at_once(one: Leases, other: Leases) -> None:
    takes(one)
    one.give_back("turn")
    assert not other.is_taken("turn", at=NOON)
    assert takes(other)


def test_nobody_gives_back_what_another_holds_by_now(one: Leases, other: Leases) -> None:
    takes(one)
    takes(other, NOON + LENGTH)
    one.give_back("turn")
    assert one.is_taken("turn", at=NOON + LENGTH + SECOND)
    one.give_back("never taken")


def test_other_names_are_other_leases(one: Leases, other: Leases) -> None:
    takes(one)
    assert other.take("another", at=NOON, length=LENGTH)
    assert (one.is_taken("turn", at=NOON), other.is_taken("turn", at=NOON)) == (False, True)


@pytest.mark.parametrize("over", [False, True])
def test_of_many_that_take_it_at_once_one_has_it(store: Failing, one: Leases, over: bool) -> None:
    if over:
        takes(one, NOON - LENGTH)
    processes = [Leases(store) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(takes, processes)].count(True) == 1


def test_whoever_waits_comes_next(one: Leases, other: Leases) -> None:
    assert one.take("turn", at=now(), length=timedelta(seconds=0.3))  # and dies
    with other.turn("turn", length=LENGTH, patience=30, otherwise=BUSY):
        assert one.is_taken("turn", at=now())
    assert not one.is_taken("turn", at=now())


def test_who_waits_in_vain_is_told(one: Leases, other: Leases) -> None:
    with (
        one.turn("turn", length=LENGTH, patience=0, otherwise=BUSY),
        pytest.raises(Problem, match="busy"),
        other.turn("turn", length=LENGTH, patience=0, otherwise=BUSY),
    ):
        pass


def test_a_store_that_cannot_write_spoils_no_work_that_is_done(
    store: Failing, one: Leases, caplog: pytest.LogCaptureFixture
) -> None:
    with one.turn("turn", length=LENGTH, patience=0, otherwise=BUSY):
        store.broken = True
    assert "disk_full" in caplog.text
