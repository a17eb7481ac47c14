"""A province full of finished visits, put into the store as their summaries stand there; and somebody who
makes reports about them as quickly as a test wants."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

from checklist_app.accounts import Audit, People, Person, Role
from checklist_app.agencies import Agency
from checklist_app.app import build_collections
from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import Problem
from checklist_app.ids import new_id
from checklist_app.reports.batch_model import About, Batch, Order, Piece
from checklist_app.reports.batch_visits import Choice, VisitReports, choices, draft, genuine
from checklist_app.reports.batch_worker import BatchWorker
from checklist_app.reports.batches import Batches
from checklist_app.reports.parcels import named, parcels_at
from checklist_app.store.embedded.queue import MemoryQueue
from checklist_app.visits import Status, Visit, Visits
from checklist_app.visits.beginning import body_of_visit
from tests.cast import PROVINCE, World, quick_passwords

YEAR = 2570


@dataclass
class Maker:
    """Makes a report of every visit, except of agencies whose names it was told to fail at."""

    failing: dict[str, Exception] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    before: Callable[[Visit], object] = lambda _: None
    size: int = 10
    remark: Problem | None = None

    def __call__(self, person: Person, visit: Visit, order: Order) -> Piece:
        self.before(visit)
        self.made.append(visit.agency_name)
        if fault := self.failing.get(visit.agency_name):
            raise fault
        files = {ending: f"{ending} {visit.agency_name}".encode() * self.size for ending in order.formats}
        if not order.issue:
            return draft(files, self.remark)
        self.issued.append(visit.id)
        return genuine(files, f"นท ขก {len(self.issued)}/{visit.year}", "ABCDE-FGHJK")


@dataclass
class Gate:
    """Stops whoever makes reports until a test lets it go on."""

    reached: Event = field(default_factory=Event)
    opened: Event = field(default_factory=Event)

    def __call__(self, _: Visit) -> None:
        self.reached.set()
        assert self.opened.wait(30)


@dataclass
class Bench:
    world: World
    config: Config
    people: People
    visits: Visits
    batches: Batches
    worker: BatchWorker
    maker: Maker

    @property
    def folder(self) -> Path:
        return self.batches.parcels.folder

    def parcel(self, id: str) -> Path:
        """Its file, when it is ready."""
        return self.folder / named(self.batches.fetch(self.world["administrator"], id).parcel)

    def order(self, **changed: Any) -> Order:
        return replace(Order(PROVINCE, YEAR, ("pdf",), issue=False), **changed)

    def begin(self, who: str = "supervisor", **changed: Any) -> Batch:
        return self.batches.begin(self.world[who], self.order(**changed), at=now())

    def batch(self, batch: Batch) -> Batch:
        """As it stands now."""
        return self.batches.fetch(self.world["administrator"], batch.id)

    def ready(self, who: str = "supervisor", **changed: Any) -> Batch:
        begun = self.begin(who, **changed)
        self.worker.work_off()
        return self.batch(begun)

    def choices(self, who: str) -> list[Choice]:
        return choices(self.visits, self.world[who])

    def again(self) -> "Bench":
        """The same after a restart: what was in memory is gone."""
        self.world.store.queue = MemoryQueue()
        return self.beside()

    def beside(self) -> "Bench":
        """Another process on the same store."""
        return bench(self.world, self.config, self.maker)


def bench(world: World, config: Config, maker: Maker) -> Bench:
    known = build_collections(world.store, config, quick_passwords())
    audit = Audit(world.store)
    trades = {About.VISITS: VisitReports(known.visits, maker)}
    batches = Batches(world.store, audit, parcels_at(config), trades)
    worker = BatchWorker(batches, known.people, known.agencies)
    return Bench(world, config, known.people, known.visits, batches, worker, maker)


def finish_visit(world: World, agency: Agency, status: Status = Status.COMPLETE, year: int = YEAR) -> Visit:
    visit = Visit(
        id=new_id(),
        version=0,
        agency=agency.id,
        agency_name=agency.name,
        province=agency.province,
        form="nacc-2563",
        year=year,
        digest=sha256(b"form").hexdigest(),
        begun="2026-11-20",
        join=sha256(b"join").hexdigest(),
        members=(world["inspector"].id,),
    )
    summary = {"status": status.value, "visited_on": "2026-11-21"}
    world.store.put("visits", visit.id, {**body_of_visit(visit), **summary}, version=0)
    return visit


def finish_visits(world: World, count: int) -> None:
    agency = world.agencies["เทศบาลตำบลนาดี"]
    for number in range(count):
        finish_visit(world, replace(agency, name=f"เทศบาลตำบลที่ {number + 1:03}"))


def supervisor_elsewhere(world: World) -> Person:
    return replace(world["outsider"], role=Role.SUPERVISOR)


def agency_named(world: World, name: str, district: str) -> Agency:
    """As no form takes it: phones say what they like."""
    id, like = new_id(), world.agencies["เทศบาลตำบลนาดี"]
    body = world.store.documents["agencies"][like.id].body
    world.store.put("agencies", id, {**body, "district": district, "name_key": id}, version=0)
    return replace(like, id=id, name=name)
