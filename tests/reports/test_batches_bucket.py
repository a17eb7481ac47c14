"""A province's ZIP where files lie in a bucket: one machine makes it, any machine serves and removes it."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from checklist_app.bucket import Bucket
from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import Problem
from checklist_app.reports import batch_worker
from checklist_app.reports.batch_model import KEPT, Batch, Stage
from checklist_app.store.files.asking import PATIENT
from tests.cast import World
from tests.reports.provinces import Bench, Maker, bench, finish_visit
from tests.servers.misbehaving import Storage, a_storage, fails


@pytest.fixture(autouse=True)
def _tries_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_worker, "BETWEEN_TRIES", 0.01)


@pytest.fixture
def province(world: World) -> World:
    finish_visit(world, world.agencies["เทศบาลตำบลนาดี"])
    finish_visit(world, world.agencies["องค์การบริหารส่วนตำบลโนนงาม"])
    return world


def machine(province: World, config: Config, bucket: Bucket, folder: Path) -> Bench:
    return bench(province, replace(config, files=bucket, work=folder), Maker())


@pytest.fixture
def here(province: World, config: Config, bucket: Bucket, tmp_path: Path) -> Bench:
    return machine(province, config, bucket, tmp_path / "here")


@pytest.fixture
def there(province: World, config: Config, bucket: Bucket, tmp_path: Path) -> Bench:
    return machine(province, config, bucket, tmp_path / "there")


def fetched(office: Bench, batch: Batch) -> bytes:
    _, pieces = office.batches.file_of(office.world["supervisor"], batch.id, at=now())
    assert not isinstance(pieces, Path)
    return b"".join(pieces)


def test_what_one_machine_has_made_every_machine_serves(here: Bench, there: Bench) -> None:
    batch = here.ready()
    assert batch.stage is Stage.READY
    content = fetched(there, batch)
    assert len(content) == batch.size
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 3
    assert [*here.folder.iterdir()] == []


def test_any_machine_removes_what_is_over(here: Bench, there: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = here.ready()
    there.worker.work_off()
    assert len([*here.batches.parcels.shelf.names()]) == 1
    later = now() + KEPT
    monkeypatch.setattr(batch_worker, "now", lambda: later)
    there.worker.work_off()
    assert [*here.batches.parcels.shelf.names()] == []
    with pytest.raises(Problem, match=r"reports\.batch_gone"):
        fetched(here, batch)


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    with a_storage() as storage:
        yield storage


@pytest.mark.slow
def test_a_storage_that_is_away_for_a_while_does_not_cost_the_work(
    province: World, config: Config, storage: Storage, tmp_path: Path
) -> None:
    office = machine(province, config, storage.bucket, tmp_path / "work")
    batch = office.begin()
    more_than_one_request_bears = [fails(500)] * (PATIENT.again + 3)

    def go_away(_: object) -> None:
        if len(office.maker.made) == 1:
            storage.troubles.extend(more_than_one_request_bears)

    office.maker.before = go_away
    office.worker.work_off()
    assert not storage.troubles
    assert office.batch(batch).stage is Stage.READY
    assert len(fetched(office, batch)) == office.batch(batch).size


def test_a_storage_that_refuses_ends_it_with_a_reason_and_leaves_nothing(
    province: World, config: Config, storage: Storage, tmp_path: Path
) -> None:
    office = machine(province, config, storage.bucket, tmp_path / "work")

    def refuse(_: object) -> None:
        storage.always = fails(403, "AccessDenied")

    office.maker.before = refuse
    batch = office.ready()
    assert batch.stage is Stage.FAILED
    assert batch.reason
    assert batch.reason.code == "store.files_refused"
    assert [*office.folder.iterdir()] == []
    assert storage.kept == {}


@pytest.mark.slow
def test_a_storage_that_is_away_when_work_begins_counts_against_no_batch(
    province: World, config: Config, storage: Storage, tmp_path: Path
) -> None:
    office = machine(province, config, storage.bucket, tmp_path / "work")
    batch = office.begin()
    for _ in range(batch_worker.MOST_LOST + 1):
        storage.troubles.extend([fails(500)] * (PATIENT.again + 1))
        with pytest.raises(Problem, match=r"store\.files_unreachable"):
            office.worker._work_off()
        office.worker._hand_back()
    office.worker.work_off()
    assert not storage.troubles
    assert office.batch(batch).stage is Stage.READY
    assert office.batch(batch).lost == 0
