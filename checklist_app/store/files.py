"""Photographs and other files by their content: the name of a file is its SHA-256, so the same
file is kept once, and a file that was damaged says so itself."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from checklist_app.durable import sync_folder, write_whole
from checklist_app.errors import invalid, not_found, unavailable

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


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
