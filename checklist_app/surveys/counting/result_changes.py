"""A round beside an earlier one. Only where the intervals lie apart is a difference called one. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from checklist_app.surveys.asking.questions import OVERALL
from checklist_app.surveys.counting.results import Line, Results
from checklist_app.surveys.counting.statistics import FEWEST, Measure

Edges = tuple[Decimal | None, Decimal | None]
"""Of an interval."""


class Verdict(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "unclear"
    TOO_FEW = "too_few"
    DIFFERENT = "different"  # not the same questions


VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.HIGHER: "สูงขึ้น",
    Verdict.LOWER: "ลดลง",
    Verdict.UNCLEAR: "ไม่ต่างกันชัดเจน",
    Verdict.TOO_FEW: "ข้อมูลไม่พอให้เทียบ",
    Verdict.DIFFERENT: "ถามไม่เหมือนกัน",
}


@dataclass(frozen=True, slots=True)
class Change:
    """`change` is the difference of the means as they are shown."""

    id: str
    label: str
    now: Measure
    before: Measure
    change: Decimal | None
    verdict: Verdict

    @property
    def word(self) -> str:
        return VERDICTS[self.verdict]


def compared(now: Results, before: Results) -> tuple[Change, ...]:
    """The verdict on everything, and the aspects that were asked about in both rounds."""
    return tuple(_change(line, earlier) for line, earlier in _pairs(now, before))


def verdict_between(now: Edges, before: Edges) -> Verdict:
    (low, high), (low_before, high_before) = now, before
    if (low or 0) > (high_before or 0):
        return Verdict.HIGHER
    if (high or 0) < (low_before or 0):
        return Verdict.LOWER
    return Verdict.UNCLEAR


def same_aspects(now: Results, before: Results) -> bool:
    """Whether both scores are made of the same: who stops asking about the worst has not become better."""
    return {*_rated(now)} == {*_rated(before)}


def _rated(results: Results) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((line.id, line.parts) for line in results.aspects if line.measure.n)


def _pairs(now: Results, before: Results) -> Iterator[tuple[Line, Line]]:
    for lines, earlier in ((now.questions, before.questions), (now.aspects, before.aspects)):
        known = {line.id: line for line in earlier}
        wanted = (line for line in lines if line.id == OVERALL or lines is now.aspects)
        yield from ((line, known[line.id]) for line in wanted if line.id in known)


def _change(line: Line, earlier: Line) -> Change:
    now, before = line.measure, earlier.measure
    if now.n < FEWEST or before.n < FEWEST or now.mean is None or before.mean is None:
        return Change(line.id, line.label, now, before, None, Verdict.TOO_FEW)
    if line.parts != earlier.parts:
        return Change(line.id, line.label, now, before, None, Verdict.DIFFERENT)
    verdict = verdict_between((now.mean_low, now.mean_high), (before.mean_low, before.mean_high))
    return Change(line.id, line.label, now, before, now.mean - before.mean, verdict)
