"""`checklist work` as processes on a real database: killed, told to end, and followed by another."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from checklist_app.accounts import COMMAND_LINE, Person
from checklist_app.agencies import AgencyDraft
from checklist_app.app import KINDS, build_collections
from checklist_app.clock import now
from checklist_app.commands import open_service
from checklist_app.config import Config
from checklist_app.demo import load_demo
from checklist_app.demo_visits import load_visits
from checklist_app.ids import new_id
from checklist_app.reports.batch_model import Batch, Order, Stage
from checklist_app.reports.batch_visits import choices
from checklist_app.reports.papers import State
from checklist_app.reports.parcels import named
from checklist_app.resources import DATA, ROOT
from checklist_app.store.postgres import open_database
from checklist_app.web.context import EXTENSION, Collections
from tests.cast import quick_passwords

SECRET = "a secret that all processes share"
MORE = 5  # visits beside the one of the demonstration
PATIENCE = 60.0


@dataclass(frozen=True)
class Province:
    known: Collections
    supervisor: Person
    environment: dict[str, str]

    def begin(self) -> Batch:
        """Official papers for all of it."""
        place = choices(self.known.visits, self.supervisor)[0]
        order = Order(place.province, place.year, ("pdf",), issue=True)
        return self.known.batches.begin(self.supervisor, order, at=now())

    def now_of(self, batch: Batch) -> Batch:
        return self.known.batches.fetch(self.supervisor, batch.id)

    def until(self, batch: Batch, happened: Callable[[Batch], bool]) -> Batch:
        patience = threading.Event()
        for _ in range(int(PATIENCE / 0.1)):
            if happened(found := self.now_of(batch)):
                return found
            patience.wait(0.1)
        raise AssertionError(f"it did not happen: {self.now_of(batch)}")

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.reports.worker_process"],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            assert "Ctrl+C" in process.stdout.readline()
            yield process
        finally:
            process.kill()
            process.communicate(timeout=PATIENCE)


@pytest.fixture
def province(database: str, tmp_path: Path) -> Iterator[Province]:
    environment = {
        "CHECKLIST_STORE": database,
        "CHECKLIST_FILES": str(tmp_path / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
        "CHECKLIST_BATCHES": "elsewhere",
    }
    store = open_database(database, KINDS, secret=SECRET)
    known = build_collections(store, Config.from_environment(environment), quick_passwords())
    load_demo(known, password="a password of the demonstration")
    people = {person.sign_in: person for person in known.people.all()}
    _finish_more(known, people)
    yield Province(known, people["demo-supervisor"], environment)
    known.rendering.close()
    store.close()


def _finish_more(known: Collections, people: dict[str, Person]) -> None:
    """Visits like that of the demonstration, with its answers, photos and signatures."""
    shipped: dict[str, Any] = json.loads((DATA / "demo" / "visits.json").read_text("utf-8"))[0]
    province = people["demo-supervisor"].scope.province or ""
    drafts = [
        AgencyDraft(name=f"ทดสอบที่ {n}", type="sao", province=province, district="อำเภอหนึ่ง")
        for n in range(MORE)
    ]
    agencies = {
        agency.name: agency for agency in (known.agencies.create(COMMAND_LINE, each) for each in drafts)
    }
    load_visits(known, [{**shipped, "key": new_id(), "agency": name} for name in agencies], agencies, people)


def numbers_of(province: Province) -> list[int]:
    """Of all papers that were issued, each of which must be the only one about its visit."""
    known = province.known
    papers = [
        paper
        for visit, _ in known.visits.of(province.supervisor)
        for paper in known.papers.of(f"visit/{visit.id}")
    ]
    assert {paper.state for paper in papers} <= {State.GENUINE}
    assert len({paper.subject for paper in papers}) == len(papers)
    return sorted(int(paper.number.rpartition(" ")[2].partition("/")[0]) for paper in papers)


def names_in(province: Province, batch: Batch) -> list[str]:
    with ZipFile(province.known.batches.parcels.folder / named(batch.parcel)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


@pytest.mark.slow
def test_what_one_hands_back_and_another_dies_over_a_third_makes_whole_without_a_number_twice(
    province: Province,
) -> None:
    batch = province.begin()
    with province.worker() as told:
        province.until(batch, lambda found: found.done >= 1)
        told.send_signal(signal.SIGTERM)
        assert told.wait(PATIENCE) == 0
    waiting = province.now_of(batch)
    assert (waiting.stage, waiting.lost) == (Stage.WAITING, 0)
    with province.worker() as killed:
        province.until(batch, lambda found: found.done > waiting.done)
        killed.kill()
        killed.wait(PATIENCE)
    issued = numbers_of(province)
    assert waiting.done < len(issued) < MORE + 1
    assert province.now_of(batch).stage is Stage.WORKING
    with province.worker():
        made = province.until(batch, lambda found: not found.is_open)
    assert (made.stage, made.done, made.drafts, made.failures, made.lost) == (Stage.READY, MORE + 1, 0, (), 1)
    assert numbers_of(province) == [*range(1, MORE + 2)]
    assert len(names_in(province, made)) == MORE + 2


def test_a_server_that_leaves_batches_to_others_makes_none(database: str, tmp_path: Path) -> None:
    environment = {
        "CHECKLIST_STORE": database,
        "CHECKLIST_FILES": str(tmp_path / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
    }
    for batches, makes in (("here", True), ("elsewhere", False)):
        config = Config.from_environment({**environment, "CHECKLIST_BATCHES": batches})
        service = open_service(config, demo=False)
        try:
            known: Collections = service.application.extensions[EXTENSION]  # type: ignore[attr-defined]  # Flask
            assert known.batch_worker.is_at_work is makes
        finally:
            service.close()
