"""What citizens wish for, waiting to be read before anybody else sees it. The text stays in the answer for
ever; here is what is done about showing it, and nobody can take one away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies
from checklist_app.errors import conflict, invalid, not_found
from checklist_app.store import Body, Document, Kind, Store, stale_as
from checklist_app.surveys.asking.questions import COMMENT
from checklist_app.surveys.listening.scrubbing import scrub
from checklist_app.surveys.model import Answer, Channel, Point
from checklist_app.surveys.periods import Period, round_id
from checklist_app.surveys.rights import require_keeping
from checklist_app.thai import clean

ENOUGH: Final = 10
"""Answers in a round from which on its comments are read: below that, who wrote one could be guessed."""
LONGEST_SHOWN: Final = 600  # a comment with marks in it
_GROUP: Final = re.compile(r"[a-z0-9_]{0,40}")


class CommentState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    HIDDEN = "hidden"


class Reason(StrEnum):
    """Why a comment is not shown. An allegation belongs to those who may look into it, not here."""

    INSULT = "insult"
    PERSONAL = "personal"
    ALLEGATION = "allegation"
    MEANINGLESS = "meaningless"


@dataclass(frozen=True, slots=True)
class Comment:
    """`shown` is the text as others may read it, names taken out by whoever approved it. `group` is what it
    is about, one of the aspects or "". The month is known, never the day."""

    id: str
    version: int
    point: str
    agency: str
    period: Period
    month: str
    channel: Channel
    flagged: bool
    text: str
    state: CommentState
    shown: str
    group: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What somebody decides about a comment whose `version` they have read. `shown` and `group` go with
    approving, `reason` with hiding; back in the queue it has none of them."""

    version: int
    state: CommentState
    shown: str = ""
    group: str = ""
    reason: str = ""


class Comments:
    KIND = Kind("survey_comments", indexes=("round", "agency"))

    def __init__(self, store: Store, audit: Audit, agencies: Agencies) -> None:
        self._store = store
        self._audit = audit
        self._agencies = agencies

    @staticmethod
    def in_answer(answer: Answer) -> bool:
        return COMMENT in answer.given

    def add(self, point: Point, period: Period, answer: Answer) -> None:
        """Within the transaction that keeps the answer."""
        if not self.in_answer(answer) or self._store.get(self.KIND.name, answer.id) is not None:
            return
        body: Body = {
            "point": point.code,
            "agency": point.agency,
            "round": round_id(point.agency, period),
            "year": period.year,
            "number": period.number,
            "month": answer.day.isoformat()[:7],
            "channel": answer.channel.value,
            "flagged": bool(answer.flags),
            "text": str(answer.given[COMMENT]),
            "state": CommentState.WAITING.value,
            "shown": "",
            "group": "",
            "reason": "",
        }
        self._store.put(self.KIND.name, answer.id, body, version=0)

    def of(self, agency: str, period: Period) -> list[Comment]:
        """In no order that tells when they were written."""
        found = self._store.find(self.KIND.name, {"round": round_id(agency, period)})
        return [_comment(document) for document in found]

    def approved(self, agency: str, period: Period) -> list[Comment]:
        """Those that others may read, by what they are about."""
        read = (comment for comment in self.of(agency, period) if comment.state is CommentState.APPROVED)
        return sorted(read, key=lambda comment: (comment.group, comment.id))

    def open(self, person: Person, agency: str, id: str) -> Comment:
        """To everybody else there is none."""
        self._agencies.fetch(person.scope, agency)
        document = self._store.get(self.KIND.name, id)
        if document is None or document.body["agency"] != agency:
            raise not_found("surveys.no_comment")
        return _comment(document)

    def judge(self, person: Person, agency: str, judgements: Mapping[str, Judgement]) -> list[Comment]:
        """All of them or none, and every one leaves a trace, also after the round was published."""
        require_keeping(person)
        known = [self.open(person, agency, id) for id in judgements]
        with stale_as(conflict("surveys.comment_changed_meanwhile")), self._store.transaction():
            return [self._write(person, comment, _checked(judgements[comment.id])) for comment in known]

    def _write(self, person: Person, comment: Comment, judged: Judgement) -> Comment:
        document = self._store.get(self.KIND.name, comment.id)
        body: Body = {
            **(document.body if document else {}),
            "state": judged.state.value,
            "shown": judged.shown,
            "group": judged.group,
            "reason": judged.reason,
        }
        written = self._store.put(self.KIND.name, comment.id, body, version=judged.version)
        self._audit.record(
            actor=person.id,
            action=f"survey_comment.{judged.state.value}",
            subject=comment.id,
            details={"agency": comment.agency, "round": comment.period.key, "reason": judged.reason},
        )
        return _comment(written)


def _checked(judgement: Judgement) -> Judgement:
    """What goes with the state, sound; numbers and names that were overlooked are taken out once more."""
    if judgement.state is CommentState.APPROVED:
        return Judgement(
            version=judgement.version,
            state=judgement.state,
            shown=_shown(judgement.shown),
            group=_sound_group(judgement.group),
        )
    if judgement.state is CommentState.HIDDEN and judgement.reason not in set(Reason):
        raise invalid("surveys.reason_missing", field="reason")
    reason = judgement.reason if judgement.state is CommentState.HIDDEN else ""
    return Judgement(version=judgement.version, state=judgement.state, reason=reason)


def _shown(text: str) -> str:
    shown = scrub(clean(text))
    if not shown:
        raise invalid("surveys.shown_missing", field="shown")
    if len(shown) > LONGEST_SHOWN:
        raise invalid("surveys.shown_too_long", field="shown", most=LONGEST_SHOWN, length=len(shown))
    return shown


def _sound_group(group: str) -> str:
    if not _GROUP.fullmatch(group):
        raise invalid("surveys.no_such_group", field="group")
    return group


def _comment(document: Document) -> Comment:
    body: Mapping[str, Any] = document.body
    return Comment(
        id=document.id,
        version=document.version,
        point=body["point"],
        agency=body["agency"],
        period=Period(body["year"], body["number"]),
        month=body["month"],
        channel=Channel(body["channel"]),
        flagged=body["flagged"],
        text=body["text"],
        state=CommentState(body["state"]),
        shown=body["shown"],
        group=body["group"],
        reason=body["reason"],
    )
