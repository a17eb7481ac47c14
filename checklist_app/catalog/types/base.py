"""What a question type is: the contract of one entry in the table, and the helpers most types share."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from checklist_app.catalog.editions import mean
from checklist_app.catalog.model import Question
from checklist_app.errors import Problem, invalid
from checklist_app.store import JsonValue
from checklist_app.thai import clean

Value: TypeAlias = JsonValue


@dataclass(frozen=True, slots=True)
class Count:
    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Many answers of one question. Figures are None and counts empty where they say nothing."""

    answered: int
    counts: tuple[Count, ...] = ()
    mean: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuestionType:
    """`accept` turns an answer (never None) into its canonical value or raises a Problem; None means
    that nothing is left of it. `settings` are the keys of a form file that belong to this type only,
    with the kind of each: text, whole or flag. `takes` are the common parts that it can have."""

    id: str
    label: str
    explanation: str
    accept: Callable[[Question, Value], Value]
    cell: Callable[[Question, Value], str]
    summary: Callable[[Question, Sequence[Value]], Summary]
    settings: Mapping[str, str] = field(default_factory=dict)
    takes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    fixed_options: tuple[str, ...] = ()

    def canonical(self, question: Question, value: Value) -> Value:
        """The value as it is stored; None, an empty text and an empty list mean no answer."""
        if value in (None, "", [], {}):
            return None
        return self.accept(question, value)

    def export(self, question: Question, value: Value) -> str:
        """The canonical value as the text of one cell in CSV or XLSX."""
        return "" if value is None else self.cell(question, value)

    def summarise(self, question: Question, values: Iterable[Value]) -> Summary:
        return self.summary(question, [value for value in values if value is not None])


def wrong(question: Question, code: str, **parameters: str | int) -> Problem:
    return invalid(code, field=question.id, **parameters)


def text_of(question: Question, value: Value, *, longest: int) -> str:
    """Clean text of one or more lines, at most `longest` characters."""
    if not isinstance(value, str):
        raise wrong(question, "catalog.answer_not_text")
    if len(value) > 4 * longest:  # before any work is spent on it
        raise wrong(question, "catalog.answer_too_long", limit=longest)
    text = clean(value)
    if len(text) > longest:
        raise wrong(question, "catalog.answer_too_long", limit=longest)
    return text


def line_of(question: Question, value: Value, *, longest: int) -> str:
    return " ".join(text_of(question, value, longest=longest).split())


def object_of(question: Question, value: Value, *, known: frozenset[str]) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise wrong(question, "catalog.answer_not_an_object")
    if not value.keys() <= known:
        raise wrong(question, "catalog.answer_unknown_part", part=min(value.keys() - known)[:40])
    return value


def list_of(question: Question, value: Value, *, most: int) -> list[JsonValue]:
    if not isinstance(value, list):
        raise wrong(question, "catalog.answer_not_a_list")
    if len(value) > most:
        raise wrong(question, "catalog.answer_too_many", limit=most)
    return value


def without_empty(parts: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in parts.items() if value not in (None, "", [], {})}


def summary_of_numbers(_question: Question, values: Sequence[Value]) -> Summary:
    return numbers_summary([Decimal(str(value)) for value in values], answered=len(values))


def numbers_summary(numbers: Sequence[Decimal], *, answered: int) -> Summary:
    if not numbers:
        return Summary(answered=answered)
    return Summary(answered, (), mean(numbers), min(numbers), max(numbers), sum(numbers, Decimal(0)))


def summary_of_answered(_question: Question, values: Sequence[Value]) -> Summary:
    return Summary(answered=len(values))


def counted(question: Question, chosen: Iterable[str], *, answered: int) -> Summary:
    """How often each option was chosen, in the order of the form, those never chosen included."""
    counts = Counter(chosen)
    return Summary(
        answered=answered,
        counts=tuple(Count(option.id, option.label, counts[option.id]) for option in question.options),
    )
