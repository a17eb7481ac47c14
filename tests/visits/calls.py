"""What can be asked of both twins of visits, by name, JSON in and JSON out; tests/js/visits/calls.js is the
other. Operations are given as they come over the wire."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from checklist_app.visits import content
from checklist_app.visits.advice import advice
from checklist_app.visits.figures import figures
from checklist_app.visits.fold import FieldState, State, fold
from checklist_app.visits.model import Operation
from tests.node import Calls

Wire = Mapping[str, Any]
DEFAULTS: Final = {
    "replaces": [],
    "at": "2026-11-21T06:02:11.123Z",
    "by": "2" * 26,
    "device": "d" * 10,
    "n": 1,
}


def operation(wire: Wire) -> Operation:
    return Operation(**{**DEFAULTS, **wire, "replaces": tuple(wire.get("replaces", ()))})


def folded(operations: Iterable[Wire]) -> State:
    return fold(map(operation, operations))


def said(pairs: Iterable[tuple[str, Any]]) -> State:
    """Of fields and values that nobody replaced: a field named twice is in dispute."""
    return folded(saying(pairs))


def saying(pairs: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**DEFAULTS, "id": f"{number:026}", "field": field, "value": value, "n": number}
        for number, (field, value) in enumerate(pairs, start=1)
    ]


def shown(state: State) -> Wire:
    fields = {name: _shown(known) for name, known in state.fields.items()}
    return {"fields": fields, "disputed": list(state.disputed()), "seen": content.seen(state)}


def exactly(answered: Any) -> str:
    """To be compared: True is not 1 here."""
    return json.dumps(answered, sort_keys=True)


def _shown(known: FieldState) -> Wire:
    ids = {"heads": known.heads, "history": known.history}
    return {"values": list(known.values), **{name: [o.id for o in held] for name, held in ids.items()}}


def _signatures(operations: list[Wire]) -> list[Wire]:
    return [
        {
            "field": signature.field,
            "value": signature.value,
            "valid": signature.valid,
            "changes": [change.id for change in signature.changes],
        }
        for signature in content.signatures(folded(operations))
    ]


CALLS: Final[Calls] = {
    "fold": lambda operations: shown(folded(operations)),
    "content_digest": lambda operations: content.content_digest(folded(operations)),
    "changes_since": lambda operations, seen: [
        change.id for change in content.changes_since(folded(operations), seen)
    ],
    "signatures": _signatures,
    "figures": lambda pairs, definition: figures(said(pairs), definition),
    "advice": lambda pairs, definition: advice(said(pairs), definition),
}
