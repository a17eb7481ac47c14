"""Signing in and out: brakes first, then the password, then a session, and a line in the trail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from checklist_app.accounts.audit import NOBODY, Audit
from checklist_app.accounts.model import Person, Session
from checklist_app.accounts.records import ONE_TIME_DAYS, People
from checklist_app.accounts.rules import folded
from checklist_app.accounts.sessions import Sessions
from checklist_app.accounts.throttles import Throttles
from checklist_app.errors import Problem, ProblemKind, invalid


@dataclass(frozen=True, slots=True)
class Entrance:
    """What signing in touches."""

    people: People
    sessions: Sessions
    throttles: Throttles
    audit: Audit

    def sign_in(self, name: str, password: str, *, address: str, device: str, at: datetime) -> str:
        """The token for the cookie. One answer for a wrong name, a wrong password and a closed account."""
        self.throttles.attempt(folded(name), address, at=at)
        person = self.people.authenticate(name, password)
        if person is None:
            self.throttles.failed(folded(name), address, at=at)
            known = self.people.known_as(name)
            raise self._refused(known.id if known else NOBODY, invalid("accounts.sign_in_refused"))
        self.throttles.succeeded(folded(name), address)
        if self.people.has_expired(person, at=at):
            raise self._refused(person.id, invalid("accounts.one_time_expired", days=ONE_TIME_DAYS))
        still = partial(self.people.require_unchanged, person)
        return self.begin(person, device=device, at=at, still=still)

    def change_password(self, person: Person, *, current: str, new: str, address: str, at: datetime) -> None:
        """Braked like signing in: whoever finds a device unlocked may not guess at leisure."""
        self.throttles.attempt(person.sign_in, address, at=at)
        try:
            self.people.change_password(person.id, current=current, new=new)
        except Problem as problem:
            if problem.code == "accounts.wrong_password":
                self.throttles.failed(person.sign_in, address, at=at)
            elif problem.kind is ProblemKind.INVALID:  # the present password was right
                self.throttles.succeeded(person.sign_in, address)
            raise
        self.throttles.succeeded(person.sign_in, address)

    def begin(
        self, person: Person, *, device: str, at: datetime, still: Callable[[], None] = lambda: None
    ) -> str:
        token = self.sessions.begin(person.id, device=device, at=at, still=still)
        self.audit.record(
            actor=person.id, action="session.began", subject=person.id, details={"device": device[:200]}
        )
        return token

    def sign_out(self, session: Session) -> None:
        self.sessions.revoke(session.id, person=session.person)
        self.audit.record(actor=session.person, action="session.ended", subject=session.person)

    def _refused(self, subject: str, problem: Problem) -> Problem:
        self.audit.record(actor=NOBODY, action="session.refused", subject=subject)
        return problem
