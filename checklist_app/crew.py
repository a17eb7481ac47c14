"""Processes that stay ready for work whose preparation takes longer than the work itself. Like what is
done `aside` they run at low priority, bounded in memory, and each piece of work is bounded in time: a
member that takes too long is ended, and the next piece begins with a new one."""

import math
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import IO, Any, Final, TypeVar, cast

from checklist_app.aside import step_aside
from checklist_app.errors import Problem, unavailable

T = TypeVar("T")
PATIENCE: Final = 30.0  # seconds to wait for a member that is free
MOST_WAITING: Final = 6  # so that most threads of the server stay free for what needs no crew
IDLE: Final = 300.0  # seconds after which a member without work goes home
LARGEST_MEMBER: Final = 300 * 1024  # KiB that a member may have grown to and still stay
# One arena, and what is free goes back at once: threads of libraries would each keep a heap of their own.
FRUGAL: Final = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "65536",
    "MALLOC_MMAP_THRESHOLD_": "65536",
}
_HEAD: Final = struct.Struct(">Q")


class Crew:
    def __init__(self, size: int = 2) -> None:
        self._places, self._rooms = BoundedSemaphore(size), BoundedSemaphore(size + MOST_WAITING)
        self._lock = Lock()
        self._free: list[Member] = []

    def do(self, function: Callable[..., T], *arguments: object, seconds: float = 60) -> T:
        """What `function(*arguments)` answers, or the Problem it raises. The function is one of a
        module; what goes in and comes out can be pickled."""
        work = pickle.dumps((function, arguments, seconds))
        with self._place():
            outcome, answer = self._done(work, time.monotonic() + seconds)
        if outcome == "problem":
            raise answer
        if outcome == "failed":
            raise RuntimeError(f"{function.__qualname__} failed in the crew: {answer}")
        if outcome == "late":
            raise unavailable("aside.too_long", seconds=int(seconds))
        return cast(T, answer)

    def close(self) -> None:
        with self._lock:
            members, self._free = self._free, []
        for member in members:
            member.end()

    def _done(self, work: bytes, deadline: float) -> tuple[str, Any]:
        """A member that waited may have gone home at this very moment; then a new one does it."""
        member, is_new = self._member()
        answer = self._answered(member, work, deadline)
        if answer is None and not is_new and time.monotonic() < deadline:
            answer = self._answered(Member(), work, deadline)
        if answer is None:
            return ("late", "") if time.monotonic() >= deadline else ("failed", "it ended without an answer")
        return answer

    def _answered(self, member: "Member", work: bytes, deadline: float) -> tuple[str, Any] | None:
        answer = None
        try:
            answer = member.answer(work, deadline)
        finally:
            if answer is None or answer[2] > LARGEST_MEMBER:
                member.end()
            else:
                with self._lock:
                    self._free.append(member)
        return answer and answer[:2]

    def _member(self) -> tuple["Member", bool]:
        with self._lock:
            if self._free:
                return self._free.pop(), False
        return Member(), True

    @contextmanager
    def _place(self) -> Iterator[None]:
        with _held(self._rooms, seconds=0), _held(self._places, seconds=PATIENCE):
            yield


@contextmanager
def _held(places: BoundedSemaphore, *, seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=seconds):
        raise unavailable("aside.busy")
    try:
        yield
    finally:
        places.release()


class Member:
    """One process and the two pipes to it; it ends by itself when this side of them is gone."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, **FRUGAL},
        )
        os.set_blocking(cast(IO[bytes], self._process.stdin).fileno(), False)

    def answer(self, work: bytes, deadline: float) -> tuple[str, Any, int] | None:
        """Outcome, answer and its size in KiB; None when it ended or took too long."""
        sending = cast(IO[bytes], self._process.stdin).fileno()
        receiving = cast(IO[bytes], self._process.stdout).fileno()
        try:
            _send(sending, work, deadline)
            answer = _received(receiving, deadline)
        except OSError:
            return None
        return cast(tuple[str, Any, int], pickle.loads(answer)) if answer else None  # noqa: S301 - by `main`

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


# --- in the member's process ---------------------------------------------------------------------------


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which lets its last answers end
    answers = step_aside()
    while work := _received(0, time.monotonic() + IDLE):
        outcome = _outcome(work)
        with suppress(BrokenPipeError):  # nobody waits for it any more
            _send(answers, pickle.dumps((*outcome, _size())))


def _size() -> int:
    """In KiB. What `getrusage` tells of a new process is that of its parent, where that was larger."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:  # macOS
        return 0
    return pages * resource.getpagesize() // 1024


def _outcome(work: bytes) -> tuple[str, Any]:
    try:
        function, arguments, seconds = pickle.loads(work)  # noqa: S301 - written by Crew.do
        signal.setitimer(signal.ITIMER_REAL, seconds)  # ends this process also when nobody is left to do so
        return "answer", function(*arguments)
    except Problem as problem:
        return "problem", problem
    except MemoryError:
        return "problem", unavailable("aside.too_much")
    except Exception:  # noqa: BLE001 - told to who asked
        return "failed", traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# --- frames: the length, then so many bytes --------------------------------------------------------------


def _send(descriptor: int, content: bytes, deadline: float = math.inf) -> None:
    rest = memoryview(_HEAD.pack(len(content)) + content)
    while rest:
        if not _is_ready(descriptor, select.POLLOUT, deadline):
            raise TimeoutError
        rest = rest[os.write(descriptor, rest) :]


def _received(descriptor: int, deadline: float) -> bytes | None:
    """None at the end of the pipe, and when the time is over."""
    head = _exactly(descriptor, _HEAD.size, deadline)
    return _exactly(descriptor, _HEAD.unpack(head)[0], deadline) if head else None


def _exactly(descriptor: int, size: int, deadline: float) -> bytes | None:
    content = bytearray()
    while len(content) < size:
        if not _is_ready(descriptor, select.POLLIN, deadline):
            return None
        piece = os.read(descriptor, min(size - len(content), 1 << 20))
        if not piece:
            return None
        content += piece
    return bytes(content)


def _is_ready(descriptor: int, event: int, deadline: float) -> bool:
    """Not by `select`, which fails in a server with more than a thousand connections."""
    wait = deadline - time.monotonic()
    waiting = select.poll()
    waiting.register(descriptor, event)
    return wait > 0 and bool(waiting.poll(None if wait == math.inf else math.ceil(wait * 1000)))
