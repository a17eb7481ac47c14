"""What a signature covers: the digest of a visit's content, what its signer had seen, and which operations
came after. Pure; twin of static/js/visits/content.js."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from checklist_app.store import canonical
from checklist_app.visits.fold import State
from checklist_app.visits.model import Operation, Value

NOT_CONTENT: Final = frozenset({"sign", "status", "comment", "member"})

Seen = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of the field; where the field is disputed it has several. `changes` are the
    operations that a signature that is no longer valid did not cover."""

    field: str
    value: Mapping[str, Value]
    valid: bool
    changes: tuple[Operation, ...]


def content_digest(state: State) -> str:
    """Over every field that says something, disputed or not."""
    content: dict[str, Value] = {
        name: list(known.values)
        for name, known in state.fields.items()
        if is_content(name) and any(value is not None for value in known.values)
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def seen(state: State) -> dict[str, int]:
    """For each device the number up to which nothing of it is missing."""
    numbers = defaultdict[str, set[int]](set)
    for operation in state.operations():
        numbers[operation.device].add(operation.n)
    reached = {device: _without_gap(found) for device, found in numbers.items()}
    return {device: number for device, number in reached.items() if number}


def changes_since(state: State, seen: Seen) -> tuple[Operation, ...]:
    """The operations on content that somebody who had seen so much did not know, by id."""
    unseen = (
        operation
        for operation in state.operations()
        if is_content(operation.field) and operation.n > seen.get(operation.device, 0)
    )
    return tuple(sorted(unseen, key=lambda operation: operation.id))


def signatures(state: State) -> tuple[Signature, ...]:
    digest = content_digest(state)
    return tuple(
        _judged(state, name, value, digest)
        for name in sorted(state.fields)
        if _kind(name) == "sign"
        for value in state.values(name)
        if isinstance(value, dict)
    )


def is_content(name: str) -> bool:
    return _kind(name) not in NOT_CONTENT


def _judged(state: State, name: str, value: dict[str, Value], digest: str) -> Signature:
    valid = value.get("content") == digest
    return Signature(name, value, valid, () if valid else changes_since(state, _seen_in(value)))


def _seen_in(value: Mapping[str, Value]) -> Seen:
    said = value.get("seen")
    counts = said.items() if isinstance(said, dict) else ()
    return {device: count for device, count in counts if isinstance(count, int)}


def _without_gap(numbers: set[int]) -> int:
    reached = 0
    while reached + 1 in numbers:
        reached += 1
    return reached


def _kind(name: str) -> str:
    return name.partition(":")[0]
