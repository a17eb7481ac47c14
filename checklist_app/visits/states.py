"""The folded state of visits, kept in memory and continued from where it was read to. Anything here can
be thrown away: the stream says it all again."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from checklist_app.store import Store
from checklist_app.visits.fold import State, fold
from checklist_app.visits.model import Operation
from checklist_app.visits.operations import of_entry

MOST_KEPT: Final = 150_000  # operations of all visits together: some 80 MB


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state after entry number `seq`, and every operation that it was folded from."""

    seq: int
    state: State
    known: Mapping[str, Operation]


class States:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()
        self._held = 0
        self._guard = threading.Lock()

    def now(self, visit: str) -> Snapshot:
        """Not within a transaction: what is read there may still be undone."""
        snapshot = self.within(visit)
        if snapshot.known:
            self._keep(visit, snapshot)
        return snapshot

    def within(self, visit: str) -> Snapshot:
        """The same within a transaction: nothing is kept of it."""
        with self._guard:
            known = self._kept.get(visit) or Snapshot(0, fold(()), {})
        newer = self._store.read(stream_of(visit), after=known.seq)
        if not newer:
            return known
        operations = [of_entry(entry) for entry in newer]
        by_id = {**known.known, **{operation.id: operation for operation in operations}}
        return Snapshot(newer[-1].seq, known.state.with_operations(operations), by_id)

    def _keep(self, visit: str, snapshot: Snapshot) -> None:
        with self._guard:
            held = self._kept.pop(visit, None)
            if held is not None and held.seq > snapshot.seq:  # another thread read further
                snapshot = held
            self._held += len(snapshot.known) - (len(held.known) if held else 0)
            self._kept[visit] = snapshot
            while self._held > MOST_KEPT and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._held -= len(dropped.known)


def stream_of(visit: str) -> str:
    return f"visits/{visit}"
