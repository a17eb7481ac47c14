"""Photographs and other files by their content: the name of a file is its SHA-256, so the same
file is kept once, and a file that was damaged says so itself."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from checklist_app.errors import invalid, not_found, unavailable
from checklist_app.ids import new_code
from checklist_app.store.embedded.disk import sync_folder

_NAME = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


class FolderFiles:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes, *, sha256: str | None = None) -> str:
        """Durable when it returns. With `sha256`, content that does not agree is refused."""
        name = hashlib.sha256(content).hexdigest()
        if sha256 is not None and sha256 != name:
            raise invalid("store.file_differs", field="sha256")
        target = self.path(name)
        try:
            if not (target.is_file() and file_hash(target) == name):
                self._write(target, content)
            self._sync_names(target)  # also for a file whose first writer could not
        except OSError as error:
            raise unavailable("store.not_writable", reason=error.strerror or "") from error
        return name

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def get(self, sha256: str) -> bytes:
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise not_found("store.no_file", sha256=sha256) from None

    def names(self) -> Iterator[str]:
        for path in sorted(self.folder.glob("??/*")):
            if _NAME.fullmatch(path.name):
                yield path.name

    def path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise invalid("store.not_a_hash", field="sha256")
        return self.folder / sha256[:2] / sha256

    def _write(self, target: Path, content: bytes) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(target, content)

    def _sync_names(self, target: Path) -> None:
        for folder in (target.parent, self.folder, self.folder.parent):
            sync_folder(folder)


def write_whole(target: Path, content: bytes) -> None:
    """The file is there with all of its content or as it was before, and only its owner reads it."""
    unfinished = target.with_name(f".{target.name}.{new_code(8)}")
    try:
        with private_file(unfinished) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def private_file(path: Path) -> BinaryIO:
    """A new file that nobody else can read: it may hold secrets and the names of people."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w+b")


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
