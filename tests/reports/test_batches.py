"""A whole province's reports as one ZIP: made in the background, told honestly, and safe to lose."""

import csv
import hashlib
import io
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any, NoReturn
from zipfile import ZIP_STORED, ZipFile

import pytest

from checklist_app.clock import now
from checklist_app.config import Config
from checklist_app.errors import Problem, conflict, unavailable
from checklist_app.reports import batch_worker, holding, parcels
from checklist_app.reports.batch_model import KEPT, Batch, Stage
from checklist_app.reports.batch_visits import VisitReports
from checklist_app.reports.batches import LEASE, REMEMBERED
from checklist_app.reports.parcels import Parcel, safe_part
from checklist_app.store import FolderFiles
from checklist_app.visits import Status, Visit
from tests.cast import OTHER_PROVINCE, PROVINCE, World, folder_of_files
from tests.reports.provinces import (
    YEAR,
    Bench,
    Gate,
    Maker,
    agency_named,
    bench,
    finish_visit,
    finish_visits,
    supervisor_elsewhere,
)

Usage = namedtuple("Usage", "total used free")
CONTENTS = "สารบัญ.csv"


@pytest.fixture(autouse=True)
def _tries_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_worker, "BETWEEN_TRIES", 0.01)


@pytest.fixture
def office(world: World, config: Config) -> Bench:
    finish_visit(world, world.agencies["เทศบาลตำบลนาดี"])
    finish_visit(world, world.agencies["องค์การบริหารส่วนตำบลโนนงาม"], Status.ACCEPTED)
    return bench(world, config, Maker())


def opened(office: Bench, batch_id: str) -> ZipFile:
    return ZipFile(office.parcel(batch_id))


def killed_in_the_middle(office: Bench, batch: Batch, doing: str) -> None:
    code = f"""
from pathlib import Path; import os, signal
from checklist_app.clock import now
from checklist_app.reports.parcels import Parcel
from checklist_app.store.files import FolderShelf
folder = Path({str(office.folder)!r})
parcel = Parcel(folder, {batch.parcel!r}, at=now())
parcel.add("a.pdf", b"half")
{doing}
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", code], check=False)
    assert ended.returncode == -signal.SIGKILL


def contents(office: Bench, batch_id: str) -> list[dict[str, str]]:
    text = opened(office, batch_id).read(CONTENTS)
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


# --- what is in it -----------------------------------------------------------------------------------


def test_every_finished_visit_is_in_the_zip_below_its_district(office: Bench) -> None:
    batch = office.ready(formats=("pdf", "docx"))
    assert (batch.stage, batch.done, batch.total, batch.failures) == (Stage.READY, 2, 2, ())
    assert sorted(opened(office, batch.id).namelist()) == sorted(
        [
            "เมืองขอนแก่น/เทศบาลตำบลนาดี-ร่าง.pdf",
            "เมืองขอนแก่น/เทศบาลตำบลนาดี-ร่าง.docx",
            "พล/องค์การบริหารส่วนตำบลโนนงาม-ร่าง.pdf",
            "พล/องค์การบริหารส่วนตำบลโนนงาม-ร่าง.docx",
            CONTENTS,
        ]
    )
    assert batch.drafts == 2
    assert batch.size == office.parcel(batch.id).stat().st_size


def test_the_zip_is_sound_and_names_are_marked_as_utf8(office: Bench) -> None:
    batch = office.ready()
    with opened(office, batch.id) as archive:
        assert archive.testzip() is None
        assert all(entry.flag_bits & 0x800 for entry in archive.infolist())
        assert {entry.compress_type for entry in archive.infolist()} == {ZIP_STORED}


def test_unfinished_visits_other_years_and_other_provinces_stay_out(office: Bench, world: World) -> None:
    finish_visit(world, world.agencies["เทศบาลเมืองสว่าง"], Status.DRAFT)
    finish_visit(world, world.agencies["เทศบาลเมืองสว่าง"], Status.RETURNED)
    finish_visit(world, world.agencies["เทศบาลเมืองสว่าง"], year=YEAR - 1)
    finish_visit(world, world.agencies["เทศบาลตำบลดอยสูง"])
    office.ready("administrator")
    assert sorted(office.maker.made) == ["องค์การบริหารส่วนตำบลโนนงาม", "เทศบาลตำบลนาดี"]


def test_official_papers_are_named_by_their_number(office: Bench) -> None:
    batch = office.ready(issue=True)
    assert "เมืองขอนแก่น/เทศบาลตำบลนาดี-นท ขก 2-2570.pdf" in opened(office, batch.id).namelist()
    assert batch.drafts == 0


def test_numbers_follow_one_another_in_the_order_of_the_register(office: Bench, world: World) -> None:
    names = ["เทศบาลตำบลกุดกว้าง", "เทศบาลตำบลเกาะแก้ว", "เทศบาลตำบลขามป้อม", "เทศบาลตำบลเขวา"]
    for name in reversed(names):
        finish_visit(world, agency_named(world, name, district="ชุมแพ"))
    rows = contents(office, office.ready(issue=True).id)
    assert [row["หน่วยงาน"] for row in rows if row["อำเภอ"] == "ชุมแพ"] == names
    assert [row["เลขที่เอกสาร"] for row in rows] == [f"นท ขก {n}/{YEAR}" for n in range(1, 7)]


def test_the_list_of_contents_proves_each_file(office: Bench) -> None:
    batch = office.ready(issue=True, formats=("pdf", "docx"))
    rows = contents(office, batch.id)
    assert len(rows) == 4
    for row in rows:
        content = opened(office, batch.id).read(row["ไฟล์"])
        assert hashlib.sha256(content).hexdigest() == row["SHA-256"]
    nadee = next(row for row in rows if row["หน่วยงาน"] == "เทศบาลตำบลนาดี")
    assert nadee["อำเภอ"] == "เมืองขอนแก่น"
    assert nadee["วันที่ลงพื้นที่"] == "2026-11-21"
    assert nadee["สถานะ"] == "ปิดงานแล้ว รอตรวจ"
    assert (nadee["เลขที่เอกสาร"], nadee["รหัสตรวจสอบ"]) == ("นท ขก 2/2570", "ABCDE-FGHJK")


def test_a_draft_says_in_the_list_why_it_is_one(office: Bench) -> None:
    office.maker.remark = conflict("reports.draft_photos", missing=3)
    batch = office.ready()
    assert "3" in contents(office, batch.id)[0]["หมายเหตุ"]


def test_a_hundred_visits_are_all_there(world: World, config: Config) -> None:
    finish_visits(world, 100)
    office = bench(world, config, Maker())
    batch = office.ready(formats=("pdf", "docx"))
    assert (batch.stage, batch.done) == (Stage.READY, 100)
    assert len(opened(office, batch.id).namelist()) == 201


def test_two_visits_to_one_agency_do_not_overwrite_each_other(office: Bench, world: World) -> None:
    finish_visit(world, world.agencies["เทศบาลตำบลนาดี"])
    names = opened(office, office.ready().id).namelist()
    assert "เมืองขอนแก่น/เทศบาลตำบลนาดี-ร่าง.pdf" in names
    assert "เมืองขอนแก่น/เทศบาลตำบลนาดี-ร่าง (2).pdf" in names


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "..",
        "C:\\Windows\\system32",
        "con",
        "nul.txt",
        " . ",
        "เทศบาล\u202efdp.exe",
        "ก" * 500,
        "สาย\nใหม่\0",
        'a:b*c?"d"<e>|f',
        "👨‍👩‍👧" * 40,
    ],
)
def test_no_name_of_an_agency_leads_out_of_where_the_zip_is_unpacked(
    office: Bench, world: World, tmp_path: Path, name: str
) -> None:
    finish_visit(world, agency_named(world, name, district="../.."))
    unpacked = tmp_path / "unpacked"
    with opened(office, office.ready().id) as archive:
        names = archive.namelist()
        archive.extractall(unpacked)
    assert len([path for path in unpacked.rglob("*") if path.is_file()]) == len(names) == 4
    for one in names:
        parts = one.split("/")
        assert len(parts) == 2 or one == CONTENTS
        assert all(0 < len(part.encode()) <= 255 and part.strip(" .") == part for part in parts)
        assert not set(one) & set('\\:*?"<>|\n\0\u202e\u200d')


def test_a_part_of_a_name_is_never_empty_and_never_a_device() -> None:
    assert safe_part("", otherwise="ว่าง") == "ว่าง"
    assert safe_part("...", otherwise="ว่าง") == "ว่าง"
    assert safe_part("COM1", otherwise="ว่าง") == "_COM1"
    assert safe_part("คอน", otherwise="ว่าง") == "คอน"
    assert safe_part("\ud800ก", otherwise="ว่าง") == "ก"


def test_names_that_differ_only_in_the_size_of_letters_are_told_apart(tmp_path: Path) -> None:
    parcel = Parcel(tmp_path, "one", at=now())
    assert parcel.add("Data/A.pdf", b"1") == "Data/A.pdf"
    assert parcel.add("data/a.pdf", b"2") == "data/a (2).pdf"
    parcel.discard()


# --- one fails, the rest goes on ---------------------------------------------------------------------


@pytest.mark.parametrize("fault", [unavailable("aside.too_long", seconds=60), ValueError("hostile")])
def test_a_visit_that_fails_is_told_and_the_others_are_made(office: Bench, fault: Exception) -> None:
    office.maker.failing["เทศบาลตำบลนาดี"] = fault
    batch = office.ready()
    assert (batch.stage, batch.done) == (Stage.READY, 2)
    assert [failure.agency for failure in batch.failures] == ["เทศบาลตำบลนาดี"]
    failed = next(row for row in contents(office, batch.id) if row["หน่วยงาน"] == "เทศบาลตำบลนาดี")
    assert failed["หมายเหตุ"]
    assert failed["ไฟล์"] == ""


def test_who_makes_reports_may_be_busy_for_a_while(office: Bench) -> None:
    busy = [unavailable("aside.busy"), unavailable("papers.rendering_busy")]

    def refuse_at_first(_: Visit) -> None:
        if busy:
            raise busy.pop()

    office.maker.before = refuse_at_first
    assert office.ready().failures == ()
    assert busy == []


def test_when_nothing_could_be_made_there_is_no_file(office: Bench) -> None:
    for name in ("เทศบาลตำบลนาดี", "องค์การบริหารส่วนตำบลโนนงาม"):
        office.maker.failing[name] = unavailable("aside.busy")
    batch = office.ready()
    assert batch.stage is Stage.FAILED
    assert batch.reason
    assert batch.reason.code == "reports.batch_none_made"
    assert [failure.problem.code for failure in batch.failures] == ["aside.busy"] * 2
    assert list(office.folder.iterdir()) == []


# --- the disk ----------------------------------------------------------------------------------------


def test_it_does_not_begin_when_the_disk_has_too_little_room(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, parcels.RESERVE))
    with pytest.raises(Problem) as refused:
        office.begin()
    assert refused.value.code == "reports.batch_no_room"
    assert office.batches.recent(office.world["supervisor"]) == []


def test_a_disk_that_fills_up_meanwhile_ends_it_and_leaves_nothing(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = office.begin()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, parcels.RESERVE))
    office.worker.work_off()
    ended = office.batch(batch)
    assert ended.stage is Stage.FAILED
    assert ended.reason
    assert ended.reason.code == "reports.batch_no_room"
    assert list(office.folder.iterdir()) == []


@pytest.mark.parametrize("verb", ["os.fsync", "pathlib.Path.replace"])
def test_a_disk_that_refuses_ends_it_with_a_reason(
    office: Bench, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(verb, refuse)
    batch = office.ready()
    assert batch.stage is Stage.FAILED
    assert batch.reason
    assert "No space left" in str(batch.reason)
    assert list(office.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(office: Bench) -> None:
    batch = office.begin()
    office.folder.parent.mkdir(parents=True, exist_ok=True)
    office.folder.write_text("a file is in the way")
    office.worker.work_off()
    assert office.batch(batch).stage is Stage.FAILED


# --- one after another -------------------------------------------------------------------------------


def test_batches_are_made_one_at_a_time_in_the_order_of_asking(office: Bench, world: World) -> None:
    finish_visit(world, world.agencies["เทศบาลตำบลดอยสูง"])
    first = office.begin()
    second = office.begin("administrator", province=OTHER_PROVINCE)
    seen: list[tuple[Stage, Stage]] = []
    office.maker.before = lambda _: seen.append((office.batch(first).stage, office.batch(second).stage))
    office.worker.work_off()
    assert seen == [
        (Stage.WORKING, Stage.WAITING),
        (Stage.WORKING, Stage.WAITING),
        (Stage.READY, Stage.WORKING),
    ]
    assert office.batch(second).stage is Stage.READY


def test_one_that_is_asked_for_while_another_is_made_comes_next(office: Bench, world: World) -> None:
    finish_visit(world, world.agencies["เทศบาลตำบลดอยสูง"])
    office.begin()
    gate, last = Gate(), Gate()
    last.opened.set()
    office.maker.before = lambda visit: last(visit) if visit.province == OTHER_PROVINCE else gate(visit)
    office.worker.start()
    assert gate.reached.wait(30)
    office.begin("administrator", province=OTHER_PROVINCE)
    office.worker.wake()
    gate.opened.set()
    assert last.reached.wait(30)
    office.worker.close()


def test_the_same_is_not_made_twice_at_once(office: Bench) -> None:
    office.begin()
    with pytest.raises(Problem) as refused:
        office.begin("administrator")
    assert refused.value.code == "reports.batch_under_way"
    office.worker.work_off()
    assert office.begin().stage is Stage.WAITING


def test_nothing_finished_or_no_format_is_refused(office: Bench) -> None:
    with pytest.raises(Problem) as empty:
        office.begin(year=YEAR + 1)
    assert empty.value.code == "reports.batch_empty"
    for formats in ((), ("exe",)):
        with pytest.raises(Problem) as none:
            office.begin(formats=formats)
        assert none.value.code == "reports.batch_formats"


def test_how_far_it_is_can_be_read_while_it_works(office: Bench) -> None:
    batch = office.begin()
    gate = Gate()
    office.maker.before = gate
    office.worker.start()
    assert gate.reached.wait(30)
    known = office.batch(batch)
    assert (known.stage, known.done, known.total) == (Stage.WORKING, 0, 2)
    assert known.current in {"เทศบาลตำบลนาดี", "องค์การบริหารส่วนตำบลโนนงาม"}
    gate.opened.set()
    office.worker.close()


def test_what_is_done_is_known_to_everybody_while_the_next_is_made(office: Bench) -> None:
    """However soon it came after the one before: the next may take long."""
    batch = office.begin()
    gate, reports = Gate(), count(1)
    office.maker.before = lambda visit: gate(visit) if next(reports) == 2 else None
    office.worker.start()
    assert gate.reached.wait(30)
    assert office.batch(batch).done == 1
    gate.opened.set()
    office.worker.close()


def test_after_each_report_it_rests_so_that_others_are_served(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(office.worker._closing, "wait", rests.append)
    monkeypatch.setattr("time.monotonic", lambda: 10.0 * len(office.maker.made))
    office.ready()
    assert rests == [10 * VisitReports.rest] * len(office.maker.made)


# --- stopping ----------------------------------------------------------------------------------------


def test_one_that_is_stopped_ends_before_the_next_visit(office: Bench) -> None:
    batch = office.begin()
    supervisor = office.world["supervisor"]
    office.maker.before = lambda _: office.batches.stop(supervisor, batch.id, at=now())
    office.worker.work_off()
    assert office.batch(batch).stage is Stage.STOPPED
    assert len(office.maker.made) == 1
    assert list(office.folder.iterdir()) == []


def test_one_that_waits_can_be_stopped_and_is_never_made(office: Bench) -> None:
    batch = office.begin()
    office.batches.stop(office.world["supervisor"], batch.id, at=now())
    office.worker.work_off()
    assert office.batch(batch).stage is Stage.STOPPED
    assert office.maker.made == []


def test_stopping_what_is_ready_takes_nothing_away(office: Bench) -> None:
    batch = office.ready()
    office.batches.stop(office.world["supervisor"], batch.id, at=now())
    assert office.batch(batch).stage is Stage.READY


# --- ends and restarts -------------------------------------------------------------------------------


def test_what_the_end_of_the_server_leaves_is_made_after_the_next_start(office: Bench) -> None:
    batch = office.begin()
    office.maker.before = lambda _: office.worker.close()
    office.worker.work_off()
    assert (office.batch(batch).stage, office.batch(batch).done) == (Stage.WAITING, 0)
    assert len(office.maker.made) == 1
    assert list(office.folder.iterdir()) == []
    office.maker.before = lambda _: None
    office.again().worker.work_off()
    made = office.batch(batch)
    assert (made.stage, made.done, made.lost) == (Stage.READY, 2, 0)


def test_what_one_process_hands_back_another_takes_up_at_once(office: Bench) -> None:
    batch = office.begin()
    office.maker.before = lambda _: office.worker.close()
    office.worker.work_off()
    office.maker.before = lambda _: None
    office.beside().worker.work_off()
    assert office.batch(batch).stage is Stage.READY


def test_the_end_of_the_server_does_not_wait_for_a_report_that_never_comes(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_worker, "PATIENCE", 0.01)
    batch = office.begin()
    gate = Gate()
    office.maker.before = gate
    office.worker.start()
    assert gate.reached.wait(30)
    office.worker.close()
    assert office.batch(batch).stage is Stage.WAITING
    gate.opened.set()


def taken(office: Bench, hands: str = "gone") -> Batch:
    """By a process of which nobody hears any more."""
    held = office.batches.take(hands, at=now())
    assert held is not None
    return held


@pytest.mark.parametrize(
    ("doing", "left"), [("", ".part"), ("parcel.finish(); parcel.lay(FolderShelf(folder))", ".zip")]
)
def test_what_a_killed_server_was_making_is_made_after_the_next_start(
    office: Bench, doing: str, left: str
) -> None:
    office.begin()
    batch = taken(office)
    office.folder.mkdir(parents=True)
    killed_in_the_middle(office, batch, doing)
    assert [path.suffix for path in office.folder.iterdir()] == [left]
    office.again().worker.work_off()
    made = office.batch(batch)
    assert (made.stage, made.done, made.lost) == (Stage.READY, 2, 1)
    assert list(office.folder.iterdir()) == [office.parcel(batch.id)]


def test_one_that_another_process_works_on_is_left_alone(office: Bench) -> None:
    office.begin()
    batch = taken(office)
    parcel = Parcel(office.folder, batch.parcel, at=now())
    office.beside().worker.work_off()
    assert office.batch(batch) == batch
    assert parcel.add("a.pdf", b"still here") == "a.pdf"
    parcel.finish()
    parcel.lay(office.batches.parcels.shelf)
    office.beside().worker.work_off()
    assert office.parcel(batch.id).is_file()
    parcel.discard()


def test_one_whose_process_gives_no_sign_of_life_is_taken_up_by_another(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.begin()
    batch = taken(office)
    late = now() + LEASE
    monkeypatch.setattr(batch_worker, "now", lambda: late)
    office.beside().worker.work_off()
    made = office.batch(batch)
    assert (made.stage, made.lost) == (Stage.READY, 1)


def test_a_process_that_was_only_held_up_changes_nothing_of_what_another_has_made(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = office.begin()
    gate, other = Gate(), office.beside()
    office.maker.before = gate
    office.worker.start()
    assert gate.reached.wait(30)
    office.maker.before = lambda _: None
    late = now() + LEASE
    monkeypatch.setattr(batch_worker, "now", lambda: late)
    other.worker.work_off()
    made = office.batch(batch)
    assert made.stage is Stage.READY
    gate.opened.set()
    office.worker.close()
    assert office.batch(batch) == made
    assert list(office.folder.iterdir()) == [office.parcel(batch.id)]


def test_who_lost_a_batch_to_another_that_is_still_at_it_can_say_nothing_of_it(office: Bench) -> None:
    office.begin()
    lost = taken(office)
    held = office.batches.take("hands", at=now() + LEASE)
    assert held is not None
    assert not office.batches.is_wanted(lost)
    office.batches.keep(lost.ended(Stage.READY, at=now()))
    office.batches.give_back(lost, at=now())
    assert office.batch(held) == held
    assert office.batches.is_wanted(held)
    assert office.batches.hold(held, at=now() + LEASE)


def test_however_long_a_report_takes_its_process_is_known_to_live(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "BETWEEN_SIGNS", 0.01)
    office.begin()
    gate, signs, hold = Gate(), Event(), office.batches.hold
    later = now() + 10 * LEASE

    def tell(batch: Batch, *, at: datetime) -> bool:
        holds = hold(batch, at=later)
        signs.set()
        return holds

    monkeypatch.setattr(office.batches, "hold", tell)
    office.maker.before = gate
    office.worker.start()
    assert gate.reached.wait(30)
    assert signs.wait(30)
    assert office.beside().batches.take("other", at=later) is None
    gate.opened.set()
    office.worker.close()


def test_one_at_which_process_after_process_dies_is_given_up(office: Bench) -> None:
    batch = office.begin()
    for number in range(batch_worker.MOST_LOST):
        assert office.batches.take(f"gone {number}", at=now() + number * LEASE)
    office.again().worker.work_off()
    assert office.batch(batch).stage is Stage.INTERRUPTED
    assert office.maker.made == []
    assert office.ready().stage is Stage.READY


def test_a_store_that_is_away_for_a_while_ends_no_batch(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = office.begin()
    away = unavailable("store.unreachable")
    with monkeypatch.context() as broken:
        broken.setattr(office.batches, "is_wanted", lambda _: (_ for _ in ()).throw(away))
        with pytest.raises(Problem):
            office.worker.work_off()
    assert office.batch(batch).stage is Stage.WORKING
    late = now() + LEASE
    monkeypatch.setattr(batch_worker, "now", lambda: late)
    office.worker.work_off()
    assert office.batch(batch).stage is Stage.READY


def test_a_store_that_is_away_again_and_again_counts_against_no_batch(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = office.begin()
    for _ in range(batch_worker.MOST_LOST + 1):
        with monkeypatch.context() as broken:
            broken.setattr(office.batches, "is_wanted", _is_away)
            broken.setattr(office.batches, "give_back", _is_away)
            with pytest.raises(Problem, match=r"store\.unreachable"):
                office.worker.work_off()
    office.worker.work_off()
    assert office.batch(batch).stage is Stage.READY
    assert office.batch(batch).lost == 0


def test_one_whose_making_another_has_taken_up_meanwhile_is_left_to_it(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = office.begin()
    with monkeypatch.context() as broken:
        broken.setattr(office.batches, "is_wanted", _is_away)
        with pytest.raises(Problem):
            office.worker.work_off()
    assert office.batches.take("another", at=now() + LEASE)
    office.worker.work_off()
    assert office.batch(batch).hands == "another"


def test_the_end_of_the_server_does_not_wait_for_a_store_that_is_away(
    office: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.begin()
    with monkeypatch.context() as broken:
        broken.setattr(office.batches, "is_wanted", _is_away)
        broken.setattr(office.batches, "give_back", _is_away)
        with pytest.raises(Problem):
            office.worker.work_off()
        office.worker.close()


def _is_away(*_: object, **__: object) -> NoReturn:
    raise unavailable("store.unreachable")


def test_what_waits_is_made_after_a_restart(office: Bench) -> None:
    batch = office.begin()
    office.worker.close()
    office.again().worker.work_off()
    assert office.batch(batch).stage is Stage.READY


def test_who_may_no_longer_ask_for_it_gets_nothing_made(office: Bench, world: World) -> None:
    batch = office.begin()
    document = world.store.documents["people"][world["supervisor"].id]
    body = {**document.body, "active": False}
    world.store.put("people", document.id, body, version=document.version)
    office.worker.work_off()
    ended = office.batch(batch)
    assert ended.stage is Stage.FAILED
    assert ended.reason
    assert ended.reason.code == "reports.batch_nobodys"
    assert office.maker.made == []


@pytest.mark.parametrize("change", [{"active": False}, {"role": "inspector"}])
def test_who_loses_the_right_meanwhile_issues_nothing_more(
    office: Bench, world: World, change: dict[str, Any]
) -> None:
    def leave(_: Visit) -> None:
        document = world.store.documents["people"][world["supervisor"].id]
        world.store.put("people", document.id, {**document.body, **change}, version=document.version)

    office.maker.before = leave
    ended = office.ready(issue=True)
    assert ended.stage is Stage.FAILED
    assert ended.reason
    assert ended.reason.code == "reports.batch_nobodys"
    assert len(office.maker.issued) == 1


# --- who may, and how long ---------------------------------------------------------------------------


def test_inspectors_and_supervisors_of_elsewhere_find_nothing(office: Bench, world: World) -> None:
    batch = office.ready()
    for person in (world["inspector"], supervisor_elsewhere(world), world["auditor"], world["staff"]):
        assert office.batches.recent(person) == []
        with pytest.raises(Problem) as unknown:
            office.batches.fetch(person, batch.id)
        assert unknown.value.code == "reports.no_batch"
        with pytest.raises(Problem):
            office.batches.begin(person, office.order(), at=now())


def test_an_administrator_chooses_the_province_and_a_supervisor_has_one(office: Bench, world: World) -> None:
    finish_visit(world, world.agencies["เทศบาลตำบลดอยสูง"])
    offered = office.choices("administrator")
    assert {(one.province, one.visits) for one in offered} == {(PROVINCE, 2), (OTHER_PROVINCE, 1)}
    assert [one.province for one in office.choices("supervisor")] == [PROVINCE]
    assert office.choices("inspector") == []


def test_the_file_is_kept_for_a_day_and_then_removed(
    office: Bench, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, supervisor = office.ready(), world["supervisor"]
    assert office.batches.file_of(supervisor, batch.id, at=now())[1] == office.parcel(batch.id)
    later = now() + KEPT
    with pytest.raises(Problem) as gone:
        office.batches.file_of(supervisor, batch.id, at=later)
    assert gone.value.code == "reports.batch_gone"
    office.worker.work_off()
    assert office.parcel(batch.id).is_file()
    monkeypatch.setattr(batch_worker, "now", lambda: later)
    office.worker.work_off()
    assert list(office.folder.iterdir()) == []
    monkeypatch.setattr(batch_worker, "now", lambda: later + REMEMBERED)
    office.worker.work_off()
    assert office.batches.recent(supervisor) == []


def test_a_file_that_lies_on_another_machine_is_told_as_gone(office: Bench, world: World) -> None:
    batch = office.ready()
    office.parcel(batch.id).unlink()
    with pytest.raises(Problem) as gone:
        office.batches.file_of(world["supervisor"], batch.id, at=now())
    assert gone.value.code == "reports.batch_gone"


def test_no_backup_takes_the_file_with_it(office: Bench) -> None:
    batch = office.ready()
    assert office.parcel(batch.id).is_relative_to(folder_of_files(office.config))
    assert list(FolderFiles(folder_of_files(office.config)).names()) == []


def test_what_nobody_knows_is_removed_from_the_folder(office: Bench) -> None:
    office.folder.mkdir(parents=True)
    for name in ("unknown.zip", "unknown.part"):
        (office.folder / name).write_bytes(b"left over")
    office.worker.work_off()
    assert list(office.folder.iterdir()) == []


def test_the_audit_trail_says_who_asked_for_a_province(office: Bench, world: World) -> None:
    batch = office.begin()
    said = world.store.read("audit")[-1].body
    assert (said["action"], said["subject"]) == ("batch.begun", batch.id)
    assert said["details"] == {"province": PROVINCE, "year": YEAR}
