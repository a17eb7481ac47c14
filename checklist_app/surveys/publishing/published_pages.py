"""What everybody may see: the published rounds of an agency, as a page and as open data. Pages of nobody in
particular: their address tells all of them, also the language, and they set no cookie."""

import json

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from checklist_app.accounts import Scope
from checklist_app.agencies import Agency
from checklist_app.documents import csv_bytes
from checklist_app.errors import Problem, ProblemKind, not_found
from checklist_app.surveys.counting.bands import BAND_SETS, band_of
from checklist_app.surveys.counting.result_charts import charts_of
from checklist_app.surveys.counting.results import month_name
from checklist_app.surveys.counting.statistics import percent
from checklist_app.surveys.listening.improvement_words import STATES
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.open_data import object_of, sheet_of
from checklist_app.surveys.publishing.publications import Publication, publication_of
from checklist_app.web.access import PUBLIC, access
from checklist_app.web.context import collections
from checklist_app.web.downloads import download
from checklist_app.web.language import ARGUMENT, keep_no_language, language, speak
from checklist_app.wording import DEFAULT_LANGUAGE, LANGUAGES

pages = Blueprint("survey_published", __name__)

RULES = {"band_of": band_of, "percent": percent, "month_name": month_name, "states": STATES}
FOR_A_WHILE = "public, max-age=300"


@pages.before_request
def _speak_as_the_address_says() -> None:
    keep_no_language()
    asked = request.args.get(ARGUMENT)
    speak(next((known for known in LANGUAGES if known == asked), DEFAULT_LANGUAGE))


@pages.after_request
def _may_be_kept(response: Response) -> Response:
    """By whatever lies between, as long as nobody is named on it."""
    response.vary.add("Cookie")
    if response.status_code == 200 and not request.cookies:
        response.headers["Cache-Control"] = FOR_A_WHILE
    return response


@pages.get("/p/<agency>", endpoint="all")
@access(PUBLIC)
def every_round(agency: str) -> ResponseReturnValue:
    found = _agency(agency)
    rounds = collections().surveys.rounds.published(found.id)
    return render_template("surveys/published/all.html", agency=found, rounds=rounds, **RULES)


@pages.get("/p/<agency>/<int:year>/<int:number>")
@access(PUBLIC)
def published(agency: str, year: int, number: int) -> ResponseReturnValue:
    publication = _publication(agency, Period.read(year, number))
    shown = publication.shown.results
    return render_template(
        "surveys/published/round.html",
        publication=publication,
        bands=BAND_SETS[publication.round.bands],
        charts=charts_of(shown, language()) if shown else None,
        **RULES,
    )


@pages.get("/p/<agency>/<int:year>/<int:number>.<any(csv, json):ending>")
@access(PUBLIC)
def data(agency: str, year: int, number: int, ending: str) -> ResponseReturnValue:
    publication = _publication(agency, Period.read(year, number))
    content = _written(publication, ending)
    key = publication.period.key
    response = make_response(
        download(content, ending, f"ผลสำรวจ-{publication.agency.name}-{key}", f"survey-{key}")
    )
    # Open data may be read from the page of anybody.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _written(publication: Publication, ending: str) -> bytes:
    if ending == "csv":
        return csv_bytes(sheet_of(publication))
    return json.dumps(object_of(publication), ensure_ascii=False, indent=1).encode()


def _publication(agency: str, period: Period) -> Publication:
    found = publication_of(collections().surveys, _agency(agency), period, language())
    if found is None:
        raise not_found("surveys.not_published")
    return found


def _agency(id: str) -> Agency:
    """The register is no secret; only what people do with it is."""
    try:
        return collections().agencies.fetch(Scope(everything=True), id)
    except Problem as problem:
        if problem.kind is ProblemKind.UNAVAILABLE:
            raise
        raise not_found("surveys.not_published") from problem
