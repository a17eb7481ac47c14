"""Which reminders were sent by mail: the only one that reads and writes it.

Before a letter is sent, what it tells of is claimed, so that no other process sends it too. A claim whose
end was never told is over after a while. So an office is written to once about an occurrence; only when the
process dies between the mail server's yes and the note, it is written to again: rather that than never."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from checklist_app.clock import stamp
from checklist_app.errors import Problem, ProblemKind
from checklist_app.ids import new_id
from checklist_app.store import Body, Document, Kind, Store, together

CLAIMED: Final = timedelta(minutes=30)  # far longer than a letter takes, and than clocks disagree


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be told in one letter, and by nobody else; `by` is of this claim, not of its process."""

    agency: str
    keys: frozenset[str]
    by: str


class Reminded:
    """`key` is that of a reminder, which names its occurrence."""

    KIND = Kind("survey_mails")

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_open(self, agency: str, key: str, *, at: datetime) -> bool:
        """Neither sent nor about to be sent."""
        return _may_be_claimed(self._document(agency, key), at)

    def claim(self, agency: str, keys: Sequence[str], *, at: datetime) -> Claim:
        """Of those that nobody else has claimed."""
        by = new_id()

        def act() -> Claim:
            known = {key: self._document(agency, key) for key in keys}
            free = [key for key, document in known.items() if _may_be_claimed(document, at)]
            for key in free:
                self._put(agency, key, known[key], {"by": by, "until": stamp(at + CLAIMED)})
            return Claim(agency, frozenset(free), by)

        return together(self._store, act)

    def note(self, agency: str, keys: Iterable[str], *, at: datetime) -> None:
        """A mail server has taken a letter about these."""
        told = [*keys]

        def act() -> None:
            for key in told:
                document = self._document(agency, key)
                if document is None or not _is_sent(document):
                    self._put(agency, key, document, {"at": stamp(at)})

        together(self._store, act)

    def give_up(self, claim: Claim) -> None:
        """Nothing was sent. Where the store cannot be told, the claim ends by itself."""
        try:
            together(self._store, lambda: self._give_up(claim))
        except Problem as problem:
            if problem.kind is not ProblemKind.UNAVAILABLE:
                raise

    def _give_up(self, claim: Claim) -> None:
        for key in claim.keys:
            document = self._document(claim.agency, key)
            if document is not None and document.body.get("by") == claim.by:
                self._store.delete(self.KIND.name, document.id, version=document.version)

    def _document(self, agency: str, key: str) -> Document | None:
        return self._store.get(self.KIND.name, f"{agency}/{key}")

    def _put(self, agency: str, key: str, before: Document | None, body: Body) -> None:
        self._store.put(self.KIND.name, f"{agency}/{key}", body, version=before.version if before else 0)


def _may_be_claimed(document: Document | None, at: datetime) -> bool:
    if document is None:
        return True
    return not _is_sent(document) and str(document.body["until"]) <= stamp(at)


def _is_sent(document: Document) -> bool:
    return "at" in document.body
