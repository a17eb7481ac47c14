"""The surveys of the demonstration: service points of one agency and three rounds of answers, of which the
oldest is published, the next waits for a decision and the last is running. Chance is derived from names, so
that every start invents the same citizens."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Protocol

from checklist_app.accounts import Person
from checklist_app.agencies import Agency
from checklist_app.clock import BANGKOK, day_of, now, today
from checklist_app.ids import ALPHABET
from checklist_app.store import Store
from checklist_app.surveys import (
    STANDARD,
    Channel,
    CommentState,
    Delivery,
    Given,
    ImprovementDraft,
    ImprovementState,
    Judgement,
    Nonce,
    Period,
    Point,
    PointDraft,
    Surveys,
)

RATED: Final = ("process", "channels", "staff", "facilities", "overall")
VISITORS: Final = ("resident",) * 12 + ("visitor",) * 3 + ("business",) * 3 + ("agency", "other")
OUTCOMES: Final = ("whole",) * 14 + ("again",) * 4 + ("none",)
OPENED: Final = time(8, 30)
FILLED_IN: Final = timedelta(seconds=42)
"""Between opening the form and sending it."""

Shipped = Mapping[str, Any]


class SurveyCollections(Protocol):
    @property
    def store(self) -> Store: ...
    @property
    def surveys(self) -> Surveys: ...


@dataclass(frozen=True, slots=True)
class Chance:
    """Numbers that look like chance and are the same at every start."""

    name: str

    def number(self, below: int, *of: object) -> int:
        digest = hashlib.sha256("\n".join([self.name, *map(str, of)]).encode()).digest()
        return int.from_bytes(digest[:6], "big") % below

    def id(self, *of: object) -> str:
        return "".join(ALPHABET[self.number(32, *of, place)] for place in range(20))


def load_surveys(
    collections: SurveyCollections,
    shipped: Shipped,
    agencies: Mapping[str, Agency],
    people: Mapping[str, Person],
) -> int:
    """How many answers are new; none where the agency has points already, or its people went elsewhere."""
    agency = agencies[shipped["agency"]]
    staff, executive = people[shipped["staff"]], people[shipped["executive"]]
    surveys = collections.surveys
    if surveys.points.of(agency.id) or {staff.agency, executive.agency} != {agency.id}:
        return 0
    rounds = _rounds(now())
    begun = rounds[0].span.start
    points = [
        surveys.points.create(staff, agency.id, _draft(entry, begun), today=begun)
        for entry in shipped["points"]
    ]
    answers = 0
    for number, period in enumerate(rounds):
        surveys.rounds.settle(agency.id, at=_moment(period.span.start))
        wishes = iter(shipped["comments"])  # nobody wishes for the same thing twice
        with collections.store.transaction():
            for point, entry in zip(points, shipped["points"], strict=True):
                for given, nonce, paper in sorted(
                    _citizens(shipped, entry, period, number, wishes), key=lambda citizen: citizen[1].issued
                ):
                    _answer(surveys, point, given, nonce, paper=paper)
                    answers += 1
    surveys.rounds.settle(agency.id, at=now())
    for point in points[:-1]:  # one poster is left to be checked
        surveys.points.check_poster(staff, point.code, today=today())
    _decide(surveys, shipped, agency, rounds[0], staff, executive)
    surveys.answers.patterns.flush()
    return answers


def _rounds(at: datetime) -> tuple[Period, ...]:
    running = Period.of(day_of(at))
    return running.previous.previous, running.previous, running


def _draft(entry: Shipped, begun: date) -> PointDraft:
    return PointDraft(
        name=entry["name"],
        name_en=entry["name_en"],
        place=entry["place"],
        services=tuple(entry["services"]),
        opens=begun,
    )


def _citizens(
    shipped: Shipped, entry: Shipped, period: Period, number: int, wishes: Iterator[Shipped]
) -> Iterator[tuple[dict[str, Given], Nonce, bool]]:
    """What those of one round at one point answer, the form that they were given, and whether on paper."""
    chance, days = Chance(f"{entry['name_en']}/{number}"), list(_workdays(period))
    for n in range(entry["answers"][number]):
        minutes = timedelta(minutes=chance.number(450, n, "minute"))
        opened = _moment(days[chance.number(len(days), n, "day")]) + minutes
        given = _given(shipped, entry, chance, n)
        if chance.number(7, n, "comment") == 0 and (wish := next(wishes, None)):
            given["comment"] = wish["text"]
        yield given, Nonce(STANDARD, opened, chance.id(n)), n < shipped["paper"]


def _answer(surveys: Surveys, point: Point, given: dict[str, Given], nonce: Nonce, *, paper: bool) -> None:
    if paper:
        surveys.answers.enter(point, Channel.PAPER, nonce, given, day=nonce.day)
    else:
        surveys.answers.submit(point, nonce, given, Delivery(nonce.id, nonce.id), at=nonce.issued + FILLED_IN)


def _workdays(period: Period) -> Iterator[date]:
    """Of the round, as far as it has gone."""
    day, last = period.span.start, min(period.span.end, day_of(now()) - timedelta(days=1))
    while day <= max(last, period.span.start):
        if day.weekday() < 5 or day == period.span.start:
            yield day
        day += timedelta(days=1)


def _given(shipped: Shipped, entry: Shipped, chance: Chance, n: int) -> dict[str, Given]:
    given: dict[str, Given] = {
        "visitor": VISITORS[chance.number(len(VISITORS), n, "visitor")],
        "outcome": OUTCOMES[chance.number(len(OUTCOMES), n, "outcome")],
    }
    base = _mood(entry["mood"], chance.number(100, n, "mood"))
    for question in RATED:
        off = (0, 0, 0, 1)[chance.number(4, n, question)] + shipped["weaker"].get(question, 0)
        given[question] = max(base - off, 1)
    if chance.number(9, n, "unused") == 0:
        given["channels"] = 0
    return given


def _mood(shares: list[int], number: int) -> int:
    """Five to one, by shares of a hundred."""
    for rating, share in zip((5, 4, 3, 2, 1), shares, strict=True):
        number -= share
        if number < 0:
            return rating
    return 1


def _decide(
    surveys: Surveys, shipped: Shipped, agency: Agency, period: Period, staff: Person, executive: Person
) -> None:
    """What the office did with its oldest round: comments read, results ordered upon, promises made."""
    groups = {comment["text"]: comment["group"] for comment in shipped["comments"]}
    for comment in surveys.comments.of(agency.id, period):
        surveys.comments.judge(
            staff,
            agency.id,
            {
                comment.id: Judgement(
                    version=comment.version,
                    state=CommentState.APPROVED,
                    shown=comment.text,
                    group=groups[comment.text],
                )
            },
        )
    decided = period.closes + timedelta(days=6, hours=6)
    surveys.rounds.decide(executive, agency.id, period, shipped["decision"], at=decided)
    for promise in shipped["improvements"]:
        draft = ImprovementDraft(
            period=period,
            text=promise["text"],
            aspect=promise["aspect"],
            due=decided.date() + timedelta(days=promise["days"]),
            state=ImprovementState(promise["state"]),
            result=promise["result"],
        )
        surveys.improvements.create(staff, agency.id, draft, today=decided.date())


def _moment(day: date) -> datetime:
    return datetime.combine(day, OPENED, BANGKOK).astimezone(UTC)
