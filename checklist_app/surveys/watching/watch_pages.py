"""What a province sees of its agencies' surveys: patterns that those who made them would not look for. The
agencies themselves do not see these pages."""

from flask import Blueprint, render_template, request

from checklist_app.clock import now, today
from checklist_app.surveys.answering.patterns import A_BURST
from checklist_app.surveys.counting.statistics import SCARCE
from checklist_app.surveys.periods import Period
from checklist_app.surveys.rights import WATCHING
from checklist_app.surveys.watching.signs import LIMITS
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person

pages = Blueprint("survey_watch", __name__)


@pages.get("/surveys/watch")
@access(WATCHING)
def province() -> str:
    watch = collections().surveys.watch
    agencies = [each for each in collections().agencies.within(current_person().scope) if each.active]
    provinces = watch.provinces(agencies)
    chosen = _chosen(provinces)
    here = [agency for agency in agencies if agency.province == chosen]
    shown = watch.overview(here, _wanted(), today=today())
    return render_template(
        "surveys/watch/province.html", provinces=provinces, chosen=chosen, shown=shown, **_limits()
    )


@pages.get("/surveys/watch/<agency>/<int:year>/<int:number>")
@access(WATCHING)
def agency(agency: str, year: int, number: int) -> str:
    fetched, period = collections().agencies.fetch(current_person().scope, agency), Period.read(year, number)
    collections().surveys.rounds.settle(fetched.id, at=now())
    shown = collections().surveys.watch.detail(fetched.id, period)
    return render_template(
        "surveys/watch/agency.html", agency=fetched, period=period, shown=shown, **_limits()
    )


def _chosen(provinces: list[str]) -> str:
    asked = request.args.get("province", "")
    return asked if asked in provinces else next(iter(provinces), "")


def _wanted() -> Period | None:
    year = request.args.get("year", type=int)
    return Period.read(year, request.args.get("number", 1, type=int)) if year else None


def _limits() -> dict[str, object]:
    return {"limits": LIMITS, "enough": SCARCE, "a_burst": A_BURST}
