"""The lines that the server writes while it works, as text for people or as one JSON object a line for
programs. A line that is written while a request is answered carries the id of that request. No line tells who
asked: no address, no browser, no person, so that nothing here can be laid beside an answer of a citizen."""

import json
import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, Literal, TextIO, TypeAlias

from checklist_app.clock import stamp

Form: TypeAlias = Literal["text", "json"]

request_id: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""Of the request that this thread is answering; empty between requests and in threads of other work."""

requests: Final = logging.getLogger("checklist_app.requests")
"""One line for each request, in JSON only: people read the lines of what went wrong."""

_spelled: Final = json.JSONEncoder(ensure_ascii=False).encode


def start(form: Form, stream: TextIO | None = None) -> None:
    """Write what is logged from now on to `stream` (the standard error output), and nowhere twice."""
    stop()
    lines = _Lines(stream or sys.stderr)
    lines.setFormatter(_Json() if form == "json" else _Text())
    logging.getLogger().addHandler(lines)
    requests.setLevel(logging.INFO if form == "json" else logging.WARNING)


def stop() -> None:
    root = logging.getLogger()
    for lines in [handler for handler in root.handlers if isinstance(handler, _Lines)]:
        root.removeHandler(lines)
    requests.setLevel(logging.WARNING)


def tell_request(**facts: str | int | float) -> None:
    """The line of a request that has been answered."""
    requests.info("request", extra={"facts": facts})


class _Lines(logging.StreamHandler[TextIO]):
    pass


class _Text(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        asked = request_id.get()
        return f"{record.message} (request {asked})" if asked else record.message


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts: Mapping[str, object] = getattr(record, "facts", {})
        line: dict[str, object] = {
            "time": stamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if asked := request_id.get():
            line["request"] = asked
        line |= facts
        if record.exc_info:
            line["stack"] = self.formatException(record.exc_info)
        return _spelled(line)
