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
from typing import Any, NamedTuple

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

    def finish(self, failure: BaseException | None) -> None:
        """Rows and streams keep the last batch that changed them; what it held must not stay."""
        self.failure = failure
        self.done = True
        self.lines, self.undos = [], []


Ticket = tuple[Batch, Gate | None]


class _Place(NamedTuple):
    """Where writing goes on. One value, so that no interruption leaves half of it changed."""

    file: File
    segment: int
    start: int  # the transaction before the first one of the segment
    offset: int
    ahead: int  # up to here the room is written ahead


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
        self._seq = self._durable = position.seq
        self._sealed = position.seq if position.sealed else -1
        self._batch = Batch()
        self._leading = self._full = self._closed = False
        self._fault: BaseException | None = None
        self._mending = threading.Lock()
        self._pid = os.getpid()
        self._at = self._resume(position) if position.offset else self._create_segment(position.segment, 0)

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
        if self._is_forked:
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
        interruption = _pass(gate) if gate is not None else None
        if not batch.done:
            self._lead()
        if interruption is not None:
            raise interruption
        if batch.failure is not None:
            raise unavailable("store.not_writable", reason=_reason(batch.failure)) from batch.failure

    def settle(self, batch: Batch) -> None:
        """Wait for a batch somebody else is writing."""
        with self._lock:
            ticket = (batch, None) if batch.done else self._join(batch)
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
            unwritable = self._fault is not None or self._closed or self._is_forked
            if unwritable or self._sealed == self._seq:
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
        self._let_leader_finish()  # whoever led that batch makes the new segment after answering it
        return self._at.segment - 1

    def close(self) -> None:
        if self._is_forked:
            return
        with suppress(Problem):
            self.seal()
        with self._lock:
            if self._closed:
                return
            self._closed = True
        while self._leading:
            self._let_leader_finish()
        with self._mending:
            with suppress(OSError):  # after a fault: what is durable has been acknowledged, no more
                self._at.file.truncate(self._at.offset)
                self._at.file.sync()
            self._at.file.close()

    @property
    def _is_forked(self) -> bool:
        """The lock on the folder survives a fork; what the parent writes afterwards is unknown here."""
        return os.getpid() != self._pid

    def _let_leader_finish(self) -> None:
        with self._lock:
            ticket = self._join(self._batch) if self._leading else None
        if ticket is not None:
            with suppress(Problem):
                self.wait(ticket)

    # --- leading

    def _lead(self) -> None:
        with self._lock:
            batch, self._batch = self._batch, Batch()
        failure: BaseException | None = None
        written = self._at
        try:
            written = self._write(b"".join(batch.lines))
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it was
            failure = error
            with suppress(OSError):  # so that a crash from here on does not bring back what is refused
                self._at.file.truncate(self._at.offset)
        with self._lock:
            if failure is None:
                self._durable += len(batch.lines)
                self._at = written
            else:
                self._refuse(batch, failure)
            batch.finish(failure)
            full = failure is None and (self._full or written.offset >= self._sizes.segment)
            promoted = None if full else self._promote()
        _open(promoted)  # first, so that the next sync begins before the others go on
        for gate in batch.gates:
            gate.release()
        if full:
            failure = self._advance_or_fail()
        if failure is not None and not isinstance(failure, Exception):
            raise failure

    def _promote(self) -> Gate | None:
        promoted = self._batch.gates.pop() if self._batch.gates else None
        self._leading = promoted is not None
        return promoted

    def _write(self, data: bytes) -> _Place:
        at = self._at
        end, ahead = at.offset + len(data), at.ahead
        if end > ahead:
            at.file.write_at(data + self._blank, at.offset)
            ahead = end + len(self._blank)
        else:
            at.file.write_at(data, at.offset)
        at.file.sync()
        return at._replace(offset=end, ahead=ahead)

    def _refuse(self, batch: Batch, failure: BaseException) -> None:
        """With the lock held: nothing that is not durable stays visible."""
        queued, self._batch = self._batch, Batch()
        for undo in reversed(batch.undos + queued.undos):
            undo()
        self._seq = self._durable
        self._sealed = min(self._sealed, self._seq)
        self._fault = failure
        _log.error("store: writing failed, writes are refused until it works again: %s", failure)
        queued.finish(failure)
        for gate in queued.gates:
            gate.release()

    # --- segments

    def _mend(self) -> None:
        """What is durable is read back before anything is written after it. The new segment is
        made first: where the disk is still full, that fails at once and reads nothing."""
        with self._mending:
            if self._fault is None:
                return
            at = self._at
            try:
                self._advance(
                    check=lambda: replay_log(self._disk, at.segment, at.start, _ignore, declared=at.offset)
                )
            except OSError as error:
                raise unavailable("store.not_writable", reason=_reason(error)) from error
            with self._lock:
                self._fault = None
            _log.warning("store: writing works again, in segment %d", self._at.segment)

    def _advance_or_fail(self) -> BaseException | None:
        """Still leading: nobody else may, because the file changes."""
        failure: BaseException | None = None
        try:
            self._advance()
        except BaseException as error:  # noqa: BLE001 - nobody may be left waiting for a leader
            failure = error
        with self._lock:
            if failure is not None:
                self._refuse(Batch(), failure)
            promoted = self._promote()
        _open(promoted)
        return failure

    def _advance(self, *, check: Callable[[], object] = lambda: None) -> None:
        """Go on in a new segment, which says how much of this one is durable."""
        old = self._at
        self._at = self._create_segment(old.segment, old.offset, check=check)
        self._full = False
        with suppress(OSError):  # tidiness only: the new segment says where this one ends
            old.file.truncate(old.offset)
        with suppress(OSError):
            old.file.close()

    def _create_segment(
        self, before: int, previous: int, *, check: Callable[[], object] = lambda: None
    ) -> _Place:
        name = log_name(before + 1)
        head = {"format": FORMAT, "store": self._store, "previous": previous}
        line = frame(self._durable, self._durable, "head", encode(head))
        file = self._disk.create(unfinished(name))
        try:
            file.write_at(line + self._blank, 0)
            file.sync()
            check()
            self._disk.rename(unfinished(name), name)
            self._disk.sync_names()
        except BaseException:
            file.close()
            raise
        return _Place(file, before + 1, self._durable, len(line), len(line) + len(self._blank))

    def _resume(self, position: Position) -> _Place:
        """Go on in the last segment, without its torn tail. Synced even when nothing was torn: what
        a killed process wrote may so far be in the system's memory only."""
        file = self._disk.open(log_name(position.segment))
        file.truncate(position.offset)
        file.sync()
        return _Place(file, position.segment, position.start, position.offset, position.offset)


def _pass(gate: Gate) -> BaseException | None:
    """Wait at a gate to the end even when interrupted: the batch may count on this thread to lead."""
    interruption: BaseException | None = None
    while True:
        try:
            gate.acquire()
        except BaseException as error:  # noqa: BLE001 - given back to the caller
            interruption = error
        else:
            return interruption


def _open(gate: Gate | None) -> None:
    if gate is not None:
        gate.release()


def _nothing() -> None:
    pass


def _ignore(writes: list[list[Any]]) -> None:
    pass


def _reason(failure: BaseException | None) -> str:
    return str(failure.strerror or failure) if isinstance(failure, OSError) else str(failure or "")
