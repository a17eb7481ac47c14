"""Files and finished parcels in folders of this machine."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from checklist_app.durable import sync_folder, write_whole
from checklist_app.errors import invalid, not_found, unavailable
from checklist_app.settings import SETTINGS
from checklist_app.store.files.naming import NAME, key_of, name_of, proven

_CHUNK = 1024 * 1024


class FolderFiles:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes, *, sha256: str | None = None) -> str:
        name = name_of(content, sha256)
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
        path = self.path(sha256)
        try:
            return proven(path.read_bytes(), sha256, place=str(path))
        except FileNotFoundError:
            raise not_found("store.no_file", sha256=sha256) from None
        except OSError as error:
            raise unavailable("store.files_unreachable", reason=error.strerror or "") from error

    def names(self) -> Iterator[str]:
        for path in sorted(self.folder.glob("??/*")):
            if NAME.fullmatch(path.name):
                yield path.name

    def path(self, sha256: str) -> Path:
        return self.folder / key_of(sha256)

    def require(self) -> None:
        if not self.answers():
            raise invalid("config.bad_folder", setting=SETTINGS["files"].name, value=str(self.folder))

    def answers(self) -> bool:
        """Whether files can be put there; the folder itself is made with the first of them."""
        try:
            standing = next(place for place in (self.folder, *self.folder.parents) if place.exists())
        except OSError:  # such as a name that is too long
            return False
        return standing.is_dir() and os.access(standing, os.R_OK | os.W_OK | os.X_OK)

    def _write(self, target: Path, content: bytes) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(target, content)

    def _sync_names(self, target: Path) -> None:
        for folder in (target.parent, self.folder, self.folder.parent):
            sync_folder(folder)


class FolderShelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, draft: Path, name: str) -> None:
        """A draft in this very folder, so that it only gets another name."""
        draft.replace(self.folder / name)

    def open(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.is_file() else None

    def names(self) -> Iterator[str]:
        yield from (path.name for path in self.folder.glob("*.zip"))

    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
