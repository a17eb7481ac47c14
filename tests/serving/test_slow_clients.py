"""Clients that send slowly, half or nothing starve nobody: four threads, sixty bad connections."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from checklist_app.app import LARGEST_REQUEST
from checklist_app.resources import ROOT
from checklist_app.serving import arriving
from checklist_app.serving.draining import LARGEST_BODY, Ending, Waitress
from checklist_app.serving.sockets import listen
from tests.serving.running import PATIENCE, free_port, running, until
from tests.serving.small import application, settings

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


@contextmanager
def waitress_here(folder: Path, *, proxies: int = 0) -> Iterator[int]:
    """The port of a waitress in this process, where a test may shorten its patience."""
    port = free_port()
    ending = Ending()
    with listen("127.0.0.1", port) as door:
        config = replace(settings(folder, port), trusted_proxies=proxies)
        server = ending.server = Waitress(application(folder), door, config)
        serving = Thread(target=server.run, args=(ending, lambda: None))
        serving.start()
        try:
            yield port
        finally:
            ending.request(0, None)
            serving.join(PATIENCE)


def connected(port: int, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall(sent)
    return connection


def is_closed(connection: socket.socket, *, said: bytes = b"") -> bool:
    try:
        connection.sendall(said)
        connection.settimeout(0.02)
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def is_answered(port: int) -> bool:
    with connected(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        return read_until(connection, b"http 127.0.0.1 0").endswith(b"http 127.0.0.1 0")


@pytest.mark.parametrize("begun", [HALF_A_HEADER, HALF_A_BODY, b"\r\n"])
def test_who_trickles_for_ever_is_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(arriving, "ARRIVAL", 0.2)
    monkeypatch.setattr(arriving, "SWEEP", 0.0)
    with waitress_here(tmp_path) as port, connected(port, begun) as trickling:
        until(lambda: is_closed(trickling, said=b"\r\n" if begun == b"\r\n" else b"x"))
        assert is_answered(port)


def test_time_between_requests_and_for_an_answer_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "ARRIVAL", 0.0)
    monkeypatch.setattr(arriving, "SWEEP", 0.0)
    with waitress_here(tmp_path) as port, connected(port) as kept:
        for _ in range(2):
            kept.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            until((tmp_path / "begun").exists)
            assert is_answered(port)
            (tmp_path / "release").touch()
            assert read_until(kept, b"http 127.0.0.1 0").endswith(b"http 127.0.0.1 0")
            assert not is_closed(kept)
            kept.settimeout(PATIENCE)
            (tmp_path / "begun").unlink()
            (tmp_path / "release").unlink()


def test_no_address_holds_more_than_its_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklist_app.serving.draining.OF_ONE_ADDRESS", 3)
    with waitress_here(tmp_path) as port:
        held = [connected(port) for _ in range(3)]
        with connected(port) as one_more:
            until(lambda: is_closed(one_more))
        assert not any(map(is_closed, held))
        held.pop().close()
        until(lambda: _is_welcome(port))
        for connection in held:
            connection.close()


def _is_welcome(port: int) -> bool:
    try:
        return is_answered(port)
    except OSError:
        return False


def test_a_proxy_may_hold_all_because_it_speaks_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checklist_app.serving.draining.OF_ONE_ADDRESS", 1)
    with waitress_here(tmp_path, proxies=1) as port, connected(port), connected(port):
        assert is_answered(port)


def test_server_proxy_and_documents_have_the_limit_of_the_application() -> None:
    assert LARGEST_BODY == LARGEST_REQUEST + 64 * 1024
    caddy = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    assert re.findall(r"max_size (\d+)KiB", caddy) == [str(LARGEST_BODY // 1024)]
    assert re.findall(r"read_body (\d+)s", caddy) == [f"{arriving.ARRIVAL:.0f}"]
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert f"{LARGEST_REQUEST // 1024**2} MB" in operations
    assert f"{arriving.OF_ONE_ADDRESS} of one address" in operations
    assert f"within {arriving.ARRIVAL:.0f} s" in operations
