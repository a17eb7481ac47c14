"""What an agency notes about the ITA result that its cycle begins with: frozen values, no I/O. The texts
that follow from it are written by drafting/ and changed in passages/."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from checklist_app.ita.cycle import Cycle


@dataclass(frozen=True, slots=True)
class Finding:
    """A question that cost points, by its id in the edition of the result's year (I7, E2, O24). `missed`: of
    a disclosure item, that nothing was found. `advice` is what the assessor wrote, or what somebody here
    did; empty, the catalogue's own advice holds."""

    question: str
    score: Decimal | None = None
    missed: bool = False
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a strength reaches: `value`, or more than it where that alone counts (`inclusive` is False)."""

    value: Decimal
    inclusive: bool = True

    def is_reached_by(self, score: Decimal) -> bool:
        return score > self.value or (self.inclusive and score == self.value)


@dataclass(frozen=True, slots=True)
class Analysis:
    """`mark` is None until somebody chose one: the edition's holds."""

    agency: str
    cycle: Cycle
    version: int = 0
    findings: Mapping[str, Finding] = field(default_factory=dict)
    mark: Mark | None = None
