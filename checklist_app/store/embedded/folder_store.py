"""The embedded engine in a folder of its own: owned by one process, brought up to date on opening,
looked after while it is open."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from checklist_app.durable import sync_folder
from checklist_app.errors import unavailable
from checklist_app.store.embedded.caretaker import Caretaker
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.engine import EmbeddedStore
from checklist_app.store.embedded.folder_lock import FolderLock
from checklist_app.store.embedded.journal import SIZES, Sizes
from checklist_app.store.embedded.migration import migrate
from checklist_app.store.embedded.unfinished import refuse_unfinished
from checklist_app.store.protocol import Kind


class FolderStore(EmbeddedStore):
    def __init__(
        self, folder: Path, kinds: Iterable[Kind] = (), *, sizes: Sizes = SIZES, copying: str = ""
    ) -> None:
        """`copying` names the copy that may go on here; else a folder with an unfinished one is refused."""
        self.folder = folder
        self._owned = _own(folder)
        try:
            refuse_unfinished(folder, copying=copying)
            migrate(folder)
            super().__init__(FolderDisk(folder), kinds, sizes=sizes)
        except OSError as error:
            self._owned.release()
            raise unavailable("store.no_folder", folder=str(folder), reason=error.strerror or "") from error
        except BaseException:
            self._owned.release()
            raise
        _clear_copies(folder)
        self._caretaker = Caretaker(self.storage, folder)
        self._caretaker.start()

    def close(self) -> None:
        self._caretaker.stop()
        super().close()
        self._owned.release()


def _own(folder: Path) -> FolderLock:
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            sync_folder(folder.parent)
        return FolderLock(folder)
    except OSError as error:
        raise unavailable("store.no_folder", folder=str(folder), reason=error.strerror or "") from error


def _clear_copies(folder: Path) -> None:
    """Copies (see verify.py) whose makers were killed keep compacted segments on the disk."""
    for copy in folder.glob(".still-*"):
        if not _is_running(int(copy.name.split("-")[1])):
            shutil.rmtree(copy, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
