"""What the scripts of the phone app say: data/wording/phone by key, and by code the sentences of problems.
A page carries along what its own scripts may say, so that they work offline; what the office refuses comes
with its sentence."""

import json
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

from checklist_app.resources import DATA
from checklist_app.web.language import language
from checklist_app.web.scripts import Scripts
from checklist_app.web.static import assets
from checklist_app.wording import Language, problem_wording

FOLDER = DATA / "wording" / "phone"
MOST_PAGES = 64  # more than there are, in both languages
# Inside a script element only these could end it or be read as markup.
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028"})


def phone_words(script: str) -> Markup:
    """JSON for <script type="application/json" id="words">, in the reader's language: what a page with this
    module may say."""
    return _as_json(language(), assets().scripts, script)


def words(spoken: Language) -> Mapping[str, str]:
    problems = {code: said[spoken] for code, said in problem_wording().items()}
    return problems | {key: said[spoken] for key, said in own_words().items()}


def own_words() -> Mapping[str, Mapping[Language, str]]:
    merged: dict[str, Mapping[Language, str]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        merged.update(json.loads(file.read_text("utf-8")))
    return merged


@lru_cache(maxsize=MOST_PAGES)
def _as_json(spoken: Language, scripts: Scripts, script: str) -> Markup:
    known = words(spoken)
    said = {key: known[key] for key in scripts.said_on(script, known)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.translate(_HARMLESS))  # noqa: S704 - every character that could be markup is escaped
