"""What does not agree in a cycle, or is missing from it: told, never mended by itself. Each warning is a code
with its values, and says in which step it is mended; its sentence is in warning_words.py. `target` is the
year of a score set, the id of a measure, or months and the measure (12/…) of a report. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Final, TypeAlias

from checklist_app.catalog import Edition, Indicator, Ranked
from checklist_app.ita.cycle import MONTHS, Cycle
from checklist_app.ita.dossier import Dossier, ScoredYear
from checklist_app.ita.measures.coverage import uncovered
from checklist_app.ita.measures.duration import deadlines, lift
from checklist_app.ita.measures.linking import other_name
from checklist_app.ita.measures.lists import squashed, variants
from checklist_app.ita.measures.model import FollowUp, Measure, MeasureState, Plan
from checklist_app.ita.measures.reporting import Lack, Reported, reported, short_title
from checklist_app.ita.scoring.cautions import cautions
from checklist_app.thai import format_mark, format_score, format_short_date, to_arabic

Values: TypeAlias = Mapping[str, str | int]

SHOWN: Final = 60  # characters of a title in a sentence
SAME_RESULTS: Final = 40  # characters from which equal reports look copied
SCORES, ANALYSIS, MEASURES, FOLLOWUP = "scores", "analysis", "measures", "followup"

_SCORE: Final = r"[^0-9]{0,80}?([0-9]{1,3}\.[0-9]{2})(?![0-9])"


@dataclass(frozen=True, slots=True)
class CycleWarning:
    code: str
    values: Values
    step: str
    target: str = ""


def warnings(dossier: Dossier) -> tuple[CycleWarning, ...]:
    return (
        *_of_scores(dossier.before),
        *_of_counts(dossier.edition),
        *_of_texts(dossier),
        *_of_coverage(dossier),
        *_of_measures(dossier.plan, dossier.edition),
        *_of_reports(dossier.plan),
        *_of_scores(dossier.after),
    )


# --- scores ----------------------------------------------------------------------------------------------


def _of_scores(scored: ScoredYear | None) -> Iterator[CycleWarning]:
    if scored is None:
        return
    year = scored.scores.year
    for caution in cautions(scored.scores, scored.edition):
        yield CycleWarning(f"scores_{caution.code}", {**caution.values, "year": year}, SCORES, str(year))


def _of_counts(edition: Edition) -> Iterator[CycleWarning]:
    """Numbers of questions that do not add up, such as O34 to O48 in a year of 43."""
    year = edition.year
    for known in edition.indicators:
        counted, said = _counted(known), known.span.count
        if counted is not None and said is not None and counted != said:
            values: Values = {"indicator": known.id, "name": known.name, "count": said, "counted": counted}
            yield CycleWarning("count_of_indicator", {**values, "year": year}, SCORES, str(year))
    for instrument in edition.instruments:
        counts = [known.span.count for known in edition.of_instrument(instrument.id)]
        total = sum(count or 0 for count in counts)
        if instrument.questions is not None and None not in counts and total != instrument.questions:
            values = {"instrument": instrument.id, "count": instrument.questions, "counted": total}
            yield CycleWarning("count_of_instrument", {**values, "year": year}, SCORES, str(year))


def _counted(indicator: Indicator) -> int | None:
    """As its parts say, else as its first and last question do."""
    parts = [part.span.count for part in indicator.parts]
    if parts and None not in parts:
        return sum(count or 0 for count in parts)
    ends = [end[1:] for end in (indicator.span.first, indicator.span.last)]
    return int(ends[1]) - int(ends[0]) + 1 if all(end.isdecimal() for end in ends) else None


def _of_texts(dossier: Dossier) -> Iterator[CycleWarning]:
    """A score that a text gives otherwise than the table."""
    scores = dossier.before.scores.indicators if dossier.before else {}
    for key, written in dossier.written.items():
        text = to_arabic(" ".join(written.text.split()))
        for known in dossier.edition.indicators:
            score = scores.get(known.id)
            for other in _told(text, known) if score is not None else ():
                if score is not None and other != score:
                    values = {"indicator": known.id, "name": known.name, "other": format_score(other)}
                    yield CycleWarning("score_twice", {**values, "score": format_score(score)}, ANALYSIS, key)


def _told(text: str, indicator: Indicator) -> Iterator[Decimal]:
    for name in (indicator.name, *indicator.aliases):
        for match in re.finditer(re.escape(name) + _SCORE, text):
            yield Decimal(match[1])


# --- measures --------------------------------------------------------------------------------------------


def _of_coverage(dossier: Dossier) -> Iterator[CycleWarning]:
    """Only of a plan that has begun: without any measure the step itself says so."""
    if dossier.before is None or not dossier.plan.measures:
        return
    failing = dossier.before.figures.failing
    weak = tuple(row for row in dossier.weaknesses if row not in failing)
    yield from _left_out("failing_uncovered", failing, dossier)
    yield from _left_out("weak_uncovered", weak, dossier)


def _left_out(code: str, rows: Sequence[Ranked], dossier: Dossier) -> Iterator[CycleWarning]:
    mark = dossier.edition.pass_mark if code == "failing_uncovered" else dossier.mark.value
    for row in uncovered(rows, dossier.edition, dossier.plan.measures):
        said = {"indicator": row.indicator.id, "name": row.indicator.name, "score": format_score(row.score)}
        yield CycleWarning(code, {**said, "mark": format_mark(mark)}, MEASURES)


def _of_measures(plan: Plan, edition: Edition) -> Iterator[CycleWarning]:
    titles = Counter(squashed(each.title) for each in plan.measures)
    for each in plan.measures:
        title = {"title": short_title(each, SHOWN)}
        if titles.pop(squashed(each.title), 1) > 1:
            yield CycleWarning("same_title", title, MEASURES, each.id)
        if renamed := other_name(each.title, edition):
            yield CycleWarning("other_name", {"name": renamed[0], "official": renamed[1]}, MEASURES, each.id)
        yield from _of_duration(each, plan.cycle)
        for code, values in _of_deadlines((each.steps, each.monitoring), plan.cycle):
            yield CycleWarning(code, {**title, **values}, MEASURES, each.id)
    for one, other in variants(name for each in plan.measures for name in each.departments):
        yield CycleWarning("names_differ", {"one": one, "other": other}, MEASURES)


def _of_duration(measure: Measure, cycle: Cycle) -> Iterator[CycleWarning]:
    """The words, the dates and the year of the plan should mean the same days."""
    said = {"title": short_title(measure, SHOWN), "duration": measure.duration}
    span = lift(measure.duration, cycle)
    if span and ((measure.end or span.end) != span.end or (measure.start or span.start) != span.start):
        yield CycleWarning("duration_differs", said, MEASURES, measure.id)
    start, end = measure.start or (span and span.start), measure.end or (span and span.end)
    if (end and end < cycle.span.start) or (start and start > cycle.span.end):
        yield CycleWarning("outside_cycle", {**said, "year": cycle.year}, MEASURES, measure.id)


def _of_deadlines(lists: Iterable[Sequence[str]], cycle: Cycle) -> Iterator[tuple[str, Values]]:
    """What comes later in a list should not be due earlier; nothing is due before the cycle."""
    for lines in lists:
        due = [days for line in lines if (days := deadlines(line))]
        for before, after in pairwise(due):
            if after[-1] < before[0]:
                yield "deadline_order", {"first": _day(before[0]), "then": _day(after[-1])}
        for early in (days[-1] for days in due if days[-1] < cycle.span.start):
            yield "deadline_early", {"day": _day(early), "year": cycle.year}


# --- reports ---------------------------------------------------------------------------------------------


def _of_reports(plan: Plan) -> Iterator[CycleWarning]:
    """Only of rounds that somebody has begun to report on: when one is due, the cycle says by itself."""
    for months in MONTHS:
        rows = reported(plan, months)
        if not any(row.report for row in rows):
            continue
        for row in rows:
            yield from _of_report(row, months, plan.cycle)
        yield from _copied(rows, months)


def _of_report(row: Reported, months: int, cycle: Cycle) -> Iterator[CycleWarning]:
    said: Values = {"title": short_title(row.measure, SHOWN), "months": months}
    target = f"{months}/{row.measure.id}"
    if {Lack.REPORT, Lack.RESULT} & {*row.lacks}:
        yield CycleWarning("no_result", said, FOLLOWUP, target)
    if row.report and Lack.STEPS in row.lacks and (months == max(MONTHS) or _is_done(row.report)):
        steps = ", ".join(map(str, row.unanswered))
        yield CycleWarning("steps_without_result", {**said, "steps": steps}, FOLLOWUP, target)
    if row.report:
        results = [each.text for each in row.report.results]
        for code, values in _of_deadlines((results, row.report.outcome), cycle):
            yield CycleWarning(code, {**said, **values}, FOLLOWUP, target)


def _is_done(report: FollowUp) -> bool:
    return report.state is MeasureState.DONE


def _copied(rows: Sequence[Reported], months: int) -> Iterator[CycleWarning]:
    """The same words about two measures."""
    told = [(row, _words(row)) for row in rows]
    for (one, first), (other, second) in combinations(told, 2):
        if first == second and len(first) >= SAME_RESULTS:
            titles = {"one": short_title(one.measure, SHOWN), "other": short_title(other.measure, SHOWN)}
            yield CycleWarning("same_results", titles, FOLLOWUP, f"{months}/{other.measure.id}")


def _words(row: Reported) -> str:
    report = row.report
    return "".join(map(squashed, [*(r.text for r in report.results), *report.outcome])) if report else ""


def _day(day: date) -> str:
    return format_short_date(day)
