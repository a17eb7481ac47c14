"""The app on a port of its own, for the tests that need a real browser."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask
from waitress import wasyncore as asyncore
from waitress.server import BaseWSGIServer, create_server

NAMES = ("chromium", "chromium-browser", "google-chrome")
# scripts/test says what it found; without it the same names are tried
CHROMIUM = os.environ.get("CHECKLIST_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), "")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the app while the block runs."""
    server = create_server(app, map={}, host="127.0.0.1", port=0, threads=4)
    assert isinstance(server, BaseWSGIServer)
    assert server.socket
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        end(server)
        thread.join(timeout=5)


def end(server: Any) -> None:
    """With the lines that browsers keep open, for which it would go on. In its own thread: it is just waiting
    for them, and nobody else may close them."""
    with suppress(OSError):  # woken by somebody else, it has already done so
        server.trigger.pull_trigger(lambda: asyncore.close_all(server._map))
