"""The long way loses nothing, changes nothing, and takes its time."""

import socket
import time
from threading import Thread

from tests.servers.relay import far_away

SENT = bytes(range(256)) * 4_000
DELAY = 0.05


def test_every_byte_arrives_in_order_and_late() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        Thread(target=echo, args=(door,), daemon=True).start()
        with far_away([door.getsockname()[:2]], delay=DELAY) as [address]:
            begun = time.monotonic()
            with socket.create_connection(address, timeout=10) as line:
                Thread(target=line.sendall, args=(SENT,), daemon=True).start()
                got = line.recv(1)
                first = time.monotonic() - begun
                while len(got) < len(SENT):
                    got += line.recv(65_536)
    assert got == SENT
    assert first >= 2 * DELAY


def test_who_cannot_be_reached_is_told_as_an_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        nobody = door.getsockname()[:2]
    with (
        far_away([nobody], delay=0) as [address],
        socket.create_connection(address, timeout=10) as line,
    ):
        assert line.recv(1) == b""


def echo(door: socket.socket) -> None:
    line, _ = door.accept()
    with line:
        while got := line.recv(65_536):
            line.sendall(got)
