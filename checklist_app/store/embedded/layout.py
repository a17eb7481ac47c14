"""Which files make up a store, by name alone: the listing of the folder is the truth.

    0000000007.snap.jsonl  compacted state; replaces every file numbered 7 and lower
    0000000008.log.jsonl   a sealed segment
    0000000009.log.jsonl   the segment that is being written

Files ending in .tmp were never finished. Segment numbers have no gaps.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from checklist_app.store.embedded.damage import Damage

FORMAT = 1
_NAME = re.compile(r"(\d{10})\.(log|snap)\.jsonl")


def log_name(number: int) -> str:
    return f"{number:010d}.log.jsonl"


def snapshot_name(number: int) -> str:
    return f"{number:010d}.snap.jsonl"


def unfinished(name: str) -> str:
    return f"{name}.tmp"


@dataclass(frozen=True, slots=True)
class Layout:
    snapshot: int | None
    logs: tuple[int, ...]
    stale: tuple[str, ...]  # replaced by the snapshot, or never finished
    sealed: bool = False  # a further segment follows the last one

    def upto(self, number: int) -> "Layout":
        """The part that a snapshot with this number replaces."""
        return Layout(self.snapshot, tuple(log for log in self.logs if log <= number), (), sealed=True)

    @property
    def last(self) -> int:
        return self.logs[-1] if self.logs else self.snapshot or 0

    @property
    def files(self) -> list[str]:
        snapshots = [] if self.snapshot is None else [snapshot_name(self.snapshot)]
        return snapshots + [log_name(number) for number in self.logs]


def read_layout(names: Iterable[str]) -> Layout:
    found = [(int(match[1]), match[2]) for match in map(_NAME.fullmatch, names) if match]
    snapshot = max((number for number, kind in found if kind == "snap"), default=None)
    logs = sorted(number for number, kind in found if kind == "log" and number > (snapshot or 0))
    _check_gaps(logs, first=(snapshot or 0) + 1)
    replaced = [
        log_name(number) if kind == "log" else snapshot_name(number)
        for number, kind in found
        if number <= (snapshot or 0) and (number, kind) != (snapshot, "snap")
    ]
    leftovers = [name for name in names if name.endswith(".jsonl.tmp")]
    return Layout(snapshot, tuple(logs), tuple(replaced + leftovers))


def _check_gaps(logs: list[int], *, first: int) -> None:
    for expected, number in enumerate(logs, start=first):
        if number != expected:
            raise Damage(log_name(expected), 0, "missing")
