"""A line to a PostgreSQL server on which things happen: it is cut after a message or after a byte, it falls
silent, it is slow. It knows where one message ends and the next begins, no more."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_HEADER: Final = 5  # bytes: what it is, and how long


class Way(Enum):
    TO_SERVER = "to the server"
    TO_CLIENT = "to the client"


class Deed(Enum):
    CUT = "cut"
    SILENCE = "silence"


@dataclass(slots=True)
class Mishap:
    """What happens once `after` messages (or bytes) went that way, counted from when it was arranged."""

    way: Way
    after: int
    deed: Deed = Deed.CUT
    bytes: bool = False
    happened: threading.Event = field(default_factory=threading.Event)


class _Messages:
    """How many bytes of what comes belong to the messages that may still pass."""

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self._header = b""
        self._rest = 0

    @property
    def over(self) -> bool:
        return not (self.allowed or self._rest or self._header)

    def passing(self, data: bytes) -> int:
        at = 0
        while at < len(data) and not self.over:
            if self._rest:
                step = min(self._rest, len(data) - at)
                self._rest -= step
            else:
                step = min(_HEADER - len(self._header), len(data) - at)
                self._header += data[at : at + step]
                if len(self._header) == _HEADER:
                    self._rest = int.from_bytes(self._header[1:], "big") - 4
                    self._header = b""
                    self.allowed -= 1
            at += step
        return at


class _Bytes:
    def __init__(self, allowed: int) -> None:
        self.allowed = allowed

    @property
    def over(self) -> bool:
        return not self.allowed

    def passing(self, data: bytes) -> int:
        step = min(self.allowed, len(data))
        self.allowed -= step
        return step


class Line:
    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._server = (self._parts.hostname or "127.0.0.1", self._parts.port or 5432)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._guard = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._mishap: Mishap | None = None
        self._left: _Messages | _Bytes = _Bytes(0)
        self.delay = 0.0
        """Seconds for whatever comes, each way."""
        self.silent = False
        """Nothing passes, and nobody is told."""
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        port = self._listener.getsockname()[1]
        user = f"{self._parts.username}@" if self._parts.username else ""
        return urlunsplit(self._parts._replace(netloc=f"{user}127.0.0.1:{port}"))

    def arrange(self, mishap: Mishap) -> Mishap:
        """For lines on which nothing is under way."""
        with self._guard:
            self._mishap = mishap
            self._left = _Bytes(mishap.after) if mishap.bytes else _Messages(mishap.after)
        return mishap

    def cut(self) -> None:
        with self._guard:
            pairs, self._pairs = self._pairs, []
            self._mishap = None
        for pair in pairs:
            for end in pair:
                _end(end)

    def close(self) -> None:
        _end(self._listener)
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    server = socket.create_connection(self._server, timeout=10)
                except OSError:
                    _end(client)
                    continue
                server.settimeout(None)
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._guard:
                    self._pairs.append((client, server))
                for way, come, go in ((Way.TO_SERVER, client, server), (Way.TO_CLIENT, server, client)):
                    threading.Thread(target=self._carry, args=(way, come, go), daemon=True).start()

    def _carry(self, way: Way, come: socket.socket, go: socket.socket) -> None:
        with suppress(OSError):
            while data := come.recv(65536):
                if self.delay:
                    time.sleep(self.delay)
                passing, deed = self._judge(way, data)
                while self.silent:
                    time.sleep(0.01)
                go.sendall(data[:passing])
                if deed is Deed.CUT:
                    self.cut()
                elif deed is Deed.SILENCE:
                    return  # both ends stay open
        _end(come)
        _end(go)

    def _judge(self, way: Way, data: bytes) -> tuple[int, Deed | None]:
        with self._guard:
            if self._mishap is None or self._mishap.way is not way:
                return len(data), None
            passing = self._left.passing(data)
            if not self._left.over:
                return passing, None
            mishap, self._mishap = self._mishap, None
            mishap.happened.set()
            return passing, mishap.deed


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()


@contextmanager
def a_line(url: str) -> Iterator[Line]:
    line = Line(url)
    try:
        yield line
    finally:
        line.close()
