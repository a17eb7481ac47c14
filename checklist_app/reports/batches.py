"""Batches: the papers of a whole province, asked for at once and made one after another. What was asked and
how far it is stands in the store, so that every process can tell; the file lies in a folder of the machine
that makes it (parcels.py), at work is batch_worker.py."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.errors import Problem, ProblemKind, conflict, invalid, not_found
from checklist_app.ids import new_id
from checklist_app.reports.batch_model import (
    FORMATS,
    OPEN,
    About,
    Batch,
    Item,
    Order,
    Stage,
    Trade,
    batch_of,
    body_of_batch,
    may_order,
)
from checklist_app.reports.parcels import check_room, parcel_of
from checklist_app.store import Body, Kind, Store

REMEMBERED: Final = timedelta(days=30)  # how long a list tells that there was one
MOST_SHOWN: Final = 20

Trades = Mapping[About, Trade[Any]]


class Batches:
    KIND = Kind("batches", indexes=("province", "stage"))

    def __init__(self, store: Store, audit: Audit, folder: Path, trades: Trades) -> None:
        self._store = store
        self._audit = audit
        self._trades = trades
        self.folder = folder

    # --- for people ---------------------------------------------------------------------------------

    def begin(self, person: Person, order: Order, *, at: datetime) -> Batch:
        if not order.formats or not set(order.formats) <= set(FORMATS):
            raise invalid("reports.batch_formats", field="formats")
        total = len(self.items_of(person, order))
        if not total:
            raise invalid("reports.batch_empty", field="place")
        check_room(self.folder, total * len(order.formats) * self.trade(order).size)
        batch = Batch(new_id(), order, Stage.WAITING, person.id, begun=at, news=at, total=total)
        with self._store.transaction():
            self._check_alone(order)
            self._store.put(self.KIND.name, batch.id, body_of_batch(batch), version=0)
            details: Body = {"province": order.province, "year": order.year, **_about(order)}
            self._audit.record(actor=person.id, action="batch.begun", subject=batch.id, details=details)
        return batch

    def fetch(self, person: Person, id: str) -> Batch:
        batch = self._find(id)
        if batch is None or not may_order(person, batch.order.province):
            raise not_found("reports.no_batch")
        return batch

    def recent(self, person: Person, about: About = About.VISITS) -> list[Batch]:
        """The newest first."""
        where = {} if person.scope.everything else {"province": person.scope.province or ""}
        batches = map(batch_of, self._store.find(self.KIND.name, where))
        alike = (batch for batch in batches if batch.order.about is about)
        mine = [batch for batch in alike if may_order(person, batch.order.province)]
        return sorted(mine, key=lambda batch: batch.id, reverse=True)[:MOST_SHOWN]

    def stop(self, person: Person, id: str, *, at: datetime) -> None:
        """Whoever works on it notices before the next paper. One that has ended stays as it is."""
        self.fetch(person, id)
        self._change(id, OPEN, lambda batch: batch.ended(Stage.STOPPED, at=at))

    def file_of(self, person: Person, id: str, *, at: datetime) -> tuple[Batch, Path]:
        batch = self.fetch(person, id)
        if batch.is_open:
            raise conflict("reports.batch_not_ready")
        path = parcel_of(self.folder, id)
        if not batch.can_be_fetched(at) or not path.is_file():
            raise not_found("reports.batch_gone")
        return batch, path

    # --- for the worker -----------------------------------------------------------------------------

    def trade(self, order: Order) -> Trade[Any]:
        return self._trades[order.about]

    def items_of(self, person: Person, order: Order) -> list[Item[Any]]:
        return self.trade(order).items(person, order) if may_order(person, order.province) else []

    def waiting(self) -> list[Batch]:
        """In the order in which they were asked for."""
        return self._in(Stage.WAITING)

    def working(self) -> list[Batch]:
        return self._in(Stage.WORKING)

    def claim(self, id: str, *, at: datetime) -> bool:
        """False when another process was faster, or somebody stopped it."""
        claimed = self._change(id, {Stage.WAITING}, lambda batch: batch.ended(Stage.WORKING, at=at))
        return claimed is not None

    def is_wanted(self, id: str) -> bool:
        """Whether nobody has stopped the one that is worked on."""
        batch = self._find(id)
        return batch is not None and batch.stage is Stage.WORKING

    def keep(self, batch: Batch) -> None:
        """How far it is, or how it ended; nothing of one that somebody has stopped."""
        self._change(batch.id, {Stage.WORKING}, lambda _: batch)

    def keeps_file(self, id: str, *, at: datetime) -> bool:
        batch = self._find(id)
        return batch is not None and (batch.stage is Stage.WORKING or batch.can_be_fetched(at))

    def forget_old(self, *, at: datetime) -> None:
        for document in self._store.find(self.KIND.name):
            batch = batch_of(document)
            if not batch.is_open and batch.news + REMEMBERED < at:
                self._store.delete(self.KIND.name, document.id, version=document.version)

    # --- within -------------------------------------------------------------------------------------

    def _find(self, id: str) -> Batch | None:
        document = self._store.get(self.KIND.name, id)
        return batch_of(document) if document else None

    def _in(self, stage: Stage) -> list[Batch]:
        return [batch_of(document) for document in self._store.find(self.KIND.name, {"stage": stage.value})]

    def _check_alone(self, order: Order) -> None:
        """A second one of the same would only make the same again."""
        if any(_place(one.order) == _place(order) for one in (*self.waiting(), *self.working())):
            raise conflict("reports.batch_under_way", field="place")

    def _change(
        self, id: str, allowed: frozenset[Stage] | set[Stage], change: Callable[[Batch], Batch]
    ) -> Batch | None:
        """What it is now; None where it is no longer in a stage that may be changed so."""
        while True:
            document = self._store.get(self.KIND.name, id)
            if document is None or (batch := batch_of(document)).stage not in allowed:
                return None
            changed = change(batch)
            try:
                self._store.put(self.KIND.name, id, body_of_batch(changed), version=document.version)
            except Problem as problem:
                if problem.kind is not ProblemKind.CONFLICT:
                    raise
            else:
                return changed


def _place(order: Order) -> tuple[About, str, int]:
    return order.about, order.province, order.year


def _about(order: Order) -> Body:
    """What the audit trail says of what is not about visits."""
    return {} if order.about is About.VISITS else {"about": order.about.value, "papers": [*order.papers]}
