"""The pages around everything else: home, about, and what browsers and robots ask for."""

from flask import Blueprint, Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from checklist_app.web.access import PUBLIC, SIGNED_IN, access
from checklist_app.web.context import current_person
from checklist_app.web.dashboard import dashboard
from checklist_app.web.static import static_url

pages = Blueprint("shell", __name__)

# Whatever tells of anybody is behind the sign-in; what is left may be found.
ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /recover\n"


@pages.get("/")
@access(SIGNED_IN)
def home() -> str:
    return render_template("web/home.html", dashboard=dashboard(current_person()))


@pages.get("/about")
@access(PUBLIC)
def about() -> str:
    return render_template("web/about.html")


@pages.get("/robots.txt")
@access(PUBLIC)
def robots() -> Response:
    return Response(
        ROBOTS, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "max-age=86400"}
    )


@pages.get("/favicon.ico")
@access(PUBLIC)
def favicon() -> AnyResponse:
    return redirect(static_url("img/icon.svg"))
