"""What an office should do now about its surveys, and where. Pure, except for `reminders_of`, which reads
what is needed. A reminder's key names its occurrence, so that nobody is written to twice about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from checklist_app.clock import day_of
from checklist_app.surveys.everything import Surveys
from checklist_app.surveys.listening.comments import ENOUGH, Comment, CommentState
from checklist_app.surveys.listening.improvements import Improvement
from checklist_app.surveys.model import BETWEEN_CHECKS, Point
from checklist_app.surveys.rounds.model import Round, RoundState
from checklist_app.surveys.rounds.reminder_words import SENTENCES
from checklist_app.wording import Language, translate

BEFORE_THE_END: Final = 21  # days
AGAIN: Final = 30  # days after which what still waits is a further occurrence
LONGEST_PROMISE: Final = 80  # letters of it that a reminder repeats

Value = str | int


class ReminderKind(StrEnum):
    ENDS = "ends"
    DECISION = "decision"
    POSTER = "poster"
    COMMENTS = "comments"
    IMPROVEMENT = "improvement"


@dataclass(frozen=True, slots=True)
class Reminder:
    """`text` is a Thai text of pages with gaps that `values` fill; `endpoint` and `arguments` are the page on
    which it is done. The cycle of ITA has kinds of its own."""

    kind: StrEnum
    key: str
    text: str
    values: Mapping[str, Value]
    due: date
    endpoint: str
    arguments: Mapping[str, Value]

    def said(self, language: Language = "th") -> str:
        return translate(self.text, language, **self.values)


@dataclass(frozen=True, slots=True)
class Running:
    """A round with what has come in, flagged or not, and the comments nobody has read."""

    round: Round
    answers: int
    waiting: int


def reminders(
    agency: str,
    rounds: Iterable[Running],
    points: Iterable[Point],
    improvements: Iterable[Improvement],
    *,
    today: date,
) -> list[Reminder]:
    """The most pressing first."""
    found = [
        *(reminder for each in rounds for reminder in _of_round(agency, each, today)),
        *(reminder for each in points for reminder in _of_poster(each, today)),
        *(reminder for each in improvements for reminder in _of_improvement(agency, each, today)),
    ]
    return sorted(found, key=lambda reminder: (reminder.due, reminder.key))


def reminders_of(surveys: Surveys, agency: str, today: date) -> list[Reminder]:
    """Of the rounds as they stand; whoever asks lets them be settled before."""
    undecided = [held for held in surveys.rounds.of(agency) if held.state is not RoundState.DECIDED]
    running = [_running(surveys, held) for held in undecided]
    points, improvements = surveys.points.of(agency), surveys.improvements.of(agency)
    return reminders(agency, running, points, improvements, today=today)


def _running(surveys: Surveys, round: Round) -> Running:
    answers = sum(each.tally.all.answers for each in surveys.rounds.tallies(round))
    return Running(round, answers, _waiting(surveys.comments.of(round.agency, round.period)))


def _waiting(comments: Sequence[Comment]) -> int:
    return sum(comment.state is CommentState.WAITING for comment in comments)


def _of_round(agency: str, running: Running, today: date) -> Iterator[Reminder]:
    round, known = running.round, _known(running.round)
    address = {"agency": agency, **known}
    if (
        round.state is RoundState.OPEN
        and 0 <= (left := (round.period.span.end - today).days) <= BEFORE_THE_END
    ):
        values = {**known, "days": left, "answers": running.answers}
        text = SENTENCES["ends" if left else "ends_today"]
        key = f"ends/{round.period.key}"
        end = round.period.span.end
        yield Reminder(ReminderKind.ENDS, key, text, values, end, "survey_rounds.detail", address)
    if round.state is RoundState.CLOSED and running.answers and round.closed:
        since = day_of(round.closed)
        days = max((today - since).days, 0)
        values = {**known, "days": days}
        key = f"decision/{round.period.key}/{days // AGAIN}"
        text = SENTENCES["decision"]
        yield Reminder(ReminderKind.DECISION, key, text, values, since, "survey_rounds.detail", address)
    if running.waiting and running.answers >= ENOUGH:
        values = {**known, "waiting": running.waiting}
        key = f"comments/{round.period.key}/{today:%Y-%m}"
        text = SENTENCES["comments"]
        yield Reminder(ReminderKind.COMMENTS, key, text, values, today, "survey_comments.queue", address)


def _of_poster(point: Point, today: date) -> Iterator[Reminder]:
    if point.unchecked(today):
        seen = point.looked_at
        days = (today - seen).days
        values: dict[str, Value] = {"point": point.name, "days": days, "code": point.shown}
        key = f"poster/{point.code}/{seen}/{days // BETWEEN_CHECKS}"
        due, where = seen + timedelta(days=BETWEEN_CHECKS), {"code": point.code}
        yield Reminder(
            ReminderKind.POSTER, key, SENTENCES["poster"], values, due, "survey_points.point", where
        )


def _of_improvement(agency: str, promised: Improvement, today: date) -> Iterator[Reminder]:
    if promised.due is not None and promised.overdue(today):
        text = promised.text.partition("\n")[0]
        short = text if len(text) <= LONGEST_PROMISE else text[:LONGEST_PROMISE].rstrip() + "…"
        days = (today - promised.due).days
        values: dict[str, Value] = {"promise": short, "days": days}
        key = f"improvement/{promised.id}/{promised.due}/{days // AGAIN}"
        yield Reminder(
            kind=ReminderKind.IMPROVEMENT,
            key=key,
            text=SENTENCES["improvement"],
            values=values,
            due=promised.due,
            endpoint="survey_improvements.edit",
            arguments={"agency": agency, "id": promised.id},
        )


def _known(round: Round) -> dict[str, Value]:
    return {"year": round.period.year, "number": round.period.number}
