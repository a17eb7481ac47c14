"""What a page carries inside itself, so that it is one request: its sheet and its script, without comments
and indents, and the policy under which a browser runs just these."""

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from markupsafe import Markup

from checklist_app.web.static import Assets, assets

_COMMENTS: Final = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_INDENTS: Final = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Inside:
    sheet: Markup
    script: Markup
    policy: str


def inside(sheets: tuple[str, ...], script: str) -> Inside:
    """Of these files; the first sheets come first."""
    return _inside(assets(), sheets, script)


@lru_cache(maxsize=8)  # made once; an app has the same files as long as it runs
def _inside(held: Assets, sheets: tuple[str, ...], script: str) -> Inside:
    sheet = "\n".join(_short(held.by_name[name]) for name in sheets)
    code = _short(held.by_name[script])
    policy = {
        "default-src": "'none'",
        "script-src": _hash(code),
        "style-src": _hash(sheet),
        "img-src": "data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    whole = "; ".join(f"{name} {value}" for name, value in policy.items())
    return Inside(Markup(sheet), Markup(code), whole)  # noqa: S704 - files of ours


def _short(content: bytes) -> str:
    return _INDENTS.sub("\n", _COMMENTS.sub("", content.decode())).strip()


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
