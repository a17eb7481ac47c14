"""The cells of a round's tallies, added up once for everything that results show of them. However many
answers there are, the work grows with the cells alone. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from checklist_app.surveys.asking.questions import OUTCOME, OVERALL
from checklist_app.surveys.counting.tally import RATED, Cell
from checklist_app.surveys.rounds.model import PointTally

Ratings = list[int]
"""How many gave 0 (unused), 1, … 5."""
Member = tuple[str, str]
"""One of what slices are named by."""


@dataclass(slots=True)
class Slice:
    """Answers that share a point, a channel, a kind of visitor or a month."""

    answers: int = 0
    overall: list[Ratings] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        self.answers += cell.answers
        if OVERALL in cell.ratings:
            self.overall.append(cell.ratings[OVERALL])


@dataclass(slots=True)
class Counts:
    """`questions` and `slices` count answers without a flag; slices are named by what they share and by its
    id, such as ("month", "2026-11"). `together` counts those who belong to two."""

    answers: int = 0
    flagged: int = 0
    comments: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    versions: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    questions: dict[str, list[Ratings]] = field(default_factory=lambda: defaultdict(list))
    slices: dict[tuple[str, str], Slice] = field(default_factory=lambda: defaultdict(Slice))
    flagged_overall: list[Ratings] = field(default_factory=list)
    together: Counter[tuple[Member, Member]] = field(default_factory=Counter)

    def rated(self, questions: Iterable[str]) -> Ratings:
        """What was given to any of these questions."""
        return total([counts for question in questions for counts in self.questions.get(question, ())])

    @property
    def overall_with_flagged(self) -> Ratings:
        return total([*self.questions.get(OVERALL, ()), *self.flagged_overall])

    def slice(self, shared: str, id: str) -> Slice:
        return self.slices.get((shared, id), Slice())

    def ids(self, shared: str) -> list[str]:
        """Those that somebody belongs to."""
        return sorted(id for kind, id in self.slices if kind == shared)

    def add_flagged(self, cell: Cell) -> None:
        self.flagged += cell.answers
        self.flags.update(cell.flags)
        if OVERALL in cell.ratings:
            self.flagged_overall.append(cell.ratings[OVERALL])

    def add(self, cell: Cell, slices: Iterable[Slice]) -> None:
        self.answers += cell.answers
        self.comments += cell.comments
        for question, counts in cell.ratings.items():
            self.questions[question].append(counts)
        self.outcomes.update(cell.choices.get(OUTCOME, ()))
        for each in slices:
            each.add(cell)


def counts_of(tallies: Iterable[PointTally]) -> Counts:
    counts = Counts()
    slices = counts.slices
    for tally in tallies:
        slices["point", tally.code]
        for group, cell in tally.tally.cells.items():
            counts.versions.update(cell.questions)
            if group.flagged:
                counts.add_flagged(cell)
            else:
                shared = (
                    ("point", tally.code),
                    ("channel", group.channel.value),
                    ("visitor", group.visitor),
                    ("month", group.month),
                )
                counts.add(cell, [slices[member] for member in shared])
                for pair in combinations(shared, 2):
                    counts.together[pair] += cell.answers
    return counts


def total(ratings: Sequence[Ratings]) -> Ratings:
    return [sum(column) for column in zip(*ratings, strict=True)] if ratings else [0] * RATED
