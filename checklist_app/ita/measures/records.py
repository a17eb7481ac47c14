"""Plans: the only place that reads and writes them. A plan is one document; who writes a measure is only in
the way of who writes the same one."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agency
from checklist_app.clock import day_of
from checklist_app.errors import conflict, invalid, not_found
from checklist_app.ids import new_id
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.measures.answering import answering
from checklist_app.ita.measures.bodies import body_of, body_of_measure, plan_of
from checklist_app.ita.measures.model import (
    FollowUp,
    FollowUpDraft,
    Measure,
    MeasureDraft,
    Plan,
    Signed,
    SignOff,
)
from checklist_app.ita.measures.rules import (
    MOST_MEASURES,
    require_room,
    settled,
    settled_report,
    settled_text,
)
from checklist_app.ita.measures.standing import content_of, has_content
from checklist_app.ita.rights import require_keeping, require_signing
from checklist_app.store import Body, Kind, Store, again_when_stale

Drafts: TypeAlias = Sequence[tuple[str, MeasureDraft]]

_ID: Final = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")


class Plans:
    KIND = Kind("ita_plans", indexes=("agency",))

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store = store
        self._audit = audit

    def of(self, agency: Agency, cycle: Cycle) -> Plan:
        """An Agency in hand is one that its reader may see."""
        document = self._store.get(self.KIND.name, cycle.of_agency(agency.id))
        return plan_of(document) if document else Plan(agency.id, cycle)

    def all_of(self, agency: Agency) -> list[Plan]:
        """The newest cycle first."""
        found = map(plan_of, self._store.find(self.KIND.name, {"agency": agency.id}))
        return sorted(found, key=lambda plan: -plan.cycle.year)

    def of_year(self, cycle: Cycle, agencies: Iterable[Agency]) -> dict[str, Plan]:
        """By agency, also where it lay in another province when they were written."""
        found = self._store.get_all(self.KIND.name, [cycle.of_agency(agency.id) for agency in agencies])
        return {plan.agency: plan for plan in map(plan_of, found.values())}

    # --- measures -----------------------------------------------------------------------------------

    def add(
        self, person: Person, agency: Agency, cycle: Cycle, drafts: Drafts | Callable[[Plan], Drafts]
    ) -> Plan:
        """Each with an id that came with the form (or ""), so that what is sent twice is there once; and
        nothing that was proposed twice from the same thing. What chooses the drafts is asked with the plan
        as it is when it is written."""
        require_keeping(person)

        def act(plan: Plan) -> tuple[Plan, Body]:
            chosen = drafts(plan) if callable(drafts) else drafts
            offered = [(id if _ID.fullmatch(id) else new_id(), settled(draft)) for id, draft in chosen]
            origins = {each.origin for each in plan.measures if each.origin}
            new = [
                Measure(**_parts(MeasureDraft, draft), id=id, revision=1)
                for id, draft in offered
                if plan.measure(id) is None and draft.origin not in origins
            ]
            if len(plan.measures) + len(new) > MOST_MEASURES:
                raise invalid("ita.too_many_measures", field="title", most=MOST_MEASURES)
            added = [body_of_measure(each) for each in new]
            return replace(plan, measures=(*plan.measures, *new)), {"added": [*added]}

        return self._change(person, agency, cycle, "ita_measures.added", act)

    def change(
        self, person: Person, agency: Agency, cycle: Cycle, id: str, draft: MeasureDraft, *, revision: int
    ) -> Plan:
        require_keeping(person)
        draft = settled(draft)

        def act(plan: Plan) -> tuple[Plan, Body]:
            known = _known(plan, id)
            parts = _parts(MeasureDraft, draft) | {"origin": known.origin}
            if known.revision != revision and parts == _parts(MeasureDraft, known):
                return plan, {}  # sent again, because the answer was lost
            known = _unchanged(plan, id, revision)
            followups = {months: _moved(each, known, draft) for months, each in known.followups.items()}
            written = replace(known, **parts, revision=revision + 1, followups=followups)
            return _with(plan, written), {"measure": body_of_measure(written)}

        return self._change(person, agency, cycle, "ita_measure.changed", act)

    def remove(self, person: Person, agency: Agency, cycle: Cycle, id: str, *, revision: int) -> Plan:
        """Not what was reported on: that is dropped with a reason, so that the paper tells of it."""
        require_keeping(person)

        def act(plan: Plan) -> tuple[Plan, Body]:
            known = _unchanged(plan, id, revision)
            if known.followups:
                raise conflict("ita.measure_reported_on", title=known.title[:80])
            rest = tuple(each for each in plan.measures if each.id != id)
            return replace(plan, measures=rest), {"measure": body_of_measure(known)}

        return self._change(person, agency, cycle, "ita_measure.removed", act)

    def move(self, person: Person, agency: Agency, cycle: Cycle, id: str, *, places: int) -> Plan:
        """Up by so many places (below zero: down)."""
        require_keeping(person)

        def act(plan: Plan) -> tuple[Plan, Body]:
            known = _known(plan, id)
            rest = [each for each in plan.measures if each.id != id]
            at = min(max(plan.measures.index(known) - places, 0), len(rest))
            return replace(plan, measures=(*rest[:at], known, *rest[at:])), {"id": id, "place": at + 1}

        return self._change(person, agency, cycle, "ita_measure.moved", act)

    def meet(self, person: Person, agency: Agency, cycle: Cycle, day: date | None) -> Plan:
        """The day on which the measures were agreed on."""
        require_keeping(person)
        said: Body = {"meeting": day.isoformat() if day else None}
        return self._change(
            person, agency, cycle, "ita_plan.met", lambda plan: (replace(plan, meeting=day), said)
        )

    # --- what became of them --------------------------------------------------------------------------

    def report(
        self,
        person: Person,
        agency: Agency,
        cycle: Cycle,
        id: str,
        draft: FollowUpDraft,
        *,
        revision: int,
        at: datetime,
        steps: Sequence[str] | None = None,
    ) -> Plan:
        """`revision` is that of the report that was read, 0 before the first; `steps` are those that its
        results answer, where they may not be those of today."""
        require_keeping(person)

        def act(plan: Plan) -> tuple[Plan, Body]:
            measure = _known(plan, id)
            checked = settled_report(_answering(draft, steps, measure), measure)
            before = measure.followups.get(draft.months)
            if before and before.revision != revision and before.by == person.id and _says(before, checked):
                return plan, {}  # sent again, because the answer was lost
            if revision != (before.revision if before else 0):
                raise conflict("ita.report_changed_meanwhile", title=measure.title[:80])
            written = FollowUp(
                **_parts(FollowUpDraft, checked),
                revision=revision + 1,
                by=person.id,
                changed=day_of(at),
            )
            followups = dict(sorted({**measure.followups, draft.months: written}.items()))
            reported = replace(measure, followups=followups)
            return _with(plan, reported), {"measure": body_of_measure(reported)}

        return self._change(person, agency, cycle, "ita_measure.reported", act)

    def sign(
        self,
        person: Person,
        agency: Agency,
        cycle: Cycle,
        what: Signed,
        *,
        text: str,
        seen: str,
        at: datetime,
    ) -> Plan:
        """`seen` is the digest of what the executive read."""
        require_signing(person)
        said = settled_text("text", text)

        def act(plan: Plan) -> tuple[Plan, Body]:
            if not plan.measures:
                raise conflict("ita.nothing_to_sign")
            if not has_content(plan, what):
                raise conflict("ita.nothing_reported")
            content = content_of(plan, what)
            if content != seen:
                raise conflict("ita.changed_before_signing")
            last = plan.sign_off(what)
            if last and (last.by, last.text, last.content) == (person.id, said, content):
                return plan, {}  # sent again, because the answer was lost
            signed = SignOff(what, person.id, person.name, person.position, at, said, content)
            return replace(plan, signed=(*plan.signed, signed)), {"what": what.value, "content": content}

        return self._change(person, agency, cycle, "ita_plan.signed", act)

    def _change(
        self,
        person: Person,
        agency: Agency,
        cycle: Cycle,
        action: str,
        act: Callable[[Plan], tuple[Plan, Body]],
    ) -> Plan:
        """`act` is done again when somebody else wrote something else of the same plan meanwhile."""

        def once() -> Plan:
            plan = self.of(agency, cycle)
            changed, details = act(plan)
            if changed == plan:
                return plan
            require_room(plan, changed)
            id = cycle.of_agency(agency.id)
            with self._store.transaction():
                document = self._store.put(
                    self.KIND.name,
                    id,
                    body_of(changed),
                    version=plan.version,
                )
                self._audit.record(actor=person.id, action=action, subject=id, details=details)
            return plan_of(document)

        return again_when_stale(once)


def _answering(draft: FollowUpDraft, steps: Sequence[str] | None, measure: Measure) -> FollowUpDraft:
    return draft if steps is None else replace(draft, results=answering(draft.results, steps, measure.steps))


def _moved(report: FollowUp, before: Measure, now: MeasureDraft) -> FollowUp:
    """Whoever writes it at this moment is told that it was changed."""
    results = answering(report.results, before.steps, now.steps)
    if results == report.results:
        return report
    return replace(report, results=results, revision=report.revision + 1)


def _says(report: FollowUp, draft: FollowUpDraft) -> bool:
    return _parts(FollowUpDraft, report) == _parts(FollowUpDraft, draft)


def _parts(kind: type[MeasureDraft | FollowUpDraft], draft: object) -> dict[str, Any]:
    """What people wrote, by field."""
    return {field.name: getattr(draft, field.name) for field in fields(kind)}


def _known(plan: Plan, id: str) -> Measure:
    measure = plan.measure(id)
    if measure is None:
        raise not_found("ita.no_measure")
    return measure


def _unchanged(plan: Plan, id: str, revision: int) -> Measure:
    known = _known(plan, id)
    if known.revision != revision:
        raise conflict("ita.measure_changed_meanwhile", title=known.title[:80])
    return known


def _with(plan: Plan, written: Measure) -> Plan:
    return replace(plan, measures=tuple(written if each.id == written.id else each for each in plan.measures))
