"""Granian with one worker, the fast option: a supervisor, and one process that opens the service
and answers. The worker ends when its supervisor has gone, so that no process is left behind
holding the port and the store."""

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from checklist_app.config import Config
from checklist_app.errors import Problem, unavailable
from checklist_app.serving.bodies import OF_ONE_ADDRESS, WholeBodies
from checklist_app.serving.draining import GRACE, prepare_process
from checklist_app.serving.model import OpenService
from checklist_app.serving.sockets import BACKLOG, ensure_free, room_for_connections
from checklist_app.serving.terminal import complain, ready, tell

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from granian.server.mp import MPServer

    from checklist_app.serving.model import WSGIApplication

CONNECTIONS = 2000
BODIES = 256  # requests whose bodies may be on their way at the same time; a thread each, made on demand
HEADER = 10_000  # milliseconds for the head of a request to arrive
WATCH = 0.5  # seconds between two looks at the supervisor


class Certificate(NamedTuple):
    chain: Path
    key: Path


def run(config: Config, open_service: OpenService, certificate: Certificate | None = None) -> int:
    ensure_free(config.host, config.port)
    server = _server(config, certificate)
    refused = multiprocessing.Event()  # the worker has said itself why it cannot start
    leaving = multiprocessing.Event()
    _drain_before_the_end(server, leaving, config.drain)
    opening = partial(_open_in_worker, config, open_service, os.getpid(), refused, leaving)
    try:
        server.serve(target_loader=opening, wrap_loader=False)
    except SystemExit:
        if not refused.is_set():
            complain(unavailable("serving.worker_ended"))
        return 1
    return 0


def _server(config: Config, certificate: Certificate | None) -> "MPServer":
    try:
        from granian.constants import Interfaces, SSLProtocols  # an extra: not every installation has it
        from granian.http import HTTP1Settings
        from granian.log import LogLevels
        from granian.log import logger as supervisor_log
        from granian.server.mp import MPServer
    except ImportError as error:
        raise unavailable("serving.granian_missing") from error
    server = MPServer(
        "",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BODIES,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER),
        backlog=BACKLOG,
        backpressure=room_for_connections(CONNECTIONS),
        workers_kill_timeout=int(GRACE),
        log_level=LogLevels.warning,
        ssl_cert=certificate.chain if certificate else None,
        ssl_key=certificate.key if certificate else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    supervisor_log.disabled = True  # the worker speaks for itself
    return server


def _drain_before_the_end(server: Any, leaving: "Event", seconds: int) -> None:
    """Granian ends its worker at the first signal; here only when the time for that is over. A second
    signal ends the waiting."""
    end: Callable[..., None] = server.signal_handler_interrupt

    def asked(*_signal: object) -> None:
        if leaving.is_set() or not seconds:
            end()
            return
        leaving.set()
        waiting = threading.Timer(seconds, end)
        waiting.daemon = True
        waiting.start()

    server.signal_handler_interrupt = asked


# --- in the worker -----------------------------------------------------------------------------


def _open_in_worker(
    config: Config, open_service: OpenService, supervisor: int, refused: "Event", leaving: "Event"
) -> "WSGIApplication":
    prepare_process()
    try:
        service = open_service()
    except Problem as problem:
        complain(problem)
        refused.set()
        sys.exit(1)
    # the end of a multiprocessing child runs finalizers, not atexit
    Finalize(None, service.close, exitpriority=0)
    _pass_signals_on()
    threading.Thread(target=_announce, args=(config, service.news), daemon=True).start()
    threading.Thread(target=_follow, args=(supervisor,), daemon=True).start()
    threading.Thread(target=_leave_when_told, args=(leaving, service.leave), daemon=True).start()
    of_one_address = None if config.trusted_proxies else OF_ONE_ADDRESS  # a proxy sends for everybody
    return WholeBodies(service.application, config.threads, of_one_address)


def _pass_signals_on() -> None:
    """The main thread sleeps in a lock, and a signal that another thread receives does not wake it,
    so that some would stay unnoticed. Send the first of each kind there once more."""
    arrived, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_pass_on, args=(arrived, told, threading.get_ident()), daemon=True).start()


def _pass_on(arrived: socket.socket, _told: socket.socket, main: int) -> None:
    passed = set()
    while True:
        number = arrived.recv(1)[0]
        if number not in passed:
            passed.add(number)
            signal.pthread_kill(main, number)


def _announce(config: Config, news: tuple[str, ...]) -> None:
    """Granian binds after the application is loaded and says nothing: knock until it opens."""
    while True:
        try:
            socket.create_connection((_reachable(config.host), config.port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            break
    tell(ready(config.base_url), *news)


def _leave_when_told(leaving: "Event", leave: Callable[[], None]) -> None:
    leaving.wait()
    leave()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only


def _follow(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(WATCH)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
