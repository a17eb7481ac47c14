"""People, what they may do, how they prove who they are, and the trail of what they changed."""

from checklist_app.accounts.audit import Audit, AuditEntry
from checklist_app.accounts.model import (
    AGENCY_ROLES,
    COMMAND_LINE,
    PROVINCE_ROLES,
    Draft,
    Person,
    Role,
    Scope,
    Session,
)
from checklist_app.accounts.passwords import Passwords
from checklist_app.accounts.records import ONE_TIME_DAYS, People, ensure_administrator
from checklist_app.accounts.sessions import Sessions
from checklist_app.accounts.signing_in import Entrance
from checklist_app.accounts.throttles import Throttles, network_of
from checklist_app.accounts.words import role_name

__all__ = [
    "AGENCY_ROLES",
    "COMMAND_LINE",
    "ONE_TIME_DAYS",
    "PROVINCE_ROLES",
    "Audit",
    "AuditEntry",
    "Draft",
    "Entrance",
    "Passwords",
    "People",
    "Person",
    "Role",
    "Scope",
    "Session",
    "Sessions",
    "Throttles",
    "ensure_administrator",
    "network_of",
    "role_name",
]
