"""What an agency promised to improve because of answers, and what became of it: the only one that reads and
writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from checklist_app.accounts import Audit
from checklist_app.agencies import Agencies
from checklist_app.store import Document, Kind, Store
from checklist_app.surveys.periods import Period


class ImprovementState(StrEnum):
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"  # with a reason in `result`


@dataclass(frozen=True, slots=True)
class Improvement:
    """`period` is the round that it came of. `text` is the promise, `result` what was done."""

    id: str
    version: int
    agency: str
    period: Period
    text: str
    aspect: str
    due: date | None
    state: ImprovementState
    result: str
    changed: date


class Improvements:
    KIND = Kind("survey_improvements", indexes=("agency",))

    def __init__(self, store: Store, audit: Audit, agencies: Agencies) -> None:
        self._store = store
        self._audit = audit
        self._agencies = agencies

    def of(self, agency: str) -> list[Improvement]:
        """The newest promise first."""
        found = self._store.find(self.KIND.name, {"agency": agency})
        return sorted(map(_improvement, found), key=lambda each: (each.period, each.id), reverse=True)


def _improvement(document: Document) -> Improvement:
    body: Mapping[str, Any] = document.body
    return Improvement(
        id=document.id,
        version=document.version,
        agency=body["agency"],
        period=Period(body["year"], body["number"]),
        text=body["text"],
        aspect=body["aspect"],
        due=date.fromisoformat(body["due"]) if body["due"] else None,
        state=ImprovementState(body["state"]),
        result=body["result"],
        changed=date.fromisoformat(body["changed"]),
    )
