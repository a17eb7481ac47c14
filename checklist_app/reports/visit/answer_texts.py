"""What stands at one question, in one cell: all its fields in words, and its value to compute with. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from checklist_app.catalog import Question, parent_state
from checklist_app.documents import CellValue
from checklist_app.reports.visit.answers import answer_text
from checklist_app.store import JsonValue, canonical
from checklist_app.visits import Operation, State

_PARENTS: Final = {"all": "ครบทุกข้อย่อย", "some": "บางข้อย่อย", "none": "ยังไม่มีข้อย่อยใด"}
_KEYED: Final = {"people": "row", "signature": "sign"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at one question: in words, as one value if it is one, by which operations, and how many
    different things are said where people disagree."""

    text: str = ""
    value: CellValue = None
    heads: tuple[Operation, ...] = ()
    disputed: int = 0

    @property
    def latest(self) -> datetime | None:
        return max((moment_of(head.at) for head in self.heads), default=None)


def answered(question: Question, state: State) -> Answer:
    """Answers in several fields (options, rows, people) are put together in one text."""
    fields = [*_fields(question, state)]
    spoken = [(label, name) for label, name in fields if _says(state, name)]
    heads = tuple(head for _, name in spoken for head in state.fields[name].heads)
    disputed = sum(len(state.values(name)) for _, name in fields if state.is_disputed(name))
    lines = [_line(question, label, name, state) for label, name in spoken]
    text = "\n".join(filter(None, lines)) or _parent(question, state)
    return Answer(text, _value(question, state), heads, disputed)


def value_text(value: JsonValue) -> str:
    """A value as the history shows it. Drawn lines are counted: nobody reads them in a table, and the
    visit file has them."""
    if value is None:
        return ""
    if isinstance(value, str | int):
        return answer_text(Question(id="", type="tick"), value)
    if isinstance(value, dict) and isinstance(value.get("strokes"), list):
        strokes = value["strokes"]
        count = len(strokes) if isinstance(strokes, list) else 0
        value = {**value, "strokes": f"{count} เส้น"}
    return canonical({"": value}).decode().removeprefix('{"":').removesuffix("}")


def moment_of(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _fields(question: Question, state: State) -> Iterator[tuple[str, str]]:
    """Label and name of every field that is about the question, in the order of the form."""
    answer = f"answer:{question.id}"
    if question.type == "multiple_choice":
        yield from ((option.label, f"{answer}:{option.id}") for option in question.options)
    elif question.type == "score_table":
        yield from ((f"{row.id}. {row.name}", f"{answer}:{row.id}") for row in question.score_rows)
    elif question.type in _KEYED:
        own = (f"{_KEYED[question.type]}:{question.id}", f"{_KEYED[question.type]}:{question.id}:")
        yield from (("", name) for name in sorted(state.fields) if name == own[0] or name.startswith(own[1]))
    elif question.type == "photo":
        yield from (("", name) for name in sorted(state.fields) if _is_of(question, name, state))
    else:
        yield "", answer


def _is_of(question: Question, name: str, state: State) -> bool:
    values = state.values(name) if name.startswith("photo:") else ()
    return any(isinstance(value, dict) and value.get("item") == question.id for value in values)


def _says(state: State, name: str) -> bool:
    return any(value is not None for value in state.values(name))


def _line(question: Question, label: str, name: str, state: State) -> str:
    texts = [_text(question, value) for value in state.values(name) if value is not None]
    if question.type == "multiple_choice":
        return _options(label, state.values(name))
    joined = " / ".join(texts)
    return f"{label}: {joined}" if label else joined


def _options(label: str, values: tuple[JsonValue, ...]) -> str:
    given = [str(value["text"]) if isinstance(value, dict) else "" for value in values if value]
    return " / ".join(f"{label}: {text}" if text else label for text in given)


def _text(question: Question, value: JsonValue) -> str:
    text = answer_text(question, value)
    return text or "ภาพ" if question.type == "photo" else text


def _parent(question: Question, state: State) -> str:
    """What the ticks of its parts make of a question that has none of its own."""
    if not question.derived:
        return ""
    leaves = [leaf for leaf in question.walk() if leaf.is_leaf and leaf.type == "tick"]
    if not any(_says(state, f"answer:{leaf.id}") for leaf in leaves):
        return ""
    return _PARENTS[parent_state([state.value(f"answer:{leaf.id}") is True for leaf in leaves])]


def _value(question: Question, state: State) -> CellValue:
    value = state.value(f"answer:{question.id}")
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if question.type in ("score", "money"):
        return _decimal(value)
    if question.type == "date":
        return _date(value)
    return str(value["option"]) if isinstance(value, dict) and "option" in value else None


def _decimal(value: JsonValue) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _date(value: JsonValue) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
