"""What a measure and a report on it may say. Pure: what people wrote, settled, or a Problem that names the
field."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from checklist_app.errors import invalid
from checklist_app.ita.cycle import MONTHS
from checklist_app.ita.measures.model import (
    Evidence,
    FollowUpDraft,
    Measure,
    MeasureDraft,
    MeasureState,
    Plan,
    Result,
)
from checklist_app.thai import clean

MOST_MEASURES: Final = 60
MOST_LINES: Final = 40
MOST_LINKS: Final = 20
MOST_EVIDENCE: Final = 20
LONGEST_TITLE: Final = 500
LONGEST_LINE: Final = 2_000
LONGEST_ADDRESS: Final = 2_000
MOST_CHARACTERS: Final = 500_000
"""Of a whole plan with its reports: fifty times a long one. It is written as a whole at each change."""


def settled(draft: MeasureDraft) -> MeasureDraft:
    title = clean(draft.title)
    if not title:
        raise invalid("ita.measure_untitled", field="title")
    _require_short("title", title, LONGEST_TITLE)
    if draft.start and draft.end and draft.end < draft.start:
        raise invalid("ita.ends_before_it_starts", field="end")
    if draft.budget is not None and draft.budget < 0:
        raise invalid("ita.budget_below_zero", field="budget")
    if len(draft.links) > MOST_LINKS:
        raise invalid("ita.too_many_lines", field="links", most=MOST_LINKS)
    return replace(
        draft,
        title=title,
        links=tuple(dict.fromkeys(draft.links)),
        steps=_lines("steps", draft.steps),
        departments=_lines("departments", draft.departments),
        duration=settled_text("duration", draft.duration),
        monitoring=_lines("monitoring", draft.monitoring),
    )


def settled_report(draft: FollowUpDraft, measure: MeasureDraft) -> FollowUpDraft:
    if draft.months not in MONTHS:
        raise invalid("ita.no_such_round", field="months")
    reason = settled_text("reason", draft.reason)
    postponed = draft.state is MeasureState.POSTPONED
    if postponed and not draft.until:
        raise invalid("ita.postponed_until_when", field="until")
    if draft.state in {MeasureState.POSTPONED, MeasureState.DROPPED} and not reason:
        raise invalid("ita.reason_missing", field="reason")
    return replace(
        draft,
        results=_results(draft.results, steps=len(measure.steps)),
        outcome=_lines("outcome", draft.outcome),
        suggestion=settled_text("suggestion", draft.suggestion),
        evidence=_evidence(draft.evidence),
        until=draft.until if postponed else None,
        reason=reason,
    )


def require_room(before: Plan, after: Plan) -> None:
    """What makes a plan shorter always passes."""
    length = _length(after)
    if length > MOST_CHARACTERS and length > _length(before):
        raise invalid("ita.plan_too_long", most=f"{MOST_CHARACTERS:,}")


def _length(plan: Plan) -> int:
    return sum(len(text) for measure in plan.measures for text in _texts(measure))


def _texts(measure: Measure) -> Iterator[str]:
    yield from (measure.title, measure.duration, measure.origin)
    yield from (*measure.steps, *measure.departments, *measure.monitoring)
    for report in measure.followups.values():
        yield from (report.suggestion, report.reason, *report.outcome)
        yield from (each.text for each in report.results)
        yield from (f"{each.name}{each.link}" for each in report.evidence)


def _results(results: Iterable[Result], *, steps: int) -> tuple[Result, ...]:
    """Those of steps first, in their order; a result of a step that is no longer there stays."""
    kept = [
        Result(text, each.step if each.step is not None and 0 <= each.step < steps else None)
        for each in results
        if (text := settled_text("results", each.text))
    ]
    if len(kept) > MOST_LINES:
        raise invalid("ita.too_many_lines", field="results", most=MOST_LINES)
    return tuple(sorted(kept, key=lambda each: steps if each.step is None else each.step))


def _evidence(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    if len(evidence) > MOST_EVIDENCE:
        raise invalid("ita.too_much_evidence", field="files", most=MOST_EVIDENCE)
    for each in evidence:
        if not each.sha256 and not _is_address(each.link):
            raise invalid("ita.no_address", field="link", value=each.link[:80])
        _require_short("link", each.link, LONGEST_ADDRESS)
    return tuple(replace(each, name=clean(each.name) or each.link) for each in evidence)


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, typed))
    except ValueError:
        return False


def _lines(field: str, lines: Iterable[str]) -> tuple[str, ...]:
    kept = tuple(text for line in lines if (text := settled_text(field, line)))
    if len(kept) > MOST_LINES:
        raise invalid("ita.too_many_lines", field=field, most=MOST_LINES)
    return kept


def settled_text(field: str, text: str) -> str:
    settled = clean(text)
    _require_short(field, settled, LONGEST_LINE)
    return settled


def _require_short(field: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise invalid("ita.text_too_long", field=field, most=longest, length=len(text))
