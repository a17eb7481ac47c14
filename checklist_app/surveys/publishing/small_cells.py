"""What of a round's results may be shown, so that nobody's answer can be told from it. Pure.

A group of answers is shown when it has none or at least `least`, and so is everything that subtraction can
lead to: what is hidden in one table adds up to nothing or to at least `least`, for otherwise the smallest of
those shown is hidden too. A question is shown when at least `least` rated it; an aspect when none of its
questions is hidden; the score when no aspect is, because it could be solved for the missing one; and the
verdict with flagged answers when those are none or at least `least`. Tables are sums over the same frozen
answers and obey this together, see groups.py; rounds share no answer, so no two publications can be
subtracted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from checklist_app.surveys.counting.results import Line, Results
from checklist_app.surveys.counting.statistics import NOTHING, SCARCE
from checklist_app.surveys.publishing.groups import SLICES, apart_from_each_other, is_safe

FOR_EVERYBODY: Final = 10
FOR_THE_EXECUTIVE: Final = 5
TABLES: Final = ("aspects", "questions", *SLICES)


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


def public_of(results: Results) -> PublicResults:
    """For the page, the files and whoever else reads what is published."""
    return _shielded((results,), FOR_EVERYBODY)


def for_executive(results: Results) -> PublicResults:
    """For those who run the office, who must not recognise a citizen either."""
    return _shielded((results,), FOR_THE_EXECUTIVE)


def for_executive_apart(point: Results, whole: PublicResults, beside: Sequence[Results]) -> PublicResults:
    """Of one point, for those who may look at all of them one after the other and subtract: what is hidden of
    the whole or of one point is hidden of every one. `beside` are the others, small ones together."""
    return _shielded((point, *beside), FOR_THE_EXECUTIVE, whole)


def _shielded(rows: Sequence[Results], least: int, whole: PublicResults | None = None) -> PublicResults:
    """Of the first; lines are told that may be told of all."""
    results = rows[0]
    if results.answers < least:
        return PublicResults(least=least, is_empty=not results.answers, results=None)
    shown = apart_from_each_other(rows, least, {name: _told_of(name, results, whole) for name in SLICES})
    shown["questions"] = _questions(rows, least, whole)
    shown["aspects"] = _aspects(results, shown["questions"])
    kept = {name: _among(getattr(results, name), shown[name]) for name in TABLES}
    bare = replace(results, **kept, late=0)  # type: ignore[arg-type]  # of tables only
    hides_score = len(kept["aspects"]) < len(results.aspects)
    hides_flagged = not all(is_safe(row.overall_with_flagged.n - row.overall.n, least) for row in rows)
    hides_outcomes = not all(is_safe(_chosen(row), least) for row in rows)
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


def _chosen(results: Results) -> int:
    return sum(each.count for each in results.outcomes if each.id)


def _questions(rows: Sequence[Results], least: int, whole: PublicResults | None) -> list[Line]:
    of_all = [{line.id: line.measure.n for line in row.questions} for row in rows]
    return [
        line
        for line in _told_of("questions", rows[0], whole)
        if all(is_safe(numbers.get(line.id, 0), least) for numbers in of_all)
    ]


def _told_of(name: str, results: Results, whole: PublicResults | None) -> list[Line]:
    """The lines of a table, without those that are hidden of the whole."""
    hidden = {line.id for line in whole.tables.get(name, ()) if line.hidden} if whole else set()
    return [line for line in getattr(results, name) if line.id not in hidden]


def _aspects(results: Results, shown: Sequence[Line]) -> list[Line]:
    """Those without a hidden question."""
    told = {line.id for line in shown}
    return [line for line in results.aspects if told.issuperset(line.parts)]


def _without(results: Results, *, score: bool, flagged: bool, outcomes: bool, least: int) -> Results:
    if score:
        results = replace(results, score=None, score_of_100=None, score_low=None, score_high=None)
    if flagged:
        results = replace(results, overall_with_flagged=results.overall)
    if outcomes:
        results = replace(results, outcomes=())
    if not is_safe(results.overall.n, least):
        results = replace(results, overall=NOTHING, overall_with_flagged=NOTHING)
    return results


def _among(lines: Sequence[Line], wanted: Sequence[Line]) -> tuple[Line, ...]:
    ids = {line.id for line in wanted}
    return tuple(line for line in lines if line.id in ids)


def _with_names(lines: Sequence[Line], shown: Sequence[Line]) -> tuple[Line, ...]:
    known = {line.id: line for line in shown}
    return tuple(known.get(line.id, Line(line.id, line.label, NOTHING, hidden=True)) for line in lines)
