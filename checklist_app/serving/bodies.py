"""For a server that calls the application before the body has arrived: slow senders wait here,
each in a thread of its own, and take one of the application's places only with a whole body."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import IO, TYPE_CHECKING

from checklist_app.serving.draining import LARGEST_BODY

if TYPE_CHECKING:
    from checklist_app.serving.model import Answer, StartResponse, WSGIApplication, WSGIEnvironment

PIECE = 64 * 1024
IN_MEMORY = 512 * 1024
OF_ONE_ADDRESS = 64  # bodies that one address may have on their way: a quarter of all


class WholeBodies:
    def __init__(
        self, application: "WSGIApplication", places: int, of_one_address: int | None = OF_ONE_ADDRESS
    ) -> None:
        self._application = application
        self._places = BoundedSemaphore(places)
        self._of_one_address = of_one_address
        self._arriving: Counter[str] = Counter()
        self._counting = Lock()

    def __call__(self, environment: "WSGIEnvironment", start: "StartResponse") -> "Answer":
        with self._arrival(environment.get("REMOTE_ADDR", "")) as admitted:
            body = _body(environment["wsgi.input"]) if admitted else None
        if body is None:
            status = "413 Content Too Large" if admitted else "503 Service Unavailable"
            start(status, [("Content-Length", "0"), ("Connection", "close")])
            return []
        environment["wsgi.input"] = body
        with self._places:
            return self._application(environment, start)

    @contextmanager
    def _arrival(self, address: str) -> Iterator[bool]:
        """Whether this address may have one more body on its way."""
        with self._counting:
            admitted = self._of_one_address is None or self._arriving[address] < self._of_one_address
            self._arriving[address] += 1
        try:
            yield admitted
        finally:
            with self._counting:
                self._arriving[address] -= 1
                if not self._arriving[address]:
                    del self._arriving[address]


def _body(arriving: IO[bytes]) -> IO[bytes] | None:
    """The whole body from its beginning; None when it is larger than may be."""
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the application reads it
    while piece := arriving.read(PIECE):
        body.write(piece)
        if body.tell() > LARGEST_BODY:
            return None
    body.seek(0)
    return body
