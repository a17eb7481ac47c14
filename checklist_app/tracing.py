"""Spans for OpenTelemetry, when the extra `otel` is installed and OTEL_EXPORTER_OTLP_ENDPOINT says where to
send them: one for each request and, inside it, one for each verb of the store. Like the lines of the log they
tell routes and durations, never who asked or what for. The other OTEL_… settings are the library's own."""

import logging
import os
from collections.abc import Mapping
from contextvars import Token
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from checklist_app import __version__
from checklist_app.clock import now

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

log = logging.getLogger(__name__)

ENDPOINT: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
NAME: Final = "OTEL_SERVICE_NAME"
NANOSECONDS: Final = 1_000_000_000  # in a second


def tracing_as_set() -> "Tracing | None":
    """Begins threads: only for the process that serves, and to be closed by it."""
    if not os.environ.get(ENDPOINT):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("%s is set, but nothing is sent: the extra otel is not installed", ENDPOINT)
        return None
    about = {"service.name": os.environ.get(NAME, "checklist"), "service.version": __version__}
    provider = TracerProvider(resource=Resource.create(about))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)


class Open(NamedTuple):
    """A span that has begun, and how to get back to what was before it."""

    span: "Span"
    before: "Token[Context]"


class Tracing:
    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry import context, trace  # an extra: not every installation has it
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer("checklist_app", __version__)
        self._context, self._trace = context, trace
        self._read = TraceContextTextMapPropagator().extract

    def begin(self, environment: Mapping[str, Any]) -> Open:
        """Of a request; `environment` may name the span of a proxy, of which this one is a part."""
        carried = {
            name: environment.get(f"HTTP_{name.upper()}", "") for name in ("traceparent", "tracestate")
        }
        span = self._tracer.start_span("request", self._read(carried), kind=self._trace.SpanKind.SERVER)
        return Open(span, self._context.attach(self._trace.set_span_in_context(span)))

    def end(self, open: Open, method: str, route: str, status: int, id: str) -> None:
        self._context.detach(open.before)
        open.span.update_name(f"{method} {route}")
        open.span.set_attributes(
            {
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": status,
                "checklist.request_id": id,
            }
        )
        if status >= 500:
            open.span.set_status(self._trace.StatusCode.ERROR)
        open.span.end()

    def tell_verb(self, verb: str, outcome: str, seconds: float) -> None:
        """It has ended just now. Work of the server itself, outside of requests, leaves no spans."""
        if not self._trace.get_current_span().get_span_context().is_valid:
            return
        ended = round(now().timestamp() * NANOSECONDS)
        span = self._tracer.start_span(f"store {verb}", start_time=ended - round(seconds * NANOSECONDS))
        span.set_attribute("checklist.outcome", outcome)
        span.end(ended)

    def close(self) -> None:
        """Send what has not been sent yet."""
        self._provider.shutdown()
