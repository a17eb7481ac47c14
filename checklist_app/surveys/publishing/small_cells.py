"""What of a round's results may be shown, so that nobody's answer can be told from it. Pure.

A group of answers is shown when it has none or at least `least`, and so is everything that subtraction can
lead to: what is hidden in one table adds up to nothing or to at least `least`, for otherwise the smallest of
those shown is hidden too. A question is shown when at least `least` rated it; an aspect when none of its
questions is hidden; the score when no aspect is, because it could be solved for the missing one; and the
verdict with flagged answers when those are none or at least `least`. Tables are sums over the same frozen
answers and each obeys this for itself; rounds share no answer, so no two publications can be subtracted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from checklist_app.surveys.counting.results import Line, Results
from checklist_app.surveys.counting.statistics import NOTHING, SCARCE

FOR_EVERYBODY: Final = 10
FOR_THE_EXECUTIVE: Final = 5
TABLES: Final = ("aspects", "questions", "points", "channels", "visitors", "months")
_SLICES: Final = TABLES[2:]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicResults:
    """`results` holds what may be shown and nothing else; there is none where fewer than `least` answered.
    `tables` are the same lines, and in their places those that were taken out, by their names alone."""

    least: int
    is_empty: bool
    results: Results | None
    tables: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    hides_score: bool = False
    hides_flagged: bool = False
    hides_outcomes: bool = False

    @property
    def scarce(self) -> bool:
        return self.results is not None and self.results.answers < SCARCE

    @property
    def hides_anything(self) -> bool:
        lines = any(line.hidden for table in self.tables.values() for line in table)
        return lines or self.hides_score or self.hides_flagged or self.hides_outcomes


def public_of(results: Results) -> PublicResults:
    """For the page, the files and whoever else reads what is published."""
    return _shielded(results, FOR_EVERYBODY)


def for_executive(results: Results) -> PublicResults:
    """For those who run the office, who must not recognise a citizen either."""
    return _shielded(results, FOR_THE_EXECUTIVE)


def _shielded(results: Results, least: int) -> PublicResults:
    if results.answers < least:
        return PublicResults(least=least, is_empty=not results.answers, results=None)
    shown = {name: _slices(getattr(results, name), results, least) for name in _SLICES}
    shown["questions"] = [line for line in results.questions if _is_safe(line.measure.n, least)]
    shown["aspects"] = _aspects(results, shown["questions"])
    kept = {name: _among(getattr(results, name), shown[name]) for name in TABLES}
    bare = replace(results, **kept, late=0)  # type: ignore[arg-type]  # of tables only
    hides_score = len(kept["aspects"]) < len(results.aspects)
    hides_flagged = not _is_safe(results.overall_with_flagged.n - results.overall.n, least)
    hides_outcomes = not _is_safe(sum(each.count for each in results.outcomes if each.id), least)
    return PublicResults(
        least=least,
        is_empty=False,
        results=_without(
            bare, score=hides_score, flagged=hides_flagged, outcomes=hides_outcomes, least=least
        ),
        tables={name: _with_names(getattr(results, name), kept[name]) for name in TABLES},
        hides_score=hides_score,
        hides_flagged=hides_flagged,
        hides_outcomes=hides_outcomes,
    )


def _slices(lines: Sequence[Line], results: Results, least: int) -> list[Line]:
    """Those of a table whose lines share all answers among them. Lines of one size go together, so that two
    tables with the same groups hide the same ones."""
    shown = [line for line in lines if _is_safe(line.answers, least) and _is_safe(line.measure.n, least)]
    while any(line.answers for line in shown):
        hidden = results.answers - sum(line.answers for line in shown)
        hidden_ratings = results.overall.n - sum(line.measure.n for line in shown)
        if _is_safe(hidden, least) and _is_safe(hidden_ratings, least):
            break
        smallest = min(line.answers for line in shown if line.answers)
        shown = [line for line in shown if line.answers != smallest]
    return shown


def _aspects(results: Results, shown: Sequence[Line]) -> list[Line]:
    """Those that say no more than a question which is shown; and where no question is hidden, all."""
    if len(shown) == len(results.questions):
        return [*results.aspects]
    told = {(line.measure.counts, line.measure.unused) for line in shown}
    return [line for line in results.aspects if (line.measure.counts, line.measure.unused) in told]


def _without(results: Results, *, score: bool, flagged: bool, outcomes: bool, least: int) -> Results:
    if score:
        results = replace(results, score=None, score_of_100=None, score_low=None, score_high=None)
    if flagged:
        results = replace(results, overall_with_flagged=results.overall)
    if outcomes:
        results = replace(results, outcomes=())
    if not _is_safe(results.overall.n, least):
        results = replace(results, overall=NOTHING, overall_with_flagged=NOTHING)
    return results


def _is_safe(count: int, least: int) -> bool:
    return count == 0 or count >= least


def _among(lines: Sequence[Line], wanted: Sequence[Line]) -> tuple[Line, ...]:
    ids = {line.id for line in wanted}
    return tuple(line for line in lines if line.id in ids)


def _with_names(lines: Sequence[Line], shown: Sequence[Line]) -> tuple[Line, ...]:
    known = {line.id: line for line in shown}
    return tuple(known.get(line.id, Line(line.id, line.label, NOTHING, hidden=True)) for line in lines)
