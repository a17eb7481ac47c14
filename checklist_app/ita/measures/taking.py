"""What was pasted becomes measures of a plan, and reports on those that are in it already. A report that
somebody wrote is never written over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checklist_app.accounts import Person
from checklist_app.agencies import Agency
from checklist_app.catalog import Edition
from checklist_app.errors import invalid
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.measures.cells import MOST_CHARACTERS, cells_of
from checklist_app.ita.measures.model import Measure, Plan
from checklist_app.ita.measures.pasting import Pasted, PastedRow, differences, matched, read_rows
from checklist_app.ita.measures.records import Drafts, Plans

NEW, REPORTED, KEPT, KNOWN = "new", "reported", "kept", "known"
"""A measure to be added; a report on one that is there; one whose report stays; one without anything new."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a pasted row."""

    what: str
    row: PastedRow
    known: Measure | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    pasted: Pasted
    steps: tuple[Step, ...]

    def count(self, what: str) -> int:
        return sum(step.what == what for step in self.steps)

    @property
    def reports(self) -> int:
        """Those that will be kept."""
        return sum(bool(step.row.report) and step.what in {NEW, REPORTED} for step in self.steps)

    @property
    def changes(self) -> bool:
        return any(step.what == NEW or step.what == REPORTED for step in self.steps)


def read_pasted(text: str, edition: Edition, plan: Plan, *, months: int) -> Taking:
    if len(text) > MOST_CHARACTERS:
        raise invalid("ita.paste_too_much", field="text", most=MOST_CHARACTERS)
    pasted = read_rows(cells_of(text), edition, months=months)
    warned = Pasted(pasted.rows, (*pasted.warnings, *differences(pasted, plan)), pasted.faults)
    return Taking(warned, tuple(_step(row, known) for row, known in matched(pasted.rows, plan)))


def take(plans: Plans, person: Person, agency: Agency, cycle: Cycle, taking: Taking, *, at: datetime) -> Plan:
    """Sent twice, it changes nothing the second time."""
    if taking.pasted.faults:
        raise invalid("ita.paste_faulty", field="text", count=len(taking.pasted.faults))
    rows = [step.row for step in taking.steps]
    plan = plans.add(person, agency, cycle, lambda plan: _new(rows, plan))
    for row, known in matched(rows, plan):
        if known and row.report and row.report.months not in known.followups:
            steps = row.draft.steps
            plan = plans.report(person, agency, cycle, known.id, row.report, revision=0, at=at, steps=steps)
    return plan


def _new(rows: Sequence[PastedRow], plan: Plan) -> Drafts:
    return [("", row.draft) for row, known in matched(rows, plan) if known is None]


def _step(row: PastedRow, known: Measure | None) -> Step:
    if known is None:
        return Step(NEW, row)
    if row.report is None:
        return Step(KNOWN, row, known)
    return Step(KEPT if row.report.months in known.followups else REPORTED, row, known)
