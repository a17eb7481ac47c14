"""Any order of verbs, reopenings, crashes, compactions and faults behaves like plain dictionaries."""

import errno
from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Body, NewEntry
from checklist_app.store.embedded import EmbeddedStore
from checklist_app.store.embedded.compaction import compact
from checklist_app.store.embedded.layout import read_layout
from checklist_app.store.embedded.replay import replay
from checklist_app.store.verify import Chains
from tests.store.conftest import KINDS, SMALL
from tests.store.model import ModelStore
from tests.store.simulated_disk import SimulatedDisk

ids = st.sampled_from(["a", "b", "c"])
streams = st.sampled_from(["s", "t"])
bodies = st.fixed_dictionaries(
    {}, optional={"code": ids, "province": ids, "names": st.lists(ids), "note": st.text(max_size=60)}
)
entries = st.lists(st.builds(NewEntry, ids, st.fixed_dictionaries({"v": st.integers(0, 2)})), max_size=3)


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.model = ModelStore(KINDS)
        self.disk = SimulatedDisk()
        self.store = EmbeddedStore(self.disk, KINDS, sizes=SMALL)

    @rule(id=ids, body=bodies, version=st.integers(0, 3))
    def put(self, id: str, body: Body, version: int) -> None:
        self.both(lambda store: store.put("agencies", id, body, version=version))

    @rule(id=ids, version=st.integers(1, 3))
    def delete(self, id: str, version: int) -> None:
        self.both(lambda store: store.delete("agencies", id, version=version))

    @rule(stream=streams, new=entries)
    def append(self, stream: str, new: list[NewEntry]) -> None:
        self.both(lambda store: store.append(stream, new))

    @rule(id=ids, body=bodies, stream=streams, new=entries, fails=st.booleans())
    def transact(self, id: str, body: Body, stream: str, new: list[NewEntry], fails: bool) -> None:
        def act(store: EmbeddedStore | ModelStore) -> object:
            with store.transaction():
                held = store.get("agencies", id)
                put = store.put("agencies", id, body, version=held.version if held else 0)
                added = store.append(stream, new)
                if fails:
                    raise Problem(ProblemKind.INVALID, "changed.my.mind")
            return put, added

        self.both(act)

    @rule(id=ids, body=bodies, step=st.sampled_from(["write", "sync"]))
    def write_while_the_disk_fails(self, id: str, body: Body, step: str) -> None:
        held = self.model.get("agencies", id)

        def fail(happening: str) -> None:
            if happening == step:
                raise OSError(errno.EIO, "injected")

        self.disk.before = fail
        with pytest.raises(Problem):
            self.store.put("agencies", id, body, version=held.version if held else 0)
        self.disk.before = lambda step: None

    @rule()
    def close_and_open(self) -> None:
        self.store.close()
        self.open()

    @rule()
    def crash_and_open(self) -> None:
        self.open()

    @precondition(lambda self: self.model.entries or self.model.documents)
    @rule()
    def compact(self) -> None:
        compact(self.disk, self.store.storage.journal.rotate())

    @invariant()
    def says_the_same(self) -> None:
        assert self.store.find("agencies") == self.model.find("agencies")
        for field in ("province", "names", "code"):
            for value in ("a", "b"):
                where = {field: value}
                assert self.store.find("agencies", where) == self.model.find("agencies", where)
                assert self.store.count("agencies", where) == self.model.count("agencies", where)
        assert self.store.streams() == self.model.streams()
        for stream in ("s", "t"):
            assert self.store.read(stream) == self.model.read(stream)
            assert self.store.head(stream) == self.model.head(stream)
            for entry in self.model.read(stream):
                assert self.store.entry(stream, entry.id) == entry
        assert self.store.heads(["s", "t"]) == self.model.heads(["s", "t"])

    def teardown(self) -> None:
        replay(self.disk, read_layout(self.disk.names()), Chains().check)

    def open(self) -> None:
        self.disk = SimulatedDisk(self.disk.files())
        self.store = EmbeddedStore(self.disk, KINDS, sizes=SMALL)

    def both(self, act: Callable[[EmbeddedStore | ModelStore], object]) -> None:
        assert outcome(act, self.store) == outcome(act, self.model)


def outcome(act: Callable[[EmbeddedStore | ModelStore], object], store: EmbeddedStore | ModelStore) -> object:
    try:
        return act(store)
    except Problem as problem:
        return problem.code


def test_the_store_behaves_like_plain_dictionaries() -> None:
    run_state_machine_as_test(
        StoreMachine, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )


@pytest.mark.parametrize(
    "examples", [pytest.param(300, marks=pytest.mark.slow), pytest.param(3000, marks=pytest.mark.long)]
)
def test_the_store_behaves_like_plain_dictionaries_for_longer(examples: int) -> None:
    run_state_machine_as_test(
        StoreMachine, settings=settings(max_examples=examples, stateful_step_count=60, deadline=None)
    )
