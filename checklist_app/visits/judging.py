"""Which operations of a push are taken. Each is judged singly, in its order; a refusal never keeps the
others back. What this costs does not depend on how long the visit is: it runs while others wait."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from checklist_app.accounts import People, Person
from checklist_app.catalog import Form
from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.store import JsonValue
from checklist_app.visits.exchange import Refused
from checklist_app.visits.fields import canonical_value
from checklist_app.visits.fold import FieldState, State, fold
from checklist_app.visits.model import Operation, Visit
from checklist_app.visits.operations import read_operation, sent_id
from checklist_app.visits.rules import check_write, may_join
from checklist_app.visits.states import Snapshot

MOST_PHOTOS: Final = 60
MOST_OPERATIONS: Final = 50_000
MOST_STATUSES: Final = 50  # in one push: each is judged by all before it
_PHOTO: Final = "photo:"


@dataclass(frozen=True, slots=True)
class Sound:
    """Operations that can be read and hold what their fields may hold, and what was refused on the way.
    `mended` are those whose value had to be made canonical: their phone must learn what was stored."""

    operations: tuple[Operation, ...]
    refused: tuple[Refused, ...]
    mended: frozenset[str]


def sound(form: Form, sent: Iterable[JsonValue]) -> Sound:
    operations: list[Operation] = []
    refused: list[Refused] = []
    mended: set[str] = set()
    for one in sent:
        try:
            read = read_operation(one)
            operations.append(_canonical(form, read))
        except Problem as problem:
            refused.append(Refused(sent_id(one), problem))
        else:
            if operations[-1] != read:
                mended.add(read.id)
    return Sound(tuple(operations), tuple(refused), frozenset(mended))


def _canonical(form: Form, operation: Operation) -> Operation:
    if operation.field == "visit":  # read when the visit begins (beginning.py), refused ever after
        return operation
    return replace(operation, value=canonical_value(form, operation.field, operation.value))


@dataclass(slots=True)
class Judge:
    """What it has taken counts for what follows. `begins` is the operation that begins the visit, in the
    one push that does."""

    visit: Visit
    sender: Person
    people: People
    snapshot: Snapshot
    begins: str = ""
    refused: list[Refused] = field(default_factory=list)
    _taken: dict[str, Operation] = field(default_factory=dict)
    _authors: dict[str, Person] = field(default_factory=dict)
    _fields: dict[str, State] = field(default_factory=dict)
    _photos: set[str] = field(default_factory=set)
    _statuses: int = 0

    def __post_init__(self) -> None:
        fields = self.snapshot.state.fields
        self._photos = {name for name, known in fields.items() if name.startswith(_PHOTO) and _says(known)}

    def takes(self, operation: Operation) -> bool:
        """False when it is refused, and when it is there already: then the answer tells it again."""
        try:
            if self._is_known(operation):
                return False
            self._check(operation)
        except Problem as problem:
            if problem.kind is ProblemKind.UNAVAILABLE:  # of the store: the phone sends it again
                raise
            self.refused.append(Refused(operation.id, problem))
            return False
        self._taken[operation.id] = operation
        self._note(operation)
        return True

    def _is_known(self, operation: Operation) -> bool:
        known = self.snapshot.known.get(operation.id) or self._taken.get(operation.id)
        if known is not None and known != operation:
            raise invalid("visits.op_id_taken", field=operation.field)
        return known is not None

    def _check(self, operation: Operation) -> None:
        """A colleague's operations may come through another's phone; what only some may do, both must."""
        if operation.field == "visit" and operation.id != self.begins:
            raise invalid("visits.facts_stay", field=operation.field)
        if len(self.snapshot.known) + len(self._taken) >= MOST_OPERATIONS:
            raise invalid("visits.full", most=MOST_OPERATIONS)
        if operation.field == "status" and self._statuses >= MOST_STATUSES:
            raise invalid("visits.status_too_often", field="status")
        before = self._before(operation.field)
        for writer in (self._author(operation.by), self.sender):
            check_write(writer, self.visit, before, operation)
        if _is_shown_photo(operation) and len(self._photos | {operation.field}) > MOST_PHOTOS:
            raise invalid("visits.too_many_photos", field=operation.field, most=MOST_PHOTOS)

    def _before(self, name: str) -> State:
        """What is to be known of the visit before this field is written."""
        status = self._field("status")
        return State({**status.fields, **self._field(name).fields}) if name.startswith("comment:") else status

    def _field(self, name: str) -> State:
        """The one field of the visit, with what was taken for it just now."""
        if name not in self._fields:
            known = self.snapshot.state.fields.get(name)
            self._fields[name] = fold(known.history if known else ())
        return self._fields[name]

    def _note(self, operation: Operation) -> None:
        name = operation.field
        if name != "status" and not name.startswith(("comment:", _PHOTO)):
            return
        self._statuses += name == "status"
        now = self._fields[name] = self._field(name).with_operations([operation])
        if name.startswith(_PHOTO):
            self._photos -= {name}
            self._photos |= {name} if _says(now.fields[name]) else set()

    def _author(self, id: str) -> Person:
        """Whoever belonged to the team may have left since: what they wrote before still counts."""
        if id not in self._authors:
            person = self.sender if id == self.sender.id else self.people.find(id)
            if person is None or not (may_join(person, self.visit) or id in self.visit.members):
                raise invalid("visits.op_foreign_author")
            self._authors[id] = person
        return self._authors[id]


def _is_shown_photo(operation: Operation) -> bool:
    return operation.field.startswith(_PHOTO) and operation.value is not None


def _says(known: FieldState) -> bool:
    return any(value is not None for value in known.values)
