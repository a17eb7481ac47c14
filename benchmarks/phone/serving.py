"""The servers of the benchmark: the app and the other pages each as a process of its own behind the shipped
waitress, with a line in a log for every answer, and gone while a phone has no signal."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]  # it has no types

from checklist_app import serving
from checklist_app.accounts import Person
from checklist_app.agencies import Agency
from checklist_app.app import KINDS, create_app
from checklist_app.catalog import Form
from checklist_app.clock import now, today
from checklist_app.config import Config
from checklist_app.demo import load_demo
from checklist_app.serving import Service
from checklist_app.store.embedded import FolderStore
from checklist_app.web.context import Collections

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css"}
INSPECTOR = "demo-inspector"


@dataclass(frozen=True, slots=True)
class World:
    """Who is signed in, by which cookie, and what is visited with which form."""

    person: Person
    token: str
    agency: Agency
    form: Form


@dataclass(frozen=True, slots=True)
class Answered:
    """`at` in seconds since the epoch, when it was asked; `up` and `down` are bytes of the bodies as sent."""

    at: float
    method: str
    path: str
    status: int
    up: int
    down: int
    of_page: bool

    @property
    def is_data(self) -> bool:
        return self.path.startswith("/api/")


@dataclass
class Server:
    """`kind` is app or files, whose content stands in the folder."""

    kind: str
    folder: Path
    port: int = field(default_factory=lambda: _free_port())
    _process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "benchmarks.phone", "--serve", self.kind, str(self.folder)]
        self._process = subprocess.Popen([*command, str(self.port)], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise SystemExit(f"the server of {self.folder} did not start")

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=40)

    def answered(self, since: float = 0) -> list[Answered]:
        lines = (self.folder / "answered.log").read_text("utf-8").splitlines()
        return [answered for line in lines if (answered := Answered(**json.loads(line))).at >= since]


def prepare(folder: Path) -> World:
    """The store of the demonstration, with somebody signed in."""
    store = FolderStore(_settings(folder, 8000).folder, KINDS)
    app = create_app(_settings(folder, 8000), store)
    collections: Collections = app.extensions["checklist"]
    load_demo(collections, password="a password for the benchmark")
    person = collections.people.known_as(INSPECTOR)
    assert person is not None
    world = World(
        person,
        collections.sessions.begin(person.id, device="benchmark", at=now()),
        next(iter(collections.agencies.within(person.scope))),
        collections.packing.forms_of(today())[0],
    )
    store.close()
    return world


def write_site(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.br").write_bytes(brotli.compress(content, quality=11))


def serve(kind: str, folder: str, port: str) -> int:
    config = _settings(Path(folder), int(port))
    return serving.run(config, partial(open_app if kind == "app" else open_files, config, Path(folder)))


def open_app(config: Config, folder: Path) -> Service:
    store = FolderStore(config.folder, KINDS)
    return Service(_logged(create_app(config, store), folder), close=store.close)


def open_files(_config: Config, folder: Path) -> Service:
    answers = {f"/{path.stem}": path.read_bytes() for path in folder.glob("*.br")}
    answers["/"] = answers["/index.html"]

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        body = answers.get(environ["PATH_INFO"])
        if body is None:
            start("404 Not Found", [("Content-Length", "0")])
            return [b""]
        name = environ["PATH_INFO"].strip("/") or "index.html"
        type = TYPES.get(Path(name).suffix, "application/octet-stream")
        lasting = "no-cache" if name in {"index.html", "worker.js"} else "max-age=31536000, immutable"
        headers = [("Content-Type", type), ("Content-Encoding", "br"), ("Cache-Control", lasting)]
        start("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return Service(_logged(application, folder), close=lambda: None)


def _logged(application: "WSGIApplication", folder: Path) -> "WSGIApplication":
    log = (folder / "answered.log").open("a", encoding="utf-8", buffering=1)

    def logged(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        at = time.time()

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            length = {name.lower(): value for name, value in headers}.get("content-length", "0")
            answered: dict[str, object] = {
                "at": at,
                "method": environ["REQUEST_METHOD"],
                "path": environ["PATH_INFO"],
                "status": int(status[:3]),
                "up": int(environ.get("CONTENT_LENGTH") or 0),
                "down": 0 if status[:3] == "304" else int(length),
                "of_page": environ.get("HTTP_SEC_FETCH_DEST", "empty") not in {"empty", "serviceworker"},
            }
            log.write(json.dumps(answered) + "\n")
            return start(status, headers, *more)

        return application(environ, started)

    return logged


def _settings(folder: Path, port: int) -> Config:
    given = {
        "CHECKLIST_STORE": str(folder / "store"),
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_PORT": str(port),
        "CHECKLIST_BASE_URL": f"http://127.0.0.1:{port}",
    }
    return Config.from_environment(given)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port
