"""How a value is spelled in an index: one text for each value that Python calls equal."""

import hashlib
import json
from typing import Final, NamedTuple

from checklist_app.errors import invalid
from checklist_app.store.protocol import Body, JsonValue, Key, Kind

LONGEST: Final = 300  # an index entry must fit into a third of a page, whatever the letters


class FieldKey(NamedTuple):
    field: str
    key: str


def spelled(key: Key) -> str:
    said = json.dumps(key if isinstance(key, str) else int(key), ensure_ascii=True)
    return said if len(said) <= LONGEST else "#" + hashlib.sha256(said.encode()).hexdigest()


def asked(kind: Kind, field: str, value: object) -> FieldKey:
    if field not in (*kind.indexes, *kind.unique) or not isinstance(value, str | int):
        raise invalid("store.not_indexed", kind=kind.name, asked=field)
    return FieldKey(field, spelled(value))


def keys_of(kind: Kind, body: Body) -> frozenset[FieldKey]:
    """Under which the document is found."""
    return frozenset(
        FieldKey(field, spelled(member))
        for field in (*kind.indexes, *kind.unique)
        for member in _members(body.get(field))
    )


def claims_of(kind: Kind, body: Body) -> frozenset[FieldKey]:
    """Which no other document of its kind may have."""
    return frozenset(
        FieldKey(field, spelled(value))
        for field in kind.unique
        if isinstance(value := body.get(field), str | int)
    )


def stored(keys: frozenset[FieldKey], claims: frozenset[FieldKey]) -> str:
    """Kept with the document, so that the next writer knows what to take out of the indexes."""
    return json.dumps([sorted(keys), sorted(claims)])


def restored(text: str) -> tuple[frozenset[FieldKey], frozenset[FieldKey]]:
    keys, claims = json.loads(text)
    return frozenset(FieldKey(*pair) for pair in keys), frozenset(FieldKey(*pair) for pair in claims)


def _members(value: JsonValue) -> list[Key]:
    values = value if isinstance(value, list) else [value]
    return [member for member in values if isinstance(member, str | int)]
