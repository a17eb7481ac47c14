"""Spans for OpenTelemetry: one a request, inside it one a verb, and nothing of who asked."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from checklist_app.app import create_app
from checklist_app.config import Config
from checklist_app.tracing import ENDPOINT, Tracing, tracing_as_set
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import Collections
from checklist_app.web.observing import HEADER
from tests.cast import World, quick_passwords

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(exporter: InMemorySpanExporter) -> Tracing:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider)


@pytest.fixture
def traced(config: Config, world: World, tracing: Tracing) -> Flask:
    return create_app(config, world.store, passwords=quick_passwords(), tracing=tracing)


def only(spans: tuple[ReadableSpan, ...], name: str) -> ReadableSpan:
    (found,) = [span for span in spans if span.name == name]
    return found


def test_a_request_is_a_span_and_each_verb_a_part_of_it(
    traced: Flask, exporter: InMemorySpanExporter
) -> None:
    answer = traced.test_client().get("/readyz?secret=1", environ_base={"REMOTE_ADDR": "203.0.113.77"})
    spans = exporter.get_finished_spans()
    asked, verb = only(spans, "GET /readyz"), only(spans, "store get")
    assert asked.context is not None
    assert verb.context is not None
    assert verb.parent is not None
    assert verb.parent.span_id == asked.context.span_id
    assert verb.context.trace_id == asked.context.trace_id
    assert (asked.start_time or 0) <= (verb.start_time or 0) <= (verb.end_time or 0) <= (asked.end_time or 0)
    assert asked.attributes == {
        "http.request.method": "GET",
        "http.route": "/readyz",
        "http.response.status_code": answer.status_code,
        "checklist.request_id": answer.headers[HEADER],
    }
    assert verb.attributes == {"checklist.outcome": "ok"}
    assert asked.parent is None


def test_two_requests_are_two_traces(traced: Flask, exporter: InMemorySpanExporter) -> None:
    for _ in range(2):
        traced.test_client().get("/healthz")
    assert len({span.context.trace_id for span in exporter.get_finished_spans() if span.context}) == 2


def test_an_unexpected_error_marks_its_span(traced: Flask, exporter: InMemorySpanExporter) -> None:
    @access(PUBLIC)
    def broken() -> str:
        raise RuntimeError

    traced.add_url_rule("/broken", "broken", broken)
    traced.test_client().get("/broken")
    traced.test_client().get("/nowhere")
    spans = exporter.get_finished_spans()
    assert not only(spans, "GET /broken").status.is_ok
    assert only(spans, "GET none").status.is_unset


def test_work_outside_of_requests_leaves_no_spans(traced: Flask, exporter: InMemorySpanExporter) -> None:
    held: Collections = traced.extensions["checklist"]
    held.store.get("people", "nobody")
    assert exporter.get_finished_spans() == ()


@pytest.mark.parametrize("trusted", [0, 1])
def test_only_a_trusted_proxy_may_say_what_a_request_is_part_of(
    world: World, tracing: Tracing, exporter: InMemorySpanExporter, trusted: int
) -> None:
    config = Config.from_environment(
        {"CHECKLIST_SECRET_KEY": "s" * 32, "CHECKLIST_TRUSTED_PROXIES": str(trusted)}
    )
    app = create_app(config, world.store, passwords=quick_passwords(), tracing=tracing)
    app.test_client().get("/healthz", headers={"traceparent": PARENT})
    context = only(exporter.get_finished_spans(), "GET /healthz").context
    assert context
    assert (f"{context.trace_id:032x}" in PARENT) == bool(trusted)


def test_nothing_is_traced_unless_it_is_said_where_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    assert tracing_as_set() is None


def test_who_does_not_ask_for_spans_loads_nothing_of_them() -> None:
    found = "any(name.startswith('opentelemetry') for name in sys.modules)"
    asking = f"import sys, checklist_app.app; sys.exit({found})"
    assert subprocess.run([sys.executable, "-c", asking], check=False).returncode == 0


def test_without_the_extra_the_log_says_why_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with caplog.at_level(logging.WARNING):
        assert tracing_as_set() is None
    assert ENDPOINT in caplog.text
    assert "otel" in caplog.text


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Takes what is sent, as a collector would."""
    arrived: list[tuple[str, bytes]] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", arrived
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_has_not_been_sent_at_the_end_is_sent_then(
    config: Config,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    collector: tuple[str, list[tuple[str, bytes]]],
) -> None:
    address, arrived = collector
    monkeypatch.setenv(ENDPOINT, address)
    tracing = tracing_as_set()
    assert tracing
    app = create_app(config, world.store, passwords=quick_passwords(), tracing=tracing)
    app.test_client().get("/healthz")
    tracing.close()
    assert {path for path, _ in arrived} == {"/v1/traces"}
    assert any(b"GET /healthz" in body and b"checklist" in body for _, body in arrived)
