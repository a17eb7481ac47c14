"""Types whose answer is one option or several: the value is {"option": id, "text": …}, the text only
where the option asks for one."""

from collections.abc import Sequence

from checklist_app.catalog.model import Question
from checklist_app.catalog.types.base import (
    QuestionType,
    Summary,
    Value,
    counted,
    list_of,
    object_of,
    text_of,
    without_empty,
    wrong,
)
from checklist_app.store import JsonValue

LONGEST_REASON = 2000
_PARTS = frozenset({"option", "text"})


def _accept_one(question: Question, value: Value) -> Value:
    """The bare id of an option is understood too."""
    given = object_of(question, {"option": value} if isinstance(value, str) else value, known=_PARTS)
    id = given.get("option")
    option = question.option(id) if isinstance(id, str) else None
    if option is None:
        raise wrong(question, "catalog.answer_unknown_option")
    text = given.get("text")
    if text in (None, ""):
        return {"option": option.id}
    if not option.asks_text:
        raise wrong(question, "catalog.answer_text_not_asked", option=option.label)
    said = text_of(question, text, longest=LONGEST_REASON)
    return without_empty({"option": option.id, "text": said})


def _accept_several(question: Question, value: Value) -> Value:
    """In the order of the form, whatever the order of ticking."""
    chosen: dict[str, JsonValue] = {}
    for member in list_of(question, value, most=len(question.options)):
        choice = _accept_one(question, member)
        id = option_of(choice)
        if id in chosen:
            raise wrong(question, "catalog.answer_twice", option=id)
        chosen[id] = choice
    return [chosen[option.id] for option in question.options if option.id in chosen]


def option_of(value: Value) -> str:
    return str(value["option"]) if isinstance(value, dict) else ""


def _one_cell(question: Question, value: Value) -> str:
    option = question.option(option_of(value))
    label = option.label if option else option_of(value)
    text = value.get("text") if isinstance(value, dict) else None
    return f"{label}: {text}" if text else label


def _several_cell(question: Question, value: Value) -> str:
    return "; ".join(_one_cell(question, member) for member in _members(value))


def _one_summary(question: Question, values: Sequence[Value]) -> Summary:
    return counted(question, map(option_of, values), answered=len(values))


def _several_summary(question: Question, values: Sequence[Value]) -> Summary:
    chosen = (option_of(member) for value in values for member in _members(value))
    return counted(question, chosen, answered=len(values))


def _members(value: Value) -> list[JsonValue]:
    return value if isinstance(value, list) else []


_OPTIONS = frozenset({"options"})
_EXPLAINED = frozenset({"options", "criteria", "items"})

SINGLE_CHOICE = QuestionType(
    id="single_choice",
    label="เลือกหนึ่งข้อ",
    explanation="เลือกได้หนึ่งข้อ",
    accept=_accept_one,
    cell=_one_cell,
    summary=_one_summary,
    settings={"unit": "text"},
    takes=_EXPLAINED,
    needs=_OPTIONS,
)
MULTIPLE_CHOICE = QuestionType(
    id="multiple_choice",
    label="เลือกได้หลายข้อ",
    explanation="เลือกได้มากกว่าหนึ่งข้อ",
    accept=_accept_several,
    cell=_several_cell,
    summary=_several_summary,
    takes=_EXPLAINED,
    needs=_OPTIONS,
)
LEVEL = QuestionType(
    id="level",
    label="ระดับ",
    explanation="เลือกหนึ่งระดับ หากมีข้อมูลร้อยละระบบจะเสนอระดับตามเกณฑ์ให้",
    accept=_accept_one,
    cell=_one_cell,
    summary=_one_summary,
    takes=_EXPLAINED | {"rounds", "progress"},
    needs=_OPTIONS,
)
YES_NO = QuestionType(
    id="yes_no",
    label="มีหรือไม่มี พร้อมเหตุผล",
    explanation="เลือกมีหรือไม่มี หากไม่มีโปรดบอกเหตุผล",
    accept=_accept_one,
    cell=_one_cell,
    summary=_one_summary,
    takes=_EXPLAINED,
    needs=_OPTIONS,
    fixed_options=("yes", "no"),
)
COMPLETE = QuestionType(
    id="complete",
    label="ครบหรือไม่ครบ พร้อมเหตุผล",
    explanation="เลือกมีครบหรือยังไม่ครบ หากยังไม่ครบโปรดบอกเหตุผล",
    accept=_accept_one,
    cell=_one_cell,
    summary=_one_summary,
    takes=_EXPLAINED,
    needs=_OPTIONS,
    fixed_options=("complete", "incomplete"),
)
