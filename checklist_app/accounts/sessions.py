"""The devices that people are signed in on. A session's id is the hash of a token which only the
cookie holds, so that whoever reads the store cannot sign in with what it says."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from checklist_app.accounts.model import Session
from checklist_app.clock import stamp
from checklist_app.errors import Problem, ProblemKind, not_found
from checklist_app.ids import new_secret
from checklist_app.store import Body, Document, Kind, Store, together

IDLE_DAYS = 14
LONGEST_DAYS = 90
SEEN_EVERY = timedelta(hours=1)  # a durable write on every page would buy nothing
LONGEST_DEVICE = 200


class Sessions:
    KIND = Kind("sessions", indexes=("person",))

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(
        self, person: str, *, device: str, at: datetime, still: Callable[[], None] = lambda: None
    ) -> str:
        """The token for the cookie. The person's sessions that have run out go at the same time. `still`
        raises what has become wrong about it, within the same transaction."""
        token = new_secret()
        body: Body = {
            "person": person,
            "device": device[:LONGEST_DEVICE],
            "began": stamp(at),
            "seen": stamp(at),
        }

        def act() -> None:
            still()
            for session in self.of(person):
                if _has_run_out(session, at):
                    self._drop(session)
            self._store.put(self.KIND.name, _id_of(token), body, version=0)

        together(self._store, act)
        return token

    def resume(self, token: str, *, at: datetime) -> Session | None:
        document = self._store.get(self.KIND.name, _id_of(token))
        if document is None:
            return None
        session = _session(document)
        if _has_run_out(session, at):
            return None
        if at - session.seen >= SEEN_EVERY:
            self._note_seen(document, at)
        return session

    def of(self, person: str) -> list[Session]:
        """Newest first."""
        sessions = [_session(document) for document in self._store.find(self.KIND.name, {"person": person})]
        return sorted(sessions, key=lambda session: session.began, reverse=True)

    def revoke(self, id: str, *, person: str) -> None:
        document = self._store.get(self.KIND.name, id)
        if document is None or document.body["person"] != person:
            raise not_found("accounts.no_session")
        self._drop(_session(document))

    def revoke_all(self, person: str, *, but: str = "") -> int:
        def act() -> int:
            ended = [session for session in self.of(person) if session.id != but]
            for session in ended:
                self._drop(session)
            return len(ended)

        return together(self._store, act)

    def _drop(self, session: Session) -> None:
        try:
            self._store.delete(self.KIND.name, session.id, version=session.version)
        except Problem as problem:
            if problem.kind is ProblemKind.NOT_FOUND:
                return
            held = self._store.get(self.KIND.name, session.id)
            if held is None or held.version == session.version:
                raise
            self._drop(_session(held))

    def _note_seen(self, document: Document, at: datetime) -> None:
        """Best effort: reading goes on while the store cannot write."""
        body = {**document.body, "seen": stamp(at)}
        try:
            self._store.put(self.KIND.name, document.id, body, version=document.version)
        except Problem as problem:
            if problem.kind not in {ProblemKind.CONFLICT, ProblemKind.UNAVAILABLE}:
                raise


def _id_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _has_run_out(session: Session, at: datetime) -> bool:
    idle, age = at - session.seen, at - session.began
    return idle >= timedelta(days=IDLE_DAYS) or age >= timedelta(days=LONGEST_DAYS)


def _session(document: Document) -> Session:
    body = document.body
    return Session(
        id=document.id,
        version=document.version,
        person=str(body["person"]),
        device=str(body["device"]),
        began=datetime.fromisoformat(str(body["began"])),
        seen=datetime.fromisoformat(str(body["seen"])),
    )
