"""Signing in and out: brakes first, then the password, then a session, and a line in the trail."""

from dataclasses import dataclass
from datetime import datetime

from checklist_app.accounts.audit import NOBODY, Audit
from checklist_app.accounts.model import Person, Session
from checklist_app.accounts.records import People
from checklist_app.accounts.rules import folded
from checklist_app.accounts.sessions import Sessions
from checklist_app.accounts.throttles import Throttles
from checklist_app.errors import invalid


@dataclass(frozen=True, slots=True)
class Entrance:
    """What signing in touches."""

    people: People
    sessions: Sessions
    throttles: Throttles
    audit: Audit

    def sign_in(self, name: str, password: str, *, address: str, device: str, at: datetime) -> str:
        """The token for the cookie. One answer for a wrong name, a wrong password and a closed account."""
        self.throttles.attempt(at=at, name=folded(name), address=address)
        person = self.people.authenticate(name, password)
        if person is None:
            known = self.people.known_as(name)
            self.audit.record(actor=NOBODY, action="session.refused", subject=known.id if known else NOBODY)
            raise invalid("accounts.sign_in_refused")
        self.throttles.forgive("name", folded(name))
        return self.begin(person, device=device, at=at)

    def begin(self, person: Person, *, device: str, at: datetime) -> str:
        token = self.sessions.begin(person.id, device=device, at=at)
        self.audit.record(
            actor=person.id, action="session.began", subject=person.id, details={"device": device[:200]}
        )
        return token

    def sign_out(self, session: Session) -> None:
        self.sessions.revoke(session.id, person=session.person)
        self.audit.record(actor=session.person, action="session.ended", subject=session.person)
