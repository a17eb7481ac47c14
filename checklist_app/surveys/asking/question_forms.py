"""The editor of questions: rows filled from a version, a few empty ones for more, and the way back from what
was typed. What they may hold is said by question_rules.py."""

from typing import Any, Final

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField

from checklist_app.errors import Problem
from checklist_app.surveys.asking.question_rules import (
    NEW,
    RESULT,
    AspectRow,
    Edited,
    OptionRow,
    QuestionRow,
)
from checklist_app.surveys.asking.questions import Aspect, Option, Question, Questions, Words, worded
from checklist_app.thai import clean, to_arabic
from checklist_app.web.forms import attach
from checklist_app.web.language import _, language
from checklist_app.wording import say

NEW_ASPECTS, NEW_QUESTIONS, NEW_OPTIONS = 2, 3, 2
_MOST_ROWS: Final = 40
_LONGEST_ORDER: Final = 3
_PARTS: Final = {"text": "th", "name": "th", "hint": "hint_th", "aspect": "aspect", "options": "options"}
_RESULT_ASPECT: Final = {"key": RESULT, "th": "ผลของการให้บริการ", "en": "Result of the service"}
_RESULT_QUESTION: Final = {
    "key": RESULT,
    "th": "ผลของการให้บริการ",
    "en": "What came of the service",
    "hint_th": "เช่น ได้รับบริการตรงตามความต้องการ ถูกต้อง เป็นประโยชน์",
    "hint_en": "such as what was needed, correct, useful",
    "aspect": RESULT,
    "same": True,
}


class AspectLine(Form):
    key = HiddenField()
    th = StringField("ชื่อด้าน")
    en = StringField("ชื่อด้านภาษาอังกฤษ")
    removed = BooleanField("เอาด้านนี้ออก")


class OptionLine(Form):
    key = HiddenField()
    th = StringField("ตัวเลือก")
    en = StringField("ตัวเลือกภาษาอังกฤษ")
    removed = BooleanField("เอาตัวเลือกนี้ออก")


class QuestionLine(Form):
    key = HiddenField()
    th = StringField("คำถาม")
    en = StringField("คำถามภาษาอังกฤษ")
    hint_th = StringField("คำอธิบายใต้คำถาม")
    hint_en = StringField("คำอธิบายภาษาอังกฤษ")
    aspect = SelectField("อยู่ในด้าน", validate_choice=False)
    order = StringField("ลำดับ")
    same = BooleanField("ความหมายยังเหมือนเดิม")
    removed = BooleanField("เอาคำถามนี้ออก")
    options = FieldList(FormField(OptionLine), max_entries=_MOST_ROWS)


class QuestionsForm(FlaskForm):
    """`base` is the version that was the current one when this was begun, `source` the one that the rows came
    from."""

    base = HiddenField()
    source = HiddenField()
    aspects = FieldList(FormField(AspectLine), max_entries=_MOST_ROWS)
    questions = FieldList(FormField(QuestionLine), max_entries=_MOST_ROWS)
    status = 200  # of the answer that shows the form

    def aspect_rows(self) -> list[AspectRow]:
        return [
            AspectRow(row["key"] or NEW, _words(row["th"], row["en"]), removed=row["removed"])
            for row in self.aspects.data
        ]

    def question_rows(self) -> list[QuestionRow]:
        return [_question_row(row) for row in self.questions.data]

    def explain(self, edited: Edited, problem: Problem) -> None:
        """Show the problem at the row that it is about."""
        field = self._field(edited, problem.field or "")
        if field is None:
            attach(self, Problem(problem.kind, problem.code, problem.parameters))  # above the form
        else:
            field.errors = [*field.errors, say(problem, language())]

    def _field(self, edited: Edited, path: str) -> Any:
        kind, _dot, rest = path.partition(".")
        id, _dot, part = rest.partition(".")
        ids = edited.aspect_ids if kind == "aspect" else edited.question_ids
        if id not in ids or part not in _PARTS:
            return None
        rows: Any = self.aspects if kind == "aspect" else self.questions
        row = rows.entries[ids.index(id)].form
        return row.options.entries[0].form.th if part == "options" else row[_PARTS[part]]


def questions_form(source: Questions, base: str, *, with_result: bool = False) -> QuestionsForm:
    """Filled from a version, with empty rows; from the request where one was sent."""
    aspects = [*map(_aspect_line, source.aspects)]
    questions = [_question_line(question, place) for place, question in enumerate(source.questions, start=1)]
    if with_result and RESULT not in {aspect.id for aspect in source.aspects}:
        aspects.append(dict(_RESULT_ASPECT))
        questions.append(dict(_RESULT_QUESTION))
    aspects += [{"key": f"{NEW}{number}"} for number in range(1, NEW_ASPECTS + 1)]
    questions += [{"same": True} for _more in range(NEW_QUESTIONS)]
    data = {"base": base, "source": source.version, "aspects": aspects, "questions": questions}
    return with_choices(QuestionsForm(data=data))


def with_choices(form: QuestionsForm) -> QuestionsForm:
    """The aspects that a question may belong to are those of the same form."""
    rows = [(row.form.key.data or NEW, row.form.th.data) for row in form.aspects]
    choices = [(key, name or _("ด้านที่เพิ่มใหม่ {n}", n=key.removeprefix(NEW))) for key, name in rows]
    for row in form.questions:
        row.form.aspect.choices = [("", _("ไม่อยู่ในด้านใด")), *choices]
    return form


def _aspect_line(aspect: Aspect) -> dict[str, Any]:
    return {"key": aspect.id, "th": worded(aspect.name, "th"), "en": aspect.name.get("en", "")}


def _question_line(question: Question, place: int) -> dict[str, Any]:
    return {
        "key": question.id,
        "th": worded(question.text, "th"),
        "en": question.text.get("en", ""),
        "hint_th": question.hint.get("th", ""),
        "hint_en": question.hint.get("en", ""),
        "aspect": question.aspect,
        "order": str(place),
        "same": True,
        "options": [
            *map(_option_line, question.options),
            *({} for _ in range(NEW_OPTIONS) if question.options),
        ],
    }


def _option_line(option: Option) -> dict[str, Any]:
    return {"key": option.id, "th": worded(option.text, "th"), "en": option.text.get("en", "")}


def _question_row(row: dict[str, Any]) -> QuestionRow:
    return QuestionRow(
        id=row["key"] or "",
        text=_words(row["th"], row["en"]),
        hint=_words(row["hint_th"], row["hint_en"]),
        aspect=row["aspect"] or "",
        order=_order(row["order"] or ""),
        same=row["same"],
        removed=row["removed"],
        options=tuple(
            OptionRow(option["key"] or "", _words(option["th"], option["en"]), removed=option["removed"])
            for option in row["options"]
        ),
    )


def _words(thai: str | None, english: str | None) -> Words:
    said = {"th": clean(thai or ""), "en": clean(english or "")}
    return {language: text for language, text in said.items() if text}


def _order(text: str) -> int | None:
    """What is no number is none: the order can be seen on the next page and set again."""
    digits = to_arabic(clean(text))
    sound = digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_ORDER
    return int(digits) if sound else None
