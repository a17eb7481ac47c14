"""What keeps the server from starting is one clear line, in Thai and English, and a failing exit."""

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from checklist_app.errors import Problem, ProblemKind
from checklist_app.serving import refusal, run
from checklist_app.serving.sockets import listen
from tests.serving.running import PATIENCE, free_port, running, start
from tests.serving.small import open_small, settings


def refused(folder: Path, port: int, server: str) -> str:
    process = start(folder, port, server)
    said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode not in {0, None}
    assert said == ""
    assert len(complained.splitlines()) == 1
    return complained


@pytest.mark.parametrize("server", ["waitress", "granian"])
def test_a_port_in_use_is_named_and_the_service_is_not_opened(tmp_path: Path, server: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused(tmp_path, port, server)
    assert f"พอร์ต {port}" in line
    assert f"Port {port} is in use" in line
    assert not (tmp_path / "pid").exists()


@pytest.mark.parametrize("server", ["waitress", "granian"])
def test_a_second_server_on_the_same_port_is_refused(tmp_path: Path, server: str) -> None:
    with running(tmp_path, server) as served:
        assert "is in use" in refused(tmp_path, served.port, server)
        assert served.get()[0] == 200


@pytest.mark.parametrize("server", ["waitress", "granian"])
def test_a_store_owned_by_another_process_is_said_by_its_own_sentence(tmp_path: Path, server: str) -> None:
    (tmp_path / "locked").touch()
    line = refused(tmp_path, free_port(), server)
    assert " | " in line
    assert "Traceback" not in line


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("no-such-host.invalid", "serving.host_unknown"),
        ("203.0.113.7", "serving.host_elsewhere"),
        ("a" * 300, "serving.host_unknown"),
    ],
)
def test_a_host_that_cannot_be_used_is_named(host: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        listen(host, 8000)
    assert (caught.value.code, caught.value.kind) == (code, ProblemKind.INVALID)
    assert host in refusal(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open any port")
def test_a_port_of_the_system_is_explained() -> None:
    with pytest.raises(Problem, match=r"serving\.port_"):
        listen("127.0.0.1", 1)


def test_granian_that_is_not_installed_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "granian.server.mp", None)
    with pytest.raises(Problem, match=r"serving\.granian_missing"):
        run(settings(tmp_path, free_port(), "granian"), lambda: open_small(tmp_path))


def test_a_worker_that_dies_while_serving_ends_the_server_with_a_failure(tmp_path: Path) -> None:
    with running(tmp_path, "granian") as served:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        _, complained = served.process.communicate(timeout=PATIENCE)
        assert served.process.returncode == 1
    assert "ended unexpectedly" in complained
