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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from checklist_app.clock import stamp
from checklist_app.errors import conflict, invalid, unavailable
from checklist_app.store.embedded.disk import sync_folder
from checklist_app.store.embedded.folder_lock import is_owned
from checklist_app.store.files import FolderFiles, file_hash
from checklist_app.store.verify import Verified, still_copy, verify_store

BACKUP_FORMAT = 1
_MARK = "checklist-backup"
_MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Installation:
    """Where an installation keeps what cannot be made again."""

    store: Path
    files: Path
    beside: tuple[str, ...] = ()  # further files in the store's folder, such as the secret key

    @property
    def incoming(self) -> Path:
        """A restored store that waits for the server's next start."""
        return self.store.with_name(self.store.name + ".incoming")


def backup(installation: Installation, target: Path, *, at: datetime) -> Verified:
    if target.exists():
        raise conflict("backup.exists", file=str(target))
    unfinished = target.with_name(target.name + ".unfinished")
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


def restore(archive: Path, installation: Installation, *, replace: bool, at: datetime) -> Verified:
    """Put a backup in place. What was there is kept beside it; while a server runs, the restored
    store waits for its next start, because the server still answers from the old one."""
    occupied = installation.store.is_dir() and any(installation.store.glob("*.jsonl"))
    if occupied and not replace:
        raise conflict("backup.not_empty", folder=str(installation.store))
    scratch = Path(tempfile.mkdtemp(prefix=".restore-", dir=_parent(installation.store)))
    try:
        checked = _extract(archive, scratch)
        files = FolderFiles(installation.files)
        for name in FolderFiles(scratch / "files").names():
            files.put(FolderFiles(scratch / "files").get(name), sha256=name)
        _move_in(scratch, installation.incoming)
    except OSError as error:
        raise unavailable("backup.not_restored", reason=error.strerror or "") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    adopt_incoming(installation, at=at)
    return checked


def adopt_incoming(installation: Installation, *, at: datetime) -> bool:
    """Let a restored store take the place of the present one, which is kept. For the start of the
    server and for a restore while nothing runs."""
    if not installation.incoming.is_dir() or is_owned(installation.store):
        return False
    store = installation.store
    if store.exists():
        store.rename(store.with_name(f"{store.name}.before-{stamp(at).replace(':', '')}"))
    installation.incoming.rename(store)
    sync_folder(store.parent)
    return True


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
    files = FolderFiles(installation.files)
    parts += [(f"files/{name[:2]}/{name}", files.path(name)) for name in files.names()]
    members = []
    with target.open("xb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
            for name, path in parts:
                members.append(_add(archive, name, path))
            _add_manifest(archive, members, at)
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


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk


def _add_manifest(archive: tarfile.TarFile, members: list[_Member], at: datetime) -> None:
    content = json.dumps(
        {"mark": _MARK, "format": BACKUP_FORMAT, "at": stamp(at), "members": [asdict(m) for m in members]}
    ).encode()
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
        if found.pop(member["name"], None) != member["sha256"]:
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
    if incoming.exists():
        shutil.rmtree(incoming)
    sync_folder(scratch / "store")
    (scratch / "store").rename(incoming)
    sync_folder(incoming.parent)


def _parent(folder: Path) -> Path:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.parent
