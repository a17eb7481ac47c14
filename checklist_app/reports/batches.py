"""Batches: the papers of a whole province, asked for at once and made one after another. What was asked and
how far it is stands in the store, so that every process can tell; so does the finished file lie where every
process can fetch it (parcels.py). At work is batch_worker.py: one process at a time has a batch in hand, by
the queue, and whoever lost it to another meanwhile can change nothing of it any more."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
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
from checklist_app.reports.parcels import Parcels, check_room, named
from checklist_app.store import Body, Document, Finished, Kind, Store, telling

QUEUE: Final = "batches"
LEASE: Final = timedelta(seconds=60)  # without a sign of life, another process takes it up
REMEMBERED: Final = timedelta(days=30)  # how long a list tells that there was one
MOST_SHOWN: Final = 20

Trades = Mapping[About, Trade[Any]]


class Batches:
    KIND = Kind("batches", indexes=("province", "stage"), unique=("under_way",))

    def __init__(self, store: Store, audit: Audit, parcels: Parcels, trades: Trades) -> None:
        self._store = store
        self._audit = audit
        self._trades = trades
        self.parcels = parcels

    # --- for people ---------------------------------------------------------------------------------

    def begin(self, person: Person, order: Order, *, at: datetime) -> Batch:
        if not order.formats or not set(order.formats) <= set(FORMATS):
            raise invalid("reports.batch_formats", field="formats")
        total = len(self.items_of(person, order))
        if not total:
            raise invalid("reports.batch_empty", field="place")
        check_room(self.parcels.folder, total * len(order.formats) * self.trade(order).size)
        batch = Batch(new_id(), order, Stage.WAITING, person.id, begun=at, news=at, total=total)
        with telling(_told_of_another), self._store.transaction():
            self._store.put(self.KIND.name, batch.id, body_of_batch(batch), version=0)
            details: Body = {"province": order.province, "year": order.year, **_about(order)}
            self._audit.record(actor=person.id, action="batch.begun", subject=batch.id, details=details)
        self._store.queue.put(QUEUE, batch.id)
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
        self._change(id, lambda batch: batch.is_open, lambda batch: batch.ended(Stage.STOPPED, at=at))

    def file_of(self, person: Person, id: str, *, at: datetime) -> tuple[Batch, Finished]:
        batch = self.fetch(person, id)
        if batch.is_open:
            raise conflict("reports.batch_not_ready")
        file = self.parcels.shelf.open(named(batch.parcel)) if batch.can_be_fetched(at) else None
        if file is None:
            raise not_found("reports.batch_gone")
        return batch, file

    # --- for the worker -----------------------------------------------------------------------------

    def trade(self, order: Order) -> Trade[Any]:
        return self._trades[order.about]

    def items_of(self, person: Person, order: Order) -> list[Item[Any]]:
        return self.trade(order).items(person, order) if may_order(person, order.province) else []

    def take(self, hands: str, *, at: datetime) -> Batch | None:
        """The first that waits or was left by who is gone, to be worked on from its beginning by these hands;
        None when there is none."""
        queue = self._store.queue
        while id := queue.take(QUEUE, hands, at=at, lease=LEASE):
            begun = self._change(id, lambda batch: batch.is_open, lambda batch: batch.in_hands(hands, at=at))
            if begun is not None:
                return begun
            queue.done(QUEUE, id, hands)  # somebody stopped it, or it was made and only this not said
        return None

    def hold(self, batch: Batch, *, at: datetime) -> bool:
        """A sign of life; False when another has it in hand by now."""
        return self._store.queue.keep(QUEUE, batch.id, batch.hands, at=at, lease=LEASE)

    def is_wanted(self, batch: Batch) -> bool:
        """Whether nobody has stopped it, or taken it up as left behind."""
        known = self._find(batch.id)
        return known is not None and _is_in(batch.hands, known)

    def keep(self, batch: Batch) -> None:
        """How far it is, or how it ended; nothing of one that somebody has stopped or taken up."""
        self._change(batch.id, lambda known: _is_in(batch.hands, known), lambda _: batch)
        if not batch.is_open:
            self.let_go(batch)

    def give_back(self, batch: Batch, *, at: datetime) -> None:
        """For the next process that asks."""
        given = batch.given_back(at=at)
        self._change(batch.id, lambda known: _is_in(batch.hands, known), lambda _: given)
        self._store.queue.give_back(QUEUE, batch.id, batch.hands)

    def let_go(self, batch: Batch) -> None:
        """Of one that is not wanted from these hands any more."""
        self._store.queue.done(QUEUE, batch.id, batch.hands)

    def keeps_file(self, parcel: str, *, at: datetime) -> bool:
        batch = self._find(parcel.partition("-")[0])
        if batch is None or batch.parcel != parcel:
            return False
        return batch.stage is Stage.WORKING or batch.can_be_fetched(at)

    def put_in_again(self) -> None:
        """All that is open: a queue may have been lost, or a process after it wrote what it was asked for."""
        for stage in OPEN:
            for document in self._store.find(self.KIND.name, {"stage": stage.value}):
                self._store.queue.put(QUEUE, document.id)

    def forget_old(self, *, at: datetime) -> None:
        for document in self._store.find(self.KIND.name):
            batch = batch_of(document)
            if not batch.is_open and batch.news + REMEMBERED < at:
                self._forget(document)

    # --- within -------------------------------------------------------------------------------------

    def _forget(self, document: Document) -> None:
        try:
            self._store.delete(self.KIND.name, document.id, version=document.version)
        except Problem as problem:  # another process tidies too
            if problem.kind not in {ProblemKind.CONFLICT, ProblemKind.NOT_FOUND}:
                raise

    def _find(self, id: str) -> Batch | None:
        document = self._store.get(self.KIND.name, id)
        return batch_of(document) if document else None

    def _change(
        self, id: str, may_be: Callable[[Batch], bool], change: Callable[[Batch], Batch]
    ) -> Batch | None:
        """What it is now; None where it may no longer be changed so."""
        while True:
            document = self._store.get(self.KIND.name, id)
            if document is None or not may_be(batch := batch_of(document)):
                return None
            changed = change(batch)
            try:
                self._store.put(self.KIND.name, id, body_of_batch(changed), version=document.version)
            except Problem as problem:
                if problem.kind is not ProblemKind.CONFLICT:
                    raise
            else:
                return changed


def _is_in(hands: str, batch: Batch) -> bool:
    return batch.stage is Stage.WORKING and batch.hands == hands


def _told_of_another(problem: Problem) -> Problem:
    return conflict("reports.batch_under_way", field="place") if problem.code == "store.taken" else problem


def _about(order: Order) -> Body:
    """What the audit trail says of what is not about visits."""
    return {} if order.about is About.VISITS else {"about": order.about.value, "papers": [*order.papers]}
