"""Clients that send slowly, half or nothing starve nobody: four threads, sixty bad connections."""

import socket
from pathlib import Path

import pytest

from tests.serving.running import running

HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: local"
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"
NOTHING = b""


@pytest.mark.parametrize(
    ("server", "sent"),
    [
        ("waitress", HALF_A_HEADER),
        ("waitress", HALF_A_BODY),
        ("granian", HALF_A_HEADER),
        ("granian", HALF_A_BODY),
    ],
)
def test_half_sent_requests_and_idle_connections_starve_nobody(
    tmp_path: Path, server: str, sent: bytes
) -> None:
    with running(tmp_path, server) as served:
        held = [served.raw(sent) for _ in range(30)] + [served.raw(NOTHING) for _ in range(30)]
        assert served.get() == (200, b"http 127.0.0.1 0")
        for connection in held:
            connection.close()


def test_a_body_that_arrives_in_pieces_is_answered_whole(tmp_path: Path) -> None:
    with running(tmp_path) as served:
        held = served.raw(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n")
        assert served.get()[0] == 200
        for piece in (b"ab", b"cd", b"ef"):
            held.sendall(piece)
        assert b"http 127.0.0.1 6" in read_until(held, b"http 127.0.0.1 6")
        held.close()


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with running(tmp_path) as served:
        held = served.raw(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
        assert b" 413 " in held.recv(4096)
        held.close()


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    """Head and body of an answer may come in two pieces."""
    received = b""
    while wanted not in received and (piece := connection.recv(4096)):
        received += piece
    return received


@pytest.mark.parametrize("sent", [b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\xff\xfe \r\n\r\n"])
def test_what_is_not_http_does_not_stop_the_server(tmp_path: Path, sent: bytes) -> None:
    with running(tmp_path) as served:
        served.raw(sent).close()
        assert served.get()[0] == 200
