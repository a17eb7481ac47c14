"""Who may open a visit, and who may write what into it. Pure."""

from typing import Final

from checklist_app.accounts import Person, Role
from checklist_app.errors import invalid
from checklist_app.visits.fold import State
from checklist_app.visits.model import Operation, Status, Value, Visit

SUPERVISING: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
WRITING: Final = SUPERVISING | {Role.INSPECTOR}
READING: Final = WRITING | {Role.AUDITOR}

# From which states a state may follow, for the people of the visit and for those who supervise it. To say
# again what stands is to say it with another reason or content, so only they may who could say it at all.
_OF_MEMBERS: Final = {
    Status.COMPLETE: {Status.DRAFT, Status.RETURNED, Status.COMPLETE},
    Status.DRAFT: {Status.COMPLETE, Status.RETURNED, Status.DRAFT},
}
_OF_SUPERVISORS: Final = {
    Status.RETURNED: {Status.COMPLETE, Status.ACCEPTED, Status.RETURNED},
    Status.ACCEPTED: {Status.COMPLETE, Status.ACCEPTED},
    Status.LOCKED: {Status.ACCEPTED, Status.LOCKED},
    Status.DRAFT: set(Status),
}
_WITH_REASON: Final = frozenset({Status.RETURNED, Status.DRAFT})
_NOT_NOW: Final = {
    Status.DRAFT: "visits.status_of_draft",
    Status.COMPLETE: "visits.status_of_complete",
    Status.RETURNED: "visits.status_of_returned",
    Status.ACCEPTED: "visits.status_of_accepted",
    Status.LOCKED: "visits.status_of_locked",
}


def supervises(person: Person, visit: Visit) -> bool:
    return person.role in SUPERVISING and person.scope.covers(province=visit.province, agency=visit.agency)


def may_open(person: Person, visit: Visit) -> bool:
    covered = person.scope.covers(province=visit.province, agency=visit.agency)
    return covered and (
        person.role in SUPERVISING
        or person.role is Role.AUDITOR
        or (person.role in WRITING and person.id in visit.members)
    )


def may_join(person: Person, visit: Visit) -> bool:
    return person.role in WRITING and person.scope.covers(province=visit.province, agency=visit.agency)


def states_of(state: State) -> frozenset[Status]:
    """One, or several when two people changed it at once; a new visit is a draft."""
    states = {Status(str(value["state"])) for value in state.values("status") if isinstance(value, dict)}
    return frozenset(states or {Status.DRAFT})


def shown_of(states: frozenset[Status]) -> Status:
    """Of several the one that is least far, so that nothing passes for accepted that somebody returned."""
    return next(status for status in Status if status in states)


def check_write(author: Person, visit: Visit, before: State, operation: Operation) -> None:
    """Raise a Problem when this person may not say this now. Of the state `before` it asks for the status,
    and for the field of a comment."""
    if author.role not in WRITING:
        raise invalid("visits.not_your_role", field=operation.field)
    if operation.field == "status":
        _check_status(author, visit, states_of(before), operation)
    elif Status.LOCKED in states_of(before):
        raise invalid("visits.locked", field=operation.field)
    elif operation.field.startswith("comment:") and not supervises(author, visit):
        _check_answer(before.values(operation.field), operation)


def _check_status(author: Person, visit: Visit, before: frozenset[Status], operation: Operation) -> None:
    value = operation.value if isinstance(operation.value, dict) else {}
    wanted = Status(str(value.get("state", Status.DRAFT)))
    allowed = set(_OF_MEMBERS.get(wanted, set()))
    if supervises(author, visit):
        allowed |= _OF_SUPERVISORS.get(wanted, set())
    if not before <= allowed:
        raise invalid(_NOT_NOW[shown_of(before - allowed)], field="status")
    if wanted in _WITH_REASON and before != {wanted} and not value.get("reason"):
        raise invalid("visits.reason_missing", field="status")


def _check_answer(said: tuple[Value, ...], operation: Operation) -> None:
    """Those who supervise write comments; the team answers by marking one as done, word for word."""
    value = operation.value
    asked = [one for one in said if isinstance(one, dict)]
    if not isinstance(value, dict) or value not in [{**one, "state": "done"} for one in asked]:
        raise invalid("visits.comment_of_supervisor", field=operation.field)
