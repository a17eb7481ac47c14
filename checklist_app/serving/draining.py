"""Waitress, with an end that loses nothing. Its own end drops the requests in flight and skips
what should be closed. Here SIGTERM or SIGINT tells the application that it will end, goes on serving
for as long as a proxy needs to learn of it, closes the door, finishes what was asked and fully received,
within a bound, and then closes the service. A second signal ends the waiting."""

import logging
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

from checklist_app.config import Config
from checklist_app.serving.arriving import OF_ONE_ADDRESS, Arrivals
from checklist_app.serving.model import OpenService
from checklist_app.serving.sockets import BACKLOG, listen, room_for_connections
from checklist_app.serving.terminal import ready, tell

if TYPE_CHECKING:
    from checklist_app.serving.model import WSGIApplication

GRACE = 20.0  # seconds for requests in flight at the end
FIRST_WORDS = 0.3  # seconds at the end for whoever came in before the door closed and has not asked yet
CONNECTIONS = 2000
SILENCE = 60  # seconds after which a connection that says nothing is closed
LARGEST_BODY = 16 * 1024 * 1024 + 64 * 1024  # a backstop: a little above the limit of the application
SWITCH_INTERVAL = 0.0005  # seconds: so long, not 5 ms, may a busy thread hold up a durable write


def run(config: Config, open_service: OpenService) -> int:
    prepare_process()
    with closing(listen(config.host, config.port)) as door, _ending() as ending:
        service = open_service()
        try:
            server = Waitress(service.application, door, config)
            ending.server = server
            tell(ready(config.base_url), *service.news)
            server.run(ending, service.leave)
        finally:
            service.close()
    return 0


def prepare_process() -> None:
    sys.setswitchinterval(SWITCH_INTERVAL)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line for each request that waits


class Ending:
    """How often the process was asked to end."""

    def __init__(self) -> None:
        self.requests = 0
        self.server: Waitress | None = None

    def request(self, _number: int, _frame: FrameType | None) -> None:
        self.requests += 1
        if self.server:
            self.server.wake()


class Waitress:
    def __init__(self, application: "WSGIApplication", door: socket.socket, config: Config) -> None:
        self._open: dict[int, Any] = {}  # all that waitress polls, by descriptor
        self._server: Any = create_server(  # the stubs name a union; one door gives one server
            application,
            map=self._open,
            sockets=[door],
            threads=config.threads,
            backlog=BACKLOG,
            connection_limit=room_for_connections(CONNECTIONS),
            channel_timeout=SILENCE,
            cleanup_interval=10,
            max_request_body_size=LARGEST_BODY,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=config.trusted_proxies == 0,
            ident=None,
        )
        self._door = door
        self._drain = config.drain
        # behind a proxy everybody has the proxy's address
        self._arrivals = Arrivals(
            self._server, of_one_address=None if config.trusted_proxies else OF_ONE_ADDRESS
        )

    def run(self, ending: Ending, leave: Callable[[], None]) -> None:
        while not ending.requests:
            self._serve(1.0)
        leave()
        drained = time.monotonic() + self._drain
        while ending.requests == 1 and (left := drained - time.monotonic()) > 0:
            self._serve(min(left, 1.0))
        self._let_in()
        self._close_door()
        self._finish(ending, time.monotonic())
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)
        wasyncore.close_all(self._open)

    def wake(self) -> None:
        self._server.pull_trigger()

    def _serve(self, seconds: float) -> None:
        self._turn(seconds)
        self._arrivals.sweep()

    def _let_in(self) -> None:
        """Everybody who has already come: closing the door on them would look like a failure."""
        waiting = select.poll()
        waiting.register(self._door, select.POLLIN)
        for _ in range(BACKLOG):
            self._turn(0)  # lets in one
            if not waiting.poll(0):
                break

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._open, count=1)

    def _close_door(self) -> None:
        # not server.close(): that also closes the trigger, which answering threads still pull
        wasyncore.dispatcher.close(self._server)

    def _finish(self, ending: Ending, since: float) -> None:
        while ending.requests == 1 and (waited := time.monotonic() - since) < GRACE:
            if not self._is_busy() and not (waited < FIRST_WORDS and self._is_somebody_here()):
                break
            self._turn(0.05)

    def _is_somebody_here(self) -> bool:
        return bool(self._server.active_channels)

    def _is_busy(self) -> bool:
        channels = list(self._server.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


@contextmanager
def _ending() -> Iterator[Ending]:
    ending = Ending()
    before = {number: signal.signal(number, ending.request) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
