"""Rows as the documents and entries that they hold. Of what somebody damaged it is said which it is."""

import orjson

from checklist_app.errors import Problem, unavailable
from checklist_app.store.postgres.keys import Indexed, restored
from checklist_app.store.protocol import Body, Document, Entry


def document_of(kind: str, id: str, version: int, body: str) -> Document:
    return Document(kind, id, version, _body(kind, id, body))


def entry_of(stream: str, seq: int, id: str, hash: str, body: str) -> Entry:
    return Entry(seq, id, hash, _body(stream, id, body))


def where_of(kind: str, id: str, keys: str) -> Indexed:
    try:
        return restored(keys)
    except (ValueError, TypeError) as error:
        raise _damaged(kind, id) from error


def _body(kind: str, id: str, said: str) -> Body:
    try:
        body = orjson.loads(said)
    except orjson.JSONDecodeError as error:
        raise _damaged(kind, id) from error
    if not isinstance(body, dict):
        raise _damaged(kind, id)
    return body


def _damaged(kind: str, id: str) -> Problem:
    return unavailable("store.document_damaged", kind=kind, id=id)
