"""What pages show of offices: many in a list, one with its points and rounds. Lists are put together from
whole collections, each read once, however many offices there are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from checklist_app.agencies import Agency
from checklist_app.surveys.everything import Surveys
from checklist_app.surveys.model import Point
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rounds.model import Round, RoundState
from checklist_app.surveys.rounds.reminders import Reminder, reminders_of


@dataclass(frozen=True, slots=True)
class Office:
    """`open` points of today; `unchecked` of those have posters that nobody has looked at for too long;
    `undecided` counts rounds that wait for the executive."""

    agency: Agency
    points: int = 0
    open: int = 0
    unchecked: int = 0
    running: Round | None = None
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """A point with its answers of the running round, flagged or not."""

    point: Point
    open: bool
    unchecked: bool
    answers: int


@dataclass(frozen=True, slots=True)
class Hub:
    """An office with all that it does about surveys."""

    agency: Agency
    period: Period
    desks: tuple[Desk, ...]
    running: Round | None
    earlier: tuple[Round, ...]
    reminders: tuple[Reminder, ...]

    @property
    def answers(self) -> int:
        return sum(desk.answers for desk in self.desks)

    @property
    def published(self) -> bool:
        return any(round.state is RoundState.DECIDED for round in self.earlier)


def offices_of(
    agencies: Iterable[Agency], points: Iterable[Point], rounds: Iterable[Round], *, today: date
) -> list[Office]:
    """In the order of the agencies."""
    known = [*points]
    every = Counter(point.agency for point in known)
    open = Counter(point.agency for point in known if point.open_on(today))
    overdue = Counter(point.agency for point in known if point.unchecked(today))
    held = [*rounds]
    running = {round.agency: round for round in held if round.period == Period.of(today)}
    waiting = Counter(round.agency for round in held if round.state is RoundState.CLOSED)
    return [
        Office(agency, every[id], open[id], overdue[id], running.get(id), waiting[id])
        for agency in agencies
        for id in (agency.id,)
    ]


def hub_of(surveys: Surveys, agency: Agency, *, today: date) -> Hub:
    """Rounds as they stand: whoever asks lets them be settled before."""
    period = Period.of(today)
    rounds, points = surveys.rounds.of(agency.id), surveys.points.of(agency.id)
    heads = surveys.answers.heads((point.code, period) for point in points)
    return Hub(
        agency=agency,
        period=period,
        desks=tuple(
            Desk(point, point.open_on(today), point.unchecked(today), heads[point.code, period].seq)
            for point in points
        ),
        running=next((round for round in rounds if round.period == period), None),
        earlier=tuple(round for round in rounds if round.period < period),
        reminders=tuple(reminders_of(surveys, agency.id, today)),
    )
