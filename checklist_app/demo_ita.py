"""The ITA cycles of the demonstration: those of the source documents as they were printed, and two of the
agency whose people the demonstration knows, one of them in the middle of its work."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final, Protocol

from checklist_app.accounts import COMMAND_LINE, Person
from checklist_app.agencies import Agency, ScoreSet
from checklist_app.clock import today
from checklist_app.ita import (
    Analysis,
    Cycle,
    Finding,
    FollowUpDraft,
    Ita,
    Letters,
    Mark,
    MeasureDraft,
    MeasureState,
    Opinion,
    Result,
    Signed,
    content_of,
    passages,
)
from checklist_app.thai import DigitStyle

MORNING: Final = time(3, 0, tzinfo=UTC)

Shipped = Mapping[str, Any]


class ItaCollections(Protocol):
    @property
    def ita(self) -> Ita: ...


def load_ita(
    collections: ItaCollections,
    shipped: list[Shipped],
    agencies: Mapping[str, Agency],
    people: Mapping[str, Person],
) -> int:
    """How many measures are new; none in a cycle that has some already."""
    return sum(
        _load(collections.ita, each, agencies[each["agency"]], people.get(each.get("executive", "")))
        for each in shipped
    )


def _load(ita: Ita, shipped: Shipped, agency: Agency, executive: Person | None) -> int:
    cycle = Cycle(shipped["year"]) if "year" in shipped else Cycle(Cycle.of(today()).year - shipped["ago"])
    if "scores" in shipped and ita.scores.find(agency, cycle.scores_year) is None:
        ita.scores.keep(_scores(agency, cycle.scores_year, shipped["scores"]))
    if ita.plans.of(agency, cycle).version:
        return 0
    _note(ita, shipped, agency, cycle)
    drafts = [("", _measure(each, cycle)) for each in shipped["measures"]]
    plan = ita.plans.add(COMMAND_LINE, agency, cycle, drafts)
    if "meeting" in shipped:
        ita.plans.meet(COMMAND_LINE, agency, cycle, date.fromisoformat(shipped["meeting"]))
    for measure, each in zip(plan.measures, shipped["measures"], strict=True):
        _report_on(ita, agency, cycle, measure.id, each.get("followups", {}))
    if executive and executive.agency == agency.id:
        for what in shipped.get("signed", ()):
            _sign(ita, agency, cycle, Signed(what), executive)
    drafted = passages(ita.dossier_of(agency, cycle))
    for key, text in shipped.get("passages", {}).items():
        ita.passages.write(COMMAND_LINE, agency, cycle, drafted[key], text, revision=0)
    return len(plan.measures)


def _report_on(ita: Ita, agency: Agency, cycle: Cycle, measure: str, shipped: Shipped) -> None:
    for months, report in shipped.items():
        draft, at = _report(int(months), report), _at(cycle.round(int(months)).span.end)
        ita.plans.report(COMMAND_LINE, agency, cycle, measure, draft, revision=0, at=at)


def _note(ita: Ita, shipped: Shipped, agency: Agency, cycle: Cycle) -> None:
    if "findings" in shipped or "mark" in shipped:
        findings = [_finding(question, each) for question, each in shipped.get("findings", {}).items()]
        mark = shipped.get("mark")
        analysis = Analysis(
            agency.id,
            cycle,
            findings={each.question: each for each in findings},
            mark=Mark(Decimal(mark["value"]), mark["inclusive"]) if mark else None,
        )
        ita.analyses.change(COMMAND_LINE, agency, analysis)
    if "letters" in shipped and not ita.letters.of(agency).version:
        ita.letters.change(COMMAND_LINE, agency, _letters(agency, shipped["letters"]))


def _finding(question: str, shipped: Shipped) -> Finding:
    score = Decimal(shipped["score"]) if "score" in shipped else None
    return Finding(question, score, missed=shipped.get("missed", False))


def _sign(ita: Ita, agency: Agency, cycle: Cycle, what: Signed, executive: Person) -> None:
    plan = ita.plans.of(agency, cycle)
    ends = {
        Signed.MEASURES: cycle.span.start,
        Signed.HALFWAY: cycle.round(6).due,
        Signed.WHOLE: cycle.span.end,
    }
    seen = content_of(plan, what)
    ita.plans.sign(executive, agency, cycle, what, text="เห็นชอบ", seen=seen, at=_at(ends[what]))


def _at(day: date) -> datetime:
    return datetime.combine(min(day, today()), MORNING)


def _scores(agency: Agency, year: int, shipped: Shipped) -> ScoreSet:
    return ScoreSet(
        agency=agency.id,
        province=agency.province,
        year=year,
        indicators={id: Decimal(score) for id, score in shipped["indicators"].items()},
        published_total=Decimal(shipped["published_total"]),
        published_level=shipped["published_level"],
        source=shipped["source"],
    )


def _measure(shipped: Shipped, cycle: Cycle) -> MeasureDraft:
    """`{year}` is the cycle's, for cycles that move on with the days of the demonstration."""
    ours = "{year}" in shipped["duration"]
    return MeasureDraft(
        title=shipped["title"],
        links=tuple(shipped.get("links", ())),
        steps=tuple(shipped.get("steps", ())),
        departments=tuple(shipped.get("departments", ())),
        duration=shipped["duration"].replace("{year}", str(cycle.year)),
        start=cycle.span.start if ours else _day(shipped.get("start")),
        end=cycle.span.end if ours else _day(shipped.get("end")),
        monitoring=tuple(shipped.get("monitoring", ())),
    )


def _report(months: int, shipped: Shipped) -> FollowUpDraft:
    return FollowUpDraft(
        months=months,
        state=MeasureState(shipped["state"]),
        results=tuple(Result(each["text"], each.get("step")) for each in shipped.get("results", ())),
        outcome=tuple(shipped.get("outcome", ())),
        suggestion=shipped.get("suggestion", ""),
    )


def _letters(agency: Agency, shipped: Shipped) -> Letters:
    return Letters(
        agency=agency.id,
        digits=DigitStyle(shipped.get("digits", DigitStyle.THAI)),
        headings=shipped.get("headings", {}),
        office=shipped.get("office", ""),
        number=shipped.get("number", ""),
        to=shipped.get("to", ""),
        preparer_position=shipped.get("preparer_position", ""),
        opinions=tuple(Opinion(**each) for each in shipped.get("opinions", ())),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
