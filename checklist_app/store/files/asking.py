"""Asking an S3-compatible storage: how long, how often, how many at once, and what its refusals mean."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from checklist_app.bucket import Bucket
from checklist_app.errors import Problem, unavailable

T = TypeVar("T")
Ask = Callable[[S3Store], T]

MOST_AT_ONCE: Final = 6  # a storage that hangs must not hold every thread of the server
TURN: Final = 5.0  # seconds that one waits for a turn
REFUSED: Final = "store.files_refused"
NO_KEYS: Final = "store.files_no_keys"

_STATUS: Final = re.compile(r"status code: (\d{3})")
_CODE: Final = re.compile(r"<Code>(\w{1,60})</Code>")
_ROLE: Final = "/latest/api/token"  # where a machine in a cloud asks for its keys
_SIGNS: Final = {
    "incorrectly configured region": "region",
    "InvalidCertificate": "certificate",
    "dns error": "unknown host",
}
_WRONG: Final = {"region", "certificate"}
_LATER: Final = {"408", "429"}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for one try and for its connection, seconds after which no further try begins, and how many."""

    answer: float
    connection: float
    trying: float
    again: int


PATIENT: Final = Patience(answer=20, connection=3, trying=15, again=4)
QUICK: Final = Patience(answer=3, connection=2, trying=1, again=0)


class Asking:
    def __init__(self, bucket: Bucket, patience: Patience) -> None:
        self._store = _client(bucket, patience)
        self._turns = BoundedSemaphore(MOST_AT_ONCE)

    def __call__(self, act: Ask[T]) -> T:
        try:
            with self._turn():
                return act(self._store)
        except (BaseError, OSError, ValueError) as error:
            raise _told(error) from error

    def found(self, act: Ask[T]) -> T | None:
        """None when there is no such file."""
        try:
            return self(act)
        except Problem as problem:
            if not _is_no_file(problem.__cause__):
                raise
            return None

    def listed(self, below: str = "") -> Iterator[str]:
        """The names of all, in order; they come page by page."""
        pages = iter(self(lambda store: obstore.list(store, below or None)))
        while page := self(lambda _: next(pages, None)):
            yield from (str(found["path"]) for found in page)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=TURN):
            raise unavailable("store.files_unreachable", reason="busy")
        try:
            yield
        finally:
            self._turns.release()


def _client(bucket: Bucket, patience: Patience) -> S3Store:
    given = {
        "endpoint": bucket.endpoint,
        "region": bucket.region,
        "access_key_id": bucket.key,
        "secret_access_key": bucket.secret,
    }
    known: dict[str, Any] = {name: value for name, value in given.items() if value}
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        virtual_hosted_style_request=not bucket.path_style,
        client_options={
            "allow_http": bucket.endpoint.startswith("http://"),
            "timeout": timedelta(seconds=patience.answer),
            "connect_timeout": timedelta(seconds=patience.connection),
        },
        retry_config={
            "max_retries": patience.again,
            "retry_timeout": timedelta(seconds=patience.trying),
            "backoff": {"max_backoff": timedelta(seconds=2)},
        },
        **known,
    )


def _told(error: Exception) -> Problem:
    text = str(error)
    if _ROLE in text:
        return unavailable(NO_KEYS)
    reason, status = _reason(text), _STATUS.search(text)
    if _is_refusal(error, status[1] if status else "") or reason in _WRONG:
        return unavailable(REFUSED, reason=reason)
    return unavailable("store.files_unreachable", reason=reason)


def _reason(text: str) -> str:
    """What the storage said is not shown whole: it repeats names and keys."""
    if code := _CODE.search(text):
        return code[1]
    if status := _STATUS.search(text):
        return f"HTTP {status[1]}"
    return next((reason for sign, reason in _SIGNS.items() if sign in text), "no answer")


def _is_no_file(error: BaseException | None) -> bool:
    return isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error)


def _is_refusal(error: Exception, status: str) -> bool:
    if isinstance(error, (PermissionDeniedError, UnauthenticatedError, FileNotFoundError)):
        return True
    return status.startswith("4") and status not in _LATER
