"""What a transaction promises where others write meanwhile, alike in the store of the tests and in the
database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from checklist_app.errors import Problem
from checklist_app.store import Body, NewEntry, Store
from checklist_app.store.postgres import open_database
from tests.store.conftest import KINDS, SECRET
from tests.store.contended import ContendedStore

A: Body = {"code": "1"}


@pytest.fixture(params=["contended", "database"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "contended":
        yield ContendedStore(KINDS)
        return
    opened = open_database(request.getfixturevalue("empty_database"), KINDS, secret=SECRET)
    yield opened
    opened.close()


def elsewhere(act: Callable[[], object]) -> None:
    """As another process, which is not in our block."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(act).result()


def change(store: Store, id: str = "a") -> None:
    document = store.get("agencies", id)
    assert document
    store.put("agencies", id, {**document.body, "province": "ลำปาง"}, version=document.version)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Problem) as problem:
        act()
    assert problem.value.code == code


def test_what_was_got_must_still_be_so_at_the_end(store: Store) -> None:
    store.put("agencies", "a", A, version=0)

    def act() -> None:
        with store.transaction():
            store.get("agencies", "a")
            store.put("agencies", "b", {"code": "2"}, version=0)
            elsewhere(lambda: change(store))

    refused("store.stale", act)
    assert store.get("agencies", "b") is None


def test_what_was_not_there_must_still_not_be_there(store: Store) -> None:
    def act() -> None:
        with store.transaction():
            assert store.get("agencies", "a") is None
            store.put("agencies", "b", {"code": "2"}, version=0)
            elsewhere(lambda: store.put("agencies", "a", A, version=0))

    refused("store.stale", act)
    assert [document.id for document in store.find("agencies")] == ["a"]


def test_what_was_written_upon_must_still_be_that(store: Store) -> None:
    store.put("agencies", "a", A, version=0)

    def put() -> None:
        with store.transaction():
            (found,) = store.find("agencies")
            elsewhere(lambda: change(store))
            store.put("agencies", "a", A, version=found.version)

    def delete() -> None:
        with store.transaction():
            (found,) = store.find("agencies")
            store.delete("agencies", "a", version=found.version)
            elsewhere(lambda: change(store))

    refused("store.stale", put)
    refused("store.stale", delete)
    assert store.get("agencies", "a").version == 3  # type: ignore[union-attr]


def test_what_was_deleted_meanwhile_is_stale(store: Store) -> None:
    store.put("agencies", "a", A, version=0)

    def act() -> None:
        with store.transaction():
            change(store)
            elsewhere(lambda: store.delete("agencies", "a", version=1))

    refused("store.stale", act)
    assert store.get("agencies", "a") is None


@pytest.mark.parametrize(
    "look",
    [
        lambda store: store.read("s"),
        lambda store: store.entry("s", "some"),
        lambda store: store.head("s"),
        lambda store: store.heads(["t", "s"]),
    ],
)
@pytest.mark.parametrize("before", [0, 2])
def test_a_stream_that_was_looked_at_must_not_have_grown(
    store: Store, look: Callable[[Store], object], before: int
) -> None:
    store.append("s", [NewEntry(f"before {number}", {}) for number in range(before)])

    def act() -> None:
        with store.transaction():
            look(store)
            store.append("s", [NewEntry("ours", {})])
            elsewhere(lambda: store.append("s", [NewEntry("theirs", {})]))

    refused("store.stale", act)
    assert [entry.id for entry in store.read("s")][before:] == ["theirs"]


def test_a_stream_that_was_only_added_to_goes_on_from_where_it_is(store: Store) -> None:
    with store.transaction():
        store.append("s", [NewEntry("ours", {"n": 1})])
        store.put("agencies", "a", A, version=0)
        elsewhere(lambda: store.append("s", [NewEntry("theirs", {"n": 2})]))
    entries = store.read("s")
    assert [(entry.seq, entry.id) for entry in entries] == [(1, "theirs"), (2, "ours")]
    assert store.head("s").hash == entries[-1].hash


def test_an_entry_that_somebody_else_delivered_meanwhile_is_there_once(store: Store) -> None:
    with store.transaction():
        store.append("s", [NewEntry("x", {"n": 1}), NewEntry("y", {"n": 2})])
        elsewhere(lambda: store.append("s", [NewEntry("x", {"n": 1})]))
    assert [entry.id for entry in store.read("s")] == ["x", "y"]

    def differs() -> None:
        with store.transaction():
            store.append("s", [NewEntry("z", {"n": 3})])
            elsewhere(lambda: store.append("s", [NewEntry("z", {"n": 4})]))

    refused("store.entry_differs", differs)
    assert store.read("s")[-1].body == {"n": 4}


def test_a_value_that_was_taken_meanwhile_is_refused_at_the_end(store: Store) -> None:
    def act() -> None:
        with store.transaction():
            store.put("agencies", "ours", A, version=0)
            store.append("audit", [NewEntry("x", {})])
            elsewhere(lambda: store.put("agencies", "theirs", A, version=0))

    refused("store.taken", act)
    assert [document.id for document in store.find("agencies")] == ["theirs"]
    assert store.read("audit") == []


def test_who_only_reads_is_in_nobodys_way_and_nobody_in_theirs(store: Store) -> None:
    store.put("agencies", "a", A, version=0)
    with store.transaction():
        store.get("agencies", "a")
        store.read("s")
        elsewhere(lambda: change(store))
        elsewhere(lambda: store.append("s", [NewEntry("x", {})]))


def test_what_was_seen_in_a_part_that_was_given_up_stays_seen(store: Store) -> None:
    store.put("agencies", "a", A, version=0)

    def give_up() -> None:
        with store.transaction():
            change(store)
            raise ZeroDivisionError

    def act() -> None:
        with store.transaction():
            with pytest.raises(ZeroDivisionError):
                give_up()
            store.put("agencies", "b", {"code": "2"}, version=0)
            elsewhere(lambda: change(store))

    refused("store.stale", act)


def test_nobody_sees_what_is_not_yet_written(store: Store) -> None:
    seen: list[object] = []
    with store.transaction():
        store.put("agencies", "a", A, version=0)
        store.append("s", [NewEntry("x", {})])
        elsewhere(lambda: seen.extend([store.get("agencies", "a"), *store.read("s")]))
    assert seen == [None]
