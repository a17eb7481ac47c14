"""What the answers say, in the browser, with charts and files."""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist_app.agencies import Agency
from checklist_app.clock import now
from checklist_app.documents import csv_bytes
from checklist_app.surveys.counting.bands import BAND_SETS, band_of
from checklist_app.surveys.counting.result_charts import charts_of
from checklist_app.surveys.counting.result_reading import Reading, read_results
from checklist_app.surveys.counting.result_sheets import figures_sheet, result_workbook
from checklist_app.surveys.counting.results import month_name
from checklist_app.surveys.counting.statistics import percent
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.small_cells import FOR_THE_EXECUTIVE
from checklist_app.web.access import SIGNED_IN, access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.language import language
from checklist_app.wording import DEFAULT_LANGUAGE, Language

pages = Blueprint("survey_results", __name__)

RULES: Final = {
    "band_of": band_of,
    "month_name": month_name,
    "percent": percent,
    "smallest": FOR_THE_EXECUTIVE,
}


@pages.get("/surveys/<agency>/results/<int:year>/<int:number>")
@access(SIGNED_IN)
def results(agency: str, year: int, number: int) -> ResponseReturnValue:
    known, period = _settled(agency), Period.read(year, number)
    reading = _reading(known, period, language())
    return render_template(
        "surveys/results/results.html",
        agency=known,
        period=period,
        reading=reading,
        rounds=collections().surveys.rounds.of(known.id),
        charts=charts_of(reading.results, language()) if reading else None,
        bands=BAND_SETS[reading.round.bands] if reading else None,
        **RULES,
    )


@pages.get("/surveys/<agency>/results/<int:year>/<int:number>.<any(xlsx, csv):ending>")
@access(SIGNED_IN)
def file(agency: str, year: int, number: int, ending: str) -> ResponseReturnValue:
    known, period = _settled(agency), Period.read(year, number)
    reading = _reading(known, period, DEFAULT_LANGUAGE)
    if reading is None:
        return redirect(url_for(".results", agency=agency, year=year, number=number))  # which explains
    content = _content(reading, known, ending)
    return download(content, ending, f"ผลสำรวจ-{known.name}-{period.key}", f"survey-{period.key}")


def _settled(agency: str) -> Agency:
    """The agency, if this person may see it, with its rounds as they are today."""
    known = collections().agencies.fetch(current_person().scope, agency)
    collections().surveys.rounds.settle(known.id, at=now())
    return known


def _reading(agency: Agency, period: Period, spoken: Language) -> Reading | None:
    point = request.args.get("point", "")[:20].lower()
    return read_results(collections().surveys, agency.id, period, point, spoken)


def _content(reading: Reading, agency: Agency, ending: str) -> bytes:
    if ending == "csv":
        return csv_bytes(figures_sheet(reading))
    return collections().rendering.xlsx(result_workbook(reading, agency.name, made=now()))
