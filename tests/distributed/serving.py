"""Two processes of the app as they are really started, and haproxy in front of them, which asks /readyz and
sends a request to the other one when the first did not take it."""

import http.client
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.servers.cluster import PATIENCE, until
from tests.serving.running import free_port

SECRET: Final = "the secret that all processes of the cluster share"
MISHAP: Final = "Traceback (most recent call last)"
WITH_ME: Final = ("setpriv", "--pdeathsig=KILL")
"""What is started so ends with whoever started it."""

# Only what no server has taken is sent to another one; of reading also what got no answer.
PROXY: Final = """
global
    maxconn 400
defaults
    mode http
    timeout connect 1s
    timeout client 30s
    timeout server 25s
    timeout queue 10s
    timeout check 2s
    option redispatch 1
    option forwardfor
    retries 3
    retry-on conn-failure empty-response
frontend public
    bind 127.0.0.1:{port}
    stats uri /proxy
    default_backend apps
backend apps
    http-request disable-l7-retry unless METH_GET
    balance leastconn
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 300ms fastinter 100ms fall 2 rise 1 maxconn 100
"""


@dataclass
class App:
    """A process of its own; `serve` starts it anew on the same port."""

    number: int
    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        given = {**os.environ, **self.environment, "CHECKLIST_PORT": str(self.port)}
        command = [*WITH_ME, sys.executable, "-m", "checklist_app.cli", "serve"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=given, stdout=log, stderr=log)

    @property
    def log(self) -> Path:
        return self.folder / f"app{self.number}.log"

    def ready(self) -> None:
        until(self.is_ready, f"app {self.number} is ready; its log is {self.log}")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """As a service manager does."""
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def is_ready(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise AssertionError(f"app {self.number} has ended:\n{self.log.read_text('utf-8')}")
        return _status(self.port, "/readyz") == 200


@dataclass
class Front:
    port: int
    apps: list[App]

    def replace(self, app: App) -> None:
        """As a new release is brought in: the next one is stopped when this one is asked again."""
        app.stop()
        app.serve()
        app.ready()
        until(lambda: self._is_asked(app), f"the proxy asks app {app.number}")

    def _is_asked(self, app: App) -> bool:
        lines = _get(self.port, "/proxy;csv")[1].splitlines()
        return any(f"apps,app{app.number}," in line and ",UP," in line for line in lines)

    def mishaps(self) -> str:
        """What the processes of the app had not expected, as their logs tell."""
        logs = [app.log.read_text("utf-8", "replace") for app in self.apps]
        return "\n".join(log[log.index(MISHAP) :][:5_000] for log in logs if MISHAP in log)


def proxy_program() -> str | None:
    return shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")


@contextmanager
def served(folder: Path, store: str, apps: int = 2) -> Iterator[Front]:
    port = free_port()
    environment = {
        "CHECKLIST_STORE": store,
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_SECRET_KEY": SECRET,
        "CHECKLIST_BASE_URL": f"http://127.0.0.1:{port}",
        "CHECKLIST_TRUSTED_PROXIES": "2",  # the proxy, and whoever the load stands for
    }
    started = [App(number, folder, environment) for number in range(apps)]
    proxy: subprocess.Popen[bytes] | None = None
    try:
        for app in started:
            app.serve()
        for app in started:
            app.ready()
        proxy = _proxy(folder, port, started)
        until(lambda: _status(port, "/healthz") == 200, "the proxy passes on")
        yield Front(port, started)
    finally:
        if proxy:
            proxy.kill()
            proxy.wait()
        for app in started:
            app.kill()


def _proxy(folder: Path, port: int, apps: list[App]) -> subprocess.Popen[bytes]:
    program = proxy_program()
    assert program
    lines = [f"    server app{app.number} 127.0.0.1:{app.port}" for app in apps]
    settings = folder / "haproxy.cfg"
    settings.write_text(PROXY.format(port=port) + "\n".join(lines) + "\n")
    with (folder / "haproxy.log").open("ab") as log:
        return subprocess.Popen([*WITH_ME, program, "-db", "-f", str(settings)], stdout=log, stderr=log)


def _status(port: int, path: str) -> int:
    return _get(port, path)[0]


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()
