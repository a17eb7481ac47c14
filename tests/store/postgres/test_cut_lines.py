"""The line is cut after every single message of a write, each way: the write is done or refused, never half
done and never done twice, and who does it again finds it done once."""

from collections.abc import Callable
from itertools import count

import pytest

from checklist_app.errors import Problem
from checklist_app.store import NewEntry, Store
from checklist_app.store.postgres.connecting import PATIENCE
from tests.servers.line import Line, Mishap, Way
from tests.store.postgres.conftest import Opened
from tests.store.postgres.proving import prove, until_quiet

AT_ONCE = PATIENCE._replace(waits=0.0)
"""Does not try again."""

pytestmark = pytest.mark.slow


def put(store: Store, name: str) -> None:
    store.put("agencies", name, {"code": name, "province": "ลำปาง", "names": [name, "x"]}, version=0)


def put_over(store: Store, name: str) -> None:
    held = store.get("agencies", "held")
    assert held is not None
    store.put("agencies", "held", {"code": name}, version=held.version)


def append_to_a_new_stream(store: Store, name: str) -> None:
    added = store.append(f"new/{name}", [NewEntry(name, {"v": 1}), NewEntry(f"{name}-2", {"v": 2})])
    assert [(entry.seq, entry.fresh) for entry in added] == [(1, True), (2, True)]


def append(store: Store, name: str) -> None:
    [added] = store.append("stream", [NewEntry(name, {"v": 1})])
    assert (added.id, added.fresh) == (name, True)


def append_many(store: Store, name: str) -> None:
    added = store.append("stream", [NewEntry(f"{name}-{n}", {"v": n}) for n in range(3)])
    assert all(entry.fresh for entry in added)


def transact(store: Store, name: str) -> None:
    with store.transaction():
        before = store.head("stream")
        assert store.get("agencies", "nobody") is None
        assert store.head("unbegun").seq == 0
        held = store.get("agencies", "held")
        assert held is not None
        store.put("agencies", "held", {"code": name, "province": name}, version=held.version)
        store.put("rounds", name, {"agency": "held"}, version=0)
        [added] = store.append("stream", [NewEntry(name, {"after": before.seq})])
        assert (added.seq, added.fresh) == (before.seq + 1, True)


WRITES = [
    put_over,
    append,
    append_to_a_new_stream,
    transact,
    *(pytest.param(write, marks=pytest.mark.long) for write in (put, append_many)),
]


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("write", WRITES)
def test_a_store_that_tries_again_does_it_once(
    write: Callable[[Store, str], None], way: Way, line: Line, database: str, opened: Opened
) -> None:
    store, other = opened(line.url, connections=1), opened(database)
    other.put("agencies", "held", {"code": "first"}, version=0)
    for after in count():
        store.head("stream")
        before = counted(other)
        mishap = line.arrange(Mishap(way, after))
        write(store, f"n{after}")
        assert counted(other) == before_and(write, before)
        if not mishap.happened.is_set():
            break
    assert after > 2
    prove(other, database)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("write", WRITES)
def test_a_store_that_gives_up_has_done_it_or_not(
    write: Callable[[Store, str], None], way: Way, line: Line, database: str, opened: Opened
) -> None:
    store, other = opened(line.url, connections=1, patience=AT_ONCE), opened(database)
    other.put("agencies", "held", {"code": "first"}, version=0)
    refused = 0
    for after in count():
        _until_it_answers(store)
        before = counted(other)
        mishap = line.arrange(Mishap(way, after))
        told = problem_of(write, store, f"n{after}")
        if told is not None:
            refused += 1
            assert told == "store.unreachable"
            _until_it_answers(store)
            until_quiet(database)
            assert counted(other) in (before, before_and(write, before))
        else:
            assert counted(other) == before_and(write, before)
        if not mishap.happened.is_set():
            break
    assert refused > 2
    prove(other, database)


def problem_of(write: Callable[[Store, str], None], store: Store, name: str) -> str | None:
    try:
        write(store, name)
    except Problem as problem:
        return problem.code
    return None


def counted(store: Store) -> tuple[int, int, int, int]:
    """What the writes above change, each by what it says below."""
    held = store.get("agencies", "held")
    entries = store.head("stream").seq + sum(store.head(name).seq for name in store.streams("new/"))
    return store.count("agencies"), store.count("rounds"), entries, held.version if held else 0


CHANGES: dict[Callable[[Store, str], None], tuple[int, int, int, int]] = {
    put: (1, 0, 0, 0),
    put_over: (0, 0, 0, 1),
    append: (0, 0, 1, 0),
    append_to_a_new_stream: (0, 0, 2, 0),
    append_many: (0, 0, 3, 0),
    transact: (0, 1, 1, 1),
}


def before_and(write: Callable[[Store, str], None], before: tuple[int, int, int, int]) -> tuple[int, ...]:
    return tuple(was + more for was, more in zip(before, CHANGES[write], strict=True))


def _until_it_answers(store: Store) -> None:
    for _ in range(200):
        try:
            store.head("stream")
        except Problem:
            continue
        return
    raise AssertionError("the store did not come back")
