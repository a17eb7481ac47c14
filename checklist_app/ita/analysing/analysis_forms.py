"""The form of an analysis: the mark of a strength, and the questions that cost points. Rows of questions are
as many as the year has, so they are read off the request by their ids; records.py says what they may hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from flask import request
from wtforms import HiddenField, StringField, TextAreaField

from checklist_app.catalog import Indicator
from checklist_app.errors import Problem
from checklist_app.ita.analysing.groups import Choice, groups_of
from checklist_app.ita.analysing.model import Analysis, Finding, Mark
from checklist_app.ita.analysing.typed import read_typed
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.scoring.entering import read_score
from checklist_app.thai import clean
from checklist_app.web.forms import VersionedForm
from checklist_app.web.language import _, language
from checklist_app.wording import say

INCLUSIVE, ABOVE = "from", "above"
_LONGEST_ID: Final = 8


class AnalysisForm(VersionedForm):
    """`errors_by_question` are faults of single rows, in the reader's language."""

    mark = StringField("คะแนนที่นับเป็นจุดแข็ง")
    inclusive = HiddenField()
    typed = TextAreaField("พิมพ์หลายข้อพร้อมกัน")

    def analysis(self, dossier: Dossier) -> Analysis:
        """As it was sent, made of the version that was seen."""
        findings = {id: _finding(id) for id in _sent_ids("chosen")}
        for id, typed in read_typed(self.typed.data or "", dossier.edition).items():
            findings[id] = _joined(findings.get(id), typed)
        return replace(dossier.analysis, version=self.seen, findings=findings, mark=self._mark(dossier))

    def _mark(self, dossier: Dossier) -> Mark | None:
        """None where nobody chose anything else than the year's own."""
        value = read_score(self.mark.data or "", row=_("เกณฑ์จุดแข็ง"), field="mark")
        if value is None:
            return None
        mark = Mark(value, self.inclusive.data != ABOVE)
        chosen_before = dossier.analysis.mark is not None
        return mark if chosen_before or mark != Mark(dossier.edition.strength_mark) else None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One question as the form shows it. `latest` is what somebody else has saved meanwhile, where that is
    something else; `wrong` is what is wrong with the score."""

    choice: Choice
    chosen: bool = False
    score: str = ""
    missed: bool = False
    advice: str = ""
    latest: Finding | None = None
    is_conflict: bool = False
    wrong: str = ""

    @property
    def matters(self) -> bool:
        return self.chosen or self.is_conflict or bool(self.wrong)


@dataclass(frozen=True, slots=True)
class RowGroup:
    indicator: Indicator | None
    rows: tuple[FindingRow, ...]

    @property
    def chosen(self) -> int:
        return sum(1 for row in self.rows if row.chosen)

    @property
    def first(self) -> tuple[FindingRow, ...]:
        """Those to look at."""
        return tuple(row for row in self.rows if row.matters)

    @property
    def others(self) -> tuple[FindingRow, ...]:
        return tuple(row for row in self.rows if not row.matters)


def analysis_form(dossier: Dossier) -> AnalysisForm:
    """Filled with what is known, until something is sent."""
    return AnalysisForm(
        data={
            "version": str(dossier.analysis.version),
            "mark": _number(dossier.mark.value),
            "inclusive": INCLUSIVE if dossier.mark.inclusive else ABOVE,
        }
    )


def known_rows(dossier: Dossier) -> tuple[RowGroup, ...]:
    findings = dossier.analysis.findings
    return _grouped(dossier, {id: _known_row(Choice(id), finding) for id, finding in findings.items()})


def sent_rows(dossier: Dossier, problem: Problem | None = None) -> tuple[RowGroup, ...]:
    """What was typed stays, whatever is wrong; beside it what stands in `dossier` now, where that differs
    and somebody else was faster."""
    rows: dict[str, FindingRow] = {}
    latest = dossier.analysis.findings if problem and problem.code == "ita.analysis_changed_meanwhile" else {}
    for id in dict.fromkeys([*_sent_ids("chosen"), *_sent_ids("listed"), *latest]):
        row = _sent_row(id)
        wrong = say(problem, language()) if problem and problem.field == _score_field(id) else ""
        other = latest.get(id)
        differs = bool(latest) and not _says_the_same(row, other)
        rows[id] = replace(row, latest=other if differs else None, is_conflict=differs, wrong=wrong)
    return _grouped(dossier, rows)


def _grouped(dossier: Dossier, rows: Mapping[str, FindingRow]) -> tuple[RowGroup, ...]:
    return tuple(
        RowGroup(group.indicator, tuple(_row_of(choice, rows) for choice in group.choices))
        for group in groups_of(dossier.edition, rows)
    )


def _row_of(choice: Choice, rows: Mapping[str, FindingRow]) -> FindingRow:
    return replace(rows.get(choice.id, FindingRow(choice)), choice=choice)


def _known_row(choice: Choice, finding: Finding) -> FindingRow:
    score = "" if finding.score is None else str(finding.score)
    return FindingRow(choice, chosen=True, score=score, missed=finding.missed, advice=finding.advice)


def _sent_row(id: str) -> FindingRow:
    return FindingRow(
        Choice(id),
        chosen=id in _sent_ids("chosen"),
        score=request.form.get(_score_field(id), "")[:40],
        missed=id in _sent_ids("missed"),
        advice=request.form.get(f"advice:{id}", ""),
    )


def _says_the_same(row: FindingRow, finding: Finding | None) -> bool:
    if finding is None or not row.chosen:
        return finding is None and not row.chosen
    known = _known_row(row.choice, finding)
    return (clean(row.score), row.missed, clean(row.advice)) == (known.score, known.missed, known.advice)


def _finding(id: str) -> Finding:
    row = _sent_row(id)
    return Finding(id, read_score(row.score, row=id, field=_score_field(id)), row.missed, row.advice)


def _joined(row: Finding | None, typed: Finding) -> Finding:
    """What was typed in one go adds to the row of the same question."""
    if row is None:
        return typed
    score = row.score if typed.score is None else typed.score
    return replace(row, score=score, missed=row.missed or typed.missed)


def _sent_ids(name: str) -> Iterable[str]:
    return [id[:_LONGEST_ID] for id in request.form.getlist(name)]


def _score_field(id: str) -> str:
    return f"score:{id}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
