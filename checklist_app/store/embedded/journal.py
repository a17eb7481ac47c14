"""Writing: numbered transactions into segment files, many writers sharing one sync.

Writers queue their transaction under the store's lock and wait for it after they let the lock go.
The first to wait leads: it writes and syncs everything queued so far while the others queue up
the next batch, one of whom it then promotes. Nobody ever waits for a disk while holding the lock.

After a failed write or sync, every transaction that was not durable is undone in memory and
refused. The file is never synced again, because the system may have dropped the pages that it
could not write: the next writer re-reads what is durable and goes on in a new segment, which
says how much of the old one counts.
"""

import _thread
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from checklist_app.errors import Problem, unavailable
from checklist_app.store.embedded.disk import Disk, File
from checklist_app.store.embedded.layout import FORMAT, log_name, unfinished
from checklist_app.store.embedded.record import encode, frame, frame_writes
from checklist_app.store.embedded.replay import Position, replay_log

Undo = Callable[[], None]
Gate = _thread.LockType  # taken; whoever opens it lets one thread go on
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sizes:
    """`ahead`: line ends written ahead of the data, so that a sync changes no file size, which
    costs the file system a journal commit of its own (measured: 1.5 times the syncs per second)."""

    segment: int = 64 * 1024 * 1024
    ahead: int = 256 * 1024


SIZES = Sizes()


class Batch:
    """Transactions that become durable together, and the threads that wait for them."""

    __slots__ = ("done", "failure", "gates", "lines", "undos")

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.undos: list[Undo] = []
        self.gates: list[Gate] = []
        self.done = False
        self.failure: BaseException | None = None


Ticket = tuple[Batch, Gate | None]


class Journal:
    def __init__(
        self,
        disk: Disk,
        lock: "threading.RLock",
        position: Position,
        *,
        store: str,
        sizes: Sizes,
    ) -> None:
        self._disk = disk
        self._lock = lock
        self._store = store
        self._sizes = sizes
        self._blank = b"\n" * sizes.ahead
        self._seq = self._durable = self._sealed = position.seq
        self._batch = Batch()
        self._leading = self._full = self._closed = False
        self._fault: BaseException | None = None
        self._mending = threading.Lock()
        self._pid = os.getpid()
        self._segment, self._start = position.segment, position.start
        self._offset = self._ahead = position.offset
        self._file = self._resume() if position.offset else self._create_segment()

    @property
    def seq(self) -> int:
        return self._seq

    @property
    def queued(self) -> list[bytes]:
        """Lines that wait for the next sync."""
        return self._batch.lines

    @property
    def fault(self) -> str | None:
        """Why writes are refused at the moment, if they are."""
        return _reason(self._fault) if self._fault is not None else None

    # --- writing

    def ready(self) -> None:
        """Before a write, without the lock: mend what failed earlier or say that it still fails."""
        if self._closed:
            raise unavailable("store.closed")
        if os.getpid() != self._pid:  # the lock on the folder survives a fork, its memory does not
            raise unavailable("store.forked")
        if self._fault is not None:
            self._mend()

    def enqueue(self, writes: list[bytes], undo: Undo) -> Ticket:
        """With the lock held: number the transaction. The ticket is for `wait`."""
        if self._fault is not None or self._closed:
            raise unavailable("store.not_writable", reason=_reason(self._fault))
        self._seq += 1
        batch = self._batch
        batch.lines.append(frame_writes(self._seq, self._durable, writes))
        batch.undos.append(undo)
        return self._join(batch)

    def wait(self, ticket: Ticket) -> None:
        """Without the lock: return when the batch is durable, or raise why it is not."""
        batch, gate = ticket
        if gate is not None:
            gate.acquire()  # released by a leader: the batch is done, or it is ours to lead
        if not batch.done:
            self._lead()
        if batch.failure is not None:
            raise unavailable("store.not_writable", reason=_reason(batch.failure)) from batch.failure

    def settle(self, batch: Batch) -> None:
        """Wait for a batch somebody else is writing."""
        with self._lock:
            if batch.done:
                return
            ticket = self._join(batch)
        self.wait(ticket)

    def _join(self, batch: Batch) -> Ticket:
        if not self._leading:
            self._leading = True
            return batch, None
        gate = threading.Lock()
        gate.acquire()
        batch.gates.append(gate)
        return batch, gate

    def seal(self) -> None:
        """Close an idle tail with an empty transaction: damage to the last real one is then told
        from a tail that never reached the disk."""
        with self._lock:
            if self._sealed == self._seq or self._fault is not None or self._closed:
                return
            ticket = self.enqueue([], _nothing)
            self._sealed = self._seq
        self.wait(ticket)

    def rotate(self) -> int:
        """Seal the segment that is being written and go on in a new one; returns its number."""
        self.ready()
        with self._lock:
            ticket = self.enqueue([], _nothing)
            self._full = True
        self.wait(ticket)
        return self._segment - 1

    def close(self) -> None:
        with suppress(Problem):
            self.seal()
        with self._lock:
            if self._closed:
                return
            self._closed = True
            ticket = self._join(self._batch) if self._leading else None
        if ticket is not None:
            with suppress(Problem):
                self.wait(ticket)
        with self._mending:
            with suppress(OSError):  # after a fault: what is durable has been acknowledged, no more
                self._file.truncate(self._offset)
                self._file.sync()
            self._file.close()

    # --- leading

    def _lead(self) -> None:
        with self._lock:
            batch, self._batch = self._batch, Batch()
        failure: BaseException | None = None
        try:
            self._write(b"".join(batch.lines))
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it was
            failure = error
            with suppress(OSError):  # so that a crash from here on does not bring back what is refused
                self._file.truncate(self._offset)
        with self._lock:
            if failure is None:
                self._durable += len(batch.lines)
            else:
                self._refuse(batch, failure)
            batch.done = True
            batch.lines, batch.undos = [], []
            full = failure is None and (self._full or self._offset >= self._sizes.segment)
            promoted = None if full else self._promote()
        if promoted is not None:
            promoted.release()  # first, so that the next sync begins before the others go on
        for gate in batch.gates:
            gate.release()
        if full:
            self._advance_or_fail()
            with self._lock:
                promoted = self._promote()
            if promoted is not None:
                promoted.release()
        if failure is not None and not isinstance(failure, Exception):
            raise failure

    def _promote(self) -> Gate | None:
        promoted = self._batch.gates.pop() if self._batch.gates else None
        self._leading = promoted is not None
        return promoted

    def _write(self, data: bytes) -> None:
        end = self._offset + len(data)
        if end > self._ahead:
            self._file.write_at(data + self._blank, self._offset)
            self._ahead = end + len(self._blank)
        else:
            self._file.write_at(data, self._offset)
        self._file.sync()
        self._offset = end

    def _refuse(self, batch: Batch, failure: BaseException) -> None:
        """With the lock held: nothing that is not durable stays visible."""
        queued, self._batch = self._batch, Batch()
        for undo in reversed(batch.undos + queued.undos):
            undo()
        self._seq = self._durable
        self._sealed = min(self._sealed, self._seq)
        self._fault = failure
        _log.error("store: writing failed, writes are refused until it works again: %s", failure)
        batch.failure = queued.failure = failure
        queued.done = True
        for gate in queued.gates:
            gate.release()

    # --- segments

    def _mend(self) -> None:
        with self._mending:
            if self._fault is None:
                return
            try:
                replay_log(self._disk, self._segment, self._start, _ignore, declared=self._offset)
                self._advance()
            except OSError as error:
                raise unavailable("store.not_writable", reason=_reason(error)) from error
            with self._lock:
                self._fault = None
            _log.warning("store: writing works again, in segment %d", self._segment)

    def _advance_or_fail(self) -> None:
        try:
            self._advance()
        except OSError as error:
            with self._lock:  # nobody may lead while there is a fault: mending changes the file
                self._refuse(Batch(), error)

    def _advance(self) -> None:
        """Go on in a new segment, which says how much of this one is durable."""
        old, length = self._file, self._offset
        self._file = self._create_segment()
        with suppress(OSError):  # tidiness only: the new segment says where this one ends
            old.truncate(length)
        with suppress(OSError):
            old.close()

    def _create_segment(self) -> File:
        name = log_name(self._segment + 1)
        head = {"format": FORMAT, "store": self._store, "previous": self._offset}
        line = frame(self._durable, self._durable, "head", encode(head))
        file = self._disk.create(unfinished(name))
        try:
            file.write_at(line + self._blank, 0)
            file.sync()
            self._disk.rename(unfinished(name), name)
            self._disk.sync_names()
        except OSError:
            file.close()
            raise
        self._segment, self._start, self._full = self._segment + 1, self._durable, False
        self._offset, self._ahead = len(line), len(line) + len(self._blank)
        return file

    def _resume(self) -> File:
        """Go on in the last segment, without its torn tail. Synced even when nothing was torn: what
        a killed process wrote may so far be in the system's memory only."""
        file = self._disk.open(log_name(self._segment))
        file.truncate(self._offset)
        file.sync()
        return file


def _nothing() -> None:
    pass


def _ignore(writes: list[list[Any]]) -> None:
    pass


def _reason(failure: BaseException | None) -> str:
    return str(failure.strerror or failure) if isinstance(failure, OSError) else str(failure or "")
