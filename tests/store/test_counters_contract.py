"""What every engine's counters promise (checklist_app/store/counters.py), in sentences."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from checklist_app.store import Seen, Store
from checklist_app.store.postgres import open_database
from tests.store.conftest import SECRET

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)  # in Thailand
MIDNIGHT = datetime(2026, 11, 20, 17, tzinfo=UTC)
MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
PHONE = "abcdef\n203.0.113.7 Mozilla/5.0"


def counted(store: Store, times: int, *, at: datetime = NOON, key: str = PHONE) -> list[Seen]:
    return [store.counters.count([key], at=at)[0] for _ in range(times)]


def test_each_is_told_what_came_before_it(store: Store) -> None:
    assert counted(store, 3) == [Seen(0, 0), Seen(1, 1), Seen(2, 2)]
    assert store.counters.seen(PHONE, at=NOON) == Seen(3, 3)
    assert store.counters.seen("another", at=NOON) == Seen()


def test_what_is_older_than_ten_minutes_counts_for_the_day_only(store: Store) -> None:
    counted(store, 2)
    counted(store, 1, at=NOON + 5 * MINUTE)
    assert store.counters.seen(PHONE, at=NOON + 5 * MINUTE) == Seen(3, 3)
    assert store.counters.seen(PHONE, at=NOON + 11 * MINUTE) == Seen(3, 1)
    assert store.counters.seen(PHONE, at=NOON + 60 * MINUTE) == Seen(3, 0)


def test_many_keys_are_counted_at_once_and_answered_in_their_order(store: Store) -> None:
    counted(store, 2, key="z")
    counted(store, 1, key="m")
    assert store.counters.count(["z", "a", "m"], at=NOON) == [Seen(2, 2), Seen(), Seen(1, 1)]
    assert store.counters.count([], at=NOON) == []


def test_what_came_of_nothing_is_taken_back(store: Store) -> None:
    counted(store, 2)
    store.counters.count([PHONE, "network"], at=NOON + MINUTE)
    store.counters.take_back([PHONE, "network"], at=NOON + MINUTE)
    assert store.counters.seen(PHONE, at=NOON + MINUTE) == Seen(2, 2)
    assert store.counters.seen("network", at=NOON + MINUTE) == Seen()
    store.counters.take_back(["never counted"], at=NOON)
    assert counted(store, 1, key="never counted") == [Seen()]


def test_a_day_begins_anew(store: Store) -> None:
    counted(store, 3, at=MIDNIGHT - MINUTE)
    assert counted(store, 1, at=MIDNIGHT + MINUTE) == [Seen()]


def test_forgetting_leaves_the_day_that_runs(store: Store) -> None:
    counted(store, 3)
    store.counters.forget(at=NOON + 60 * MINUTE)
    assert store.counters.seen(PHONE, at=NOON).today == 3
    store.counters.forget(at=NOON + A_DAY)
    assert store.counters.seen(PHONE, at=NOON).today == 0


def test_what_a_wrong_clock_counted_is_forgotten(store: Store) -> None:
    counted(store, 3, at=NOON + 2_000 * A_DAY)
    store.counters.forget(at=NOON)
    assert store.counters.seen(PHONE, at=NOON + 2_000 * A_DAY).today == 0


def test_of_many_at_once_no_two_see_the_same(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        answered = [*threads.map(lambda _: store.counters.count([PHONE], at=NOON)[0], range(80))]
    assert sorted(seen.today for seen in answered) == [*range(80)]


def test_many_that_count_several_in_any_order_do_not_hinder_each_other(store: Store) -> None:
    def count(number: int) -> None:
        keys = ["a", "b", "c"] if number % 2 else ["c", "b", "a"]
        store.counters.count(keys, at=NOON)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count, range(60)))
    assert [store.counters.seen(key, at=NOON).today for key in ("a", "b", "c")] == [60, 60, 60]


def test_letters_that_are_none_are_counted_too(store: Store) -> None:
    assert counted(store, 2, key="\ud800 broken")[-1] == Seen(1, 1)


def test_counting_stays_outside_a_transaction(store: Store) -> None:
    with store.transaction():
        counted(store, 1)
    assert store.counters.seen(PHONE, at=NOON).today == 1


def test_the_database_holds_no_text_and_after_the_day_neither_salt_nor_counts(database: str) -> None:
    store = open_database(database, (), secret=SECRET)

    def held(table: str) -> list[tuple[object, ...]]:
        return store.connections.run(
            lambda connection: connection.execute(f"SELECT * FROM {table}").fetchall()
        )

    counted(store, 2)
    assert (len(held("seen")), len(held("salts"))) == (1, 1)
    assert "203.0.113.7" not in str(held("seen"))
    store.counters.forget(at=NOON + A_DAY)
    assert (held("seen"), held("salts")) == ([], [])
    assert store.counters.seen(PHONE, at=NOON) == Seen()
    store.close()


def test_two_processes_on_one_database_count_together_and_one_that_died_takes_nothing_along(
    database: str,
) -> None:
    one, other = (open_database(database, (), secret=SECRET) for _ in range(2))
    counted(one, 2)
    assert counted(other, 1) == [Seen(2, 2)]
    one.close()
    assert counted(other, 1) == [Seen(3, 3)]
    other.close()
