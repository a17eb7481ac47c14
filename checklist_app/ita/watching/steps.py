"""The five steps of a cycle and how far each of them is. Pure: a dossier and the day give all of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checklist_app.ita.cycle import MONTHS
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.model import MeasureState, Plan, Signed
from checklist_app.ita.measures.standing import SignedState, signed_state


class StepId(StrEnum):
    SCORES = "scores"
    ANALYSIS = "analysis"
    MEASURES = "measures"
    FOLLOWUP = "followup"
    COMPARISON = "comparison"


class StepState(StrEnum):
    WAITING = "waiting"  # something before it is missing
    READY = "ready"  # can be begun
    BEGUN = "begun"
    CHANGED = "changed"  # after it was signed
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Reporting:
    """How far the reports of one round are, and until when it is to be signed."""

    months: int
    due: date
    reported: int
    measures: int
    state: StepState


@dataclass(frozen=True, slots=True)
class Step:
    id: StepId
    state: StepState

    @property
    def number(self) -> int:
        return [*StepId].index(self.id) + 1


def steps_of(dossier: Dossier, today: date) -> tuple[Step, ...]:
    rounds = reporting_of(dossier, today)
    return (
        Step(StepId.SCORES, _scores(dossier)),
        Step(StepId.ANALYSIS, _analysis(dossier)),
        Step(StepId.MEASURES, _measures(dossier)),
        Step(StepId.FOLLOWUP, _followup(rounds)),
        Step(StepId.COMPARISON, _comparison(dossier)),
    )


def here(steps: tuple[Step, ...]) -> Step:
    """The first step that is not done; the last where all are."""
    return next((step for step in steps if step.state is not StepState.DONE), steps[-1])


def reporting_of(dossier: Dossier, today: date) -> tuple[Reporting, ...]:
    return tuple(_reporting(dossier, months, today) for months in MONTHS)


def count_of(plan: Plan, state: MeasureState) -> int:
    return sum(1 for each in plan.measures if each.state is state)


def _scores(dossier: Dossier) -> StepState:
    if dossier.before is None:
        return StepState.READY
    return StepState.DONE if len(dossier.ranked) == len(dossier.edition.indicators) else StepState.BEGUN


def _analysis(dossier: Dossier) -> StepState:
    """A draft writes itself: it is done when somebody has looked at it, or has gone on to measures."""
    if dossier.before is None:
        return StepState.WAITING
    if dossier.analysis.version or dossier.written or dossier.plan.measures:
        return StepState.DONE
    return StepState.READY


def _measures(dossier: Dossier) -> StepState:
    if not dossier.plan.measures:
        return StepState.READY if dossier.before else StepState.WAITING
    return _SIGNED[signed_state(dossier.plan, Signed.MEASURES)]


def _followup(rounds: tuple[Reporting, ...]) -> StepState:
    states = [each.state for each in rounds]
    for weighty in (StepState.LATE, StepState.CHANGED):
        if weighty in states:
            return weighty
    if states[-1] is StepState.DONE:
        return StepState.DONE
    begun = {StepState.BEGUN, StepState.DONE} & {*states}
    return StepState.BEGUN if begun else states[0]


def _comparison(dossier: Dossier) -> StepState:
    if dossier.after is None:
        return StepState.WAITING
    return StepState.DONE if dossier.before else StepState.BEGUN


def _reporting(dossier: Dossier, months: int, today: date) -> Reporting:
    plan, due = dossier.plan, dossier.cycle.round(months).due
    reported = sum(1 for each in plan.measures if months in each.followups)
    state = _state_of_round(plan, months, reported, is_over=today > due)
    return Reporting(months, due, reported, len(plan.measures), state)


def _state_of_round(plan: Plan, months: int, reported: int, *, is_over: bool) -> StepState:
    if not plan.measures:
        return StepState.WAITING
    signed = signed_state(plan, Signed.after(months))
    if signed is not SignedState.UNSIGNED:
        return _SIGNED[signed]
    if is_over:
        return StepState.LATE
    return StepState.BEGUN if reported else StepState.READY


_SIGNED = {
    SignedState.UNSIGNED: StepState.BEGUN,
    SignedState.SIGNED: StepState.DONE,
    SignedState.CHANGED: StepState.CHANGED,
}
