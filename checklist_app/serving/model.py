"""What a server is given to serve: frozen values, no I/O."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    __all__ = ["StartResponse", "WSGIApplication", "WSGIEnvironment"]

Answer: TypeAlias = Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Service:
    """The application, what must be closed after its last request, what to tell the person at the
    terminal once it can be reached (the first administrator, for instance), and how the application
    learns that it will end, so that it tells whoever sends it requests."""

    application: "WSGIApplication"
    close: Callable[[], None]
    news: tuple[str, ...] = ()
    leave: Callable[[], None] = lambda: None


# Called in the process that serves, after the port is held and before it is announced.
# It may raise a Problem. Granian calls it in its worker, so it must be picklable where
# processes are spawned (macOS): a function of a module or a functools.partial of one.
OpenService: TypeAlias = Callable[[], Service]
