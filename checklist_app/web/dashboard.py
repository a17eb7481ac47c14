"""What the home page tells a person about their field of work."""

from collections import Counter
from dataclasses import dataclass

from checklist_app.accounts import Person
from checklist_app.agencies import AGENCY_TYPES, Agency
from checklist_app.clock import today
from checklist_app.ita import cycle_reminders, overdue_measures
from checklist_app.surveys import WATCHING, Reminder, offices_of, reminders_of
from checklist_app.web.context import collections


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`reminders` are about the surveys and measures of one's own agency, the most pressing first;
    `undecided` counts rounds in one's care that wait for an executive, `overdue` measures in one's
    province."""

    province: str | None
    agency: Agency | None
    agencies: int
    districts: int
    by_type: tuple[tuple[str, int], ...]
    reminders: tuple[Reminder, ...]
    undecided: int
    overdue: int


def dashboard(person: Person) -> Dashboard:
    within = [agency for agency in collections().agencies.within(person.scope) if agency.active]
    types = Counter(agency.type for agency in within)
    own = next((agency for agency in within if agency.id == person.agency), None)
    return Dashboard(
        province=person.province,
        agency=own,
        agencies=len(within),
        districts=len({(agency.province, agency.district) for agency in within if agency.district}),
        by_type=tuple((row.description, types[key]) for key, row in AGENCY_TYPES.items() if types[key]),
        reminders=_reminders(own),
        undecided=_undecided(person, within),
        overdue=_overdue(person, within),
    )


def _reminders(agency: Agency | None) -> tuple[Reminder, ...]:
    if agency is None:
        return ()
    of_surveys = reminders_of(collections().surveys, agency.id, today())
    of_cycle = cycle_reminders(collections().ita, agency, today())
    return tuple(sorted([*of_surveys, *of_cycle], key=lambda reminder: (reminder.due, reminder.key)))


def _undecided(person: Person, within: list[Agency]) -> int:
    if person.role not in WATCHING:
        return 0
    rounds = collections().surveys.rounds.all()
    return sum(office.undecided for office in offices_of(within, (), rounds, today=today()))


def _overdue(person: Person, within: list[Agency]) -> int:
    if person.role not in WATCHING or person.province is None:
        return 0
    return overdue_measures(collections().ita, within, today())
