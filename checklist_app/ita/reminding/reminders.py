"""What an office should do now about its measures, and where. Pure, except for `cycle_reminders` and
`overdue_measures`, which read what is needed. A reminder's key names its occurrence, so that nobody is
written to twice about it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from checklist_app.agencies import Agency
from checklist_app.ita.cycle import MONTHS, Cycle
from checklist_app.ita.everything import Ita
from checklist_app.ita.measures.model import Measure, Plan, Signed
from checklist_app.ita.measures.reporting import overdue, short_title, unreported
from checklist_app.ita.measures.standing import SignedState, signed_state
from checklist_app.ita.reminding.reminder_words import SENTENCES
from checklist_app.surveys import Reminder

BEFORE: Final = 30  # days
AGAIN: Final = 30  # days after which what still waits is a further occurrence
LONGEST_TITLE: Final = 80  # letters of it that a reminder repeats

Value = str | int


class CycleReminder(StrEnum):
    MEASURE = "measure"
    REPORT = "report"
    SIGNATURE = "signature"


def cycle_reminders(ita: Ita, agency: Agency, today: date) -> list[Reminder]:
    """Of the cycle that runs, and of the one before as long as its last report is not signed."""
    current = Cycle.of(today)
    plans = [ita.plans.of(agency, cycle) for cycle in (Cycle(current.year - 1), current)]
    return reminders(plans, today=today)


def overdue_measures(ita: Ita, agencies: Iterable[Agency], today: date) -> int:
    """Of the cycle that runs, and of the one before as long as its last report is not signed."""
    known, current = [*agencies], Cycle.of(today)
    plans = [ita.plans.of_year(cycle, known) for cycle in (Cycle(current.year - 1), current)]
    waiting = [plan for year in plans for plan in year.values() if not _is_closed(plan, today)]
    return sum(len(overdue(plan, today)) for plan in waiting)


def reminders(plans: Iterable[Plan], *, today: date) -> list[Reminder]:
    """The most pressing first."""
    found = [reminder for plan in plans for reminder in _of_plan(plan, today)]
    return sorted(found, key=lambda reminder: (reminder.due, reminder.key))


def _of_plan(plan: Plan, today: date) -> Iterator[Reminder]:
    if not plan.measures or _is_closed(plan, today):
        return
    yield from _of_measures(plan, today)
    for months in MONTHS:
        yield from _of_report(plan, months, today)
    yield from _of_signature(plan, today)


def _is_closed(plan: Plan, today: date) -> bool:
    is_past = plan.cycle < Cycle.of(today)
    return is_past and signed_state(plan, Signed.WHOLE) is SignedState.SIGNED


def _of_measures(plan: Plan, today: date) -> Iterator[Reminder]:
    """Those of one day together: a plan often ends all at once."""
    by_day: dict[date, list[Measure]] = defaultdict(list)
    for measure in plan.measures:
        if measure.due and not measure.is_over and (measure.due - today).days <= BEFORE:
            by_day[measure.due].append(measure)
    for due, measures in by_day.items():
        left = (due - today).days
        said = ("due" if left >= 0 else "overdue") + ("_many" if len(measures) > 1 else "")
        year = plan.cycle.year
        again = "" if left >= 0 else f"/{-left // AGAIN}"
        endpoint, arguments = _place(plan, measures, today)
        yield Reminder(
            kind=CycleReminder.MEASURE,
            key=f"ita/{'due' if left >= 0 else 'overdue'}/{year}/{due}{again}",
            text=SENTENCES[said],
            values={
                "days": abs(left),
                "n": len(measures),
                "year": year,
                "title": short_title(measures[0], LONGEST_TITLE),
            },
            due=due,
            endpoint=endpoint,
            arguments=arguments,
        )


def _of_report(plan: Plan, months: int, today: date) -> Iterator[Reminder]:
    due, missing = plan.cycle.round(months).due, unreported(plan, months)
    left = (due - today).days
    if not missing or left > BEFORE or (months != MONTHS[-1] and not unreported(plan, MONTHS[-1])):
        return
    year = plan.cycle.year
    yield Reminder(
        kind=CycleReminder.REPORT,
        key=f"ita/report/{year}/{months}" + ("" if left >= 0 else f"/{-left // AGAIN}"),
        text=SENTENCES["report" if left >= 0 else "report_late"],
        values={"days": abs(left), "n": missing, "year": year, "months": months},
        due=due,
        endpoint="ita_followup.all",
        arguments={"agency": plan.agency, "year": year, "months": months},
    )


def _of_signature(plan: Plan, today: date) -> Iterator[Reminder]:
    for what in Signed:
        state = signed_state(plan, what)
        if state is SignedState.SIGNED or not _is_ready(plan, what):
            continue
        year = plan.cycle.year
        said = "sign_report" if what.months else "sign_measures"
        yield Reminder(
            kind=CycleReminder.SIGNATURE,
            key=f"ita/{what}/{year}/{state}/{today:%Y-%m}",
            text=SENTENCES["sign_again" if state is SignedState.CHANGED else said],
            values={"year": year, "n": len(plan.measures), "months": what.months},
            due=today,
            endpoint="ita_signing.sign",
            arguments={"agency": plan.agency, "year": year, "what": what.value},
        )
        return  # what comes later waits for it, or holds it as well


def _is_ready(plan: Plan, what: Signed) -> bool:
    """A report once everything is reported; that of six months until the one of twelve is signed."""
    if what is Signed.MEASURES:
        return not plan.sign_off(Signed.WHOLE)
    later = [months for months in MONTHS if months > what.months and plan.sign_off(Signed.after(months))]
    return not later and not unreported(plan, what.months)


def _place(plan: Plan, measures: list[Measure], today: date) -> tuple[str, dict[str, Value]]:
    """Where it is reported: the one measure, or all of the round that comes next."""
    first, last = MONTHS
    months = first if today <= plan.cycle.round(first).due else last
    arguments: dict[str, Value] = {"agency": plan.agency, "year": plan.cycle.year, "months": months}
    if len(measures) == 1:
        return "ita_followup.edit", arguments | {"id": measures[0].id}
    return "ita_followup.all", arguments
