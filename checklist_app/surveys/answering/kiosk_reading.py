"""What a tablet at a counter sends, read strictly. Pure. One answer that cannot be read must not keep the
others waiting for ever, so each is judged by itself."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.ids import ALPHABET
from checklist_app.surveys.answering.answers import KioskAnswer
from checklist_app.surveys.answering.given import read_given
from checklist_app.surveys.asking.questions import Questions

LARGEST: Final = 64 * 1024
MOST: Final = 50
_ID: Final = re.compile(f"[{ALPHABET}]{{20}}")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VERSION: Final = re.compile("[a-z0-9-]{1,40}")

Asked = Callable[[str], Questions | None]
"""The questions of a version that an agency has had, if it has."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The answers by their ids, not yet read."""

    permit: str
    answers: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Refusal:
    id: str
    problem: Problem


def read_delivery(content: bytes) -> Delivery:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise invalid("surveys.kiosk_delivery") from error
    if not isinstance(body, dict) or not isinstance(body.get("pass"), str):
        raise invalid("surveys.kiosk_delivery")
    answers = body.get("answers")
    if not isinstance(answers, list) or len(answers) > MOST or not all(map(_is_named, answers)):
        raise invalid("surveys.kiosk_delivery")
    return Delivery(body["pass"], {answer["id"]: answer for answer in answers})


def sorted_out(delivery: Delivery, asked: Asked) -> tuple[list[KioskAnswer], list[Refusal]]:
    """What can be kept, and what cannot with the reason."""
    read, refused = [], []
    for id, answer in delivery.answers.items():
        try:
            read.append(_answer(id, answer, asked))
        except Problem as problem:
            if problem.kind is ProblemKind.UNAVAILABLE:  # of the store: the tablet sends it again
                raise
            refused.append(Refusal(id, problem))
    return read, refused


def _is_named(answer: object) -> bool:
    """Whether it could be refused by its id."""
    return isinstance(answer, dict) and _is(_ID, answer.get("id"))


def _answer(id: str, answer: Mapping[str, Any], asked: Asked) -> KioskAnswer:
    fast, version = answer.get("fast"), answer.get("questions")
    if not isinstance(fast, bool) or not isinstance(version, str) or not _is(_VERSION, version):
        raise invalid("surveys.kiosk_answer")
    questions = asked(version)
    if questions is None:
        raise invalid("surveys.kiosk_questions")
    given = read_given(questions, _texts(answer.get("given")))
    return KioskAnswer(id, _day(answer.get("day")), version, given, fast)


def _texts(given: object) -> Mapping[str, str]:
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise invalid("surveys.kiosk_answer")
    return given


def _day(text: object) -> date:
    try:
        if isinstance(text, str) and _is(_DAY, text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # such as 31 February
    raise invalid("surveys.kiosk_answer")


def _is(pattern: re.Pattern[str], text: object) -> bool:
    return isinstance(text, str) and pattern.fullmatch(text) is not None
