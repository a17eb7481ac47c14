"""A process that serves nobody: it does its work until it is told to end."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType


@contextmanager
def until_told_to_end() -> Iterator[Callable[[], object]]:
    """What is answered waits for SIGTERM or SIGINT, also for one that has come before."""
    heard, told = os.pipe()  # a lock could be held by the very thread that the signal interrupts

    def tell(_number: int, _frame: FrameType | None) -> None:
        os.write(told, b".")

    before = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield partial(os.read, heard, 1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(heard)
        os.close(told)
