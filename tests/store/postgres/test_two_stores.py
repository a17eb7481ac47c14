"""Two processes on one database behave like plain dictionaries, and threads of both lose nothing of one
another."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Body, NewEntry, Store
from checklist_app.store.postgres import PostgresStore
from checklist_app.store.stale import together
from tests.store.conftest import KINDS, emptied
from tests.store.model import ModelStore
from tests.store.postgres.conftest import Opened
from tests.store.postgres.proving import prove, prove_indexes

ids = st.sampled_from(["a", "b", "c"])
which = st.sampled_from([0, 1])
streams = st.sampled_from(["s", "t"])
bodies = st.fixed_dictionaries(
    {}, optional={"code": ids, "province": ids, "names": st.lists(ids), "note": st.text(max_size=60)}
)
entries = st.lists(st.builds(NewEntry, ids, st.fixed_dictionaries({"v": st.integers(0, 2)})), max_size=3)
Act = Callable[[Store], object]


class TwoStores(RuleBasedStateMachine):
    database: str
    stores: tuple[PostgresStore, PostgresStore]

    def __init__(self) -> None:
        super().__init__()
        emptied(self.database)
        self.model = ModelStore(KINDS)

    @rule(on=which, id=ids, body=bodies, version=st.integers(0, 3))
    def put(self, on: int, id: str, body: Body, version: int) -> None:
        self.both(on, lambda store: store.put("agencies", id, body, version=version))

    @rule(on=which, id=ids, version=st.integers(1, 3))
    def delete(self, on: int, id: str, version: int) -> None:
        self.both(on, lambda store: store.delete("agencies", id, version=version))

    @rule(on=which, stream=streams, new=entries)
    def append(self, on: int, stream: str, new: list[NewEntry]) -> None:
        self.both(on, lambda store: store.append(stream, new))

    @rule(on=which, id=ids, body=bodies, other=ids, stream=streams, new=entries, fails=st.booleans())
    def transact(
        self, on: int, id: str, body: Body, other: str, stream: str, new: list[NewEntry], fails: bool
    ) -> None:
        def act(store: Store) -> object:
            with store.transaction():
                held, gone = store.get("agencies", id), store.get("agencies", other)
                if gone is not None:
                    store.delete("agencies", other, version=gone.version)
                version = 0 if held is None or other == id else held.version
                put = store.put("agencies", id, body, version=version)
                added = store.append(stream, new)
                seen = store.find("agencies", {"province": "a"}), store.read(stream), store.head("u")
                if fails:
                    raise Problem(ProblemKind.INVALID, "changed.my.mind")
            return put, added, seen

        self.both(on, act)

    @rule(on=which, id=ids, theirs=bodies)
    def somebody_else_is_faster(self, on: int, id: str, theirs: Body) -> None:
        """What was got in a block was changed before its end."""
        held = self.model.get("agencies", id)
        version = held.version if held else 0

        def act(store: Store) -> None:
            with store.transaction():
                store.get("agencies", id)
                self.both(1 - on, lambda other: other.put("agencies", id, theirs, version=version))
                if self.model.get("agencies", id) != held:
                    store.append("s", [NewEntry("never", {})])

        happened = outcome(act, self.stores[on])
        assert happened == (None if self.model.get("agencies", id) == held else "store.stale")

    @invariant()
    def says_the_same(self) -> None:
        for store in self.stores:
            assert store.find("agencies") == self.model.find("agencies")
            for where in ({"province": "a"}, {"names": "b"}, {"code": "a", "names": "a"}):
                assert store.find("agencies", where) == self.model.find("agencies", where)
                assert store.count("agencies", where) == self.model.count("agencies", where)
            assert store.streams() == self.model.streams()
            for stream in ("s", "t"):
                assert store.read(stream) == self.model.read(stream)
                assert store.head(stream) == self.model.head(stream)
            assert store.heads(["s", "t", "u"]) == self.model.heads(["s", "t", "u"])
            each = ("agencies", "names", ["a", "b"])
            assert store.find_each(*each) == self.model.find_each(*each)

    def teardown(self) -> None:
        prove_indexes(self.database)

    def both(self, on: int, act: Act) -> None:
        assert outcome(act, self.stores[on]) == outcome(act, self.model)


def outcome(act: Act, store: Store) -> object:
    try:
        return act(store)
    except Problem as problem:
        return problem.code


@pytest.mark.parametrize(
    "examples",
    [3, pytest.param(15, marks=pytest.mark.slow), pytest.param(100, marks=pytest.mark.long)],
)
def test_two_stores_on_one_database_behave_like_plain_dictionaries(
    examples: int, database: str, opened: Opened
) -> None:
    machine = type(
        "Machine", (TwoStores,), {"database": database, "stores": (opened(database), opened(database))}
    )
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )


def test_no_change_is_lost_where_many_count_the_same(database: str, opened: Opened) -> None:
    stores = opened(database), opened(database)
    stores[0].put("rounds", "counter", {"n": 0}, version=0)

    def count_up(store: Store) -> None:
        held = store.get("rounds", "counter")
        assert held is not None
        n = held.body["n"]
        assert isinstance(n, int)
        store.put("rounds", "counter", {"n": n + 1}, version=held.version)
        store.append("counted", [NewEntry(str(n), {"n": n})])

    def work(worker: int) -> None:
        store = stores[worker % 2]
        for _ in range(10):
            together(store, lambda: count_up(store))

    in_threads(work, 4)
    held = stores[0].get("rounds", "counter")
    assert held is not None
    assert held.body["n"] == 40
    assert [entry.id for entry in stores[1].read("counted")] == [str(n) for n in range(40)]
    prove(stores[0], database)


@pytest.mark.slow
def test_of_two_who_each_saw_that_the_other_was_not_there_only_one_writes(
    database: str, opened: Opened
) -> None:
    """Each would do without the other: a document here, a stream there."""
    stores = opened(database), opened(database)
    for turn in range(8):
        both_looked = threading.Barrier(2)

        def put(turn: int = turn, both: threading.Barrier = both_looked) -> None:
            with stores[0].transaction():
                assert stores[0].head(f"s{turn}").seq == 0
                both.wait(10)
                stores[0].put("rounds", f"d{turn}", {"agency": "x"}, version=0)

        def append(turn: int = turn, both: threading.Barrier = both_looked) -> None:
            with stores[1].transaction():
                assert stores[1].get("rounds", f"d{turn}") is None
                both.wait(10)
                stores[1].append(f"s{turn}", [NewEntry("x", {})])

        in_threads(lambda me, acts=(put, append): _unless_late(acts[me]), 2)  # type: ignore[misc]
        made = (stores[0].get("rounds", f"d{turn}") is not None, stores[0].head(f"s{turn}").seq == 1)
        assert sorted(made) == [False, True]
    prove(stores[0], database)


def test_a_unique_value_that_many_want_goes_to_one(database: str, opened: Opened) -> None:
    stores = opened(database), opened(database)
    outcomes: list[str] = []

    def work(worker: int) -> None:
        for turn in range(10):
            try:
                stores[worker % 2].put("agencies", f"{turn}-{worker}", {"code": str(turn)}, version=0)
                outcomes.append("done")
            except Problem as problem:
                outcomes.append(problem.code)

    in_threads(work, 6)
    assert sorted(set(outcomes)) == ["done", "store.taken"]
    assert outcomes.count("done") == 10
    prove(stores[0], database)


def test_values_that_change_hands_in_opposite_orders_block_nobody_for_good(
    database: str, opened: Opened
) -> None:
    """Two blocks that take the same values the other way round wait for each other; the server stops one of
    them, and that one begins anew."""
    stores = opened(database), opened(database)
    for id in "ab":
        stores[0].put("agencies", id, {"code": id}, version=0)

    def swap(store: Store) -> None:
        one, other = store.get("agencies", "a"), store.get("agencies", "b")
        assert one is not None
        assert other is not None
        store.put("agencies", "a", {}, version=one.version)
        store.put("agencies", "b", {"code": one.body["code"]}, version=other.version)
        store.put("agencies", "a", {"code": other.body["code"]}, version=one.version + 1)

    def work(worker: int) -> None:
        for _ in range(6):
            together(stores[worker % 2], lambda: swap(stores[worker % 2]))

    in_threads(work, 4)
    codes = [document.body["code"] for document in stores[0].find("agencies")]
    assert codes == ["a", "b"]  # twenty-four swaps
    prove(stores[0], database)


def _unless_late(act: Callable[[], None]) -> None:
    try:
        act()
    except Problem as problem:
        if problem.code != "store.stale":
            raise


def in_threads(work: Callable[[int], None], workers: int) -> None:
    """Whatever goes wrong in one of them goes wrong here."""
    failures: list[BaseException] = []

    def safely(worker: int) -> None:
        try:
            work(worker)
        except BaseException as failure:  # noqa: BLE001
            failures.append(failure)

    threads = [threading.Thread(target=safely, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    if failures:
        raise failures[0]
