"""The citizens' form as its page shows it: the questions in the language of the reader, with what was filled
in and what is wrong with it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from checklist_app.errors import Problem
from checklist_app.surveys.answering.given import LONGEST_TEXT
from checklist_app.surveys.asking.languages import FIRST, form_words, problem_in, said_in
from checklist_app.surveys.asking.questions import Option, Question, QuestionKind, Questions, Words
from checklist_app.surveys.model import RATINGS, UNUSED
from checklist_app.thai import format_date

NONCE: Final = "nonce"
TRAP: Final = "extra-line"
"""A field that nobody sees; no browser fills it in by itself, because it is called like nothing."""
LONGEST_GIVEN_BACK: Final = 20 * LONGEST_TEXT
"""Of a text that was far too long: enough to shorten it, not enough to make us a mirror of megabytes."""


class Said(NamedTuple):
    """A text with the language that it is in, for whoever reads it aloud."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    said: Said
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `text` is what was written, `wrong` why it cannot be taken."""

    id: str
    kind: QuestionKind
    said: Said
    hint: Said
    required: bool
    choices: tuple[Choice, ...]
    text: str
    wrong: str

    @property
    def first(self) -> str:
        """The id of what a link to this question leads to."""
        return f"q-{self.id}-{self.choices[0].value}" if self.choices else f"q-{self.id}"


def asked_of(
    questions: Questions,
    language: str,
    fields: Mapping[str, str],
    faults: Iterable[Problem] = (),
) -> tuple[Asked, ...]:
    wrong = {fault.field: problem_in(fault, language) for fault in faults}
    return tuple(
        Asked(
            id=question.id,
            kind=question.kind,
            said=_said(question.text, language),
            hint=_said(question.hint, language),
            required=question.required,
            choices=_choices(question, language, fields.get(question.id, "").strip()),
            text=fields.get(question.id, "")[:LONGEST_GIVEN_BACK],
            wrong=wrong.get(question.id, ""),
        )
        for question in questions.questions
    )


def shown_day(day: date, language: str) -> str:
    """In the Buddhist Era for who reads Thai."""
    return format_date(day) if language == FIRST else f"{day.day} {day:%B %Y}"


def _choices(question: Question, language: str, given: str) -> tuple[Choice, ...]:
    if question.kind is QuestionKind.CHOICE:
        return tuple(_option(option, language, given) for option in question.options)
    if question.kind is QuestionKind.RATING:
        return tuple(_rating(rating, language, given) for rating in (*RATINGS, UNUSED))
    return ()


def _option(option: Option, language: str, given: str) -> Choice:
    return Choice(option.id, _said(option.text, language), option.id == given)


def _rating(rating: int, language: str, given: str) -> Choice:
    word = str(form_words(language)["ratings"][str(rating)])
    return Choice(str(rating), Said(word, language), str(rating) == given)


def _said(words: Words, language: str) -> Said:
    return Said(*said_in(words, language))
