"""Backup, restore and verify: a drill, and everything that can be wrong with a backup."""

import gzip
import io
import json
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import obstore
import pytest

from checklist_app.bucket import Bucket
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import NewEntry
from checklist_app.store.backup import (
    BACKUP_FORMAT,
    Installation,
    adopt_incoming,
    backup,
    read_backup,
    restore,
)
from checklist_app.store.embedded import FolderStore
from checklist_app.store.embedded.damage import Damage
from checklist_app.store.files import FolderFiles, files_at
from checklist_app.store.verify import Chains, verify
from checklist_app.store.whole import Verified
from tests.servers.objects import Objects, raw
from tests.store.conftest import KINDS

Rename = Callable[[Path, Path], Path]
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def installation_in(folder: Path) -> Installation:
    return Installation(store=folder / "store", files=FolderFiles(folder / "files"), beside=("secret.key",))


def photo_in(installation: Installation, name: str) -> Path:
    return installation.store.parent / "files" / name[:2] / name


@pytest.fixture
def filled(tmp_path: Path) -> Installation:
    installation = installation_in(tmp_path / "office")
    store = FolderStore(installation.store, KINDS)
    store.put("agencies", "a", {"code": "1", "name": "อบต.บ้านแลง"}, version=0)
    store.append("visit/1", [NewEntry(str(n), {"n": n}) for n in range(5)])
    store.append("audit", [NewEntry("x", {})])
    store.close()
    installation.files.put(b"a photograph")
    (installation.store / "secret.key").write_text("secret")
    return installation


@pytest.fixture
def archive(filled: Installation, tmp_path: Path) -> Path:
    target = tmp_path / "office.backup"
    backup(filled, target, at=NOON)
    return target


def test_a_backup_restored_elsewhere_holds_everything(archive: Path, tmp_path: Path) -> None:
    elsewhere = installation_in(tmp_path / "elsewhere")
    assert restore(archive, elsewhere, replace=False, at=NOON) == Verified(6, 2, 1, 1)
    store = FolderStore(elsewhere.store, KINDS)
    assert [d.body["name"] for d in store.find("agencies")] == ["อบต.บ้านแลง"]
    assert store.head("visit/1").seq == 5
    store.close()
    (photo,) = elsewhere.files.names()
    assert elsewhere.files.get(photo) == b"a photograph"
    assert (elsewhere.store / "secret.key").read_text() == "secret"
    assert verify(elsewhere.store, elsewhere.files) == Verified(6, 2, 1, 1)


def test_a_backup_is_consistent_while_the_server_writes(filled: Installation, tmp_path: Path) -> None:
    store = FolderStore(filled.store, KINDS)
    stop = threading.Event()
    acknowledged: list[str] = []

    def write() -> None:
        n = 0
        while not stop.is_set():
            with store.transaction():
                store.put("rounds", f"r{n}", {"agency": "a"}, version=0)
                store.append("pairs", [NewEntry(f"r{n}", {})])
            acknowledged.append(f"r{n}")
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    while len(acknowledged) < 20:
        pass
    before = list(acknowledged)
    backup(filled, tmp_path / "live.backup", at=NOON)
    stop.set()
    writer.join()
    store.close()
    elsewhere = installation_in(tmp_path / "elsewhere")
    restore(tmp_path / "live.backup", elsewhere, replace=False, at=NOON)
    restored = FolderStore(elsewhere.store, KINDS)
    pairs = {entry.id for entry in restored.read("pairs")}
    assert set(before) <= pairs
    assert pairs == {d.id for d in restored.find("rounds")}
    restored.close()


def test_restoring_over_data_needs_to_be_asked_for_and_keeps_what_was_there(
    archive: Path, filled: Installation
) -> None:
    store = FolderStore(filled.store, KINDS)
    store.append("audit", [NewEntry("after the backup", {})])
    store.close()
    with pytest.raises(Problem, match=r"backup\.not_empty"):
        restore(archive, filled, replace=False, at=NOON)
    restore(archive, filled, replace=True, at=NOON)
    assert verify(filled.store, None).entries == 6
    (kept,) = filled.store.parent.glob("store.before-*Z")
    assert verify(kept, None).entries == 7


def test_while_the_server_runs_the_restored_store_waits_for_its_next_start(
    archive: Path, filled: Installation
) -> None:
    store = FolderStore(filled.store, KINDS)
    restore(archive, filled, replace=True, at=NOON)
    store.append("audit", [NewEntry("still served", {})])  # acknowledged into the store that serves
    store.close()
    assert verify(filled.store, None).entries == 7
    assert adopt_incoming(filled, at=NOON)
    assert not adopt_incoming(filled, at=NOON)
    assert verify(filled.store, None).entries == 6
    (kept,) = filled.store.parent.glob("store.before-*Z")
    assert verify(kept, None).entries == 7


def test_a_restored_store_is_not_adopted_while_a_server_owns_the_present_one(
    archive: Path, filled: Installation
) -> None:
    store = FolderStore(filled.store, KINDS)
    restore(archive, filled, replace=True, at=NOON)
    assert adopt_incoming(filled, at=NOON) is None
    store.append("audit", [NewEntry("still served", {})])
    store.close()
    kept = adopt_incoming(filled, at=NOON)
    assert kept is not None
    assert verify(kept, None).entries == 7


class Killed(BaseException):
    pass


def test_a_kill_while_a_waiting_restore_is_replaced_leaves_a_whole_one(
    archive: Path, filled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(filled.store, KINDS)
    restore(archive, filled, replace=True, at=NOON)
    for kills in range(4):
        steps = 0
        rename = Path.rename

        def die_at(self: Path, target: Path, kills: int = kills, rename: Rename = rename) -> Path:
            nonlocal steps
            steps += 1
            if steps > kills:
                raise Killed
            return rename(self, target)

        with monkeypatch.context() as patched, suppress(Killed):
            patched.setattr(Path, "rename", die_at)
            restore(archive, filled, replace=True, at=NOON)
    store.close()
    adopt_incoming(filled, at=NOON)
    assert verify(filled.store, None).entries == 6


def test_two_restores_in_one_moment_keep_both_earlier_stores(archive: Path, filled: Installation) -> None:
    restore(archive, filled, replace=True, at=NOON)
    restore(archive, filled, replace=True, at=NOON)
    assert len(list(filled.store.parent.glob("store.before-*"))) == 2


def test_a_restore_mends_a_damaged_photograph(archive: Path, filled: Installation) -> None:
    (photo,) = filled.files.names()
    photo_in(filled, photo).write_bytes(b"rotten")
    restore(archive, filled, replace=True, at=NOON)
    assert verify(filled.store, filled.files).files == 1


def test_nobody_else_can_read_a_backup(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_what_a_killed_backup_left_is_in_nobodys_way(filled: Installation, tmp_path: Path) -> None:
    (tmp_path / ".x.backup.unfinished").write_bytes(b"left")
    (filled.store / ".still-1999999-left").mkdir()
    backup(filled, tmp_path / "x.backup", at=NOON)
    FolderStore(filled.store, KINDS).close()
    assert not list(filled.store.glob(".still-*"))


def test_reading_beside_a_writer_who_goes_on_is_no_damage(
    filled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(filled.store, KINDS)
    check = Chains.check
    written: list[object] = []

    def write_meanwhile(self: Chains, writes: list[list[object]]) -> None:
        check(self, writes)
        if not written:
            written.extend(store.append("w", [NewEntry(str(n), {"text": "x" * 200_000})]) for n in range(3))

    monkeypatch.setattr(Chains, "check", write_meanwhile)
    assert verify(filled.store, None).entries == 6
    store.close()


def test_a_listing_taken_in_the_middle_of_a_compaction_is_taken_again(
    filled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(filled.store, KINDS)
    store.storage.journal.rotate()
    store.storage.journal.rotate()
    iterdir = Path.iterdir
    looks = []

    def miss_one(self: Path) -> Iterator[Path]:
        looks.append(self)
        return (path for path in iterdir(self) if len(looks) != 2 or "0000000001" not in path.name)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "iterdir", miss_one)
        assert verify(filled.store, None).entries == 6
    store.close()


def test_a_backup_never_overwrites_another(archive: Path, filled: Installation) -> None:
    before = archive.read_bytes()
    with pytest.raises(Problem, match=r"backup\.exists"):
        backup(filled, archive, at=NOON)
    assert archive.read_bytes() == before


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"store\.none_here"):
        backup(installation_in(tmp_path / "nothing"), tmp_path / "x.backup", at=NOON)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(filled: Installation, tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        backup(filled, tmp_path / "no such folder" / "x.backup", at=NOON)
    assert refused.value.kind is ProblemKind.UNAVAILABLE
    assert not list(filled.store.glob(".still-*"))


@pytest.mark.parametrize("place", [0, 40, -1, -9, 0.3, 0.6, 0.9])
def test_a_damaged_backup_is_refused_before_anything_is_changed(
    archive: Path, filled: Installation, place: float
) -> None:
    content = bytearray(archive.read_bytes())
    content[int(place * len(content)) if isinstance(place, float) else place] ^= 0xFF
    archive.write_bytes(content)
    before = {path: path.read_bytes() for path in filled.store.glob("*.jsonl")}
    with pytest.raises(Problem) as refused:
        restore(archive, filled, replace=True, at=NOON)
    assert refused.value.code in ("backup.damaged", "backup.foreign")
    assert {path: path.read_bytes() for path in filled.store.glob("*.jsonl")} == before
    assert not list(filled.store.parent.glob(".restore-*"))


def test_a_cut_off_backup_is_refused(archive: Path) -> None:
    content = archive.read_bytes()
    for size in (0, 1, 10, len(content) // 2, len(content) - 1):
        archive.write_bytes(content[:size])
        with pytest.raises(Problem, match=r"backup\.(damaged|foreign)"):
            read_backup(archive)


def rewritten(archive: Path, change: object) -> None:
    """The backup with its manifest changed and everything else as it is."""
    out = io.BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for entry in old:
            file = old.extractfile(entry)
            content = file.read() if file else b""
            if entry.name == "manifest.json":
                content = json.dumps(change(json.loads(content))).encode()  # type: ignore[operator]
                entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    archive.write_bytes(out.getvalue())


def test_a_backup_of_a_newer_release_is_refused(archive: Path) -> None:
    rewritten(archive, lambda manifest: manifest | {"format": BACKUP_FORMAT + 1})
    with pytest.raises(Problem, match=r"backup\.newer"):
        read_backup(archive)


def test_a_backup_with_more_in_it_than_its_manifest_says_is_refused(archive: Path) -> None:
    rewritten(archive, lambda manifest: manifest | {"members": manifest["members"][1:]})
    with pytest.raises(Problem, match=r"backup\.foreign"):
        read_backup(archive)


@pytest.mark.parametrize(
    "manifest",
    [
        {},
        [],
        {"mark": "other"},
        {"mark": "checklist-backup"},
        {"mark": "checklist-backup", "format": 1, "members": [1]},
        None,
    ],
)
def test_a_manifest_of_something_else_is_refused(archive: Path, manifest: object) -> None:
    rewritten(archive, lambda _: manifest)
    with pytest.raises(Problem, match=r"backup\.foreign"):
        read_backup(archive)


@pytest.mark.parametrize(
    "content", [b"", b"not a backup", b"PK\x03\x04zip", gzip.compress(b"not a tar", mtime=0)]
)
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(Problem) as refused:
        read_backup(tmp_path / "x")
    assert refused.value.kind is ProblemKind.INVALID
    with pytest.raises(Problem, match=r"backup\.no_file"):
        read_backup(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "store/../../outside"])
def test_a_backup_cannot_write_outside_its_place(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil", "w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        tar.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(Problem, match=r"backup\.foreign"):
        read_backup(tmp_path / "evil")
    assert not (tmp_path / "outside").exists()
    assert not Path("/tmp/outside").exists()


def test_verify_counts_what_it_proved_and_works_beside_the_server(filled: Installation) -> None:
    store = FolderStore(filled.store, KINDS)
    assert verify(filled.store, filled.files) == Verified(entries=6, streams=2, rows=1, files=1)
    store.close()
    assert not list(filled.store.glob(".still-*"))


def test_verify_names_a_rewritten_entry_even_when_its_line_is_whole(filled: Installation) -> None:
    """Somebody edits an answer and mends the checksum: the chain still tells."""
    from checklist_app.store.embedded.record import encode, frame_writes, parse

    (log,) = filled.store.glob("*.log.jsonl")
    lines = log.read_bytes().splitlines(keepends=True)
    changed = next(n for n, line in enumerate(lines) if b'"visit/1"' in line)
    record = parse(lines[changed])
    writes = record.content["w"]
    writes[2][4]["n"] = 99
    lines[changed] = frame_writes(record.number, record.durable, [encode(write) for write in writes])
    log.write_bytes(b"".join(lines))
    with pytest.raises(Damage) as refused:
        verify(filled.store, None)
    assert refused.value.parameters == {"file": "visit/1", "offset": 3, "why": "chain"}


def test_verify_names_a_damaged_photograph(filled: Installation) -> None:
    (photo,) = filled.files.names()
    photo_in(filled, photo).write_bytes(b"another photograph")
    with pytest.raises(Problem, match=rf"store\.file_damaged.*{photo}"):
        verify(filled.store, filled.files)


def test_files_are_kept_once_under_the_hash_of_their_content(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    name = files.put(b"x" * 100)
    assert files.put(b"x" * 100, sha256=name) == name
    assert list(files.names()) == [name]
    assert files.get(name) == b"x" * 100
    assert files.has(name)
    with pytest.raises(Problem, match=r"store\.file_differs"):
        files.put(b"y", sha256=name)
    with pytest.raises(Problem, match=r"store\.no_file"):
        files.get("0" * 64)
    for hostile in ("../../etc/passwd", "", "A" * 64, name[:-1] + "\n"):
        with pytest.raises(Problem, match=r"store\.not_a_hash"):
            files.get(hostile)


def test_a_file_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FolderFiles(tmp_path / "files")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(Problem) as refused:
        files.put(b"x")
    assert refused.value.kind is ProblemKind.UNAVAILABLE
    assert list(files.names()) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    shutil.rmtree(tmp_path / "files")


@pytest.mark.slow
def test_a_backup_takes_files_out_of_a_bucket_and_a_restore_brings_them_into_another(
    filled: Installation, objects: Objects, tmp_path: Path
) -> None:
    office, target = replace(filled, files=files_at(objects.new_bucket())), tmp_path / "office.backup"
    photo = office.files.put(b"a photograph")
    assert backup(office, target, at=NOON) == Verified(6, 2, 1, 1)
    elsewhere = replace(installation_in(tmp_path / "elsewhere"), files=files_at(objects.new_bucket()))
    assert restore(target, elsewhere, replace=False, at=NOON).files == 1
    assert elsewhere.files.get(photo) == b"a photograph"
    assert verify(elsewhere.store, elsewhere.files) == Verified(6, 2, 1, 1)


@pytest.mark.slow
def test_a_backup_of_a_folder_can_be_restored_into_a_bucket(
    archive: Path, bucket: Bucket, tmp_path: Path
) -> None:
    elsewhere = replace(installation_in(tmp_path / "elsewhere"), files=files_at(bucket))
    restore(archive, elsewhere, replace=False, at=NOON)
    (photo,) = elsewhere.files.names()
    assert elsewhere.files.get(photo) == b"a photograph"


def test_a_damaged_photograph_in_a_bucket_is_named_and_gets_into_no_backup(
    filled: Installation, bucket: Bucket, tmp_path: Path
) -> None:
    office = replace(filled, files=files_at(bucket))
    photo = office.files.put(b"a photograph")
    obstore.put(raw(bucket), f"{photo[:2]}/{photo}", b"another photograph")
    with pytest.raises(Problem, match=rf"store\.file_damaged.*{photo}"):
        verify(office.store, office.files)
    with pytest.raises(Problem, match=rf"store\.file_damaged.*{photo}"):
        backup(office, tmp_path / "office.backup", at=NOON)
    assert not (tmp_path / "office.backup").exists()
