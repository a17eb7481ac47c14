"""What the tablet at a counter must know to work for days without network: the questions and every sentence,
in all languages. Pure, and about nobody."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from checklist_app.resources import DATA
from checklist_app.store import Body
from checklist_app.surveys.asking.languages import FIRST, form_languages, form_words
from checklist_app.surveys.asking.questions import Questions
from checklist_app.surveys.model import Point

FOLDER: Final = DATA / "surveys" / "kiosk"
"""What only the tablet says, one file a language as in data/surveys/languages."""
SCRIPT: Final = "js/surveys/kiosk.js"
SCRIPTS: Final = (
    SCRIPT,
    "js/surveys/kiosk_delivery.js",
    "js/surveys/kiosk_device.js",
    "js/surveys/kiosk_faces.js",
    "js/surveys/kiosk_ids.js",
    "js/surveys/kiosk_memory.js",
    "js/surveys/kiosk_screen.js",
    "js/surveys/kiosk_session.js",
    "js/surveys/kiosk_staff.js",
    "js/surveys/kiosk_store.js",
    "js/surveys/kiosk_words.js",
)
"""All modules of the page, which a browser fetches at once and keeps."""
SHEETS: Final = ("css/tokens.css", "css/base.css", "css/components.css", "css/kiosk.css")


def page_of(point: Point, agency: str, questions: Questions) -> Body:
    return {
        "code": point.code,
        "agency": agency,
        "point": {FIRST: point.name, "en": point.name_en or point.name},
        "opens": point.opens.isoformat() if point.opens else None,
        "ends": point.ends.isoformat() if point.ends else None,
        "version": questions.version,
        "questions": questions.body["questions"],
        "languages": [_language(language) for language in form_languages()],
    }


def edition(page: Body, files: str) -> str:
    """Another text when the page or its files (told by their version) are others: the tablet then loads
    itself anew, as soon as nobody is answering."""
    said = json.dumps(page, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{files}\n{said}".encode()).hexdigest()[:12]


def _language(language: str) -> Body:
    words = form_words(language)
    return {
        "id": language,
        "name": str(words["name"]),
        "ratings": dict(words["ratings"]),
        "words": dict(kiosk_words(language)),
    }


@cache
def kiosk_words(language: str) -> Mapping[str, str]:
    """Thai where the language lacks something."""
    known = _read(FIRST)
    return known if language == FIRST else {**known, **_read(language)}


def _read(language: str) -> Mapping[str, str]:
    file = FOLDER / f"{language}.json"
    words: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return words
