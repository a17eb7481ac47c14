"""The server ends without losing what was asked, and closes what it opened."""

import os
import signal
import socket
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from tests.serving.running import Running, running, until

SERVERS = ("waitress", "granian")


@pytest.mark.parametrize("server", SERVERS)
def test_a_request_in_flight_is_answered_after_sigterm(tmp_path: Path, server: str) -> None:
    with running(tmp_path, server) as served:
        answers: list[tuple[int, bytes]] = []
        client = Thread(target=lambda: answers.append(served.get("/slow")))
        client.start()
        until((tmp_path / "begun").exists)
        served.process.terminate()
        until(lambda: _door_is_shut(served))
        assert not served.closed
        (tmp_path / "release").touch()
        client.join()
        assert served.process.wait(30) == 0
    assert answers[0][0] == 200
    assert served.closed


@pytest.mark.slow
@pytest.mark.parametrize("server", SERVERS)
def test_while_it_drains_it_says_that_it_is_leaving_and_serves_everything_else(
    tmp_path: Path, server: str
) -> None:
    (tmp_path / "drain").write_text("2")
    with running(tmp_path, server) as served:
        assert served.get("/readyz")[0] == 200
        served.process.terminate()
        until(lambda: served.get("/readyz")[0] == 503)
        assert served.get()[0] == 200
        assert not served.closed
        assert served.process.wait(30) == 0
    assert served.closed


@pytest.mark.parametrize("server", SERVERS)
def test_a_second_signal_ends_the_draining(tmp_path: Path, server: str) -> None:
    (tmp_path / "drain").write_text("120")
    with running(tmp_path, server) as served:
        served.process.terminate()
        until((tmp_path / "leaving").exists)
        assert served.end() == 0  # long before the 120 seconds, for which nobody here waits
    assert served.closed


def test_whoever_came_in_before_the_door_closed_is_answered(tmp_path: Path) -> None:
    with running(tmp_path) as served:
        held = served.raw(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        until((tmp_path / "begun").exists)
        came = [served.raw(b"") for _ in range(20)]
        served.process.terminate()
        until(lambda: _door_is_shut(served))
        for connection in came:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert {connection.recv(12) for connection in came} == {b"HTTP/1.1 200"}
        (tmp_path / "release").touch()
        assert held.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("server", SERVERS)
def test_an_idle_server_ends_and_closes_the_service(tmp_path: Path, server: str, number: int) -> None:
    with running(tmp_path, server) as served:
        assert served.get() == (200, b"http 127.0.0.1 0")
        assert served.end(number) == 0
    assert served.closed


def test_an_answer_that_is_read_slowly_is_sent_to_its_end(tmp_path: Path) -> None:
    with running(tmp_path) as served, closing(served.connect()) as connection:
        connection.request("GET", "/large")
        response = connection.getresponse()
        first = response.read(1)
        served.process.terminate()
        assert len(first + response.read()) == 5_000_000


@pytest.mark.slow
def test_a_second_signal_ends_the_wait(tmp_path: Path) -> None:
    with running(tmp_path) as served:
        held = served.raw(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        until((tmp_path / "begun").exists)
        served.process.terminate()
        until(lambda: _door_is_shut(served))
        assert served.end() == 0
        held.close()
    assert served.closed


def test_an_idle_or_half_sent_connection_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with running(tmp_path) as served:
        held = [served.raw(b"GET / HTTP/1.1\r\nHost:"), served.raw(b"")]
        assert served.get()[0] == 200
        assert served.end() == 0
        for connection in held:
            connection.close()
    assert served.closed


@pytest.mark.slow
def test_a_worker_whose_supervisor_was_killed_closes_the_service_and_frees_the_port(tmp_path: Path) -> None:
    with running(tmp_path, "granian") as served:
        worker = int((tmp_path / "pid").read_text())
        assert worker != served.process.pid
        served.end(signal.SIGKILL)
        until(lambda: served.closed and not _is_alive(worker))
        assert _door_is_shut(served)


def _door_is_shut(served: Running) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", served.port), timeout=5) as knock:
            knock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return knock.recv(1) == b""
    except OSError:
        return True


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
