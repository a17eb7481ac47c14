"""The app on a port of its own, for the tests that need a real browser."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

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
    lines: dict[int, socket] = {}
    server = create_server(app, map=lines, host="127.0.0.1", port=0, threads=4)
    assert isinstance(server, BaseWSGIServer)
    assert server.socket
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.close()
        asyncore.close_all(lines)  # browsers keep theirs open, and the server would go on for them
        thread.join(timeout=5)
