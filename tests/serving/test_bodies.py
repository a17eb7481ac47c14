"""Bodies are waited for outside the application's places."""

import io
from collections.abc import Iterable
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from checklist_app.serving import bodies
from checklist_app.serving.bodies import WholeBodies
from tests.serving.running import PATIENCE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Stalled(io.RawIOBase):
    """A body that does not arrive before it is told to."""

    def __init__(self) -> None:
        self.asked, self.arrived = Event(), Event()

    def read(self, _size: int = -1) -> bytes:
        self.asked.set()
        assert self.arrived.wait(PATIENCE)
        return b""


def echo(environment: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("200 OK", [])
    return [environment["wsgi.input"].read()]


def ask(application: WholeBodies, body: Any, address: str = "") -> tuple[str, bytes]:
    statuses: list[str] = []

    def start(status: str, *_: object) -> Any:
        statuses.append(status)

    answer = b"".join(application({"wsgi.input": body, "REMOTE_ADDR": address}, start))
    return statuses[0], answer


@pytest.mark.parametrize("size", [0, 1, bodies.PIECE, bodies.PIECE + 1, bodies.IN_MEMORY + 1])
def test_the_application_reads_what_was_sent(size: int) -> None:
    sent = bytes(number % 251 for number in range(size))
    assert ask(WholeBodies(echo, places=1), io.BytesIO(sent)) == ("200 OK", sent)


def test_a_body_beyond_the_limit_never_reaches_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST_BODY", 10)
    assert ask(WholeBodies(echo, places=1), io.BytesIO(b"x" * 10))[0] == "200 OK"
    status, answer = ask(WholeBodies(echo, places=1), io.BytesIO(b"x" * 11))
    assert (status, answer) == ("413 Content Too Large", b"")


def test_a_stalled_body_takes_no_place() -> None:
    application, stalled = WholeBodies(echo, places=1), Stalled()
    waiting = Thread(target=ask, args=(application, stalled))
    waiting.start()
    assert stalled.asked.wait(PATIENCE)
    assert ask(application, io.BytesIO(b"another")) == ("200 OK", b"another")
    stalled.arrived.set()
    waiting.join()


@pytest.mark.parametrize("most", [1, None])
def test_one_address_cannot_hold_all_bodies(most: int | None) -> None:
    application, stalled = WholeBodies(echo, 2, most), Stalled()
    waiting = Thread(target=ask, args=(application, stalled, "192.0.2.1"))
    waiting.start()
    assert stalled.asked.wait(PATIENCE)
    assert ask(application, io.BytesIO(b"x"), "192.0.2.2") == ("200 OK", b"x")
    expected = ("503 Service Unavailable", b"") if most else ("200 OK", b"x")
    assert ask(application, io.BytesIO(b"x"), "192.0.2.1") == expected
    stalled.arrived.set()
    waiting.join()
    assert ask(application, io.BytesIO(b"x"), "192.0.2.1") == ("200 OK", b"x")


def test_an_application_that_fails_gives_its_place_back() -> None:
    def failing(_environment: "WSGIEnvironment", _start: "StartResponse") -> Iterable[bytes]:
        raise RuntimeError("a defect")

    application = WholeBodies(failing, places=1)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            ask(application, io.BytesIO(b""))
