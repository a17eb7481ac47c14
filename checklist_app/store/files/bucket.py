"""Files and finished parcels in a bucket of an S3-compatible storage."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Final

import obstore

from checklist_app.bucket import Bucket
from checklist_app.errors import Problem, invalid, not_found, unavailable
from checklist_app.settings import SETTINGS
from checklist_app.store.files.asking import NO_KEYS, PATIENT, QUICK, REFUSED, Ask, Asking
from checklist_app.store.files.naming import NAME, key_of, name_of, proven

log = logging.getLogger(__name__)

FRESH: Final = 5.0  # seconds that an answer to those who watch the server is good for
_MARK, _MARKED = "checklist-files", b"Files of checklist lie here.\n"
_PIECE: Final = 4 * 1024 * 1024  # of what is fetched piece by piece; a slow reader holds no connection open
_PART: Final = 8 * 1024 * 1024  # of what is sent in parts
_AT_ONCE: Final = 2
_NEVER: Final = {REFUSED: "config.bucket_refused", NO_KEYS: "config.bucket_no_keys"}


class BucketFiles:
    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._asking, self._quick = Asking(bucket, PATIENT), Asking(bucket, QUICK)
        self._asked, self._answered, self._guard = 0.0, False, Lock()

    def put(self, content: bytes, *, sha256: str | None = None) -> str:
        """Also when it is there: nothing but reading it would prove that it is whole, so a photo that is
        sent again mends one that was damaged."""
        name = name_of(content, sha256)
        self._asking(lambda store: obstore.put(store, key_of(name), content))
        return name

    def has(self, sha256: str) -> bool:
        key = key_of(sha256)
        return self._asking.found(lambda store: obstore.head(store, key)) is not None

    def get(self, sha256: str) -> bytes:
        key = key_of(sha256)
        content = self._asking.found(lambda store: obstore.get(store, key).bytes().to_bytes())
        if content is None:
            raise not_found("store.no_file", sha256=sha256)
        return proven(content, sha256, place=f"{self._bucket.shown}/{key}")

    def names(self) -> Iterator[str]:
        for key in self._asking.listed():
            name = key.rpartition("/")[2]
            if NAME.fullmatch(name) and key == key_of(name):
                yield name

    def require(self) -> None:
        """Writes, reads and lists as the work itself does; what it writes is what `answers` asks for."""
        try:
            self._asking(lambda store: obstore.put(store, _MARK, _MARKED))
            marked = self._asking(lambda store: obstore.get(store, _MARK).bytes().to_bytes())
            next(self._asking.listed(), None)
        except Problem as problem:
            if problem.code in _NEVER:
                raise self._refused(problem) from problem
            log.warning("%s: %s", self._bucket.shown, problem)
        else:
            if marked != _MARKED:
                raise self._refused(unavailable(REFUSED, reason="another answer"))

    def answers(self) -> bool:
        with self._guard:  # who comes meanwhile waits for the same answer
            if time.monotonic() - self._asked >= FRESH or not self._asked:
                self._answered = self._answers_now()
                self._asked = time.monotonic()
            return self._answered

    def _refused(self, problem: Problem) -> Problem:
        setting, reason = SETTINGS["files"].name, problem.parameters.get("reason", "")
        return invalid(_NEVER[problem.code], setting=setting, bucket=self._bucket.shown, reason=reason)

    def _answers_now(self) -> bool:
        try:
            return self._quick.found(lambda store: obstore.head(store, _MARK)) is not None or self._marked()
        except Problem:
            return False

    def _marked(self) -> bool:
        """A server that started while the storage was out of reach could not write it."""
        self._quick(lambda store: obstore.put(store, _MARK, _MARKED))
        return True


class BucketShelf:
    def __init__(self, bucket: Bucket, name: str) -> None:
        self._asking, self._below = Asking(bucket, PATIENT), name

    def take(self, draft: Path, name: str) -> None:
        self._asking(
            lambda store: obstore.put(
                store, self._key(name), draft, chunk_size=_PART, max_concurrency=_AT_ONCE
            )
        )

    def open(self, name: str) -> Iterator[bytes] | None:
        key = self._key(name)
        size = self._asking.found(lambda store: int(obstore.head(store, key)["size"]))
        return None if size is None else self._pieces(key, size)

    def names(self) -> Iterator[str]:
        yield from (key.removeprefix(f"{self._below}/") for key in self._asking.listed(self._below))

    def remove(self, name: str) -> None:
        self._asking.found(lambda store: obstore.delete(store, self._key(name)))

    def _pieces(self, key: str, size: int) -> Iterator[bytes]:
        for start in range(0, size, _PIECE):
            yield self._asking(_piece(key, start, min(start + _PIECE, size)))

    def _key(self, name: str) -> str:
        return f"{self._below}/{name}"


def _piece(key: str, start: int, end: int) -> Ask[bytes]:
    return lambda store: obstore.get_range(store, key, start=start, end=end).to_bytes()
