"""The name of a file is the SHA-256 of its content, wherever it is kept."""

import hashlib
import re
from typing import Final

from checklist_app.errors import invalid, unavailable

NAME: Final = re.compile(r"[0-9a-f]{64}")
LOST: Final = frozenset({"store.no_file", "store.file_damaged"})  # as opposed to: not to be had just now


def name_of(content: bytes, expected: str | None) -> str:
    name = hashlib.sha256(content).hexdigest()
    if expected is not None and expected != name:
        raise invalid("store.file_differs", field="sha256")
    return name


def key_of(sha256: str) -> str:
    """The same below a folder and below the prefix of a bucket: one can be copied into the other."""
    if not NAME.fullmatch(sha256):
        raise invalid("store.not_a_hash", field="sha256")
    return f"{sha256[:2]}/{sha256}"


def proven(content: bytes, sha256: str, *, place: str) -> bytes:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise unavailable("store.file_damaged", file=place)
    return content
