"""The real server as whoever watches it sees it: its figures on its own port, its lines on standard error."""

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving.running import PATIENCE, free_port


def start(folder: Path, port: int, server: str) -> subprocess.Popen[str]:
    settings = {
        "CHECKLIST_STORE": str(folder / "store"),
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_PORT": str(port),
        "CHECKLIST_SERVER": server,
        "CHECKLIST_LOG": "json",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "checklist_app.cli", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **settings},
    )


def get(port: int, path: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    read = answer.status, answer.headers["X-Request-Id"], answer.read().decode()
    connection.close()
    return read


@pytest.mark.slow
@pytest.mark.parametrize("server", ["waitress", "granian"])
def test_a_real_server_tells_its_figures_and_every_request_as_a_line_of_json(
    tmp_path: Path, server: str
) -> None:
    port = free_port()
    process = start(tmp_path, port, server)
    try:
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        asked = [get(port, path) for path in ("/healthz", "/nowhere", "/metrics")]
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait(PATIENCE)
    assert 'checklist_request_seconds_count{method="GET",route="/healthz",status="2xx"} 1.0' in asked[-1][2]
    lines = [json.loads(line) for line in said.splitlines()]
    told = [(line["status"], line["request"]) for line in lines if line["message"] == "request"]
    assert told == [(status, id) for status, id, _ in asked]
    assert [status for status, _ in told] == [200, 404, 200]
    assert "127.0.0.1" not in said
