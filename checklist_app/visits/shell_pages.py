"""The pages of the phone app as shells: public, without a word about anybody, kept by the phone. What
they show is filled in by script from what the phone holds."""

import json

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from checklist_app.catalog import KeptForm
from checklist_app.clock import today
from checklist_app.visits.definition import definition
from checklist_app.visits.exchange import DIGEST_IN_ID
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections
from checklist_app.web.kept import kept
from checklist_app.web.language import speak
from checklist_app.wording import LANGUAGES, Language

pages = Blueprint("visit_shells", __name__, url_prefix="/shells")

NAMES = ("home", "new", "ready", "join", "team", "close")
PARTS = ("", "/paper")


@pages.get("/<any(th, en):spoken>/visits/<any(home, new, ready, join, team, close):name>")
@access(PUBLIC)
def shell(spoken: Language, name: str) -> AnyResponse:
    speak(spoken)
    return kept(render_template(f"visits/{name}.html"))


@pages.get("/<any(th, en):spoken>/forms/<beginning>")
@access(PUBLIC)
def form(spoken: Language, beginning: str) -> AnyResponse:
    speak(spoken)
    return kept(render_template("visits/form.html", form=_kept_form(beginning).form))


@pages.get("/<any(th, en):spoken>/forms/<beginning>/paper")
@access(PUBLIC)
def paper(spoken: Language, beginning: str) -> AnyResponse:
    speak(spoken)
    return kept(render_template("visits/paper.html", form=_kept_form(beginning).form))


@pages.get("/forms/<beginning>.json")
@access(PUBLIC)
def form_definition(beginning: str) -> AnyResponse:
    found = _kept_form(beginning)
    body = definition(found.form, found.editions.year, found.editions.previous_year)
    return kept(json.dumps(body, ensure_ascii=False, separators=(",", ":")), "application/json")


def addresses() -> list[str]:
    """Everything of visits that a phone keeps from the start."""
    forms = [form.digest[:DIGEST_IN_ID] for form in collections().packing.forms_of(today())]
    return [
        *(f"/shells/{spoken}/visits/{name}" for spoken in LANGUAGES for name in NAMES),
        *(f"/shells/{spoken}/forms/{form}{part}" for form in forms for spoken in LANGUAGES for part in PARTS),
        *(f"/shells/forms/{form}.json" for form in forms),
    ]


def _kept_form(beginning: str) -> KeptForm:
    forms = collections().forms
    return forms.kept_with_editions(forms.kept_as(beginning))
