"""The administrator's form for an edition: weights, names, question numbers, marks, levels and advice.
It only carries text between the page and the edition's JSON; edition_reading.py judges it."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, StringField, TextAreaField

from checklist_app.errors import Problem
from checklist_app.store import Body
from checklist_app.thai import clean, to_arabic
from checklist_app.web.forms import attach
from checklist_app.web.language import language
from checklist_app.wording import say

LONGEST_TYPED = 4000  # a longer text is cut, and refused for its length
# `from` is no name for a field in Python.
_FIELD_OF_KEY = {"from": "first", "to": "last"}
_NUMBERS = frozenset({"weight", "total", "each_instrument", "pass_mark", "strength_mark", "first", "last"})
_WHOLE = frozenset({"count", "questions"})


class InstrumentForm(Form):
    name = StringField("ชื่อแบบวัด")
    weight = StringField("น้ำหนัก (ร้อยละ)")
    questions = StringField("จำนวนข้อ")


class PartForm(Form):
    name = StringField("ชื่อตัวชี้วัดย่อย")
    first = StringField("ข้อแรก")
    last = StringField("ข้อสุดท้าย")
    count = StringField("จำนวนข้อ")


class IndicatorForm(Form):
    name = StringField("ชื่อตัวชี้วัด")
    first = StringField("ข้อแรก")
    last = StringField("ข้อสุดท้าย")
    count = StringField("จำนวนข้อ")
    parts = FieldList(FormField(PartForm), max_entries=100)


class LevelForm(Form):
    name = StringField("ชื่อระดับ")
    total = StringField("คะแนนรวมตั้งแต่")
    each_instrument = StringField("ทุกแบบวัดตั้งแต่")


class AdviceForm(Form):
    id = HiddenField()
    text = TextAreaField("คำแนะนำ")


class EditionForm(FlaskForm):
    version = HiddenField()
    confirmed = BooleanField("ยืนยันกับเอกสารของสำนักงาน ป.ป.ช. แล้ว")
    pass_mark = StringField("คะแนนผ่านเกณฑ์ของแต่ละตัวชี้วัด")
    strength_mark = StringField("คะแนนที่นับเป็นจุดแข็ง")
    instruments = FieldList(FormField(InstrumentForm), max_entries=20)
    indicators = FieldList(FormField(IndicatorForm), max_entries=100)
    levels = FieldList(FormField(LevelForm), max_entries=30)
    advice = FieldList(FormField(AdviceForm), max_entries=500)

    def edited(self, body: Body) -> Body:
        """The edition's content with what was typed in the place of what stood there."""
        changed: dict[str, Any] = {**body, "status": "confirmed" if self.confirmed.data else "unconfirmed"}
        for mark in ("pass_mark", "strength_mark"):
            changed[mark] = _typed(mark, self[mark].data)
        for rows in ("instruments", "indicators", "levels"):
            changed[rows] = _rows(changed[rows], self[rows].data)
        typed = {row["id"]: _typed("text", row["text"]) for row in self.advice.data}
        changed["advice"] = {id: text for id, text in (_advice(body) | typed).items() if text}
        return changed

    def explain(self, problem: Problem) -> None:
        """Show the problem at the field that it is about, however deep that lies."""
        field: Field | None = self._deep(problem.field or "")
        if field is None:
            attach(self, Problem(problem.kind, problem.code, problem.parameters))  # above the form
        else:
            field.errors = [*field.errors, say(problem, language())]

    def _deep(self, path: str) -> Field | None:
        found: Any = self
        for step in path.split("."):
            found = _inside(found, step)
        return found if isinstance(found, StringField) else None


def edition_form(body: Body, advisable: Iterable[str]) -> EditionForm:
    """Filled from the edition; from the request where one was sent. `advisable` are the ids that may have
    advice."""
    filled = {
        key: [_renamed(row) for row in _list(body[key])] for key in ("instruments", "indicators", "levels")
    }
    marks = {key: body[key] for key in ("pass_mark", "strength_mark")}
    advice = [{"id": id, "text": _advice(body).get(id, "")} for id in advisable]
    confirmed = body["status"] == "confirmed"
    return EditionForm(data={**filled, **marks, "advice": advice, "confirmed": confirmed})


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    named = {_FIELD_OF_KEY.get(key, key): value for key, value in row.items()}
    return {**named, "parts": [_renamed(part) for part in row.get("parts", [])]}


def _rows(rows: list[dict[str, Any]], typed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was typed, row by row; a form with other rows than the edition changes nothing there."""
    if len(rows) != len(typed):
        return rows
    return [_row(row, answers) for row, answers in zip(rows, typed, strict=True)]


def _row(row: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    changed = dict(row)
    for field, text in typed.items():
        key = next((key for key, name in _FIELD_OF_KEY.items() if name == field), field)
        if field == "parts":
            changed |= {"parts": _rows(row["parts"], text)} if "parts" in row else {}
        elif (value := _typed(field, text)) == "":
            changed.pop(key, None)
        else:
            changed[key] = value
    return changed


def _typed(field: str, text: str | None) -> str | int:
    """Numbers in any digits; what is no number stays as it was typed, to be shown with its problem."""
    said = " ".join(clean((text or "")[:LONGEST_TYPED]).split())
    if field not in _NUMBERS | _WHOLE:
        return said
    digits = to_arabic(said)
    return int(digits) if field in _WHOLE and digits.isascii() and digits.isdecimal() else digits


def _inside(found: Any, step: str) -> Any:
    if isinstance(found, FieldList):
        return found.entries[int(step)] if step.isdecimal() and int(step) < len(found.entries) else None
    fields = found.form if isinstance(found, FormField) else found
    name = _FIELD_OF_KEY.get(step, step)
    return fields[name] if isinstance(fields, Form | FlaskForm) and name in fields else None


def _advice(body: Body) -> dict[str, Any]:
    advice = body.get("advice")
    return advice if isinstance(advice, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else []
