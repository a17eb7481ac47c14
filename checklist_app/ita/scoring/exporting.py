"""The score sets of one year as a file that can be edited and imported again: every agency has its row, so
that what is missing can be filled in. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from checklist_app.agencies import Agency, Cell, ScoreSet, csv_of, xlsx_of
from checklist_app.catalog import Edition
from checklist_app.ita.scoring.columns import AGENCY, PUBLISHED, YEAR, score_columns
from checklist_app.thai import format_date


def scores_csv(edition: Edition, agencies: Iterable[Agency], sets: Mapping[str, ScoreSet]) -> bytes:
    return csv_of(_rows(edition, agencies, sets))


def scores_xlsx(edition: Edition, agencies: Iterable[Agency], sets: Mapping[str, ScoreSet]) -> bytes:
    return xlsx_of(_rows(edition, agencies, sets), f"ITA {edition.year}")


def _rows(edition: Edition, agencies: Iterable[Agency], sets: Mapping[str, ScoreSet]) -> Iterator[list[Cell]]:
    """`sets` are by agency."""
    columns = score_columns([edition])
    numbered = [*edition.spans()]
    ids = [*(column.id for column in (*AGENCY, YEAR)), *numbered, *(column.id for column in PUBLISHED)]
    yield [columns.heading_of(id) for id in ids]
    for agency in agencies:
        if agency.active or agency.id in sets:
            cells = _cells(edition.year, agency, sets.get(agency.id))
            yield [cells.get(id, "") for id in ids]


def _cells(year: int, agency: Agency, scores: ScoreSet | None) -> dict[str, Cell]:
    cells: dict[str, Cell] = {column.id: str(getattr(agency, column.id)) for column in AGENCY}
    return cells | {YEAR.id: year} | (_result(scores) if scores else {})


def _result(scores: ScoreSet) -> dict[str, Cell]:
    numbers: dict[str, Decimal] = {**scores.indicators, **scores.parts}
    if scores.published_total is not None:
        numbers["total"] = scores.published_total
    return {
        **numbers,
        "level": scores.published_level or "",
        "source": scores.source,
        "published_on": format_date(scores.published_on) if scores.published_on else "",
    }
