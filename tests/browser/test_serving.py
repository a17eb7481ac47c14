"""The server of the tests ends when it should, whoever still holds a line to it."""

import socket
import threading

import pytest
from flask import Flask

from tests.browser.serving import served

HELD = 3
TIMES = 40  # what goes wrong here goes wrong once in ten times


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_server_ends_though_somebody_holds_lines_to_it() -> None:
    before = threading.enumerate()
    for _ in range(TIMES):
        with served(Flask(__name__)) as address:
            at = ("127.0.0.1", int(address.rsplit(":", 1)[1]))
            held = [socket.create_connection(at, 10) for _ in range(HELD)]
            held[0].sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert held[0].recv(12) == b"HTTP/1.1 404"
        for line in held:
            line.close()
    left = [thread for thread in threading.enumerate() if thread not in before]
    assert [thread for thread in left if not thread.name.startswith("waitress")] == []
