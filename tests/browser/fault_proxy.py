"""An HTTP proxy on this machine in front of the real server, which does to requests what a bad signal does:
cuts, delays, doubles, shortens and refuses them, and counts what passed. One request per connection.

It ends with its block, or by itself after LIFETIME; every read and write ends after PATIENCE."""

import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

LIFETIME = 1800.0
PATIENCE = 60.0
MOST_AT_ONCE = 64
LARGEST_HEAD = 64 * 1024
PIECE = 64 * 1024
_AT_ONCE = struct.pack("ii", 1, 0)  # a reset instead of a farewell


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one message. Bytes are counted from its first, the head included."""

    cut_request: int | None = None
    cut_response: int | None = None
    truncate: int | None = None  # the body of the answer has so many bytes, and says so
    delay: float = 0.0
    duplicate: bool = False


WELL = Fault()


@dataclass(frozen=True, slots=True)
class Passed:
    """One request that was let through: `status` is 0 when no answer came back."""

    method: str
    path: str
    status: int
    sent: int
    fault: Fault


Rule: TypeAlias = Callable[[str, str], Fault]


def well(method: str, path: str) -> Fault:
    return WELL


@dataclass
class FaultProxy:
    """`rule` gives the fault of each request by method and path."""

    upstream: int
    rule: Rule = well
    is_away: bool = False
    passed: list[Passed] = field(default_factory=list)
    _door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=128))
    _room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MOST_AT_ONCE))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def count(self, method: str, path: str) -> int:
        return len([one for one in list(self.passed) if one.method == method and one.path.startswith(path)])

    @contextmanager
    def away(self) -> Iterator[None]:
        """No signal while the block runs."""
        self.is_away = True
        try:
            yield
        finally:
            self.is_away = False

    def run(self) -> None:
        self._door.settimeout(0.5)
        end = time.monotonic() + LIFETIME
        while time.monotonic() < end:
            try:
                client, _ = self._door.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._room.acquire()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()
        self.close()

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)  # wakes whoever accepts
        self._door.close()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client, suppress(OSError):
                client.settimeout(PATIENCE)
                if self.is_away:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                elif (request := _read_request(client)) is not None:
                    self._pass_on(client, request)
        finally:
            self._room.release()

    def _pass_on(self, client: socket.socket, request: bytes) -> None:
        method, path = request.split(b" ", 2)[:2]
        fault = self.rule(method.decode(), path.decode())
        time.sleep(fault.delay)
        if fault.duplicate:
            self._exchange(request)
        sent = request if fault.cut_request is None else request[: fault.cut_request]
        answer = self._exchange(sent) if len(sent) == len(request) else self._break_off(sent)
        status = int(answer[9:12]) if answer else 0
        self.passed.append(Passed(method.decode(), path.decode(), status, len(sent), fault))
        if fault.truncate is not None:
            answer = _shortened(answer, fault.truncate)
        client.sendall(answer if fault.cut_response is None else answer[: fault.cut_response])

    def _exchange(self, request: bytes) -> bytes:
        """Nothing when the server is not there, or goes away in the middle."""
        try:
            with socket.create_connection(("127.0.0.1", self.upstream), timeout=PATIENCE) as server:
                server.sendall(request)
                return b"".join(iter(lambda: server.recv(PIECE), b""))
        except OSError:
            return b""

    def _break_off(self, part: bytes) -> bytes:
        address = ("127.0.0.1", self.upstream)
        with suppress(OSError), socket.create_connection(address, timeout=PATIENCE) as server:
            server.sendall(part)
        return b""


@contextmanager
def proxied(upstream: int) -> Iterator[FaultProxy]:
    proxy = FaultProxy(upstream)
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(PATIENCE)


def first(times: int, path: str, fault: Fault, *, method: str = "") -> Rule:
    """The fault for so many requests to this path, then all is well."""
    left = iter(range(times))

    def rule(asked: str, at: str) -> Fault:
        concerns = at.startswith(path) and method in {"", asked}
        return fault if concerns and next(left, None) is not None else WELL

    return rule


def _read_request(client: socket.socket) -> bytes | None:
    """All of it, with the wish that the server closes afterwards."""
    read = b""
    while b"\r\n\r\n" not in read:
        piece = client.recv(PIECE)
        if not piece or len(read) > LARGEST_HEAD:
            return None
        read += piece
    head, body = read.split(b"\r\n\r\n", 1)
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    wanted = int(length[1]) if length else 0
    while len(body) < wanted:
        piece = client.recv(PIECE)
        if not piece:
            return None
        body += piece
    head = re.sub(rb"(?im)^connection:.*\r\n", b"", head + b"\r\n")
    return head + b"Connection: close\r\n\r\n" + body


def _shortened(answer: bytes, length: int) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    short = body[:length]
    head = re.sub(rb"(?im)^content-length:.*$", b"Content-Length: %d\r" % len(short), head)
    return head + b"\r\n\r\n" + short
