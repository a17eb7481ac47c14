"""What an agency promised to improve because of answers, and what became of it: the only one that reads and
writes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies
from checklist_app.errors import conflict, forbidden, invalid, not_found
from checklist_app.ids import new_id
from checklist_app.store import Body, Document, Kind, Store, again_when_stale, stale_as
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rights import PROMISING
from checklist_app.thai import clean

LONGEST_TEXT: Final = 500
LONGEST_RESULT: Final = 1_000
_ID: Final = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
_ASPECT: Final = re.compile(r"[a-z0-9_]{0,40}")


class ImprovementState(StrEnum):
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"  # with a reason in `result`


UNFINISHED: Final = frozenset({ImprovementState.PLANNED, ImprovementState.DOING})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementDraft:
    """What people write. `period` is the round that it came of; `text` is the promise, `result` what was
    done."""

    period: Period
    text: str
    aspect: str = ""
    due: date | None = None
    state: ImprovementState = ImprovementState.PLANNED
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement(ImprovementDraft):
    id: str
    version: int
    agency: str
    changed: date

    def overdue(self, today: date) -> bool:
        return self.state in UNFINISHED and self.due is not None and self.due < today


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

    def open(self, person: Person, agency: str, id: str) -> Improvement:
        """To everybody else there is none."""
        self._agencies.fetch(person.scope, agency)
        document = self._store.get(self.KIND.name, id)
        if document is None or document.body["agency"] != agency:
            raise not_found("surveys.no_improvement")
        return _improvement(document)

    def create(
        self, person: Person, agency: str, draft: ImprovementDraft, *, today: date, offered: str = ""
    ) -> Improvement:
        """`offered` is an id that came with the form, so that a form that is sent twice makes one promise."""
        self._agencies.fetch(person.scope, agency)
        _require_promising(person)
        id = offered if _ID.fullmatch(offered) else new_id()

        def act() -> Improvement:
            known = self._store.get(self.KIND.name, id)
            if known and known.body["agency"] == agency:
                return _improvement(known)
            free = new_id() if known else id
            made = Improvement(**_fields(_checked(draft)), id=free, version=0, agency=agency, changed=today)
            return self._write(person, made, "survey_improvement.created")

        return again_when_stale(act)

    def change(
        self, person: Person, agency: str, id: str, draft: ImprovementDraft, *, version: int, today: date
    ) -> Improvement:
        known = self.open(person, agency, id)
        _require_promising(person)
        changed = replace(known, **_fields(_checked(draft)), version=version, changed=today)
        with stale_as(conflict("surveys.improvement_changed_meanwhile")):
            return self._write(person, changed, "survey_improvement.changed")

    def _write(self, person: Person, improvement: Improvement, action: str) -> Improvement:
        with self._store.transaction():
            document = self._store.put(
                self.KIND.name, improvement.id, _body(improvement), version=improvement.version
            )
            self._audit.record(
                actor=person.id,
                action=action,
                subject=improvement.id,
                details={"agency": improvement.agency, "state": improvement.state.value},
            )
        return _improvement(document)


def _require_promising(person: Person) -> None:
    if person.role not in PROMISING:
        raise forbidden("surveys.not_yours_to_keep")


def _checked(draft: ImprovementDraft) -> ImprovementDraft:
    text, result = clean(draft.text), clean(draft.result)
    if not text:
        raise invalid("surveys.promise_missing", field="text")
    if len(text) > LONGEST_TEXT:
        raise invalid("surveys.promise_too_long", field="text", most=LONGEST_TEXT, length=len(text))
    if len(result) > LONGEST_RESULT:
        raise invalid("surveys.promise_too_long", field="result", most=LONGEST_RESULT, length=len(result))
    if draft.state not in UNFINISHED and not result:
        raise invalid("surveys.outcome_missing", field="result")
    if not _ASPECT.fullmatch(draft.aspect):
        raise invalid("surveys.no_such_group", field="aspect")
    return replace(draft, text=text, result=result)


def _fields(draft: ImprovementDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("period", "text", "aspect", "due", "state", "result")}


def _body(improvement: Improvement) -> Body:
    return {
        "agency": improvement.agency,
        "year": improvement.period.year,
        "number": improvement.period.number,
        "text": improvement.text,
        "aspect": improvement.aspect,
        "due": improvement.due.isoformat() if improvement.due else None,
        "state": improvement.state.value,
        "result": improvement.result,
        "changed": improvement.changed.isoformat(),
    }


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
