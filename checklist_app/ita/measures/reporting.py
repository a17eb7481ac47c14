"""How far the reports of a round are: what each measure still lacks. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checklist_app.ita.measures.model import FollowUp, Measure, MeasureState, Plan


class Lack(StrEnum):
    REPORT = "report"
    RESULT = "result"  # nothing was done, as far as the report tells
    STEPS = "steps"  # some steps have no result
    OUTCOME = "outcome"  # it is done, and nobody says what came of it


@dataclass(frozen=True, slots=True)
class Reported:
    """A measure as it stands in a round. `proposed` is what was reported the round before, while this round
    has no report."""

    number: int
    measure: Measure
    report: FollowUp | None
    proposed: FollowUp | None

    @property
    def state(self) -> MeasureState:
        """As last told up to this round."""
        told = self.report or self.proposed
        return told.state if told else MeasureState.PLANNED

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The numbers of the steps without a result."""
        answered = {each.step for each in self.report.results} if self.report else set()
        return tuple(step + 1 for step in range(len(self.measure.steps)) if step not in answered)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        report = self.report
        if report is None:
            return () if self.state is MeasureState.DROPPED else (Lack.REPORT,)
        if report.state not in {MeasureState.DOING, MeasureState.DONE}:
            return ()
        return tuple(self._of_work(report))

    def is_overdue(self, today: date) -> bool:
        return is_overdue(self.measure, today)

    def _of_work(self, report: FollowUp) -> Iterable[Lack]:
        if not report.results:
            yield Lack.RESULT
        elif self.unanswered:
            yield Lack.STEPS
        if report.state is MeasureState.DONE and not report.outcome:
            yield Lack.OUTCOME


def reported(plan: Plan, months: int) -> list[Reported]:
    """In the order of the plan."""
    return [
        Reported(
            number,
            measure,
            measure.followups.get(months),
            _before(measure, months) if months not in measure.followups else None,
        )
        for number, measure in enumerate(plan.measures, 1)
    ]


def unreported(plan: Plan, months: int) -> int:
    """Measures that the round still waits for."""
    return sum(Lack.REPORT in each.lacks for each in reported(plan, months))


def overdue(plan: Plan, today: date) -> tuple[Measure, ...]:
    """What should be done by now and is not."""
    return tuple(each for each in plan.measures if is_overdue(each, today))


def is_overdue(measure: Measure, today: date) -> bool:
    return not measure.is_over and measure.due is not None and measure.due < today


def short_title(measure: Measure, most: int) -> str:
    """Its first line, at most so many letters."""
    first = measure.title.partition("\n")[0]
    return first if len(first) <= most else first[:most].rstrip() + "…"


def _before(measure: Measure, months: int) -> FollowUp | None:
    earlier = [held for when, held in measure.followups.items() if when < months]
    return earlier[-1] if earlier else None
