"""What people read: sentences for problems by code, and English for the Thai of pages.
Reads data/wording once, on first use. A missing sentence shows as missing; it never fails."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from checklist_app.errors import Problem
from checklist_app.resources import DATA

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "th"

_THAI = re.compile(r"[\u0e00-\u0e7f]")
_UNWORDED = {
    "th": "ระบบทำตามคำสั่งไม่ได้ กรุณาลองใหม่ หากยังพบอีกโปรดแจ้งผู้ดูแลระบบพร้อมรหัส {code}",
    "en": "The system could not do this. Please try again, or tell the administrator this code: {code}",
}


def say(problem: Problem, language: Language = DEFAULT_LANGUAGE) -> str:
    """The sentence for a problem, with its parameters filled in."""
    sentences = problem_wording().get(problem.code, {})
    sentence = sentences.get(language) or sentences.get(DEFAULT_LANGUAGE) or _UNWORDED[language]
    return fill(sentence, {"code": problem.code, **problem.parameters})


def translate(text: str, language: Language = DEFAULT_LANGUAGE, /, **values: object) -> str:
    """Thai text of a page in the language of its reader; `{name}` is filled from `values`."""
    if language == DEFAULT_LANGUAGE:
        return fill(texts("th").get(text, text), values)
    known = texts(language).get(text)
    if known is None:
        known = f"⟦{text}⟧" if _THAI.search(text) else text
    return fill(known, values)


def fill(sentence: str, values: Mapping[str, object]) -> str:
    """A gap without a value stays as it is, so that whoever reads it can tell what is missing."""
    return re.sub(r"\{(\w+)\}", lambda gap: str(values.get(gap[1], gap[0])), sentence)


@cache
def problem_wording() -> Mapping[str, Mapping[str, str]]:
    return _merged(DATA / "wording" / "problems")


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Texts by what stands in the code: Thai of ours, or English of a library (in the folder th)."""
    return _merged(DATA / "wording" / language)


def _merged(folder: Path) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for file in sorted(folder.glob("*.json")):
        merged.update(json.loads(file.read_text("utf-8")))
    return merged
