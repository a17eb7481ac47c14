"""The thread that works on batches, one at a time: it has every paper made, one after another, and packs
them. It asks for one paper at a time, so that people's own downloads go on beside it. What the end of its
process leaves unfinished is begun again by the next one: drafts are made anew, issued papers found again."""

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event, Lock, Thread
from typing import Any, Final, TypeVar

from checklist_app.accounts import People, Person, Scope
from checklist_app.agencies import Agencies
from checklist_app.clock import now
from checklist_app.documents import Column, Sheet, SheetRow, csv_bytes
from checklist_app.errors import Problem, ProblemKind, unavailable
from checklist_app.ids import new_id
from checklist_app.reports.batch_model import Batch, Failure, Item, Piece, Stage, Trade, may_order
from checklist_app.reports.batches import Batches
from checklist_app.reports.holding import held
from checklist_app.reports.parcels import Parcel, parcels_in, remove, safe_part
from checklist_app.thai import sort_key
from checklist_app.wording import say

log = logging.getLogger(__name__)
T = TypeVar("T")

BETWEEN_TIDYING: Final = 900.0  # seconds
BETWEEN_LOOKS: Final = 2.0  # seconds; who asked may have asked another process
PATIENCE: Final = 5.0  # seconds that the end of the server waits for the report that is being made
AWAY: Final = "store.unreachable"
_BUSY: Final = frozenset(
    {"aside.busy", "papers.rendering_busy", "papers.busy", "store.files_unreachable", AWAY}
)
TRIES: Final = 3  # while people keep those busy who make reports, or the storage does not answer
BETWEEN_TRIES: Final = 30.0  # seconds
MOST_LOST: Final = 3  # processes that were gone in the middle of a batch, before it is given up
CONTENTS: Final = "สารบัญ.csv"
_WHOSE: Final = (Column("หน่วยงาน", 40), Column("อำเภอ", 20))
_PROOF: Final = (Column("ไฟล์", 60), Column("SHA-256", 64), Column("หมายเหตุ", 40))


@dataclass(slots=True)
class Work:
    """One batch while it is worked on."""

    batch: Batch
    trade: Trade[Any]
    parcel: Parcel
    districts: Mapping[str, str]
    rows: list[SheetRow] = field(default_factory=list)


class BatchWorker:
    def __init__(self, batches: Batches, people: People, agencies: Agencies) -> None:
        self._batches = batches
        self._people = people
        self._agencies = agencies
        self._bell, self._closing, self._guard = Event(), Event(), Lock()
        self._thread: Thread | None = None
        self._work: Work | None = None
        self._left: Batch | None = None
        """Whose making a store or a storage that was away has stopped, until it is handed back."""

    def start(self) -> None:
        """Goes on with what waits since before the last end, and tidies up after it."""
        with self._guard:
            if self._thread is None and not self._closing.is_set():
                self._thread = Thread(target=self._run, name="batches", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        """Something waits; who works in another process sees it soon."""
        self._bell.set()

    def close(self) -> None:
        """Before the store is closed. What is not finished waits for another process or the next start."""
        self._closing.set()
        self._bell.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)
        if (work := self._work) is not None:  # still waits for a report
            self._left = work.batch
        try:
            self._hand_back()
        except Problem as problem:  # another takes it up when its lease is over
            log.warning("batches: %s", problem)

    @property
    def is_at_work(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        tidied = -BETWEEN_TIDYING
        while not self._closing.is_set():
            self._bell.clear()
            try:
                self._hand_back()
                if time.monotonic() - tidied >= BETWEEN_TIDYING:
                    self._tidy()
                    tidied = time.monotonic()
                self._work_off()
            except Problem as problem:
                log.warning("batches: %s", problem)
            except Exception:  # it must live on, whatever the store or the disk say today
                if not self._closing.is_set():
                    log.exception("batches")
            self._bell.wait(BETWEEN_LOOKS)

    def work_off(self) -> None:
        """All that waits, after tidying up."""
        self._hand_back()
        self._tidy()
        self._work_off()

    def _work_off(self) -> None:
        while not self._closing.is_set():
            batch = self._batches.take(new_id(), at=now())
            if batch is None:
                return
            try:
                with held(partial(self._hold, batch)):
                    self._begin(batch)
            except Problem as problem:
                self._left = batch if problem.kind is ProblemKind.UNAVAILABLE else None
                raise

    def _hand_back(self) -> None:
        """Nobody is gone: it does not count as lost, and whoever asks next begins it anew."""
        if self._left is not None:
            self._batches.give_back(self._left, at=now())
            self._left = None

    def _hold(self, batch: Batch) -> bool:
        return self._batches.hold(batch, at=now())

    # --- one batch ----------------------------------------------------------------------------------

    def _begin(self, batch: Batch) -> None:
        if batch.lost >= MOST_LOST:
            self._batches.keep(batch.ended(Stage.INTERRUPTED, at=now()))
            return
        self._tidy_files()
        try:
            parcel = Parcel(self._batches.parcels.folder, batch.parcel, at=now())
        except Problem as problem:
            self._batches.keep(batch.ended(Stage.FAILED, at=now(), reason=problem))
            return
        try:
            self._work = Work(batch, self._batches.trade(batch.order), parcel, self._districts())
            self._go_through(self._work)
        finally:
            self._work = None
            parcel.discard()

    def _go_through(self, work: Work) -> None:
        try:
            self._pack(work)
        except Problem as problem:
            if problem.code == AWAY:  # who has it in hand next finds the store again, perhaps we ourselves
                raise
            self._end(work, Stage.FAILED, problem)
        except Exception:
            log.exception("batch %s", work.batch.id)
            self._end(work, Stage.FAILED, unavailable("reports.batch_failed"))

    def _pack(self, work: Work) -> None:
        items = self._batches.items_of(self._person(work.batch), work.batch.order)
        if not items:
            raise unavailable("reports.batch_nobodys")
        work.batch = replace(work.batch, total=len(items))
        for item in sorted(items, key=partial(_place_order, work.districts)):
            if not self._goes_on(work):
                return
            self._tell(work, current=item.agency_name)
            begun = time.monotonic()
            self._add(work, self._person(work.batch), item)
            work.batch = replace(work.batch, done=work.batch.done + 1)
            self._closing.wait(work.trade.rest * (time.monotonic() - begun))
        self._finish(work)

    def _person(self, batch: Batch) -> Person:
        """Looked up for each paper: nothing more is issued in the name of who left meanwhile."""
        person = self._people.find(batch.by)
        if person is None or not person.active or not may_order(person, batch.order.province):
            raise unavailable("reports.batch_nobodys")
        return person

    def _goes_on(self, work: Work) -> bool:
        if self._closing.is_set():
            self._batches.give_back(work.batch, at=now())
            return False
        if not self._batches.is_wanted(work.batch):
            self._batches.let_go(work.batch)
            return False
        return True

    def _add(self, work: Work, person: Person, item: Item[Any]) -> None:
        try:
            piece = self._insist(partial(_make_one, work, person, item))
        except Problem as problem:
            self._note_failure(work, item, problem)
            return
        name = _name_of(item, piece, work.districts)
        remark = say(piece.remark, "th") if piece.remark else ""
        for ending, content in piece.files.items():
            file = work.parcel.add(f"{name}.{ending}", content)
            proof = (file, hashlib.sha256(content).hexdigest(), remark)
            work.rows.append((*_facts(work, item, piece.facts), *proof))
        work.batch = replace(work.batch, drafts=work.batch.drafts + piece.draft)

    def _insist(self, act: Callable[[], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return act()
            except Problem as problem:
                if problem.code not in _BUSY or self._closing.wait(BETWEEN_TRIES):
                    raise
        return act()

    def _note_failure(self, work: Work, item: Item[Any], problem: Problem) -> None:
        failure = Failure(item.agency_name, problem, item.about)
        work.batch = replace(work.batch, failures=(*work.batch.failures, failure))
        work.rows.append((*_facts(work, item, ()), "", "", say(problem, "th")))

    def _tell(self, work: Work, *, current: str) -> None:
        work.batch = replace(work.batch, current=current, news=now())
        self._batches.keep(work.batch)

    def _finish(self, work: Work) -> None:
        if len(work.batch.failures) == work.batch.total:
            raise unavailable("reports.batch_none_made")
        columns = (*_WHOSE, *work.trade.columns, *_PROOF)
        work.parcel.add(CONTENTS, csv_bytes(Sheet("สารบัญ", columns, tuple(work.rows))))
        work.batch = replace(work.batch, size=work.parcel.finish())
        self._tell(work, current="")
        self._insist(partial(work.parcel.lay, self._batches.parcels.shelf))
        self._end(work, Stage.READY)

    def _end(self, work: Work, stage: Stage, reason: Problem | None = None) -> None:
        self._batches.keep(work.batch.ended(stage, at=now(), reason=reason))

    # --- tidying ------------------------------------------------------------------------------------

    def _tidy(self) -> None:
        self._batches.put_in_again()
        self._tidy_files()
        self._batches.forget_old(at=now())

    def _tidy_files(self) -> None:
        """Also what others have left of the one that is begun now."""
        at, parcels = now(), self._batches.parcels
        for name in parcels_in(parcels):
            if not self._batches.keeps_file(name, at=at):
                remove(parcels, name)

    def _districts(self) -> dict[str, str]:
        return {agency.id: agency.district for agency in self._agencies.within(Scope(everything=True))}


def _make_one(work: Work, person: Person, item: Item[Any]) -> Piece:
    try:
        return work.trade.make(person, item, work.batch.order)
    except Problem:
        raise
    except Exception as error:
        log.exception("paper %s of agency %s", item.about, item.agency)
        raise unavailable("reports.batch_not_made") from error


def _facts(work: Work, item: Item[Any], facts: SheetRow) -> SheetRow:
    """What is not known of a paper that could not be made stays empty."""
    known = (*item.facts, *facts)
    missing = len(work.trade.columns) - len(known)
    return item.agency_name, work.districts.get(item.agency, ""), *known, *("",) * missing


def _place_order(districts: Mapping[str, str], item: Item[Any]) -> tuple[str, ...]:
    """As in the register; so official numbers follow one another in the folders too."""
    return sort_key(districts.get(item.agency, "")), sort_key(item.agency_name), *item.place


def _name_of(item: Item[Any], piece: Piece, districts: Mapping[str, str]) -> str:
    district = safe_part(districts.get(item.agency, ""), otherwise="ไม่ระบุอำเภอ")
    agency = safe_part(item.agency_name, otherwise="ไม่ระบุหน่วยงาน")
    return f"{district}/{agency}-{safe_part(piece.name, otherwise='เอกสาร')}"
