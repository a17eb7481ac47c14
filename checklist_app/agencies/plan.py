"""What an import would do, as values: a step or errors for each row, and for which register. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields

from checklist_app.agencies.columns import ACTIVE_WORD, INACTIVE_WORD
from checklist_app.agencies.drafts import SHORT_NAME_SEPARATOR
from checklist_app.agencies.model import Agency, AgencyDraft
from checklist_app.agencies.types import AGENCY_TYPES
from checklist_app.errors import Problem
from checklist_app.store import Body


@dataclass(frozen=True, slots=True)
class RowError:
    row: int
    column: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Addition:
    row: int
    draft: AgencyDraft


@dataclass(frozen=True, slots=True)
class Change:
    row: int
    agency: Agency
    draft: AgencyDraft
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    added: tuple[Addition, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[int, ...]  # rows
    errors: tuple[RowError, ...]
    ignored_columns: tuple[str, ...]
    fingerprint: str  # of the register that the plan was made for

    @property
    def results(self) -> tuple[AgencyDraft, ...]:
        return (*(step.draft for step in self.added), *(step.draft for step in self.changed))

    @property
    def summary(self) -> Body:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "errors": len(self.errors),
        }


def field_changes(agency: Agency, draft: AgencyDraft) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field.name, cell_of(agency, field.name), cell_of(draft, field.name))
        for field in fields(AgencyDraft)
        if getattr(agency, field.name) != getattr(draft, field.name)
    )


def fingerprint(agencies: Iterable[Agency]) -> str:
    seen = sorted(f"{agency.id}:{agency.version}" for agency in agencies)
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def cell_of(draft: AgencyDraft, field: str) -> str:
    """A field as it stands in a cell of a register file."""
    if field == "type":
        return AGENCY_TYPES[draft.type].description
    if field == "short_names":
        return SHORT_NAME_SEPARATOR.join(draft.short_names)
    if field == "active":
        return ACTIVE_WORD if draft.active else INACTIVE_WORD
    return str(getattr(draft, field))
