"""One process owns a store's folder. The kernel frees the lock when the process ends, however."""

import fcntl
import os
from pathlib import Path

from checklist_app.errors import unavailable


class FolderLock:
    def __init__(self, folder: Path) -> None:
        path = folder / "LOCK"
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(self._descriptor, 20, 0).decode(errors="replace").strip()
            os.close(self._descriptor)
            raise unavailable("store.owned_by_another", folder=str(folder), process=owner or "?") from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        os.close(self._descriptor)
