"""The hash chain of a stream and the canonical bytes that it covers.

Canonical JSON: keys sorted, no white space, UTF-8, no fractions, whole numbers within what
JavaScript holds exactly. The phone computes the same bytes, so it can compare hashes itself.
"""

import hashlib
from collections.abc import Iterable

import orjson

from checklist_app.errors import invalid
from checklist_app.store.protocol import Body, JsonValue

LARGEST_NUMBER = 2**53 - 1
DEEPEST_NESTING = 32
LONGEST_NAME = 200


def canonical(body: Body) -> bytes:
    if not isinstance(body, dict):
        raise invalid("store.not_an_object")
    _check(body, depth=0)
    try:
        encoded = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError) as error:  # lone surrogates: text that no UTF-8 can hold
        raise invalid("store.not_text") from error
    return memoryview(encoded).tobytes()  # what orjson returns keeps a block of 4 KB alive


def chain_hash(previous: str, *, stream: str, seq: int, id: str, body: bytes) -> str:
    """SHA-256 over the hash of the entry before and everything that this entry says."""
    head = f"{previous}\n{stream}\n{seq}\n{id}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def check_name(name: str) -> None:
    """Names of streams, and ids of documents and entries: one line of printable text."""
    if not isinstance(name, str) or not is_name(name):
        raise invalid("store.bad_name", limit=LONGEST_NAME)


def is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _check(value: JsonValue, *, depth: int) -> None:
    if depth > DEEPEST_NESTING:
        raise invalid("store.too_deep", limit=DEEPEST_NESTING)
    if isinstance(value, dict):
        _check_keys(value)
        _check_members(value.values(), depth)
    elif isinstance(value, list):
        _check_members(value, depth)
    elif isinstance(value, int):
        if abs(value) > LARGEST_NUMBER:
            raise invalid("store.number_too_large")
    elif value is not None and not isinstance(value, str):
        raise invalid("store.not_json", type=type(value).__name__)


def _check_members(members: Iterable[JsonValue], depth: int) -> None:
    for member in members:
        if member.__class__ is not str:  # most are, and every write passes here
            _check(member, depth=depth + 1)


def _check_keys(value: dict[str, JsonValue]) -> None:
    for key in value:
        if not isinstance(key, str):
            raise invalid("store.key_not_text")
