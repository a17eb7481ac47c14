"""What was filled in, read as answers to a version of the questions. Pure; what is not asked is not kept."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from checklist_app.errors import Problem, invalid
from checklist_app.surveys.asking.questions import Question, QuestionKind, Questions
from checklist_app.surveys.listening.scrubbing import scrub
from checklist_app.surveys.model import BEST, UNUSED, Given
from checklist_app.thai import clean, to_arabic

LONGEST_TEXT: Final = 500


def read_given(questions: Questions, fields: Mapping[str, str]) -> dict[str, Given]:
    """The answers among the fields, or the first fault as a Problem with the question as its field.
    A question that was left out is not in it."""
    given: dict[str, Given] = {}
    for question in questions.questions:
        text = clean(fields.get(question.id, ""))
        if text:
            given[question.id] = _read(question, text)
        elif question.required:
            raise invalid("surveys.answer_missing", field=question.id)
    return {id: value for id, value in given.items() if value != ""}


def faults(questions: Questions, fields: Mapping[str, str]) -> list[Problem]:
    """Every fault, for a form that shows them all."""
    found = []
    for question in questions.questions:
        only = Questions(questions.version, questions.aspects, (question,))
        try:
            read_given(only, fields)
        except Problem as problem:
            found.append(problem)
    return found


def _read(question: Question, text: str) -> Given:
    if question.kind is QuestionKind.TEXT:
        return _text(question, text)
    if question.kind is QuestionKind.CHOICE:
        if question.option(text) is None:
            raise invalid("surveys.not_an_option", field=question.id)
        return text
    return _rating(question, to_arabic(text))


def _rating(question: Question, text: str) -> int:
    if text not in {str(rating) for rating in range(UNUSED, BEST + 1)}:
        raise invalid("surveys.not_an_option", field=question.id)
    return int(text)


def _text(question: Question, text: str) -> str:
    said = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C")
    if len(said) > LONGEST_TEXT:
        raise invalid("surveys.text_too_long", field=question.id, most=LONGEST_TEXT, length=len(said))
    return scrub(said.strip())
