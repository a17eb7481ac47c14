"""What citizens wish for, waiting to be read before anybody else sees it. The text stays in the answer for
ever; here is what is done about showing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checklist_app.store import Body, Document, Kind, Store
from checklist_app.surveys.model import Answer, Channel, Point
from checklist_app.surveys.periods import Period
from checklist_app.surveys.questions import COMMENT


class CommentState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    HIDDEN = "hidden"


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


class Comments:
    KIND = Kind("survey_comments", indexes=("round", "agency"))

    def __init__(self, store: Store) -> None:
        self._store = store

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
            "round": _round(point.agency, period),
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
        found = self._store.find(self.KIND.name, {"round": _round(agency, period)})
        return [_comment(document) for document in found]


def _round(agency: str, period: Period) -> str:
    return f"{agency}/{period.key}"


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
