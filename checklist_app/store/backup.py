"""One file that holds an installation: the store, the files and the secret key, with a manifest of
what must be in it. Made beside a running server; checked by reading it back before it counts."""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from checklist_app.clock import stamp
from checklist_app.durable import new_file, sync_folder
from checklist_app.errors import Problem, conflict, invalid, unavailable
from checklist_app.ids import new_code
from checklist_app.store.embedded.folder_lock import FolderLock
from checklist_app.store.files import Files, FolderFiles
from checklist_app.store.files.folder import file_hash
from checklist_app.store.verify import still_copy, verify_store
from checklist_app.store.whole import Verified

BACKUP_FORMAT = 1
_MARK = "checklist-backup"
_MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Installation:
    """Where an installation keeps what cannot be made again."""

    store: Path
    files: Files
    beside: tuple[str, ...] = ()  # further files in the store's folder, such as the secret key
    settings: Mapping[str, str] = field(default_factory=dict)  # for whoever restores; nothing secret

    @property
    def incoming(self) -> Path:
        """A restored store that waits for the server's next start."""
        return self.store.with_name(self.store.name + ".incoming")


def backup(installation: Installation, target: Path, *, at: datetime) -> Verified:
    if target.exists():
        raise conflict("backup.exists", file=str(target))
    unfinished = target.with_name(f".{target.name}.{new_code(8)}")
    try:
        with still_copy(installation.store) as copy:
            _write_archive(installation, copy, unfinished, at)
        checked = read_backup(unfinished)
        unfinished.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise unavailable("backup.not_written", file=str(target), reason=error.strerror or "") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return checked


def read_backup(archive: Path) -> Verified:
    """Prove that a backup can be restored."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=archive.parent) as scratch:
        return _extract(archive, Path(scratch))


def settings_in(archive: Path) -> dict[str, str]:
    """The settings of the installation that a proven backup was made of."""
    with _reading(archive) as tar:
        entry = next(entry for entry in tar if entry.name == _MANIFEST)
        return dict(_read_manifest(tar, entry, archive).get("settings", {}))


def restore(archive: Path, installation: Installation, *, replace: bool, at: datetime) -> Verified:
    """Put a backup in place. What was there is kept beside it; while a server runs, the restored
    store waits for its next start, because the server still answers from the old one."""
    occupied = installation.store.is_dir() and any(installation.store.glob("*.jsonl"))
    if occupied and not replace:
        raise conflict("backup.not_empty", folder=str(installation.store))
    try:
        installation.store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".restore-", dir=installation.store.parent))
    except OSError as error:
        raise unavailable("backup.not_restored", reason=error.strerror or "") from error
    try:
        checked = _extract(archive, scratch)
        restored = FolderFiles(scratch / "files")
        for name in restored.names():
            installation.files.put(restored.get(name), sha256=name)
        _move_in(scratch, installation.incoming)
    except OSError as error:
        raise unavailable("backup.not_restored", reason=error.strerror or "") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    adopt_incoming(installation, at=at)
    return checked


def adopt_incoming(installation: Installation, *, at: datetime) -> Path | None:
    """Let a restored store take the place of the present one; answers where that one is kept.
    For the start of the server and of commands that write, and for a restore while nothing runs."""
    store = installation.store
    try:
        with ExitStack() as owning:
            if not installation.incoming.is_dir():
                return None
            if store.is_dir():
                lock = FolderLock(store)  # no server may open it between the two names
                owning.callback(lock.release)
            kept = _free_name(store.with_name(f"{store.name}.before-{stamp(at).replace(':', '')}"))
            if store.exists():
                store.rename(kept)
            installation.incoming.rename(store)
            sync_folder(store.parent)
            return kept
    except OSError as error:
        raise unavailable("backup.not_restored", reason=error.strerror or "") from error
    except Problem as problem:
        if problem.code != "store.owned_by_another":
            raise
        return None  # a server runs: its next start comes here again


def _free_name(wanted: Path) -> Path:
    number = 2
    free = wanted
    while free.exists():
        free, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return free


# --- the archive


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    sha256: str


def _write_archive(installation: Installation, store: Path, target: Path, at: datetime) -> None:
    parts = [(f"store/{path.name}", path) for path in sorted(store.iterdir())]
    beside = [installation.store / name for name in installation.beside]
    parts += [(f"store/{path.name}", path) for path in beside if path.is_file()]
    members = []
    with new_file(target) as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
            for name, path in parts:
                members.append(_add(archive, name, path))
            for name in installation.files.names():
                members.append(_add_file(archive, name, installation.files.get(name)))
            _add_manifest(archive, members, installation.settings, at)
        raw.flush()
        os.fsync(raw.fileno())


def _add(archive: tarfile.TarFile, name: str, path: Path) -> _Member:
    """As long as the file is now: the last segment may grow while it is read."""
    with path.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size = os.fstat(file.fileno()).st_size
        entry.mode = 0o600
        hashing = _Hashing(file)
        archive.addfile(entry, hashing)  # type: ignore[arg-type]  # only ever read from
    return _Member(name, entry.size, hashing.digest.hexdigest())


def _add_file(archive: tarfile.TarFile, sha256: str, content: bytes) -> _Member:
    entry = tarfile.TarInfo(f"files/{sha256[:2]}/{sha256}")
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))
    return _Member(entry.name, entry.size, sha256)


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk


def _add_manifest(
    archive: tarfile.TarFile, members: list[_Member], settings: Mapping[str, str], at: datetime
) -> None:
    manifest = {
        "mark": _MARK,
        "format": BACKUP_FORMAT,
        "at": stamp(at),
        "settings": dict(settings),
        "members": [asdict(member) for member in members],
    }
    content = json.dumps(manifest).encode()
    entry = tarfile.TarInfo(_MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _extract(archive: Path, scratch: Path) -> Verified:
    with _reading(archive) as tar:
        found = {}
        manifest: dict[str, Any] | None = None
        for entry in tar:
            if entry.name == _MANIFEST:
                manifest = _read_manifest(tar, entry, archive)
            else:
                found[entry.name] = _extract_member(tar, entry, scratch, archive)
    if manifest is None:
        raise invalid("backup.damaged", file=str(archive), part=_MANIFEST)
    for member in manifest["members"]:
        if not isinstance(member, dict):
            raise invalid("backup.foreign", file=str(archive))
        if found.pop(str(member.get("name")), None) != member.get("sha256"):
            raise invalid("backup.damaged", file=str(archive), part=member["name"])
    if found:
        raise invalid("backup.foreign", file=str(archive))
    checked = verify_store(scratch / "store")
    files = sum(1 for _ in FolderFiles(scratch / "files").names())
    return Verified(checked.entries, checked.streams, checked.rows, files)


@contextmanager
def _reading(archive: Path) -> Iterator[tarfile.TarFile]:
    if not archive.is_file():
        raise invalid("backup.no_file", file=str(archive))
    try:
        with gzip.open(archive) as unzipped:
            with tarfile.open(fileobj=unzipped, mode="r:") as tar:
                yield tar
            while unzipped.read(_CHUNK):  # to the very end, where the checksum of the whole is
                pass
    except (tarfile.TarError, EOFError, ValueError, zlib.error, gzip.BadGzipFile) as error:
        if isinstance(error, tarfile.ReadError) and not _looks_zipped(archive):
            raise invalid("backup.foreign", file=str(archive)) from error
        raise invalid("backup.damaged", file=str(archive), part="-") from error


def _looks_zipped(archive: Path) -> bool:
    with archive.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _read_manifest(tar: tarfile.TarFile, entry: tarfile.TarInfo, archive: Path) -> dict[str, Any]:
    file = tar.extractfile(entry)
    manifest = json.loads(file.read()) if file else None
    if not isinstance(manifest, dict) or manifest.get("mark") != _MARK:
        raise invalid("backup.foreign", file=str(archive))
    if not isinstance(manifest.get("format"), int) or not isinstance(manifest.get("members"), list):
        raise invalid("backup.foreign", file=str(archive))
    if manifest["format"] > BACKUP_FORMAT:
        raise invalid("backup.newer", found=manifest["format"], known=BACKUP_FORMAT)
    return manifest


def _extract_member(tar: tarfile.TarFile, entry: tarfile.TarInfo, scratch: Path, archive: Path) -> str:
    target = scratch / entry.name
    file = tar.extractfile(entry) if entry.isfile() else None
    if file is None or not target.resolve().is_relative_to(scratch.resolve()):
        raise invalid("backup.foreign", file=str(archive))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as out:
        shutil.copyfileobj(file, out, _CHUNK)
        out.flush()
        os.fsync(out.fileno())
    target.chmod(0o600)
    return file_hash(target)


def _move_in(scratch: Path, incoming: Path) -> None:
    """Each step leaves either the restored store of before or this one waiting, and whole."""
    sync_folder(scratch / "store")
    if incoming.exists():
        incoming.rename(scratch / "replaced")
    (scratch / "store").rename(incoming)
    sync_folder(incoming.parent)
