"""Dossiers for the tests of what is drafted: the agencies and figures of the source documents, and what a
test adds to them. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from checklist_app.accounts import Audit
from checklist_app.agencies import Agency, ScoreSet
from checklist_app.catalog import Edition, Editions
from checklist_app.ita import Cycle, Dossier, Plan, ScoredYear
from checklist_app.ita.analysing.model import Analysis, Finding
from checklist_app.ita.letters.model import Letters
from tests.ita.world import scores_of
from tests.store.model import ModelStore

AGENCIES: Mapping[str, tuple[str, str, str, str]] = {
    "000": ("sao", "องค์การบริหารส่วนตำบลหนองไผ่ล้อม", "หนองสองห้อง", "ขอนแก่น"),
    "001": ("subdistrict_mun", "เทศบาลตำบลโคกม้า", "ประโคนชัย", "บุรีรัมย์"),
    "002": ("sao", "องค์การบริหารส่วนตำบลบ้านแลง", "เมืองลำปาง", "ลำปาง"),
    "003": ("sao", "องค์การบริหารส่วนตำบลดงหม้อทอง", "บ้านม่วง", "สกลนคร"),
}


@cache
def shipped(year: int) -> Edition:
    store = ModelStore([Editions.KIND])
    return Editions(store, Audit(store)).get(year)


def agency_of(source: str) -> Agency:
    type, name, district, province = AGENCIES[source]
    return Agency(id=source, version=1, type=type, name=name, district=district, province=province)


def scored_year(
    agency: Agency,
    year: int,
    indicators: Mapping[str, Decimal],
    *,
    published_on: date | None = None,
    parts: Mapping[str, Decimal] | None = None,
) -> ScoredYear:
    scores = ScoreSet(
        agency.id, agency.province, year, indicators, parts=parts or {}, published_on=published_on
    )
    return ScoredYear.of(scores, shipped(year))


def bare(agency: Agency, cycle: Cycle) -> Dossier:
    """Of which nothing is known but whose it is."""
    return Dossier(
        agency=agency,
        cycle=cycle,
        edition=shipped(cycle.scores_year),
        before=None,
        after=None,
        analysis=Analysis(agency.id, cycle),
        plan=Plan(agency.id, cycle),
        letters=Letters(agency.id),
    )


def of_source(source: str, year: int, before: str = "", after: str = "") -> Dossier:
    """The cycle `year` of a source, with the scores of its cases."""
    known = bare(agency_of(source), Cycle(year))
    agency = known.agency
    return replace(
        known,
        before=scored_year(agency, year - 1, scores_of(before)) if before else None,
        after=scored_year(agency, year, scores_of(after)) if after else None,
    )


def with_findings(dossier: Dossier, *findings: Finding) -> Dossier:
    return replace(
        dossier, analysis=replace(dossier.analysis, findings={each.question: each for each in findings})
    )
