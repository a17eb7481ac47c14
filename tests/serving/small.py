"""A small application under the shipped server, as a program of its own:

    python -m tests.serving.small run|lan FOLDER PORT [SERVER]

/slow answers when FOLDER/release exists; FOLDER/closed appears when the service was closed."""

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from checklist_app import serving
from checklist_app.config import Config
from checklist_app.errors import Problem, unavailable
from checklist_app.serving import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PRIVATE = "127.0.0.2"  # private, and on every Linux machine
LARGE = b"x" * 5_000_000


def settings(folder: Path, port: int, server: str = "waitress") -> Config:
    """The folder is made by who starts it, and a file in it says for how long to drain."""
    drain = folder / "drain"
    given = {
        "CHECKLIST_DRAIN": drain.read_text() if drain.exists() else "0",
        "CHECKLIST_STORE": str(folder / "store"),
        "CHECKLIST_PORT": str(port),
        "CHECKLIST_SERVER": server,
        "CHECKLIST_THREADS": "4",
    }
    return Config.from_environment(given)


def application(folder: Path) -> "WSGIApplication":
    def answer(environment: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environment["PATH_INFO"]
        if path == "/readyz":
            start("503 Leaving" if (folder / "leaving").exists() else "200 OK", [("Content-Length", "0")])
            return []
        if path == "/slow":
            (folder / "begun").touch()
            while not (folder / "release").exists():
                time.sleep(0.005)
        body = LARGE if path == "/large" else _text(environment)
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def _text(environment: "WSGIEnvironment") -> bytes:
    sent = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
    return f"{environment['wsgi.url_scheme']} {environment['REMOTE_ADDR']} {len(sent)}".encode()


def open_small(folder: Path) -> Service:
    if (folder / "locked").exists():
        raise unavailable("store.locked", folder=str(folder))
    (folder / "pid").write_text(str(os.getpid()))
    return Service(
        application(folder),
        close=(folder / "closed").touch,
        news=("news for the terminal",),
        leave=(folder / "leaving").touch,
    )


def main(command: str, folder: str, port: str, server: str = "waitress") -> int:
    config = settings(Path(folder), int(port), server)
    opening = partial(open_small, Path(folder))
    try:
        if command == "lan":
            return serving.run_on_lan(serving.on_lan(replace(config, host=PRIVATE)), opening)
        return serving.run(config, opening)
    except Problem as problem:
        sys.stderr.write(serving.refusal(problem) + "\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
