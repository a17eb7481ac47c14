"""The forms of a plan of measures; rules.py says what they may hold."""

from collections.abc import Iterable
from decimal import Decimal

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from checklist_app.catalog import Edition
from checklist_app.errors import invalid
from checklist_app.ids import new_id
from checklist_app.ita.analysing.advice import is_known
from checklist_app.ita.analysing.typed import read_typed
from checklist_app.ita.cycle import MONTHS, Cycle
from checklist_app.ita.measures.duration import lift
from checklist_app.ita.measures.lists import departments, row_number
from checklist_app.ita.measures.model import Measure, MeasureDraft
from checklist_app.thai import clean, format_money, format_short_date, parse_decimal, parse_optional_date
from checklist_app.web.forms import VersionedForm


class MeasureForm(VersionedForm):
    """`version` is the revision of the measure that was seen; `once` is the id that a new one will have:
    pressing twice makes no second one. Links to indicators and parts are boxes of one name, `links`."""

    links: tuple[str, ...] = ()
    once = HiddenField()
    title = TextAreaField("มาตรการ/แนวทาง")
    typed = StringField("ข้อคำถามที่เจาะจง")
    steps = TextAreaField("วิธีการดำเนินการ")
    departments = TextAreaField("ผู้รับผิดชอบ")
    duration = StringField("ระยะเวลาดำเนินการ")
    start = StringField("วันเริ่ม")
    end = StringField("วันสิ้นสุด")
    monitoring = TextAreaField("การติดตามผล")
    budget = StringField("งบประมาณ (บาท)")

    def draft(self, edition: Edition, cycle: Cycle) -> MeasureDraft:
        """Days that nobody wrote are those that the duration means."""
        start = parse_optional_date(self.start.data, field="start")
        end = parse_optional_date(self.end.data, field="end")
        span = lift(self.duration.data or "", cycle) if start is None and end is None else None
        return MeasureDraft(
            title=" ".join(clean(self.title.data or "").split()),
            links=(*self.chosen(edition), *read_typed(self.typed.data or "", edition)),
            steps=lines_of(self.steps.data),
            departments=departments(clean(self.departments.data or "")),
            duration=self.duration.data or "",
            start=span.start if span else start,
            end=span.end if span else end,
            monitoring=lines_of(self.monitoring.data),
            budget=self._budget(),
        )

    def _budget(self) -> Decimal | None:
        typed = clean(self.budget.data or "")
        return parse_decimal(typed, field="budget") if typed else None

    def chosen(self, edition: Edition) -> tuple[str, ...]:
        """The boxes that were ticked."""
        sent = dict.fromkeys(request.form.getlist("links"))
        for id in sent:
            if not is_known(edition, id[:8]):
                raise invalid("ita.no_such_link", field="typed", link=id[:8])
        return tuple(sent)


class MeetingForm(FlaskForm):
    meeting = StringField("วันที่ประชุม")
    status = 200


class PasteForm(FlaskForm):
    text = TextAreaField("ตารางที่คัดลอกมา")
    months = SelectField("ผลการดำเนินการในตารางเป็นของรอบ", validate_choice=False)
    status = 200

    def round(self) -> int:
        if self.months.data not in {str(months) for months in MONTHS}:
            raise invalid("ita.no_such_round", field="months")
        return int(self.months.data)


def measure_form(known: Measure | None, edition: Edition, cycle: Cycle) -> MeasureForm:
    form = MeasureForm(data=_data(known, edition, cycle) if known else {"version": "0", "once": new_id()})
    form.links = tuple(_boxes(known.links, edition)) if known else ()
    return form


def lines_of(typed: str | None) -> tuple[str, ...]:
    """One a line; numbers before them are only for reading."""
    return tuple(text for line in clean(typed or "").split("\n") if (text := row_number(line)[1].strip()))


def _data(known: Measure, edition: Edition, cycle: Cycle) -> dict[str, str]:
    """Days that the duration means stay out of the boxes: they change with it."""
    boxes, span = {*_boxes(known.links, edition)}, lift(known.duration, cycle)
    lifted = span is not None and (known.start, known.end) == (span.start, span.end)
    return {
        "version": str(known.revision),
        "title": known.title,
        "typed": " ".join(link for link in known.links if link not in boxes),
        "steps": _numbered(known.steps),
        "departments": "\n".join(known.departments),
        "duration": known.duration,
        "start": format_short_date(known.start) if known.start and not lifted else "",
        "end": format_short_date(known.end) if known.end and not lifted else "",
        "monitoring": _numbered(known.monitoring),
        "budget": "" if known.budget is None else format_money(known.budget),
    }


def _boxes(links: Iterable[str], edition: Edition) -> list[str]:
    there = {id for known in edition.indicators for id in (known.id, *(part.id for part in known.parts))}
    return [link for link in links if link in there]


def _numbered(lines: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
