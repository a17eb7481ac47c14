"""The languages of the citizens' form: one file each in data/surveys/languages, so that a further one is a
file. A sentence that a file lacks is said in Thai."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from checklist_app.resources import DATA

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
    known = _read(FIRST)
    return known if language == FIRST else {**known, **_read(language)}


def rating_word(rating: int, language: str = FIRST) -> str:
    return str(form_words(language)["ratings"][str(rating)])


def _read(language: str) -> Mapping[str, Any]:
    file = FOLDER / f"{language}.json"
    words: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return words
