"""Who may do what with the ITA cycle of an agency. Pure: whether a person may see the agency at all is asked
of the register first."""

from typing import Final

from checklist_app.accounts import Person, Role
from checklist_app.agencies import SCORING
from checklist_app.errors import forbidden

SEEING: Final = frozenset(Role)
KEEPING: Final = SCORING
"""Scores, analysis, measures, what became of them, and how their papers look."""
SIGNING: Final = frozenset({Role.EXECUTIVE})
WATCHING: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.INSPECTOR})
"""A province as a whole."""


def require_keeping(person: Person) -> None:
    if person.role not in KEEPING:
        raise forbidden("ita.not_yours_to_keep")


def require_signing(person: Person) -> None:
    if person.role not in SIGNING:
        raise forbidden("ita.only_executives_sign")
