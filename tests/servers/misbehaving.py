"""A storage that does what no real one should: a small server on this machine that keeps what is put, unless
the test has said what goes wrong with the next requests."""

import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from checklist_app.bucket import Bucket

MOST_SECONDS = 30.0


@dataclass
class Storage:
    bucket: Bucket
    kept: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    troubles: "deque[Trouble]" = field(default_factory=deque)
    always: "Trouble | None" = None
    over: threading.Event = field(default_factory=threading.Event)

    def trouble(self) -> "Trouble | None":
        return self.troubles.popleft() if self.troubles else self.always


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    storage: Storage

    def handle_one_request(self) -> None:
        self.connection.settimeout(MOST_SECONDS)
        super().handle_one_request()

    def log_message(self, format: str, *args: object) -> None:
        """The test tells what it wants to know."""

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self._unless_in_trouble(lambda: self._put(content))

    def do_GET(self) -> None:
        self._unless_in_trouble(self._get)

    def do_HEAD(self) -> None:
        self._unless_in_trouble(self._get)

    def _unless_in_trouble(self, act: Callable[[], None]) -> None:
        self.storage.asked.append(f"{self.command} {self.path.partition('?')[0]}")
        trouble = self.storage.trouble()
        if trouble:
            trouble(self, act)
        else:
            act()

    def _put(self, content: bytes) -> None:
        self.storage.kept[self.path] = content
        self.answer(200, b"")

    def _get(self) -> None:
        if "list-type" in self.path:
            self.answer(200, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
            return
        content = self.storage.kept.get(self.path)
        self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>") if content is None else self.answer(
            200, content
        )

    def answer(self, status: int, body: bytes, *, said: int | None = None) -> None:
        start, end = 0, len(body)
        if status == 200 and "Range" in self.headers:
            status, (first, last) = 206, self.headers["Range"].removeprefix("bytes=").split("-")
            start, end = int(first), min(int(last) + 1, end)
        self.send_response(status)
        self.send_header("ETag", '"0"')
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 05:00:00 GMT")
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(body)}")
        self.send_header("Content-Length", str(end - start if said is None else said))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[start:end])

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


Trouble = Callable[[_Answers, Callable[[], None]], None]


def fails(status: int = 500, code: str = "InternalError") -> Trouble:
    return lambda server, _: server.answer(status, f"<Error><Code>{code}</Code></Error>".encode())


def hangs_up(server: _Answers, act: Callable[[], None]) -> None:
    server.hang_up()


def loses_the_answer(server: _Answers, act: Callable[[], None]) -> None:
    """What was asked is done."""
    content = server.storage.kept
    server.answer = lambda *_, **__: None  # type: ignore[method-assign]  # of this one request
    act()
    assert content
    server.hang_up()


def breaks_off(server: _Answers, act: Callable[[], None]) -> None:
    server.answer(200, b"a pho", said=12)
    server.hang_up()


def tells_something_else(server: _Answers, act: Callable[[], None]) -> None:
    server.answer(200, b"<html>Please sign in to the network</html>")


def never_answers(server: _Answers, act: Callable[[], None]) -> None:
    server.storage.over.wait(MOST_SECONDS)
    server.hang_up()


@contextmanager
def a_storage(encrypting: ssl.SSLContext | None = None) -> Iterator[Storage]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    if encrypting:
        server.socket = encrypting.wrap_socket(server.socket, server_side=True)
    endpoint = f"{'https' if encrypting else 'http'}://127.0.0.1:{server.server_address[1]}"
    storage = Storage(Bucket("office", "", endpoint, "th", path_style=True, key="key", secret="the secret"))
    server.RequestHandlerClass = type("Answers", (_Answers,), {"storage": storage})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield storage
    finally:
        storage.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
