"""The real addresses of the phone app: the same pages as its shells, for whoever may open them.
With the app installed the phone answers these itself."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.visits.rules import READING, WRITING
from checklist_app.visits.words import status_name
from checklist_app.web.access import SIGNED_IN, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.kept import kept

pages = Blueprint("visits", __name__)

ON_A_PAGE = 50
LAST_PLACE = 1_000_000
pages.add_app_template_global(status_name)


@pages.get("/visits")
@access(SIGNED_IN)
def home() -> ResponseReturnValue:
    """Where the installed app begins, also for those who make no visits."""
    if current_person().role not in WRITING:
        return redirect(url_for("shell.home"))
    return kept(render_template("visits/home.html"))


@pages.get("/visits/<any(new, ready, join):name>")
@access(WRITING)
def own(name: str) -> ResponseReturnValue:
    return kept(render_template(f"visits/{name}.html"))


@pages.get("/visits/<id>")
@access(WRITING)
def visit(id: str) -> ResponseReturnValue:
    form = collections().visits.form_at(current_person(), id)
    return kept(render_template("visits/form.html", form=form))


@pages.get("/visits/<id>/paper")
@access(WRITING)
def paper(id: str) -> ResponseReturnValue:
    form = collections().visits.form_at(current_person(), id)
    return kept(render_template("visits/paper.html", form=form))


@pages.get("/visits/<id>/<any(team, close):name>")
@access(WRITING)
def of_visit(id: str, name: str) -> ResponseReturnValue:
    collections().visits.form_at(current_person(), id)
    return kept(render_template(f"visits/{name}.html"))


@pages.get("/visits/office")
@access(READING)
def office() -> str:
    first = request.args.get("from", 0, type=int)
    first = min(max(first, 0), LAST_PLACE)
    visits = collections().visits.overview(current_person(), first=first, most=ON_A_PAGE + 1)
    return render_template(
        "visits/office.html",
        visits=visits[:ON_A_PAGE],
        previous=max(first - ON_A_PAGE, 0) if first else None,
        next=first + ON_A_PAGE if len(visits) > ON_A_PAGE else None,
    )
