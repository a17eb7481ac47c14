"""Who may do what with the surveys of an agency. Pure: whether a person may see the agency at all is asked of
the register first."""

from typing import Final

from checklist_app.accounts import Person, Role
from checklist_app.errors import forbidden

SEEING: Final = frozenset(Role)
"""Results of an agency within one's scope."""
KEEPING: Final = frozenset({Role.STAFF, Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Points, posters, questions, settings, paper answers, comments, improvements, papers."""
DECIDING: Final = frozenset({Role.EXECUTIVE})
PROMISING: Final = KEEPING | DECIDING
"""What will be improved because of answers, and what became of it."""
WATCHING: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR})
"""Patterns that insiders have a motive to hide."""


def require_keeping(person: Person) -> None:
    if person.role not in KEEPING:
        raise forbidden("surveys.not_yours_to_keep")
