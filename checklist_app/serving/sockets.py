"""Holding a port, and saying in words why it cannot be held."""

import errno
import resource
import socket

from checklist_app.errors import Problem, invalid, unavailable

BACKLOG = 1024
OWN_FILES = 256  # descriptors left for the store, its files and the threads


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, or the Problem that says why there is none."""
    family = _family(host, port)
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise _refusal(error, host, port) from error


def ensure_free(host: str, port: int) -> None:
    """Raise the Problem of `listen` without keeping the port."""
    listen(host, port).close()


def room_for_connections(wanted: int) -> int:
    """Raise the limit of open files as far as it may go, and answer how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    goal = wanted + OWN_FILES
    allowed = goal if hard == resource.RLIM_INFINITY else min(goal, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    return wanted if soft == resource.RLIM_INFINITY else max(100, min(wanted, soft - OWN_FILES))


def _family(host: str, port: int) -> socket.AddressFamily:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (OSError, UnicodeError) as error:
        raise invalid("serving.host_unknown", field="host", host=host) from error


def _refusal(error: OSError, host: str, port: int) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return unavailable("serving.port_in_use", port=port)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return unavailable("serving.port_forbidden", port=port)
    if error.errno == errno.EADDRNOTAVAIL:
        return invalid("serving.host_elsewhere", field="host", host=host)
    return unavailable("serving.port_refused", port=port, reason=error.strerror or str(error))
