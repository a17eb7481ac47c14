"""Between a plan and what the store holds. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from checklist_app.clock import stamp
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.measures.model import (
    Evidence,
    FollowUp,
    Measure,
    MeasureState,
    Plan,
    Result,
    Signed,
    SignOff,
)
from checklist_app.store import Body, Document, JsonValue


def body_of(plan: Plan) -> Body:
    return {
        "agency": plan.agency,
        "year": plan.cycle.year,
        "measures": [body_of_measure(each) for each in plan.measures],
        "meeting": _day(plan.meeting),
        "signed": [_signed(each) for each in plan.signed],
    }


def body_of_measure(measure: Measure) -> Body:
    return {
        "id": measure.id,
        "revision": measure.revision,
        **body_of_text(measure),
        "origin": measure.origin,
        "followups": [_followup(each) for each in measure.followups.values()],
    }


def body_of_text(measure: Measure) -> Body:
    """What is printed of a measure, reports left aside."""
    return {
        "title": measure.title,
        "links": [*measure.links],
        "steps": [*measure.steps],
        "departments": [*measure.departments],
        "duration": measure.duration,
        "start": _day(measure.start),
        "end": _day(measure.end),
        "monitoring": [*measure.monitoring],
        "budget": None if measure.budget is None else str(measure.budget),
    }


def body_of_report(followup: FollowUp) -> Body:
    """What is printed of a report."""
    return {
        "months": followup.months,
        "state": followup.state.value,
        "results": [{"text": each.text, "step": each.step} for each in followup.results],
        "outcome": [*followup.outcome],
        "suggestion": followup.suggestion,
        "evidence": [_evidence(each) for each in followup.evidence],
        "until": _day(followup.until),
        "reason": followup.reason,
    }


def plan_of(document: Document) -> Plan:
    body: Mapping[str, Any] = document.body
    return Plan(
        agency=body["agency"],
        cycle=Cycle(body["year"]),
        version=document.version,
        measures=tuple(map(_measure_of, body["measures"])),
        meeting=_day_of(body["meeting"]),
        signed=tuple(map(_signed_of, body["signed"])),
    )


def _followup(followup: FollowUp) -> JsonValue:
    known: Body = {"revision": followup.revision, "by": followup.by, "changed": _day(followup.changed)}
    return body_of_report(followup) | known


def _evidence(evidence: Evidence) -> JsonValue:
    return {
        "name": evidence.name,
        "link": evidence.link,
        "sha256": evidence.sha256,
        "size": evidence.size,
        "ending": evidence.ending,
    }


def _signed(signed: SignOff) -> JsonValue:
    return {
        "what": signed.what.value,
        "by": signed.by,
        "name": signed.name,
        "position": signed.position,
        "at": stamp(signed.at),
        "text": signed.text,
        "content": signed.content,
    }


def _measure_of(held: Mapping[str, Any]) -> Measure:
    return Measure(
        id=held["id"],
        revision=held["revision"],
        title=held["title"],
        links=tuple(held["links"]),
        steps=tuple(held["steps"]),
        departments=tuple(held["departments"]),
        duration=held["duration"],
        start=_day_of(held["start"]),
        end=_day_of(held["end"]),
        monitoring=tuple(held["monitoring"]),
        budget=None if held["budget"] is None else Decimal(held["budget"]),
        origin=held["origin"],
        followups=_followups_of(held["followups"]),
    )


def _followups_of(held: Iterable[Mapping[str, Any]]) -> dict[int, FollowUp]:
    return {each["months"]: _followup_of(each) for each in held}


def _followup_of(held: Mapping[str, Any]) -> FollowUp:
    return FollowUp(
        months=held["months"],
        state=MeasureState(held["state"]),
        results=tuple(Result(each["text"], each["step"]) for each in held["results"]),
        outcome=tuple(held["outcome"]),
        suggestion=held["suggestion"],
        evidence=tuple(Evidence(**each) for each in held["evidence"]),
        until=_day_of(held["until"]),
        reason=held["reason"],
        revision=held["revision"],
        by=held["by"],
        changed=date.fromisoformat(held["changed"]),
    )


def _signed_of(held: Mapping[str, Any]) -> SignOff:
    return SignOff(
        what=Signed(held["what"]),
        by=held["by"],
        name=held["name"],
        position=held["position"],
        at=datetime.fromisoformat(held["at"]),
        text=held["text"],
        content=held["content"],
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
