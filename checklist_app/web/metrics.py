"""Figures of this process for whoever watches the server, in the text that Prometheus reads. Nothing of what
anybody sends becomes a label: routes are those of the code, methods and reasons are few."""

import hmac
import ipaddress
import os
import platform
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, cast

from flask import Blueprint, Response, current_app, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from checklist_app import __version__
from checklist_app.errors import forbidden
from checklist_app.web.access import PUBLIC, access

EXTENSION: Final = "metrics"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "OTHER"
OF_REQUESTS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds
OF_VERBS: Final = (0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0)  # seconds
FORWARDED: Final = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
ITSELF: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})

Figures = Callable[[], Mapping[str, float]]

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
@access(PUBLIC)
def figures() -> Response:
    refuse_strangers(current_app.config["METRICS_TOKEN"])
    metrics = cast(Metrics, current_app.extensions[EXTENSION])
    return Response(metrics.text(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def refuse_strangers(token: str | None) -> None:
    """With a token whoever holds it may look, from anywhere. Without one, only who asks on this very machine
    and not through a proxy, which would lend its own address to everybody."""
    if not (_holds(token) if token else _is_asked_here()):
        raise forbidden("web.metrics_closed")


def _holds(token: str) -> bool:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(shown.encode(), token.encode())


def _is_asked_here() -> bool:
    try:
        loopback = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    is_direct = not any(name in request.headers for name in FORWARDED)
    host = request.host.removesuffix(f":{request.environ.get('SERVER_PORT', '')}")
    return loopback and is_direct and host in ITSELF


class Metrics:
    """Of one application in one process; `of_engine` is asked each time that somebody looks."""

    def __init__(self, of_engine: Figures) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # process_start_time_seconds says it once
        self._registry = registry = CollectorRegistry()
        self._requests = Histogram(
            "checklist_request_seconds",
            "Time until the answer to a request began to be sent.",
            ("route", "method", "status"),
            buckets=OF_REQUESTS,
            registry=registry,
        )
        self._in_flight = Gauge(
            "checklist_requests_in_flight", "Requests being answered, this one included.", registry=registry
        )
        self._verbs = Histogram(
            "checklist_store_seconds",
            "Time of each verb of the store, and how it ended.",
            ("verb", "outcome"),
            buckets=OF_VERBS,
            registry=registry,
        )
        self._kept = {
            "documents": Counter(
                "checklist_documents", "Documents made in the store.", ("kind",), registry=registry
            ),
            "entries": Counter(
                "checklist_entries", "Entries added to streams.", ("stream",), registry=registry
            ),
        }
        # looking one up in the library costs more than counting in it; there are few, and none goes away
        self._of_request, self._of_verb = cache(self._requests.labels), cache(self._verbs.labels)
        about = Gauge(
            "checklist_build_info",
            "What runs, and which process answers.",
            ("version", "python", "process"),
            registry=registry,
        )
        about.labels(__version__, platform.python_version(), str(os.getpid())).set(1)
        registry.register(_Engine(of_engine))
        ProcessCollector(registry=registry)

    def begin_request(self) -> None:
        self._in_flight.inc()

    def end_request(self, route: str, method: str, status: int, seconds: float) -> None:
        self._in_flight.dec()
        named = method if method in METHODS else OTHER
        self._of_request(route, named, f"{status // 100}xx").observe(seconds)

    def tell_verb(self, verb: str, outcome: str, seconds: float) -> None:
        self._of_verb(verb, outcome).observe(seconds)

    def tell_kept(self, shape: str, name: str, count: int) -> None:
        self._kept[shape].labels(name).inc(count)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Engine(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "checklist_store_engine", "What the engine of the store tells of itself.", labels=("figure",)
        )
        for name, value in sorted(self._figures().items()):
            family.add_metric((name,), value)
        yield family

    def describe(self) -> tuple[()]:
        """Nobody is asked before somebody looks."""
        return ()
