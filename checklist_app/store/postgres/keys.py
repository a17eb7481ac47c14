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


class Indexed(NamedTuple):
    """`keys`: under which a document is found. `claims`: which no other document of its kind may have."""

    keys: frozenset[FieldKey]
    claims: frozenset[FieldKey]


NOWHERE: Final = Indexed(frozenset(), frozenset())


def spelled(key: Key) -> str:
    said = json.dumps(key if isinstance(key, str) else int(key), ensure_ascii=True)
    return said if len(said) <= LONGEST else "#" + hashlib.sha256(said.encode()).hexdigest()


def asked(kind: Kind, field: str, value: object) -> FieldKey:
    if field not in (*kind.indexes, *kind.unique) or not isinstance(value, str | int):
        raise invalid("store.not_indexed", kind=kind.name, asked=field)
    return FieldKey(field, spelled(value))


def indexed(kind: Kind, body: Body) -> Indexed:
    return Indexed(keys_of(kind, body), claims_of(kind, body))


def keys_of(kind: Kind, body: Body) -> frozenset[FieldKey]:
    return frozenset(
        FieldKey(field, spelled(member))
        for field in (*kind.indexes, *kind.unique)
        for member in _members(body.get(field))
    )


def claims_of(kind: Kind, body: Body) -> frozenset[FieldKey]:
    return frozenset(
        FieldKey(field, spelled(value))
        for field in kind.unique
        if isinstance(value := body.get(field), str | int)
    )


def stored(where: Indexed) -> str:
    """Kept with the document, so that the next writer knows what to take out of the indexes."""
    return json.dumps([sorted(where.keys), sorted(where.claims)])


def restored(text: str) -> Indexed:
    keys, claims = json.loads(text)
    return Indexed(frozenset(FieldKey(*pair) for pair in keys), frozenset(FieldKey(*pair) for pair in claims))


def _members(value: JsonValue) -> list[Key]:
    values = value if isinstance(value, list) else [value]
    return [member for member in values if isinstance(member, str | int)]
