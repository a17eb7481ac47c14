"""What citizens are asked: a version of the questions, frozen. The standard ones are data of ours
(data/surveys/standard-*.json, which never change); an agency's own are versions of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from checklist_app.resources import DATA
from checklist_app.store import Body

STANDARD: Final = "standard-1"
VISITOR, OUTCOME, OVERALL, COMMENT = "visitor", "outcome", "overall", "comment"
"""What reports know by its id: who asks for service, whether it was given, the verdict, the wish."""

Words = Mapping[str, str]
"""One text by language; Thai is always there."""


class QuestionKind(StrEnum):
    CHOICE = "choice"
    RATING = "rating"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: Words


@dataclass(frozen=True, slots=True)
class Question:
    """A rating without an aspect stands for itself, such as the verdict on everything."""

    id: str
    kind: QuestionKind
    text: Words
    hint: Words
    aspect: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()

    def option(self, id: str) -> Option | None:
        return next((option for option in self.options if option.id == id), None)


@dataclass(frozen=True, slots=True)
class Aspect:
    id: str
    name: Words


@dataclass(frozen=True, slots=True)
class Questions:
    version: str
    aspects: tuple[Aspect, ...]
    questions: tuple[Question, ...]

    @property
    def ratings(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.kind is QuestionKind.RATING)

    def get(self, id: str) -> Question | None:
        return next((question for question in self.questions if question.id == id), None)

    def of_aspect(self, aspect: str) -> tuple[Question, ...]:
        return tuple(question for question in self.ratings if question.aspect == aspect)

    @property
    def body(self) -> Body:
        return {
            "aspects": [{"id": aspect.id, "name": dict(aspect.name)} for aspect in self.aspects],
            "questions": [_question_body(question) for question in self.questions],
        }


def worded(words: Words, language: str) -> str:
    """In this language, else in Thai."""
    return words.get(language) or words.get("th", "")


@cache
def standard(version: str = STANDARD) -> Questions:
    file = DATA / "surveys" / f"{version}.json"
    return read_questions(version, json.loads(file.read_text("utf-8")))


@cache
def standard_versions() -> frozenset[str]:
    return frozenset(file.stem for file in (DATA / "surveys").glob("standard-*.json"))


def is_standard(version: str) -> bool:
    return version.startswith("standard-")


def read_questions(version: str, body: Mapping[str, Any]) -> Questions:
    return Questions(
        version=version,
        aspects=tuple(Aspect(str(each["id"]), each["name"]) for each in body["aspects"]),
        questions=tuple(map(_question, body["questions"])),
    )


def _question(body: Mapping[str, Any]) -> Question:
    return Question(
        id=str(body["id"]),
        kind=QuestionKind(body["kind"]),
        text=body["text"],
        hint=body.get("hint", {}),
        aspect=str(body.get("aspect", "")),
        required=bool(body.get("required", False)),
        options=tuple(Option(str(each["id"]), each["text"]) for each in body.get("options", ())),
    )


def _question_body(question: Question) -> Body:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "text": dict(question.text),
        "hint": dict(question.hint),
        "aspect": question.aspect,
        "required": question.required,
        "options": [{"id": option.id, "text": dict(option.text)} for option in question.options],
    }
