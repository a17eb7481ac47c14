"""What is known of a visit: the fold of its operations. Pure and total: the order in which operations come,
how often they come, and what they claim to replace cannot break it. Twin of static/js/visits/fold.js."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from checklist_app.store import canonical
from checklist_app.visits.model import Operation, Value
from checklist_app.visits.operations import body_of


@dataclass(frozen=True, slots=True)
class FieldState:
    """`heads`: what no other operation of the field replaces; `values`: what they say, each thing once,
    in the order of its canonical JSON; `history`: all that was ever said. Operations are in the order
    of their ids, which begin with the time of writing."""

    heads: tuple[Operation, ...]
    values: tuple[Value, ...]
    history: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class State:
    fields: Mapping[str, FieldState] = field(default_factory=dict)
    _by_id: Mapping[str, Operation] = field(default_factory=dict, repr=False)

    def values(self, name: str) -> tuple[Value, ...]:
        known = self.fields.get(name)
        return known.values if known else ()

    def value(self, name: str) -> Value:
        """The one value of the field; None where there is none, and where there are several."""
        values = self.values(name)
        return values[0] if len(values) == 1 else None

    def is_disputed(self, name: str) -> bool:
        return len(self.values(name)) > 1

    def disputed(self) -> tuple[str, ...]:
        return tuple(sorted(filter(self.is_disputed, self.fields)))

    def has(self, id: str) -> bool:
        return id in self._by_id

    def operations(self) -> Iterable[Operation]:
        return self._by_id.values()

    def with_operations(self, more: Iterable[Operation]) -> "State":
        """Only the fields that these are about are folded anew."""
        by_id, touched = dict(self._by_id), set[str]()
        for operation in more:
            known = by_id.get(operation.id)
            if known is None or _stands_before(operation, known):
                by_id[operation.id] = operation
                touched |= {operation.field, known.field if known else operation.field}
        fields = {name: known for name, known in self.fields.items() if name not in touched}
        fields |= {name: _folded(found) for name, found in _grouped(by_id.values(), touched).items()}
        return State(MappingProxyType(fields), MappingProxyType(by_id))


def fold(operations: Iterable[Operation]) -> State:
    return State().with_operations(operations)


def _stands_before(operation: Operation, known: Operation) -> bool:
    """Of two different operations with one id, which no honest phone writes, the smaller in canonical
    JSON stands, so that the order of arrival does not decide."""
    return operation is not known and canonical(body_of(operation)) < canonical(body_of(known))


def _grouped(operations: Iterable[Operation], names: set[str]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        if operation.field in names:
            found.setdefault(operation.field, []).append(operation)
    return found


def _folded(operations: list[Operation]) -> FieldState:
    """Operations that replace each other in a ring would leave nothing; then all of them stand."""
    history = tuple(sorted(operations, key=lambda operation: operation.id))
    replaced = {id for operation in history for id in operation.replaces if id != operation.id}
    heads = tuple(operation for operation in history if operation.id not in replaced) or history
    return FieldState(heads, _distinct(heads), history)


def _distinct(heads: tuple[Operation, ...]) -> tuple[Value, ...]:
    if len(heads) == 1:
        return (heads[0].value,)
    values = {_spelled(operation.value): operation.value for operation in heads}
    return tuple(values[spelled] for spelled in sorted(values))


def _spelled(value: Value) -> bytes:
    """The value alone, without the object that `canonical` wants around it."""
    return canonical({"": value}).removeprefix(b'{"":').removesuffix(b"}")
