"""What the scripts of the phone app say: data/wording/phone by key, and by code the sentences of those
problems that also come up on the phone. A page carries them along, so they work offline."""

import json
from collections.abc import Mapping
from functools import cache

from markupsafe import Markup

from checklist_app.resources import DATA
from checklist_app.web.language import language
from checklist_app.wording import Language, problem_wording

FOLDER = DATA / "wording" / "phone"
ALSO_ON_THE_PHONE = (
    "catalog.answer_",
    "store.not_",
    "store.number_too_large",
    "store.too_deep",
    "thai.",
    "visits.",
)
# Inside a script element only these could end it or be read as markup.
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028"})


def phone_words() -> Markup:
    """JSON for <script type="application/json" id="words">, in the reader's language."""
    return _as_json(language())


def words(spoken: Language) -> Mapping[str, str]:
    return {key: said[spoken] for key, said in {**_problems(), **own_words()}.items()}


def own_words() -> Mapping[str, Mapping[Language, str]]:
    merged: dict[str, Mapping[Language, str]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        merged.update(json.loads(file.read_text("utf-8")))
    return merged


def _problems() -> Mapping[str, Mapping[Language, str]]:
    known = problem_wording().items()
    return {
        code: {"th": said["th"], "en": said["en"]}
        for code, said in known
        if code.startswith(ALSO_ON_THE_PHONE)
    }


@cache
def _as_json(spoken: Language) -> Markup:
    text = json.dumps(words(spoken), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.translate(_HARMLESS))  # noqa: S704 - every character that could be markup is escaped
