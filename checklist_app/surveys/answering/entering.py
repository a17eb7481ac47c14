"""Answers that staff copy from paper or ask for: on which days they may have been given, and that each is
kept once and leaves a trace of who entered it, never of what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from checklist_app.accounts import Audit, Person
from checklist_app.clock import day_of
from checklist_app.errors import invalid
from checklist_app.surveys.answering.answers import Answers
from checklist_app.surveys.answering.seals import Nonce
from checklist_app.surveys.counting.tally import Tally
from checklist_app.surveys.model import Channel, Given, Point
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rights import require_keeping

ENTERED: Final = (Channel.PAPER, Channel.ASSISTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered: `nonce` is the form's, so that a form sent twice counts once."""

    point: Point
    channel: Channel
    nonce: Nonce
    day: date
    given: Mapping[str, Given]


def first_day(at: datetime) -> date:
    """The earliest day whose answers still count: that of the running round, or of the one before while it
    waits for what is late."""
    running = Period.of(day_of(at))
    return (running.previous if at < running.previous.closes else running).span.start


def check_day(point: Point, day: date, *, at: datetime) -> None:
    if day > day_of(at):
        raise invalid("surveys.day_to_come", field="day")
    if day < first_day(at):
        raise invalid("surveys.day_of_closed_round", field="day")
    if not point.open_on(day):
        raise invalid("surveys.day_point_closed", field="day")


def enter(person: Person, entry: Entry, *, answers: Answers, audit: Audit, at: datetime) -> bool:
    """False when this form had been kept before."""
    require_keeping(person)
    if entry.channel not in ENTERED:
        raise invalid("surveys.channel_missing", field="channel")
    check_day(entry.point, entry.day, at=at)
    if not answers.enter(entry.point, entry.channel, entry.nonce, entry.given, day=entry.day):
        return False
    audit.record(
        actor=person.id,
        action="survey_answer.entered",
        subject=entry.point.code,
        details={
            "agency": entry.point.agency,
            "channel": entry.channel.value,
            "day": entry.day.isoformat(),
        },
    )
    return True


def entered(tally: Tally, month: str) -> dict[Channel, int]:
    """How many of each channel there are of this month; tallies know no days."""
    cells = ((group, cell) for group, cell in tally.cells.items() if group.month == month)
    counts = dict.fromkeys(ENTERED, 0)
    for group, cell in cells:
        if group.channel in counts:
            counts[group.channel] += cell.answers
    return counts
