"""What changed since the round before: only where intervals lie apart is a difference called one. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from checklist_app.reports.survey.material import Earlier, Material
from checklist_app.surveys import VERDICTS, Results, Verdict, compared, same_aspects, verdict_between

SCORE = ""
"""Stands for the mean of all aspects where others are named by an id."""


@dataclass(frozen=True, slots=True)
class Changed:
    change: Decimal | None
    verdict: Verdict

    @property
    def word(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def clear(self) -> bool:
        return self.verdict in (Verdict.HIGHER, Verdict.LOWER)


def since_last(material: Material, last: Earlier, id: str) -> Changed | None:
    """None for what was not asked in both rounds, or cannot be shown."""
    now, before = material.shown.results, last.shown.results
    if now is None or before is None:
        return None
    if id == SCORE:
        return _score(now, before)
    known = next((each for each in compared(now, before) if each.id == id), None)
    return Changed(known.change, known.verdict) if known else None


def _score(now: Results, before: Results) -> Changed | None:
    if now.score is None or before.score is None:
        return None
    if now.few or before.few:
        return Changed(None, Verdict.TOO_FEW)
    if not same_aspects(now, before):
        return Changed(None, Verdict.DIFFERENT)
    edges, edges_before = (now.score_low, now.score_high), (before.score_low, before.score_high)
    return Changed(now.score - before.score, verdict_between(edges, edges_before))
