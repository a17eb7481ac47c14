"""The proxies as they are shipped, in front of the app as it is shipped: what comes in from outside is what
the app expects, and what goes out is what the app said, once."""

import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest

from checklist_app.web.headers import HEADERS
from tests.client import Page
from tests.deploy.fronts import DOMAIN, WITH_ME, Front, Reply, front
from tests.serving.running import PATIENCE, free_port, until

pytestmark = pytest.mark.slow

MEGABYTE: Final = 1024 * 1024
FRONTS: Final = ("nginx.conf", "Caddyfile", "Caddyfile-many")
PEOPLE: Final = 8


class Echo(BaseHTTPRequestHandler):
    """Tells what it was sent, and nothing else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        read = len(self.rfile.read(length))
        body = json.dumps({"headers": self.headers.items(), "read": read, "path": self.path}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_words: Any) -> None:
        pass


class Forgetting(Echo):
    """No connection outlives its answer, so that none is left when it is gone."""

    protocol_version = "HTTP/1.0"


@contextmanager
def an_app(folder: Path) -> Iterator[int]:
    port = free_port()
    given = {
        **os.environ,
        "CHECKLIST_STORE": str(folder / "store"),
        "CHECKLIST_FILES": str(folder / "files"),
        "CHECKLIST_BASE_URL": f"https://{DOMAIN}",
        "CHECKLIST_TRUSTED_PROXIES": "1",
        "CHECKLIST_PORT": str(port),
    }
    command = [*WITH_ME, sys.executable, "-m", "checklist_app.cli", "serve"]
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(command, env=given, stdout=log, stderr=log)
    try:
        until(lambda: _listens(port) or process.poll() is not None)
        assert process.poll() is None, (folder / "app.log").read_text("utf-8")
        yield port
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def app_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with an_app(tmp_path_factory.mktemp("app")) as port:
        yield port


@pytest.fixture(scope="module")
def echo_port() -> Iterator[int]:
    with _serving(0, Echo) as port:
        yield port


@pytest.fixture(scope="module", params=FRONTS)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, app_port: int
) -> Iterator[Front]:
    """The app behind the proxy."""
    with front(request.param, tmp_path_factory.mktemp("front") / "app", [app_port]) as made:
        until(lambda: made.ask("GET", "/healthz").status == 200)
        yield made


@pytest.fixture(scope="module", params=FRONTS)
def echoing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, echo_port: int
) -> Iterator[Front]:
    """What tells the request that reached it, behind the proxy."""
    with front(request.param, tmp_path_factory.mktemp("front") / "echo", [echo_port]) as made:
        until(lambda: made.ask("GET", "/").status == 200)
        yield made


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_of_tls_are_refused(echoing: Front, version: ssl.TLSVersion) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        _shake_hands(echoing, version)


@pytest.mark.parametrize(
    ("version", "name"), [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")]
)
def test_modern_versions_of_tls_are_spoken(echoing: Front, version: ssl.TLSVersion, name: str) -> None:
    assert _shake_hands(echoing, version) == name


def test_whoever_asks_for_another_name_gets_no_certificate(echoing: Front) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", echoing.port), 10) as line, pytest.raises(ssl.SSLError):
        context.wrap_socket(line, server_hostname="elsewhere.example.org")


def test_http_leads_to_https_and_keeps_the_address(served: Front) -> None:
    answer = served.ask_plainly("/s/ABC?x=1")
    assert answer.status == 308
    target = answer.one("Location").replace(f"{DOMAIN}:{served.port}", DOMAIN)
    assert target == f"https://{DOMAIN}/s/ABC?x=1"


@pytest.mark.parametrize("path", ["/accounts/sign-in", "/nothing-here", "/healthz"])
def test_each_security_header_comes_once(served: Front, path: str) -> None:
    answer = served.ask("GET", path)
    for name in (*HEADERS, "Strict-Transport-Security", "X-Request-Id"):
        assert len(answer.all(name)) == 1, name
    assert answer.one("Strict-Transport-Security") == "max-age=31536000"
    assert not [server for server in answer.all("Server") if any(letter.isdigit() for letter in server)]


def test_cookies_are_secure(served: Front) -> None:
    cookies = served.ask("GET", "/accounts/sign-in").all("Set-Cookie")
    assert cookies
    assert all("; Secure" in cookie and cookie.startswith("__Host-") for cookie in cookies)


def test_a_sign_in_form_is_accepted_so_that_app_and_proxy_agree_on_the_address(served: Front) -> None:
    page = served.ask("GET", "/accounts/sign-in")
    cookies = "; ".join(cookie.partition(";")[0] for cookie in page.all("Set-Cookie"))
    token = Page(page.body.decode()).hidden["csrf_token"]
    sent = f"csrf_token={token}&sign_in=nobody&password=wrong".encode()
    headers = {
        "Cookie": cookies,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"https://{DOMAIN}/accounts/sign-in",
        "Origin": f"https://{DOMAIN}",
    }
    answer = served.ask("POST", "/accounts/sign-in", sent, headers)
    assert "csrf" not in answer.body.decode().lower().replace("csrf_token", "")
    assert 'name="password"' in answer.body.decode()


@pytest.mark.parametrize("wanted", ["gzip", "br, gzip", "identity"])
def test_what_is_compressed_is_what_the_app_compressed(served: Front, app_port: int, wanted: str) -> None:
    seen = {}
    for path in ("/about", "/accounts/sign-in", "/healthz"):
        through = served.ask("GET", path, headers={"Accept-Encoding": wanted})
        assert through.status == 200
        assert through.all("Content-Encoding") == _straight(app_port, path, wanted)
        seen[path] = bool(through.all("Content-Encoding"))
    assert seen == {"/about": wanted != "identity", "/accounts/sign-in": False, "/healthz": False}


def test_figures_are_not_to_be_had_from_outside(served: Front) -> None:
    for path in ("/metrics", "/metrics/", "/metrics?x"):
        answer = served.ask("GET", path)
        assert answer.status == 404
        assert b"checklist_request_seconds" not in answer.body


def test_an_upload_of_16_mb_arrives_whole(echoing: Front) -> None:
    assert _echoed(echoing.ask("POST", "/", b"x" * 16 * MEGABYTE))["read"] == 16 * MEGABYTE


@pytest.mark.parametrize("chunked", [False, True])
def test_a_larger_one_is_refused_in_words_for_people(served: Front, chunked: bool) -> None:
    answer = _send_too_much(served, chunked)
    if served.name == "nginx.conf":
        assert answer is not None  # Caddy may hang up on who goes on sending
    if answer is not None:
        assert answer.status == 413
        assert "16 MB" in answer.body.decode()


def test_nobody_can_say_that_they_come_from_elsewhere(echoing: Front) -> None:
    forged = {
        "X-Forwarded-For": "198.51.100.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example.org",
        "X-Request-Id": "chosen-by-the-visitor",
    }
    seen = dict(_echoed(echoing.ask("GET", "/", headers=forged, source="127.0.0.9"))["headers"])
    assert seen["X-Forwarded-For"] == "127.0.0.9"
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["X-Forwarded-Host"] == DOMAIN
    assert seen["Host"] == DOMAIN
    assert seen["X-Request-Id"] != "chosen-by-the-visitor"
    assert len(seen["X-Request-Id"]) >= 32


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile-many"])
def test_a_dead_process_is_left_out_and_taken_back(name: str, tmp_path: Path, echo_port: int) -> None:
    other = free_port()
    with front(name, tmp_path / "front", [echo_port, other]) as made:
        until(lambda: made.ask("GET", "/").status == 200)
        assert {made.ask("POST", "/", b"once").status for _ in range(20)} == {200}
        seen: list[str] = []
        with _listening(other, seen):
            until(lambda: made.ask("GET", "/").status == 200 and bool(seen))


def test_a_file_that_one_release_lacks_is_had_from_the_other(tmp_path: Path, echo_port: int) -> None:
    """Of nginx only; Caddy asks nobody else after an answer."""
    old = free_port()
    with front("nginx.conf", tmp_path / "front", [echo_port, old]) as made, _lacking_files(old) as lacked:
        answers = {made.ask("GET", "/static/new/page.css").status for _ in range(10)}
    assert answers == {200}
    assert lacked


@pytest.mark.parametrize("name", ["Caddyfile", "Caddyfile-many"])
def test_what_people_send_while_no_process_is_there_waits_for_one(name: str, tmp_path: Path) -> None:
    port, arrived = free_port(), Counter[bool]()
    with front(name, tmp_path / "front", [port]) as made:
        log = tmp_path / "front" / "out"
        until(lambda: b"HTTP request failed" in log.read_bytes())  # when it asked whether one is ready
        with _sending(made) as answers:
            time.sleep(1.0)
            assert answers == []
            with _comparing(port, arrived):
                until(lambda: len(answers) == PEOPLE)
    assert answers == [200] * PEOPLE
    assert arrived == {True: PEOPLE}


@pytest.mark.parametrize("name", FRONTS)
def test_nothing_arrives_as_the_words_of_somebody_else(name: str, tmp_path: Path) -> None:
    """Not even of those who are sent to a process in the very moment in which it dies."""
    port, arrived = free_port(), Counter[bool]()
    with front(name, tmp_path / "front", [port], hasty=True) as made:
        with _serving(port, Forgetting):
            until(lambda: made.ask("GET", "/").status == 200)
        with _sending(made) as answers:
            time.sleep(0.5)  # so that it is dead before it is there again
            with _comparing(port, arrived):
                until(lambda: len(answers) == PEOPLE)
    assert not arrived[False]
    assert arrived[True] == answers.count(200)
    assert set(answers) <= {200, 502, 503}


@pytest.mark.parametrize("name", FRONTS)
def test_without_any_process_people_are_told_to_try_again(name: str, tmp_path: Path) -> None:
    with front(name, tmp_path / "front", [free_port()], hasty=True) as made:
        answer = made.ask("GET", "/")
    assert answer.status in {502, 503}
    assert "กรุณาลองใหม่" in answer.body.decode()
    assert answer.one("Strict-Transport-Security")


@contextmanager
def _sending(made: Front) -> Iterator[list[int]]:
    """Several people at once, each in words of their own, all of one length."""
    answers: list[int] = []

    def send(person: int) -> None:
        words = f"{person:04d}"
        answers.append(made.ask("POST", "/", words.encode() * 500, {"X-Words": words}).status)

    people = [Thread(target=send, args=(person,)) for person in range(PEOPLE)]
    for each in people:
        each.start()
    try:
        yield answers
    finally:
        for each in people:
            each.join()


@contextmanager
def _comparing(port: int, arrived: Counter[bool]) -> Iterator[None]:
    """A process that counts what is as it was sent, and what is not."""

    class Comparing(Echo):
        timeout = 10  # for a body that does not come

        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"]))
            arrived[said == self.headers["X-Words"].encode() * 500] += 1
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with _serving(port, Comparing):
        yield


@contextmanager
def _listening(port: int, seen: list[str]) -> Iterator[None]:
    class Noting(Echo):
        def do_GET(self) -> None:
            if self.path == "/":
                seen.append(self.path)
            super().do_GET()

    with _serving(port, Noting):
        yield


@contextmanager
def _lacking_files(port: int) -> Iterator[list[str]]:
    seen: list[str] = []

    class Lacking(Echo):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

    with _serving(port, Lacking):
        yield seen


@contextmanager
def _serving(port: int, how: type[Echo]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", port), how)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _echoed(answer: Reply) -> Any:
    assert answer.status == 200
    return json.loads(answer.body)


def _shake_hands(made: Front, version: ssl.TLSVersion) -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")  # we would speak what the other side must not
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", made.port), 10) as line,
        context.wrap_socket(line, server_hostname=DOMAIN) as spoken,
    ):
        return spoken.version()


def _send_too_much(made: Front, chunked: bool) -> Reply | None:
    connection = made.connect()
    pieces = iter([b"x" * MEGABYTE] * 18)
    try:
        if chunked:
            connection.request(
                "POST", "/accounts/sign-in", pieces, {"Transfer-Encoding": "chunked"}, encode_chunked=True
            )
        else:
            connection.request("POST", "/accounts/sign-in", pieces, {"Content-Length": str(18 * MEGABYTE)})
    except OSError:
        pass  # the answer may have come all the same
    try:
        answer = connection.getresponse()
        return Reply(answer.status, answer.getheaders(), answer.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _straight(port: int, path: str, wanted: str) -> list[str]:
    """How the app itself encodes it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": wanted})
        answer = connection.getresponse()
        answer.read()
        return [value for name, value in answer.getheaders() if name.lower() == "content-encoding"]
    finally:
        connection.close()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
