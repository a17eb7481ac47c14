"""Who may change which agencies: an administrator all, a supervisor those of the own province. Pure."""

from checklist_app.accounts import Person, Role
from checklist_app.errors import forbidden


def may_edit(person: Person, province: str) -> bool:
    if person.role is Role.SUPERVISOR:
        return person.province == province
    return person.role is Role.ADMINISTRATOR


def may_edit_some(person: Person) -> bool:
    return person.role in {Role.ADMINISTRATOR, Role.SUPERVISOR}


def require_edit(person: Person, province: str) -> None:
    if not may_edit_some(person):
        raise forbidden("agencies.may_not_edit")
    if not may_edit(person, province):
        raise forbidden("agencies.other_province", province=province, own=person.province or "")
