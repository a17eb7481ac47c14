"""For a server that calls the application before the body has arrived: slow senders wait here,
each in a thread of its own, and take one of the application's places only with a whole body."""

import tempfile
from threading import BoundedSemaphore
from typing import IO, TYPE_CHECKING

from checklist_app.serving.draining import LARGEST_BODY

if TYPE_CHECKING:
    from checklist_app.serving.model import Answer, StartResponse, WSGIApplication, WSGIEnvironment

PIECE = 64 * 1024
IN_MEMORY = 512 * 1024


class WholeBodies:
    def __init__(self, application: "WSGIApplication", places: int) -> None:
        self._application = application
        self._places = BoundedSemaphore(places)

    def __call__(self, environment: "WSGIEnvironment", start: "StartResponse") -> "Answer":
        body = _body(environment["wsgi.input"])
        if body is None:
            start("413 Content Too Large", [("Content-Length", "0"), ("Connection", "close")])
            return []
        environment["wsgi.input"] = body
        with self._places:
            return self._application(environment, start)


def _body(arriving: IO[bytes]) -> IO[bytes] | None:
    """The whole body from its beginning; None when it is larger than may be."""
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the application reads it
    while piece := arriving.read(PIECE):
        body.write(piece)
        if body.tell() > LARGEST_BODY:
            return None
    body.seek(0)
    return body
