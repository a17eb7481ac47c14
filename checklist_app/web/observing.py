"""Stands around the whole application: every request has an id, is counted and timed, and leaves a line."""

import logging
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Final

from flask import Request

from checklist_app.ids import new_code
from checklist_app.logs import request_id, requests, tell_request
from checklist_app.tracing import Tracing
from checklist_app.web.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER: Final = "X-Request-Id"
LENGTH: Final = 10
NO_ROUTE: Final = "none"
_GIVEN: Final = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


class Observing:
    """`trusts` says whether a proxy stands in front, whose ids are taken over: then one id leads through the
    lines of both. Whoever else sends one gets a new one, lest visitors write into the lines."""

    def __init__(
        self, application: "WSGIApplication", metrics: Metrics, tracing: Tracing | None, *, trusts: bool
    ) -> None:
        self._application = application
        self._metrics = metrics
        self._tracing = tracing
        self._trusts = trusts

    def __call__(self, environment: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        answer = _Answer(environment, start, self._id(environment))
        before = request_id.set(answer.id)
        span = self._tracing.begin(environment if self._trusts else {}) if self._tracing else None
        self._metrics.begin_request()
        began = perf_counter()
        try:
            return self._application(environment, answer.start)
        finally:
            seconds = perf_counter() - began
            method, route = environment["REQUEST_METHOD"], answer.route
            self._metrics.end_request(route, method, answer.status, seconds)
            if self._tracing and span:
                self._tracing.end(span, method, route, answer.status, answer.id)
            if requests.isEnabledFor(logging.INFO):
                self._tell(method, answer, seconds)
            request_id.reset(before)

    def _tell(self, method: str, answer: "_Answer", seconds: float) -> None:
        tell_request(
            method=method,
            route=answer.route,
            status=answer.status,
            ms=round(seconds * 1000, 1),
            bytes=answer.length,
        )

    def _id(self, environment: "WSGIEnvironment") -> str:
        given = environment.get("HTTP_X_REQUEST_ID", "") if self._trusts else ""
        return given if _GIVEN.fullmatch(given) else new_code(LENGTH)


class _Answer:
    """What is told of an answer when it begins; without a beginning it failed."""

    def __init__(self, environment: "WSGIEnvironment", start: "StartResponse", id: str) -> None:
        self._environment = environment
        self._start = start
        self.id = id
        self.route = NO_ROUTE
        self.status: int = HTTPStatus.INTERNAL_SERVER_ERROR
        self._headers: list[tuple[str, str]] = []

    def start(
        self, status: str, headers: list[tuple[str, str]], failure: "OptExcInfo | None" = None, /
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.route = _route(self._environment)
        self._headers = [*headers, (HEADER, self.id)]
        return self._start(status, self._headers, failure)

    @property
    def length(self) -> int:
        """Of its body; 0 when that is not known beforehand."""
        return next((int(value) for name, value in self._headers if name == "Content-Length"), 0)


def _route(environment: "WSGIEnvironment") -> str:
    """As it is written in the code, so that nothing of an address is told: no code of a point and no id."""
    request: Request | None = environment.get("werkzeug.request")
    return request.url_rule.rule if request and request.url_rule else NO_ROUTE
