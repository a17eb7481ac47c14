"""Work that is too heavy for the process that serves: one busy thread there would hold up every
durable write. It runs in a process of its own, at low priority, bounded in time and memory, so that
a hostile file can neither slow nor end the server."""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import Any, TypeVar

from checklist_app.errors import Problem, unavailable

T = TypeVar("T")
MOST_MEMORY = 2 * 1024**3
AT_ONCE = 2  # so that all of them together can neither take the memory nor the processors
PATIENCE = 5.0  # seconds to wait for a place

_places = BoundedSemaphore(AT_ONCE)


def aside(function: Callable[..., T], *arguments: object, seconds: int = 60) -> T:
    """What `function(*arguments)` answers, or the Problem it raises. The function is one of a
    module; what goes in and comes out can be pickled."""
    with _place():
        done = _run(pickle.dumps((function, arguments)), seconds)
    if done.returncode:
        raise RuntimeError(f"{function.__qualname__} failed aside: {done.stderr.decode(errors='replace')}")
    refused, answer = pickle.loads(done.stdout)  # noqa: S301 - written by `main` below
    if refused:
        raise answer
    return answer  # type: ignore[no-any-return]  # what `function` answers


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE):
        raise unavailable("aside.busy")
    try:
        yield
    finally:
        _places.release()


def _run(work: bytes, seconds: int) -> subprocess.CompletedProcess[bytes]:
    safe = "-P"  # nothing is imported from the working folder
    command = [sys.executable, safe, "-c", f"from {__name__} import main; main()"]
    try:
        return subprocess.run(  # noqa: S603 - our own module
            command, input=work, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise unavailable("aside.too_long", seconds=seconds) from None


def step_aside() -> int:
    """What a process for heavy work does first: low priority, bounded memory. Answers go to the descriptor
    that it returns; whatever a function prints does not mix with them."""
    os.nice(10)
    with suppress(ValueError, OSError):  # not every system can bound it
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def main() -> None:
    with os.fdopen(step_aside(), "wb") as answers:
        answers.write(_answer())


def _answer() -> bytes:
    try:
        function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by `aside` above
        return pickle.dumps(_outcome(function, arguments))
    except MemoryError:
        return pickle.dumps((True, unavailable("aside.too_much")))


def _outcome(function: Callable[..., Any], arguments: tuple[object, ...]) -> tuple[bool, Any]:
    try:
        return False, function(*arguments)
    except Problem as problem:
        return True, problem
