"""What was answered, in the words of the form and as Thai papers write it: on the paper itself, in its
annexes and in sheets. Two answers of which nobody decided are both said. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from checklist_app.catalog import Form, Question, Section
from checklist_app.store import JsonValue
from checklist_app.thai import format_date, format_money, format_score, format_whole
from checklist_app.visits import State

UNSETTLED: Final = "(ยังไม่ตัดสิน)"
NOTHING: Final = "(ลบคำตอบแล้ว)"
YES: Final = "มี"
NO: Final = "ไม่มี"
LONGEST_LABEL: Final = 120
_BOUND: Final = re.compile("[เ-ไ].|.[ะ-ฺๅ-๎]", re.DOTALL)  # two letters that are never parted
_KINDS: Final = MappingProxyType(
    {
        "note": "บันทึก",
        "photo": "ภาพถ่าย",
        "advice": "ข้อแนะนำ",
        "sign": "ลายมือชื่อ",
        "member": "ผู้ร่วมลงพื้นที่",
        "comment": "ความเห็นของผู้ตรวจ",
        "status": "สถานะของงาน",
        "visited_on": "วันที่ลงพื้นที่",
        "visit": "เริ่มการลงพื้นที่",
    }
)


def answer_text(question: Question, value: JsonValue) -> str:
    """One canonical answer as it stands on paper; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, dict):
        return _composed(question, value)
    write = _PLAIN.get(question.type)
    return write(question, value) if write else str(value)


def joined(texts: Iterable[str]) -> str:
    """Several answers of one field, of which nobody decided; one stands as it is."""
    said = [text or NOTHING for text in texts]
    if len(said) < 2:
        return "".join(text for text in said if text != NOTHING)
    return f"{' / '.join(said)} {UNSETTLED}"


def said(state: State, question: Question, key: str = "") -> str:
    """The answer of a question, or of one row of it."""
    values = state.values(f"answer:{question.id}:{key}" if key else f"answer:{question.id}")
    return joined(answer_text(question, value) for value in values)


def label_of(form: Form, question: Question, *, longest: int = LONGEST_LABEL) -> str:
    """Where the paper asks it, and in short what: an own number, or that of what it is part of."""
    number = number_of(form, question.id)
    title = " ".join((question.title or question.id).split())
    text = f"{number} {title}".lstrip()
    section = next((known for known in form.all_sections() if _holds(known, question)), Section(""))
    if section.indicators:
        text = f"ตัวชี้วัดที่ {', '.join(section.indicators)} {'ข้อ ' if number else ''}{text}"
    elif not number and (section.number or section.heading):
        text = f"{section.number or section.heading} {text}"
    return shortened(text, longest)


def shortened(text: str, longest: int) -> str:
    """Up to a space if there is one in its second half; Thai may have none for long. A letter keeps its
    vowels and marks."""
    if len(text) <= longest:
        return text
    cut = text.rfind(" ", longest // 2, longest)
    if cut < 0:
        cut = next(at for at in range(longest, -1, -1) if at == 0 or not _BOUND.match(text[at - 1 : at + 1]))
    return f"{text[:cut]}…"


def number_of(form: Form, id: str) -> str:
    """How people find a question on the paper: `1)` alone would be any of several, `-` is no number."""
    number = ""
    for question in next((way for top in _tops(form) if (way := _way_to(top, id))), ()):
        own = question.number if question.number.strip("-") else ""
        is_whole = own.startswith(number.rstrip(".)") + ".") if number else True
        number = own if own and is_whole else f"{number} {own}".strip()
    return number


def field_label(form: Form, field: str, *, longest: int = LONGEST_LABEL) -> str:
    """What a field is about: the number and text of its question, and the part of it."""
    kind, subject, key = (*field.split(":"), "", "")[:3]
    question = form.question(subject)
    if question is None:
        return _KINDS.get(kind, field)
    parts = [_KINDS.get(kind, ""), label_of(form, question, longest=longest), _part(question, key)]
    return " · ".join(part for part in parts if part)


def value_text(form: Form, field: str, value: JsonValue) -> str:
    """What a field says, for lists that show it beside other fields."""
    if value is None:
        return NOTHING
    question = form.question((field + "::").split(":")[1]) or Question(id="", type="text")
    if field == "visited_on":
        question = Question(id="", type="date")
    return answer_text(question, value) or NOTHING


def person_text(person: Mapping[str, JsonValue]) -> str:
    position = person.get("position")
    return " ".join(filter(None, [str(person.get("name", "")), f"ตำแหน่ง {position}" if position else ""]))


def day_text(value: JsonValue) -> str:
    try:
        return format_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _composed(question: Question, value: Mapping[str, JsonValue]) -> str:
    if "name" in value or "position" in value:
        signed = [day_text(value["signed_on"])] if value.get("signed_on") else []
        return " ".join([person_text(value), *signed])
    option = question.option(str(value.get("option", "")))
    parts = (option.label if option else value.get("option"), value.get("text"), value.get("caption"))
    return " ".join(str(part) for part in parts if part)


def _part(question: Question, key: str) -> str:
    option = question.option(key)
    if option:
        return option.label
    row = next((row for row in question.score_rows if row.id == key), None)
    return f"{row.id} {row.name}" if row else ""


def _score(question: Question, value: JsonValue) -> str:
    if value == "incomplete":
        return question.setting("incomplete") or str(value)
    return _decimal(value, format_score)


def _decimal(value: JsonValue, write: Callable[[Decimal], str]) -> str:
    try:
        return write(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


_PLAIN: Final[Mapping[str, Callable[[Question, JsonValue], str]]] = MappingProxyType(
    {
        "integer": lambda _, value: format_whole(value) if isinstance(value, int) else str(value),
        "money": lambda _, value: _decimal(value, format_money),
        "score": _score,
        "score_table": _score,
        "date": lambda _, value: day_text(value),
    }
)


def _tops(form: Form) -> Iterator[Question]:
    for section in form.all_sections():
        yield from (item for item in section.items if isinstance(item, Question))


def _way_to(question: Question, id: str) -> tuple[Question, ...]:
    """From a question of the form down to one of its parts."""
    if question.id == id:
        return (question,)
    return next(((question, *way) for item in question.items if (way := _way_to(item, id))), ())


def _holds(section: Section, question: Question) -> bool:
    own = (item for item in section.items if isinstance(item, Question))
    return any(known is question for item in own for known in item.walk())
