"""People, what they may do, and whose records they may see: frozen values, no I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"  # of one province
    INSPECTOR = "inspector"  # of one province
    STAFF = "staff"  # of one agency
    EXECUTIVE = "executive"  # of one agency: reads and decides
    AUDITOR = "auditor"  # reads all, writes nothing


PROVINCE_ROLES = frozenset({Role.SUPERVISOR, Role.INSPECTOR})
AGENCY_ROLES = frozenset({Role.STAFF, Role.EXECUTIVE})


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records a person may see: everything, one province, or one agency."""

    everything: bool = False
    province: str | None = None
    agency: str | None = None

    def covers(self, *, province: str, agency: str) -> bool:
        if self.everything:
            return True
        return province == self.province or agency == self.agency


@dataclass(frozen=True, slots=True)
class Person:
    """`province` of agency people is the province that their agency lies in now; it says who looks
    after their account, never what they may see."""

    id: str
    version: int
    name: str
    position: str
    sign_in: str
    role: Role
    province: str | None = None
    agency: str | None = None
    active: bool = True
    must_change_password: bool = False

    @property
    def scope(self) -> Scope:
        if self.role in PROVINCE_ROLES:
            return Scope(province=self.province)
        if self.role in AGENCY_ROLES:
            return Scope(agency=self.agency)
        return Scope(everything=True)


# Whoever may run commands on the server may do everything; the audit trail shows it was a command.
COMMAND_LINE: Final = Person(
    id="command", version=0, name="คำสั่งบนเครื่องแม่ข่าย", position="", sign_in="", role=Role.ADMINISTRATOR
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form says a person should be, before it is checked against who may say so."""

    name: str
    position: str
    sign_in: str
    role: Role
    province: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A device that somebody signed in on. The id is the hash of the token in its cookie."""

    id: str
    version: int
    person: str
    device: str
    began: datetime
    seen: datetime
