"""The form of a promise; improvements.py says what it may hold."""

from flask import request
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from checklist_app.errors import invalid, not_found
from checklist_app.ids import new_id
from checklist_app.surveys.listening.improvement_words import STATES
from checklist_app.surveys.listening.improvements import Improvement, ImprovementDraft, ImprovementState
from checklist_app.surveys.periods import Period, period_of_key
from checklist_app.thai import format_short_date, parse_optional_date
from checklist_app.web.forms import VersionedForm
from checklist_app.web.language import _


class ImprovementForm(VersionedForm):
    """`once` is the id that a new promise will have: pressing twice makes no second one."""

    once = HiddenField()
    period = SelectField("มาจากผลประเมินรอบ", validate_choice=False)
    text = TextAreaField("สิ่งที่จะปรับปรุง")
    aspect = SelectField("เกี่ยวกับด้าน", validate_choice=False)
    due = StringField("กำหนดแล้วเสร็จ")
    state = SelectField("สถานะ", validate_choice=False)
    result = TextAreaField("ผลหรือเหตุผล")

    def draft(self) -> ImprovementDraft:
        state = self.state.data or ""
        if state not in set(ImprovementState):
            raise invalid("surveys.state_missing", field="state")
        return ImprovementDraft(
            period=self._chosen("period"),
            text=self.text.data or "",
            aspect=self.aspect.data or "",
            due=parse_optional_date(self.due.data, field="due"),
            state=ImprovementState(state),
            result=self.result.data or "",
        )

    def _chosen(self, name: str) -> Period:
        """Only one of the rounds that can be chosen."""
        key = str(self[name].data or "")
        if key not in {str(choice[0]) for choice in self.period.choices or ()}:
            raise invalid("surveys.round_missing", field=name)
        return period_of_key(key)


def improvement_form(
    periods: list[Period], aspects: dict[str, str], known: Improvement | None = None
) -> ImprovementForm:
    """Filled from what is known, or for a new one from what the link to it says."""
    form = ImprovementForm(data=_data(known) if known else _asked())
    form.period.choices = [
        (period.key, _("รอบที่ {number} ปีงบประมาณ {year}", number=period.number, year=period.year))
        for period in periods
    ]
    form.aspect.choices = [("", _("อื่น ๆ")), *aspects.items()]
    form.state.choices = [(state.value, _(name)) for state, name in STATES.items()]
    if form.aspect.data not in {"", None, *aspects}:
        raise not_found("web.no_page")
    return form


def _asked() -> dict[str, str]:
    asked = {name: request.args.get(name, "") for name in ("period", "aspect")}
    return {"version": "0", "once": new_id(), **{name: text for name, text in asked.items() if text}}


def _data(known: Improvement) -> dict[str, str]:
    return {
        "version": str(known.version),
        "period": known.period.key,
        "text": known.text,
        "aspect": known.aspect,
        "due": format_short_date(known.due) if known.due else "",
        "state": known.state.value,
        "result": known.result,
    }
