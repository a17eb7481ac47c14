"""What a store does when nobody asks: it seals an idle tail and has replaced rows compacted away."""

import logging
import subprocess
import threading
from pathlib import Path

from checklist_app.errors import Problem
from checklist_app.store.embedded.compaction import compact_in_background
from checklist_app.store.embedded.storage import JournalStorage

# Compacting when more than half of what is stored was replaced keeps the work of rewriting below
# the work of writing; below this size it is not worth a process.
WORTH_COMPACTING = 64 * 1024 * 1024
_log = logging.getLogger(__name__)


class Caretaker(threading.Thread):
    def __init__(self, storage: JournalStorage, folder: Path, *, every: float = 1.0) -> None:
        super().__init__(name="store-caretaker", daemon=True)
        self._storage = storage
        self._folder = folder
        self._every = every
        self._stopping = threading.Event()
        self._compaction: subprocess.Popen[bytes] | None = None
        self._seen = -1
        self._going = 0  # dead bytes that the running compaction takes away

    def run(self) -> None:
        while not self._stopping.wait(self._every):
            try:
                self._seal_when_idle()
                self._compact_when_worth_it()
            except (Problem, OSError) as error:
                _log.warning("store: housekeeping put off: %s", error)

    def stop(self) -> None:
        self._stopping.set()
        if self.is_alive():
            self.join()
        if self._compaction is not None:
            self._compaction.wait()

    def _seal_when_idle(self) -> None:
        seq = self._storage.journal.seq
        if seq == self._seen:
            self._storage.journal.seal()
        self._seen = self._storage.journal.seq

    def _compact_when_worth_it(self) -> None:
        if self._compaction is not None:
            if self._compaction.poll() is None:
                return
            if self._compaction.returncode:
                _log.error("store: compaction failed, code %d", self._compaction.returncode)
            else:
                self._storage.forget_dead(self._going)
            self._compaction = None
        live, dead = self._storage.weigh()
        if dead > max(live, WORTH_COMPACTING):
            upto = self._storage.journal.rotate()
            self._going = dead
            self._compaction = compact_in_background(self._folder, upto)
