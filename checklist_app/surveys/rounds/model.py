"""A round of an agency: frozen values, no I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checklist_app.store import Head
from checklist_app.surveys.counting.tally import Tally
from checklist_app.surveys.model import RULES, Rules
from checklist_app.surveys.periods import Period, round_id


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # numbers frozen, waits for the executive
    DECIDED = "decided"  # and published


@dataclass(frozen=True, slots=True)
class Decision:
    """What the executive ordered on a round's results. A later one stands beside the earlier ones."""

    text: str
    by: str
    name: str
    position: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """`rules` and `bands` (the id of a set of bands) were fixed when the round opened. `questions` are the
    versions that its answers name, once it is closed."""

    agency: str
    period: Period
    version: int
    state: RoundState
    opened: datetime
    rules: Rules = RULES
    bands: str = "a"
    closed: datetime | None = None
    questions: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def id(self) -> str:
        return round_id(self.agency, self.period)


@dataclass(frozen=True, slots=True)
class PointTally:
    """What a round's answers at one point add up to. `name` is the point's at the time of closing; `late`
    counts answers that came after it (such as from a tablet that had been without network). A point without
    `part` was not there then: only late answers name it."""

    code: str
    name: str
    head: Head
    tally: Tally
    late: int = 0
    part: bool = True
