"""Rewriting sealed segments as one snapshot without what was replaced since.

Runs in a process of its own, at low priority, and reads and writes files only: in a thread it
would make every writer ten times slower. A crash at any point leaves a store that opens.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checklist_app.store.embedded.disk import Disk, File, FolderDisk
from checklist_app.store.embedded.layout import FORMAT, Layout, read_layout, snapshot_name, unfinished
from checklist_app.store.embedded.record import encode, frame, frame_writes
from checklist_app.store.embedded.replay import replay, store_id

_BUFFER = 1024 * 1024
Write = list[Any]
Change = Callable[[Write], Write]


def _unchanged(write: Write) -> Write:
    return write


def compact_in_background(folder: Path, upto: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own module, our own folder
        [sys.executable, "-P", "-c", f"from {__name__} import main; main()", str(folder), str(upto)],
        stdin=subprocess.DEVNULL,
    )


def compact(disk: Disk, upto: int, *, wanted: Callable[[], bool] = lambda: True) -> None:
    """Replace the snapshot and the segments numbered up to `upto`, if that is still `wanted` when
    the work is done: a server that was killed meanwhile may have been followed by another."""
    rewrite(disk, read_layout(disk.names()).upto(upto), format=FORMAT, wanted=wanted)


def rewrite(
    disk: Disk,
    layout: Layout,
    *,
    format: int,
    change: Change = _unchanged,
    wanted: Callable[[], bool] = lambda: True,
) -> None:
    """One snapshot in place of all files of the layout, each write passed through `change`."""
    standing = Standing()
    seq = replay(disk, layout, standing.note).seq
    name = snapshot_name(layout.last)
    head = {"format": format, "store": store_id(disk, layout), "previous": 0}
    file = disk.create(unfinished(name))
    try:
        snapshot = _Snapshot(file, standing, change)
        snapshot.put(frame(seq, seq, "head", encode(head)))
        snapshot.add(standing.tables())
        replay(disk, layout, snapshot.keep)
        snapshot.put(frame(seq, seq, "end", b"%d" % snapshot.count))
        snapshot.flush()
        file.sync()
        done = wanted()
    except BaseException:
        disk.unlink(unfinished(name))  # it may be what fills the disk
        raise
    finally:
        file.close()
    if not done:
        disk.unlink(unfinished(name))
        return
    disk.rename(unfinished(name), name)
    disk.sync_names()
    for replaced in layout.files:
        if replaced != name:
            disk.unlink(replaced)


class Standing:
    """First pass: which write is the last word on each row, and which tables exist."""

    def __init__(self) -> None:
        self._count = 0
        self._last: dict[str, dict[int, int]] = {}
        self._next: dict[str, int] = {}

    def note(self, writes: list[list[Any]]) -> None:
        for write in writes:
            self._count += 1
            if len(write) == 3:
                self._note_row(*write)
            elif len(write) == 2:
                self._next[write[0]] = max(self._next.get(write[0], 1), write[1])
            elif len(write) == 1:
                self._next.pop(write[0], None)
                self._last.pop(write[0], None)

    def _note_row(self, table: str, number: int, row: dict[str, Any] | None) -> None:
        self._next[table] = max(self._next.get(table, 1), number + 1)
        rows = self._last.setdefault(table, {})
        if row is None:
            rows.pop(number, None)
        else:
            rows[number] = self._count

    def tables(self) -> list[bytes]:
        return [b"[%b,%d]" % (encode(name), next_row) for name, next_row in self._next.items()]

    def holds(self, place: int, write: list[Any]) -> bool:
        """Second pass: does the write in this place stand?"""
        if len(write) == 3:
            return self._last.get(write[0], {}).get(write[1]) == place
        return len(write) == 5


class _Snapshot:
    def __init__(self, file: File, standing: Standing, change: Change) -> None:
        self._change = change
        self._file = file
        self._standing = standing
        self._pending = bytearray()
        self._place = 0
        self.size = 0
        self.count = 0

    def keep(self, writes: list[list[Any]]) -> None:
        kept = []
        for write in writes:
            self._place += 1
            if self._standing.holds(self._place, write):
                kept.append(encode(self._change(write)))
        if kept:
            self.add(kept)

    def add(self, writes: list[bytes]) -> None:
        self.count += 1
        self.put(frame_writes(self.count, 0, writes))

    def put(self, line: bytes) -> None:
        self._pending += line
        if len(self._pending) >= _BUFFER:
            self.flush()

    def flush(self) -> None:
        self._file.write_at(bytes(self._pending), self.size)
        self.size += len(self._pending)
        self._pending.clear()


def main() -> None:
    os.nice(10)
    os.chdir(sys.argv[1])  # the very folder, also when a restore gives it another name
    parent = os.getppid()
    compact(FolderDisk(Path()), int(sys.argv[2]), wanted=lambda: os.getppid() == parent)
