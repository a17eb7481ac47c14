"""Starts tests.serving.small as a process and talks to it, by the clock of events, not of time."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

PATIENCE = 30  # seconds until a test gives up; never part of what is asserted
_tick = Event()


@dataclass
class Running:
    process: subprocess.Popen[str]
    folder: Path
    port: int
    greeting: str = ""

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str = "/") -> tuple[int, bytes]:
        connection = self.connect()
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()

    def raw(self, sent: bytes) -> socket.socket:
        held = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        held.sendall(sent)
        return held

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    @property
    def closed(self) -> bool:
        return (self.folder / "closed").exists()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def start(folder: Path, port: int, server: str = "waitress", command: str = "run") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.serving.small", command, str(folder), str(port), server],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


@contextmanager
def running(folder: Path, server: str = "waitress", command: str = "run") -> Iterator[Running]:
    port = free_port()
    process = start(folder, port, server, command)
    assert process.stdout is not None
    try:
        yield Running(process, folder, port, greeting=process.stdout.readline())
    finally:
        (folder / "release").touch()
        process.terminate()
        process.communicate(timeout=PATIENCE)


def until(happened: Callable[[], bool]) -> None:
    for _ in range(PATIENCE * 100):
        if happened():
            return
        _tick.wait(0.01)
    raise AssertionError("it did not happen")
