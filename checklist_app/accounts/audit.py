"""The trail of what was done to accounts, agencies and settings: one stream that only grows."""

from dataclasses import dataclass

from checklist_app.clock import now, stamp
from checklist_app.ids import new_id
from checklist_app.store import Body, Entry, NewEntry, Store

STREAM = "audit"
NOBODY = ""  # the actor of what happens before anyone has signed in


@dataclass(frozen=True, slots=True)
class AuditEntry:
    seq: int
    at: str
    actor: str
    action: str
    subject: str
    details: Body


class Audit:
    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, *, actor: str, action: str, subject: str, details: Body | None = None) -> None:
        """`actor` and `subject` are ids; `action` is noun.verb, such as person.deactivated."""
        body: Body = {
            "at": stamp(now()),
            "actor": actor,
            "action": action,
            "subject": subject,
            "details": details or {},
        }
        self._store.append(STREAM, [NewEntry(new_id(), body)])

    def before(self, seq: int | None = None, *, limit: int = 50) -> list[AuditEntry]:
        """The newest entries below `seq` (none: of all), newest first."""
        last = self._store.head(STREAM).seq
        below = min(seq or last + 1, last + 1)
        first = max(below - 1 - limit, 0)
        entries = self._store.read(STREAM, after=first, limit=max(below - 1 - first, 0))
        return [_read(entry) for entry in reversed(entries)]


def _read(entry: Entry) -> AuditEntry:
    body, details = entry.body, entry.body.get("details")
    return AuditEntry(
        seq=entry.seq,
        at=str(body["at"]),
        actor=str(body["actor"]),
        action=str(body["action"]),
        subject=str(body["subject"]),
        details=details if isinstance(details, dict) else {},
    )
