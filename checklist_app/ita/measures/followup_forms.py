"""The form of a report on a measure; rules.py says what it may hold. A step has a box whose lines are its
results; what was done beyond the steps is a line each as well."""

from collections.abc import Iterable

from wtforms import FieldList, HiddenField, SelectField, StringField, TextAreaField

from checklist_app.errors import conflict, invalid
from checklist_app.ita.measures.followup_words import STATES
from checklist_app.ita.measures.model import FollowUpDraft, Measure, MeasureState, Result
from checklist_app.ita.measures.reporting import Reported
from checklist_app.thai import format_short_date, parse_optional_date
from checklist_app.web.forms import VersionedForm
from checklist_app.web.language import _


class FollowUpForm(VersionedForm):
    """`version` is the revision of the report that was seen; `measure` that of the measure, whose steps the
    boxes belong to."""

    measure = HiddenField()
    state = SelectField("สถานะของมาตรการ", validate_choice=False)
    steps = FieldList(TextAreaField("ผลของขั้นตอนนี้"))
    results = TextAreaField("ผลการดำเนินการอื่นนอกเหนือจากขั้นตอน")
    outcome = TextAreaField("ผลลัพธ์/ความสำเร็จ")
    suggestion = TextAreaField("ข้อเสนอแนะ")
    until = StringField("เลื่อนไปแล้วเสร็จเมื่อ")
    reason = TextAreaField("เหตุผลที่เลื่อนหรือยกเลิก")

    def draft(self, months: int, held: Reported) -> FollowUpDraft:
        """Evidence stays as it is: it is attached on a page of its own."""
        if self.measure.data != str(held.measure.revision):
            self.measure.data = str(held.measure.revision)
            raise conflict("ita.steps_changed_meanwhile", field="steps")
        if self.state.data not in set(MeasureState):
            raise invalid("ita.state_missing", field="state")
        return FollowUpDraft(
            months=months,
            state=MeasureState(self.state.data),
            results=self._results(),
            outcome=_lines(self.outcome.data),
            suggestion=self.suggestion.data or "",
            evidence=held.report.evidence if held.report else (),
            until=parse_optional_date(self.until.data, field="until"),
            reason=self.reason.data or "",
        )

    def fit(self, measure: Measure) -> None:
        """A box for each step of today; what was typed for steps that are gone stands among the others."""
        surplus = [self.steps.pop_entry() for _ in range(len(self.steps) - len(measure.steps))]
        while len(self.steps) < len(measure.steps):
            self.steps.append_entry()
        texts = [self.results.data, *(each.data for each in reversed(surplus))]
        if surplus:
            self.results.data = "\n".join(text for text in texts if text)

    def _results(self) -> tuple[Result, ...]:
        of_steps = [Result(line, step) for step, box in enumerate(self.steps) for line in _lines(box.data)]
        return (*of_steps, *(Result(line) for line in _lines(self.results.data)))


def followup_form(held: Reported) -> FollowUpForm:
    """Filled from the report, or as a proposal from the one before."""
    form = FollowUpForm(data=_data(held))
    form.state.choices = [(state.value, _(name)) for state, name in STATES.items()]
    form.fit(held.measure)
    return form


def typed_texts(sent: Iterable[tuple[str, str]]) -> str:
    """All that people wrote into this form, for when there is no form any more."""
    written = ("steps-", "results", "outcome", "suggestion", "until", "reason")
    return "\n\n".join(text.strip() for name, text in sent if name.startswith(written) and text.strip())


def _data(held: Reported) -> dict[str, object]:
    told, measure = held.report or held.proposed, held.measure
    known: dict[str, object] = {
        "version": str(held.report.revision if held.report else 0),
        "measure": str(measure.revision),
        "steps": ["" for _ in measure.steps],
        "state": held.state.value,
    }
    if told is None:
        return known
    return known | {
        "steps": [_joined(_of_step(told.results, step)) for step in range(len(measure.steps))],
        "results": _joined(_beyond(told.results, len(measure.steps))),
        "outcome": _joined(told.outcome),
        "suggestion": told.suggestion,
        "until": format_short_date(told.until) if told.until else "",
        "reason": told.reason,
    }


def _of_step(results: Iterable[Result], step: int) -> list[str]:
    return [each.text for each in results if each.step == step]


def _beyond(results: Iterable[Result], steps: int) -> list[str]:
    return [each.text for each in results if each.step is None or each.step >= steps]


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _lines(typed: str | None) -> tuple[str, ...]:
    return tuple(line for line in (typed or "").splitlines() if line.strip())
