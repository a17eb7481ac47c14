"""The measures of a cycle and the reports on them: frozen values, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from checklist_app.ita.cycle import MONTHS, Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDraft:
    """What people write. `links` are what it should improve, by their ids in the edition of the result's
    year: an indicator (2), a part (9.3), a question (E6, O24), or nothing. `duration` is printed as it was
    written; `start` and `end` are what it means, where that is known. `origin` names what it was proposed
    from, so that nothing is proposed twice."""

    title: str
    links: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    duration: str = ""
    start: date | None = None
    end: date | None = None
    monitoring: tuple[str, ...] = ()
    budget: Decimal | None = None
    origin: str = ""


class MeasureState(StrEnum):
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    POSTPONED = "postponed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Result:
    """What was done. `step` is the index of the step that it answers; None: more than was planned."""

    text: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A link, or a file by its SHA-256."""

    name: str
    link: str = ""
    sha256: str = ""
    size: int = 0
    ending: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDraft:
    """What people report after `months` months. `until` and `reason` go with a postponed measure, `reason`
    alone with one that was dropped."""

    months: int
    state: MeasureState = MeasureState.PLANNED
    results: tuple[Result, ...] = ()
    outcome: tuple[str, ...] = ()
    suggestion: str = ""
    evidence: tuple[Evidence, ...] = ()
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(FollowUpDraft):
    """`revision` counts how often it was written."""

    revision: int
    by: str
    changed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(MeasureDraft):
    """`followups` are by their months."""

    id: str
    revision: int
    followups: Mapping[int, FollowUp] = field(default_factory=dict)

    @property
    def last(self) -> FollowUp | None:
        return self.followups[max(self.followups)] if self.followups else None

    @property
    def state(self) -> MeasureState:
        return self.last.state if self.last else MeasureState.PLANNED

    @property
    def due(self) -> date | None:
        """When it should be done: as it was postponed last, also when it has gone on since."""
        postponed = [each.until for each in self.followups.values() if each.until]
        return postponed[-1] if postponed else self.end

    @property
    def is_over(self) -> bool:
        return self.state in {MeasureState.DONE, MeasureState.DROPPED}


class Signed(StrEnum):
    """What an executive approves."""

    MEASURES = "measures"
    HALFWAY = "followup-6"
    WHOLE = "followup-12"

    @classmethod
    def after(cls, months: int) -> "Signed":
        return cls(f"followup-{months}")

    @property
    def months(self) -> int:
        """Of the reports that it holds; 0: none."""
        return next((months for months in MONTHS if Signed.after(months) is self), 0)


@dataclass(frozen=True, slots=True)
class SignOff:
    """`content` is the digest of what was signed. A later one stands beside the earlier ones."""

    what: Signed
    by: str
    name: str
    position: str
    at: datetime
    text: str
    content: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All of one agency and cycle. `meeting` is the day on which the measures were agreed on."""

    agency: str
    cycle: Cycle
    version: int = 0
    measures: tuple[Measure, ...] = ()
    meeting: date | None = None
    signed: tuple[SignOff, ...] = ()

    def measure(self, id: str) -> Measure | None:
        return next((each for each in self.measures if each.id == id), None)

    @property
    def is_reported_on(self) -> bool:
        return any(each.followups for each in self.measures)

    def sign_off(self, what: Signed) -> SignOff | None:
        """The last one."""
        return next((each for each in reversed(self.signed) if each.what is what), None)
