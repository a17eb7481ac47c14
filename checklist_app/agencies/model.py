"""An agency of the register: frozen values, no I/O."""

from dataclasses import dataclass, fields

from checklist_app.agencies.names import short_form
from checklist_app.agencies.types import AGENCY_TYPES, AgencyType


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDraft:
    """What a person writes about an agency, in a form or in one row of a file."""

    name: str  # official, in full, once settled
    type: str
    province: str
    district: str = ""
    type_text: str = ""
    itas_code: str = ""
    short_names: tuple[str, ...] = ()  # further ones, beside the one that follows from type and name
    active: bool = True

    @property
    def short_name(self) -> str:
        return short_form(self.type, self.name)

    @property
    def name_key(self) -> str:
        """One per agency: no two of the same official name lie in the same district."""
        parts = (self.province, self.district, self.name)
        return "|".join("".join(part.split()).casefold() for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency(AgencyDraft):
    id: str
    version: int

    @property
    def type_row(self) -> AgencyType:
        return AGENCY_TYPES[self.type]

    @property
    def place(self) -> str:
        """As a sentence has it: อำเภอ… จังหวัด…"""
        district = f"อำเภอ{self.district} " if self.district else ""
        return f"{district}จังหวัด{self.province}"

    @property
    def draft(self) -> AgencyDraft:
        return AgencyDraft(**{field.name: getattr(self, field.name) for field in fields(AgencyDraft)})


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """One page of a search in Thai alphabetical order; `next` is the id to continue after."""

    agencies: tuple[Agency, ...]
    total: int
    next: str | None = None
