"""The language of a page: Thai, or English by one tap (?lang=en), kept in a cookie."""

from typing import cast
from urllib.parse import quote, urlencode

from flask import Response, current_app, g, has_request_context, request
from markupsafe import Markup, escape

from checklist_app.wording import DEFAULT_LANGUAGE, LANGUAGES, Language, fill, translate

COOKIE = "language"
ARGUMENT = "lang"
_A_YEAR = 365 * 24 * 60 * 60


def _(text: str, /, **values: object) -> str:
    """Thai text in the reader's language, in templates and faces alike; HTML only from Markup values."""
    if not any(isinstance(value, Markup) for value in values.values()):
        return translate(text, language(), **values)
    sentence = str(escape(translate(text, language())))
    return Markup(fill(sentence, {name: escape(value) for name, value in values.items()}))  # noqa: S704


def language() -> Language:
    if not has_request_context():
        return DEFAULT_LANGUAGE
    if "language" not in g:
        asked = (request.args.get(ARGUMENT), request.cookies.get(COOKIE))
        g.language = next((known for known in asked if known in LANGUAGES), DEFAULT_LANGUAGE)
    return cast(Language, g.language)


def speak(wanted: Language) -> None:
    """For pages whose address says their language, whatever the reader's cookie says."""
    g.language = wanted


def keep_no_language() -> None:
    """For pages that set no cookie, whatever their address says."""
    g.keeps_no_language = True


def in_language(wanted: Language) -> str:
    """The address of this page in another language."""
    arguments = {**request.args.to_dict(flat=False), ARGUMENT: [wanted]}
    return f"{quote(request.path)}?{urlencode(arguments, doseq=True)}"


def remember(response: Response) -> Response:
    """After each request: keep what the person has just chosen."""
    if request.args.get(ARGUMENT) in LANGUAGES and "keeps_no_language" not in g:
        response.set_cookie(
            COOKIE,
            language(),
            max_age=_A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response
