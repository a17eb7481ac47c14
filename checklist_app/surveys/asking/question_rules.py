"""What questions may look like, and how a new version is made of an earlier one: which question is still the
same and keeps its id, because numbers are compared by it. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from checklist_app.errors import Problem, invalid
from checklist_app.surveys.asking.questions import (
    COMMENT,
    OUTCOME,
    OVERALL,
    VISITOR,
    Aspect,
    Option,
    Question,
    QuestionKind,
    Questions,
    Words,
)
from checklist_app.thai import clean

MOST_QUESTIONS: Final = 16
MOST_ASPECTS: Final = 8
MOST_OPTIONS: Final = 10
LONGEST_TEXT: Final = 200
LONGEST_NAME: Final = 100
FIXED: Final = (VISITOR, OUTCOME, OVERALL, COMMENT)
"""Whatever else is asked, these are, because reports know them."""
RESULT: Final = "result"
"""The aspect that many offices have in the place of one of the standard ones, and its question."""
NEW: Final = "new-"
"""Begins the place of an aspect that has no id yet."""

_ID: Final = re.compile(r"[a-z0-9_]{1,40}")
_KINDS: Final = {
    VISITOR: QuestionKind.CHOICE,
    OUTCOME: QuestionKind.CHOICE,
    OVERALL: QuestionKind.RATING,
    COMMENT: QuestionKind.TEXT,
}


@dataclass(frozen=True, slots=True)
class AspectRow:
    """One aspect as it stands in the editor: `key` is its id, or the place of a new one."""

    key: str
    name: Words
    removed: bool = False


@dataclass(frozen=True, slots=True)
class OptionRow:
    """`id` is empty for a new one."""

    id: str
    text: Words
    removed: bool = False


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as it stands in the editor: `id` is empty for a new one, `aspect` the key of an aspect.
    `same` says that a new wording means the same as the one before. Without an `order` a question comes
    before the verdict on everything."""

    id: str
    text: Words
    hint: Words = field(default_factory=dict)
    aspect: str = ""
    order: int | None = None
    same: bool = True
    removed: bool = False
    options: tuple[OptionRow, ...] = ()

    @property
    def unused(self) -> bool:
        """A row for one more, in which nothing was written; or one taken out."""
        empty = not self.id and not any(self.text.values()) and not any(self.hint.values())
        return empty or (self.removed and self.id not in FIXED)


@dataclass(frozen=True, slots=True)
class Edited:
    """The questions, and which row became which of them: its id, or "" for one that is not in use."""

    questions: Questions
    question_ids: tuple[str, ...]
    aspect_ids: tuple[str, ...]


def edited(
    source: Questions, aspects: Sequence[AspectRow], rows: Sequence[QuestionRow], *, new_id: Callable[[], str]
) -> Edited:
    """What the rows make of the version that they were filled from. Whether it may be asked so is another
    question; see `faults`."""
    aspect_ids = tuple(_aspect_id(source, row, new_id) for row in aspects)
    by_key = {row.key: id for row, id in zip(aspects, aspect_ids, strict=True)}
    ids = tuple("" if row.unused else _question_id(source, row, new_id) for row in rows)
    made = {
        id: _question(source, replace(row, aspect=by_key.get(row.aspect) or row.aspect), id, new_id)
        for row, id in zip(rows, ids, strict=True)
        if id
    }
    named = zip(aspects, aspect_ids, strict=True)
    return Edited(
        Questions(
            source.version,
            tuple(Aspect(id, _words(row.name)) for row, id in named if id),
            tuple(made[id] for id in _in_order(rows, ids)),
        ),
        ids,
        aspect_ids,
    )


def check(questions: Questions) -> None:
    """Raises the first fault."""
    for fault in faults(questions):
        raise fault


def faults(questions: Questions) -> list[Problem]:
    """Everything that speaks against asking this, each with the part that it is about as its field:
    question.<id>.text, .hint, .aspect or .options, aspect.<id>.name."""
    found = [*_faults_of_whole(questions), *_faults_of_aspects(questions)]
    known = {aspect.id for aspect in questions.aspects}
    for question in questions.questions:
        found += _faults_of_question(question, known)
    return found


# --- ids ----------------------------------------------------------------------------------------------


def _aspect_id(source: Questions, row: AspectRow, new_id: Callable[[], str]) -> str:
    if row.removed or (row.key.startswith(NEW) and not any(row.name.values())):
        return ""
    known = any(aspect.id == row.key for aspect in source.aspects)
    return row.key if known or row.key == RESULT else new_id()


def _question_id(source: Questions, row: QuestionRow, new_id: Callable[[], str]) -> str:
    """Its own while it is the same question. Reports know the fixed ones by theirs."""
    if row.id in FIXED:
        return row.id
    before = source.get(row.id)
    if before is None:
        return RESULT if row.id == RESULT else new_id()
    reworded = (_words(row.text), _words(row.hint)) != (dict(before.text), dict(before.hint))
    return new_id() if reworded and not row.same else row.id


def _option_id(before: Question | None, row: OptionRow, *, same: bool, new_id: Callable[[], str]) -> str:
    known = before.option(row.id) if before else None
    if known is None or (not same and _words(row.text) != dict(known.text)):
        return new_id()
    return row.id


# --- the questions ------------------------------------------------------------------------------------


def _question(source: Questions, row: QuestionRow, id: str, new_id: Callable[[], str]) -> Question:
    before = source.get(row.id)
    kind = _KINDS.get(id, QuestionKind.RATING)
    return Question(
        id=id,
        kind=kind,
        text=_words(row.text),
        hint=_words(row.hint),
        aspect="" if id in FIXED else row.aspect,
        required=id == OVERALL,
        options=_options(row, before, new_id) if kind is QuestionKind.CHOICE else (),
    )


def _options(row: QuestionRow, before: Question | None, new_id: Callable[[], str]) -> tuple[Option, ...]:
    used = (
        option for option in row.options if not option.removed and (option.id or any(option.text.values()))
    )
    return tuple(
        Option(_option_id(before, option, same=row.same, new_id=new_id), _words(option.text))
        for option in used
    )


def _in_order(rows: Sequence[QuestionRow], ids: Sequence[str]) -> list[str]:
    """By the numbers given; where two are equal, as they stand. What has none comes before the verdict."""
    orders = {id: row.order for row, id in zip(rows, ids, strict=True) if id}
    before_verdict = (orders.get(OVERALL) or len(rows) + 1) - 0.5

    def place(id: str) -> float:
        order = orders[id]
        return before_verdict if order is None else order

    return sorted(orders, key=place)


def _words(words: Words) -> dict[str, str]:
    """Cleaned, on one line, without the languages in which nothing is said."""
    said = {language: " ".join(clean(text).split()) for language, text in words.items()}
    return {language: text for language, text in said.items() if text}


# --- faults -------------------------------------------------------------------------------------------


def _faults_of_whole(questions: Questions) -> Iterator[Problem]:
    ids = [question.id for question in questions.questions]
    if len(ids) > MOST_QUESTIONS:
        yield invalid("surveys.too_many_questions", most=MOST_QUESTIONS, count=len(ids))
    sound = all(map(_ID.fullmatch, (*ids, *(aspect.id for aspect in questions.aspects))))
    if not sound or len(set(ids)) != len(ids):
        yield invalid("surveys.question_ids")
    if not all(map(_is_as_reports_know_it, questions.questions)) or not set(FIXED) <= set(ids):
        yield invalid("surveys.question_kinds")
    if not any(question.aspect for question in questions.ratings):
        yield invalid("surveys.no_rated_aspect")


def _is_as_reports_know_it(question: Question) -> bool:
    kind = _KINDS.get(question.id, QuestionKind.RATING)
    return question.kind is kind and question.required == (question.id == OVERALL)


def _faults_of_aspects(questions: Questions) -> Iterator[Problem]:
    if len(questions.aspects) > MOST_ASPECTS:
        yield invalid("surveys.too_many_aspects", most=MOST_ASPECTS, count=len(questions.aspects))
    names: set[str] = set()
    for aspect in questions.aspects:
        at = f"aspect.{aspect.id}.name"
        yield from _faults_of_words(aspect.name, at, LONGEST_NAME)
        if (name := aspect.name.get("th", "")) in names:
            yield invalid("surveys.aspect_twice", field=at, name=name)
        names.add(name)
        if not questions.of_aspect(aspect.id):
            yield invalid("surveys.aspect_without_question", field=at)


def _faults_of_question(question: Question, aspects: set[str]) -> Iterator[Problem]:
    at = f"question.{question.id}"
    yield from _faults_of_words(question.text, f"{at}.text", LONGEST_TEXT)
    if any(len(text) > LONGEST_TEXT for text in question.hint.values()):
        yield invalid("surveys.wording_too_long", field=f"{at}.hint", most=LONGEST_TEXT)
    if question.aspect and question.aspect not in aspects:
        yield invalid("surveys.aspect_gone", field=f"{at}.aspect")
    if question.kind is QuestionKind.CHOICE:
        yield from _faults_of_options(question.options, f"{at}.options")


def _faults_of_options(options: Sequence[Option], at: str) -> Iterator[Problem]:
    if not 2 <= len(options) <= MOST_OPTIONS:
        yield invalid("surveys.option_count", field=at, least=2, most=MOST_OPTIONS)
    texts = [option.text.get("th", "") for option in options]
    if not all(texts):
        yield invalid("surveys.thai_missing", field=at)
    if len(set(texts)) != len(texts) or len({option.id for option in options}) != len(options):
        yield invalid("surveys.option_twice", field=at)
    if any(len(text) > LONGEST_NAME for option in options for text in option.text.values()):
        yield invalid("surveys.wording_too_long", field=at, most=LONGEST_NAME)
    if not all(_ID.fullmatch(option.id) for option in options):
        yield invalid("surveys.question_ids")


def _faults_of_words(words: Mapping[str, str], at: str, most: int) -> Iterator[Problem]:
    if not words.get("th"):
        yield invalid("surveys.thai_missing", field=at)
    if any(len(text) > most for text in words.values()):
        yield invalid("surveys.wording_too_long", field=at, most=most)
