"""The proxy of the browser tests does what it promises: a scenario proves nothing when its fault
did not happen."""

import http.client
import http.server
import threading
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from tests.browser.fault_proxy import Fault, FaultProxy, first, proxied

BODY = b"0123456789" * 100


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    got: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        wanted = int(self.headers["Content-Length"])
        read = self.rfile.read(wanted)
        self.got.append(read)
        if len(read) == wanted:
            self.send_response(200)
            self.send_header("Content-Length", str(len(read)))
            self.end_headers()
            self.wfile.write(read)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    Upstream.got = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with proxied(server.server_port) as proxy:
        yield proxy
    server.shutdown()
    server.server_close()


def post(proxy: FaultProxy) -> bytes:
    connection = http.client.HTTPConnection(proxy.address.removeprefix("http://"), timeout=30)
    connection.request("POST", "/api", BODY)
    return connection.getresponse().read()


BROKEN = (OSError, http.client.HTTPException)


def test_without_a_fault_everything_passes_and_is_counted(proxy: FaultProxy) -> None:
    assert post(proxy) == BODY
    assert [(one.method, one.path, one.status) for one in proxy.passed] == [("POST", "/api", 200)]
    assert proxy.count("POST", "/a") == 1
    assert proxy.count("GET", "/a") == 0


def test_a_fault_happens_as_often_as_it_is_told_and_only_where(proxy: FaultProxy) -> None:
    proxy.rule = first(1, "/other", Fault(truncate=0))
    assert post(proxy) == BODY
    proxy.rule = first(1, "/api", Fault(truncate=0), method="POST")
    assert [post(proxy), post(proxy)] == [b"", BODY]


def test_a_request_that_is_cut_reaches_the_server_in_part(proxy: FaultProxy) -> None:
    proxy.rule = first(1, "/", Fault(cut_request=500))
    with pytest.raises(BROKEN):
        post(proxy)
    assert post(proxy) == BODY
    assert 0 < min(map(len, Upstream.got)) < 500
    assert proxy.passed[0].status == 0


def test_an_answer_that_is_cut_was_worked_for(proxy: FaultProxy) -> None:
    proxy.rule = first(1, "/", Fault(cut_response=200))
    with pytest.raises(BROKEN):
        post(proxy)
    assert Upstream.got == [BODY]


def test_a_shortened_answer_looks_whole(proxy: FaultProxy) -> None:
    proxy.rule = first(1, "/", Fault(truncate=7))
    assert post(proxy) == BODY[:7]


def test_a_doubled_request_arrives_twice_and_is_answered_once(proxy: FaultProxy) -> None:
    proxy.rule = first(1, "/", Fault(duplicate=True))
    assert post(proxy) == BODY
    assert Upstream.got == [BODY, BODY]


def test_a_delayed_request_arrives(proxy: FaultProxy) -> None:
    proxy.rule = first(1, "/", Fault(delay=0.01))
    assert post(proxy) == BODY


def test_nobody_gets_through_while_it_is_away(proxy: FaultProxy) -> None:
    with proxy.away(), pytest.raises(BROKEN):
        post(proxy)
    assert Upstream.got == []
    assert post(proxy) == BODY


def test_a_server_that_is_gone_is_no_answer(proxy: FaultProxy) -> None:
    proxy.upstream = 1
    with pytest.raises(BROKEN):
        post(proxy)
