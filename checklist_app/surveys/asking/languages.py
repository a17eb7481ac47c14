"""The languages of the citizens' form: one file each in data/surveys/languages, so that a further one is a
file. A sentence that a file lacks is said in Thai.

A further language may hold, beside what Thai and English hold: `dir` ("rtl"), `texts` (Thai texts of
questions and options with their translation, because the standard questions know two languages only), and
`problems` (sentences by code, as in data/wording/problems)."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from checklist_app.errors import Problem
from checklist_app.resources import DATA
from checklist_app.surveys.asking.questions import Words
from checklist_app.wording import LANGUAGES, fill, say

FOLDER: Final = DATA / "surveys" / "languages"
FIRST: Final = "th"


@cache
def form_languages() -> tuple[str, ...]:
    """Thai first, English next, then the others by their codes."""
    codes = sorted(file.stem for file in FOLDER.glob("*.json"))
    return tuple(sorted(codes, key=lambda code: (code != FIRST, code != "en", code)))


@cache
def form_words(language: str) -> Mapping[str, Any]:
    """Everything that the form says in this language, Thai where it lacks something."""
    known, own = _read(FIRST), _read(language)
    return {**known, **own, "ratings": {**known["ratings"], **own.get("ratings", {})}}


def rating_word(rating: int, language: str = FIRST) -> str:
    return str(form_words(language)["ratings"][str(rating)])


def said_in(words: Words, language: str) -> tuple[str, str]:
    """A text of a question, and the language that it is really in."""
    thai = words.get(FIRST, "")
    text = words.get(language) or form_words(language).get("texts", {}).get(thai)
    return (str(text), language) if text else (thai, FIRST)


def problem_in(problem: Problem, language: str) -> str:
    """What is wrong, for whoever fills in the form."""
    for spoken in LANGUAGES:
        if language == spoken:
            return say(problem, spoken)
    own = form_words(language).get("problems", {}).get(problem.code)
    return fill(own, problem.parameters) if own else say(problem)


def _read(language: str) -> Mapping[str, Any]:
    file = FOLDER / f"{language}.json"
    words: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return words
