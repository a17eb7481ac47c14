"""Reading journal files back: what is whole, what is a torn tail, what is damage.

A tail that nothing claims durable was never acknowledged: it is dropped and reported.
Anything else that is not whole refuses to be read; nothing is skipped silently.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from orjson import loads

from checklist_app.store.embedded.damage import Damage
from checklist_app.store.embedded.disk import Disk
from checklist_app.store.embedded.layout import Layout, log_name, snapshot_name
from checklist_app.store.embedded.record import Record, is_whole, parse

Apply = Callable[[list[list[Any]]], None]


@dataclass(frozen=True, slots=True)
class Position:
    """Where the journal goes on: after transaction `seq`, at byte `offset` of segment `segment`."""

    seq: int = 0
    segment: int = 0
    start: int = 0  # the transaction before the first one of the segment
    offset: int = 0
    sealed: bool = True  # damage to the last transaction that wrote something would be noticed
    torn: int = 0


def replay(disk: Disk, layout: Layout, apply: Apply) -> Position:
    """Hand every transaction to `apply`, in order."""
    _check_one_store(disk, layout)
    position = Position()
    if layout.snapshot is not None:
        position = _replay_snapshot(disk, layout.snapshot, apply)
    for number in layout.logs:
        open_ended = number == layout.logs[-1] and not layout.sealed
        declared = None if open_ended else _declared_length(disk, number + 1)
        position = replay_log(disk, number, position.seq, apply, declared=declared)
    return position


def replay_log(disk: Disk, number: int, seq: int, apply: Apply, *, declared: int | None) -> Position:
    """`declared`: how much of the file the next segment says is durable; None for the last one."""
    name = log_name(number)
    with disk.reader(name) as file:
        header = file.readline()
        if _header(name, header).number != seq:
            raise Damage(name, 0, "sequence")
        start, offset, read, sealed = seq, len(header), file.readline, True
        while declared is None or offset < declared:
            line = read()
            if not is_whole(line):
                if declared is not None:
                    raise Damage(name, offset, "checksum")
                torn = _torn_tail(name, offset, line, file, seq)
                return Position(seq, number, start, offset, sealed, torn)
            content = loads(line)  # not `parse`: this runs for every transaction ever written
            if content["n"] != seq + 1:
                raise Damage(name, offset, "sequence")
            apply(content["w"])
            seq += 1
            offset += len(line)
            sealed = not content["w"]
    return Position(seq, number, start, offset, sealed)


def format_of(disk: Disk, layout: Layout) -> int:
    return int(_head(disk, layout.files[0])["format"])


def store_id(disk: Disk, layout: Layout) -> str:
    return str(_head(disk, layout.files[0])["store"])


def _check_one_store(disk: Disk, layout: Layout) -> None:
    """A file of another store with a fitting number is damage as well."""
    stores = {name: _head(disk, name)["store"] for name in layout.files}
    for name, store in stores.items():
        if store != stores[layout.files[0]]:
            raise Damage(name, 0, "header")


def _replay_snapshot(disk: Disk, number: int, apply: Apply) -> Position:
    name = snapshot_name(number)
    with disk.reader(name) as file:
        header = _header(name, file.readline())
        offset, count = file.tell(), 0
        for line in file:
            if not is_whole(line):
                raise Damage(name, offset, "checksum")
            record = parse(line)
            if "end" in record.content:
                if record.content["end"] != count:
                    raise Damage(name, offset, "sequence")
                return Position(header.number, number)
            apply(record.content["w"])
            offset, count = offset + len(line), count + 1
    raise Damage(name, offset, "truncated")


def _header(name: str, line: bytes) -> Record:
    if not is_whole(line):
        raise Damage(name, 0, "header")
    record = parse(line)
    if "head" not in record.content:
        raise Damage(name, 0, "header")
    return record


def _declared_length(disk: Disk, number: int) -> int:
    """A segment opens with how much of the one before it had been made durable. What follows there
    belongs to writes that were refused after a fault of the disk."""
    return int(_head(disk, log_name(number))["previous"])


def _head(disk: Disk, name: str) -> dict[str, Any]:
    with disk.reader(name) as file:
        head: dict[str, Any] = _header(name, file.readline()).content["head"]
    return head


def _torn_tail(name: str, offset: int, line: bytes, rest: Iterator[bytes], seq: int) -> int:
    """How many bytes of unacknowledged writes follow; damage when a later line proves otherwise."""
    torn = len(line.strip(b"\n"))
    for later in rest:
        if later == b"\n":  # room written ahead
            continue
        torn += len(later)
        if is_whole(later) and parse(later).durable > seq:
            raise Damage(name, offset, "checksum")
    return torn
