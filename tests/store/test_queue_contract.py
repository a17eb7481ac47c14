"""Who takes work from a queue, on every engine: nobody else has the same piece, and what a dead process held
is taken up by the next."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import psycopg
import pytest

from checklist_app.store import Store
from checklist_app.store.postgres import open_database
from tests.store.conftest import KINDS, SECRET

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
LATER = NOON + timedelta(seconds=59)
OVER = NOON + LEASE


def take(store: Store, holder: str, at: datetime = NOON, queue: str = "papers") -> str | None:
    return store.queue.take(queue, holder, at=at, lease=LEASE)


@pytest.fixture
def filled(store: Store) -> Store:
    for id in ("b", "a", "c"):
        store.queue.put("papers", id)
    return store


def test_pieces_are_taken_in_the_order_of_their_ids_and_each_once(filled: Store) -> None:
    assert [take(filled, holder) for holder in "wxyz"] == ["a", "b", "c", None]


def test_an_empty_queue_has_nothing_to_take(store: Store) -> None:
    assert take(store, "w") is None


def test_queues_do_not_know_of_each_other(filled: Store) -> None:
    filled.queue.put("letters", "l")
    assert take(filled, "w", queue="letters") == "l"
    assert take(filled, "x", queue="letters") is None


def test_who_asks_again_is_told_the_same_piece(filled: Store) -> None:
    assert [take(filled, "w"), take(filled, "w"), take(filled, "x")] == ["a", "a", "b"]


def test_what_waits_or_is_held_is_not_put_in_twice(filled: Store) -> None:
    take(filled, "w")
    for id in ("a", "b"):
        filled.queue.put("papers", id)
    assert [take(filled, holder) for holder in "xyz"] == ["b", "c", None]


def test_what_a_dead_process_held_is_free_when_its_lease_is_over(filled: Store) -> None:
    take(filled, "w")
    assert take(filled, "x", LATER) == "b"
    assert take(filled, "y", OVER) == "a"


def test_who_keeps_a_piece_alive_has_it_for_longer(filled: Store) -> None:
    take(filled, "w")
    assert filled.queue.keep("papers", "a", "w", at=LATER, lease=LEASE)
    assert take(filled, "x", OVER) == "b"
    assert take(filled, "y", LATER + LEASE) == "a"


def test_who_was_late_keeps_what_nobody_has_taken_meanwhile(filled: Store) -> None:
    take(filled, "w")
    assert filled.queue.keep("papers", "a", "w", at=OVER + LEASE, lease=LEASE)
    assert take(filled, "x", OVER + LEASE) == "b"


def test_who_was_too_late_is_told_and_changes_nothing(filled: Store) -> None:
    take(filled, "w")
    assert take(filled, "x", OVER) == "a"
    assert not filled.queue.keep("papers", "a", "w", at=OVER, lease=LEASE)
    filled.queue.give_back("papers", "a", "w")
    filled.queue.done("papers", "a", "w")
    assert take(filled, "y", OVER) == "b"
    assert filled.queue.keep("papers", "a", "x", at=OVER, lease=LEASE)


def test_what_is_given_back_is_the_next_to_be_taken(filled: Store) -> None:
    take(filled, "w")
    filled.queue.give_back("papers", "a", "w")
    assert not filled.queue.keep("papers", "a", "w", at=NOON, lease=LEASE)
    assert take(filled, "x") == "a"


def test_what_is_done_is_gone_and_may_be_put_in_again(filled: Store) -> None:
    take(filled, "w")
    filled.queue.done("papers", "a", "w")
    filled.queue.done("papers", "a", "w")
    assert take(filled, "w") == "b"
    filled.queue.put("papers", "a")
    assert take(filled, "x") == "a"


def test_many_who_take_at_once_never_have_the_same_piece(store: Store) -> None:
    ids = [f"{number:03}" for number in range(60)]
    for id in ids:
        store.queue.put("papers", id)

    def take_all(worker: int) -> list[str]:
        taken = (take(store, f"{worker}/{turn}") for turn in range(len(ids) + 1))
        return [id for id in takewhile(bool, taken) if id]

    with ThreadPoolExecutor(6) as pool:
        taken = [id for each in pool.map(take_all, range(6)) for id in each]
    assert sorted(taken) == ids


def test_processes_on_one_database_share_a_queue(database: str) -> None:
    first = open_database(database, KINDS, secret=SECRET)
    second = open_database(database, KINDS, secret=SECRET)
    try:
        first.queue.put("papers", "a")
        assert [take(second, "w"), take(first, "x")] == ["a", None]
    finally:
        first.close()
        second.close()


def test_who_takes_waits_for_nobody_who_is_just_taking(database: str) -> None:
    """A process that is held up between locking its row and saying so."""
    store = open_database(database, KINDS, secret=SECRET)
    try:
        for id in ("a", "b"):
            store.queue.put("papers", id)
        with psycopg.connect(database) as slow:
            slow.execute("SELECT id FROM pieces WHERE queue = 'papers' AND id = 'a' FOR UPDATE")
            assert take(store, "w") == "b"
    finally:
        store.close()
