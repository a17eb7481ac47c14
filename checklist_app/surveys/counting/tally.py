"""What the answers of one stream add up to: a fold that can go on from where it stopped, and that two of can
be added. Small however many answers there are. Means and scores are made of it elsewhere. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self

from checklist_app.store import Body
from checklist_app.surveys.asking.questions import COMMENT, VISITOR
from checklist_app.surveys.model import BEST, UNUSED, Channel

RATED: Final = BEST + 1  # places of a count of ratings: how many gave 0 (unused), 1, … 5
ENOUGH_TO_BE_STRAIGHT: Final = 4
_BETWEEN: Final = "|"


class Group(NamedTuple):
    """Which answers a cell counts. `visitor` is the option that was chosen, or "". A flagged answer is
    counted apart from the others."""

    channel: Channel
    visitor: str
    month: str
    flagged: bool


@dataclass(slots=True)
class Cell:
    """`straight` counts answers with one and the same rating for everything, at least four times."""

    answers: int = 0
    straight: int = 0
    comments: int = 0
    ratings: dict[str, list[int]] = field(default_factory=dict)
    choices: dict[str, Counter[str]] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)

    def add(self, body: Mapping[str, Any]) -> None:
        """One answer, as it stands in the stream."""
        self.answers += 1
        self.questions[body["questions"]] += 1
        self.flags.update(body["flags"])
        rated = []
        for question, given in body["given"].items():
            if isinstance(given, int):
                self.ratings.setdefault(question, [0] * RATED)[given] += 1
                rated.append(given)
            elif question == COMMENT:
                self.comments += 1
            else:
                self.choices.setdefault(question, Counter())[given] += 1
        self.straight += len(rated) >= ENOUGH_TO_BE_STRAIGHT and rated[0] != UNUSED and len(set(rated)) == 1

    def merge(self, other: "Cell") -> None:
        self.answers += other.answers
        self.straight += other.straight
        self.comments += other.comments
        self.flags.update(other.flags)
        self.questions.update(other.questions)
        for question, counts in other.ratings.items():
            own = self.ratings.setdefault(question, [0] * RATED)
            self.ratings[question] = [a + b for a, b in zip(own, counts, strict=True)]
        for question, chosen in other.choices.items():
            self.choices.setdefault(question, Counter()).update(chosen)

    @property
    def body(self) -> Body:
        return {
            "answers": self.answers,
            "straight": self.straight,
            "comments": self.comments,
            "ratings": {question: list(counts) for question, counts in sorted(self.ratings.items())},
            "choices": {question: dict(chosen) for question, chosen in sorted(self.choices.items())},
            "flags": dict(self.flags),
            "questions": dict(self.questions),
        }


@dataclass(slots=True)
class Tally:
    """Whoever was given one only reads it; `copy` makes one that may be added to."""

    cells: dict[Group, Cell] = field(default_factory=dict)

    def add(self, body: Mapping[str, Any]) -> None:
        group = Group(
            Channel(body["channel"]),
            str(body["given"].get(VISITOR, "")),
            body["day"][:7],
            bool(body["flags"]),
        )
        cell = self.cells.get(group)
        if cell is None:
            cell = self.cells[group] = Cell()
        cell.add(body)

    def merge(self, other: "Tally") -> None:
        for group, cell in other.cells.items():
            self.cells.setdefault(group, Cell()).merge(cell)

    def copy(self) -> Self:
        made = type(self)()
        made.merge(self)
        return made

    def where(self, wanted: Callable[[Group], bool]) -> Cell:
        """All cells that are wanted, as one."""
        summed = Cell()
        for group, cell in self.cells.items():
            if wanted(group):
                summed.merge(cell)
        return summed

    @property
    def counted(self) -> Cell:
        """What the headline counts: every answer without a flag."""
        return self.where(lambda group: not group.flagged)

    @property
    def all(self) -> Cell:
        return self.where(lambda group: True)

    @property
    def body(self) -> Body:
        return {_BETWEEN.join(_spelled(group)): cell.body for group, cell in sorted(self.cells.items())}


def merged(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    return whole


def tally_of(body: Mapping[str, Any]) -> Tally:
    return Tally({_group(key): _cell(cell) for key, cell in body.items()})


def _spelled(group: Group) -> tuple[str, ...]:
    return group.channel.value, group.visitor, group.month, "1" if group.flagged else "0"


def _group(key: str) -> Group:
    channel, visitor, month, flagged = key.split(_BETWEEN)
    return Group(Channel(channel), visitor, month, flagged == "1")


def _cell(body: Mapping[str, Any]) -> Cell:
    return Cell(
        answers=body["answers"],
        straight=body["straight"],
        comments=body["comments"],
        ratings={question: list(counts) for question, counts in body["ratings"].items()},
        choices={question: _counter(chosen) for question, chosen in body["choices"].items()},
        flags=_counter(body["flags"]),
        questions=_counter(body["questions"]),
    )


def _counter(counts: Mapping[str, int]) -> Counter[str]:
    """Without counting one by one: there are many of these."""
    counter: Counter[str] = Counter()
    dict.update(counter, counts)
    return counter
