"""The cycle of a whole province in the browser, for those who look after it. Agencies do not see these
pages."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flask import Blueprint, Response, render_template, request

from checklist_app.agencies import Agency
from checklist_app.clock import now, today
from checklist_app.documents import Bar, Chart
from checklist_app.ita.comparing.comparison import shown
from checklist_app.ita.cycle import Cycle, Stage
from checklist_app.ita.rights import WATCHING
from checklist_app.ita.watching.province import Province
from checklist_app.ita.watching.province_sheets import province_workbook
from checklist_app.ita.watching.reading import read_province
from checklist_app.ita.watching.stage_words import NO_DISTRICT, NO_LEVEL, STAGES, WAYS
from checklist_app.thai import sort_key
from checklist_app.web.access import access
from checklist_app.web.context import collections, current_person
from checklist_app.web.downloads import download
from checklist_app.web.language import _

pages = Blueprint("ita_province", __name__)

ELSEWHERE: Final = "-"  # in addresses, the district of those that lie in none
WORDS: Final = {"elsewhere": ELSEWHERE, "shown": shown, "stage_words": STAGES, "way_words": WAYS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `district` "" is that of agencies without one, None all of them."""

    provinces: tuple[str, ...]
    chosen: str
    district: str | None
    stage: Stage | None


@pages.get("/ita/province/<int:year>")
@access(WATCHING)
def show(year: int) -> str:
    asked, whole = _read(Cycle.read(year))
    province = whole.narrowed(asked.district, asked.stage)
    return render_template(
        "ita/watching/province.html",
        asked=asked,
        whole=whole,
        province=province,
        levels=_level_chart(province),
        **WORDS,
    )


@pages.get("/ita/province/<int:year>.xlsx")
@access(WATCHING)
def sheet(year: int) -> Response:
    asked, whole = _read(Cycle.read(year))
    workbook = province_workbook(whole.narrowed(asked.district, asked.stage), made=now())
    content = collections().rendering.xlsx(workbook)
    return download(content, "xlsx", f"ภาพรวม-ITA-{asked.chosen}-{year}", f"ita-{year}")


def _read(cycle: Cycle) -> tuple[Asked, Province]:
    agencies = [each for each in collections().agencies.within(current_person().scope) if each.active]
    asked = _asked(agencies)
    here = [each for each in agencies if each.province == asked.chosen]
    return asked, read_province(collections().ita, asked.chosen, here, cycle, today=today())


def _asked(agencies: list[Agency]) -> Asked:
    """What is not there is not asked for."""
    provinces = tuple(sorted({each.province for each in agencies}, key=sort_key))
    wanted, stage = request.args.get("province", ""), request.args.get("stage", "")
    chosen = wanted if wanted in provinces else next(iter(provinces), "")
    known = {each.district or ELSEWHERE: each.district for each in agencies if each.province == chosen}
    district = known.get(request.args.get("district", ""))
    return Asked(provinces, chosen, district, Stage(stage) if stage in {*Stage} else None)


def _level_chart(province: Province) -> Chart:
    bars = tuple(Bar(name or _(NO_LEVEL), Decimal(count)) for name, count in province.levels.items())
    return Chart(_("จำนวนหน่วยงานแต่ละระดับ"), bars, Decimal(max(len(province.sights), 1)))


pages.add_app_template_global(lambda name: name or _(NO_DISTRICT), "district_name")
