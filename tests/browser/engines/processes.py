"""Which processes belong to a browser, so that all of them end or stop at the same moment."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path


def below(pid: int) -> list[int]:
    """The process and all that it and its children started; none when it has ended."""
    if not _arguments(Path(f"/proc/{pid}")):
        return []
    return [pid, *(deeper for child in _children(pid) for deeper in below(child))]


def with_argument(argument: str) -> list[int]:
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if argument in _arguments(folder)]


def kill(pids: Iterable[int], number: signal.Signals = signal.SIGKILL) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            yield from map(int, task.read_text().split())


def _arguments(folder: Path) -> list[str]:
    with suppress(OSError):
        return (folder / "cmdline").read_text("utf-8", "replace").split("\0")[:-1]
    return []
