"""A published round as open data, one table (CSV) and one object (JSON), described in
docs/survey-open-data.md. They hold what stands on the page and nothing else. Names of fields never change;
new ones may be added. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from checklist_app.clock import day_of
from checklist_app.documents import CellValue, Column, Sheet, SheetRow
from checklist_app.surveys.counting.bands import BAND_SETS
from checklist_app.surveys.counting.results import Line, Results
from checklist_app.surveys.counting.statistics import NOTHING, Measure
from checklist_app.surveys.listening.improvements import Improvement
from checklist_app.surveys.model import RATINGS
from checklist_app.surveys.publishing.publications import Publication
from checklist_app.surveys.publishing.small_cells import PublicResults

FORMAT: Final = "survey-round/1"
MEASURES: Final = (
    "mean", "mean_low", "mean_high", "sd", "score", "top2", "top2_low", "top2_high",
)  # fmt: skip
FIELDS: Final = (
    "table", "id", "label", "hidden", "answers", "rated", "unused",
    *(f"rating_{rating}" for rating in RATINGS), *MEASURES,
)  # fmt: skip
SAMPLING: Final = "self-selected"


def sheet_of(publication: Publication) -> Sheet:
    columns = tuple(Column(name, 12) for name in ("agency", "year", "round", *FIELDS))
    whose = (publication.agency.name, publication.period.year, publication.period.number)
    rows = tuple((*whose, *row) for row in _rows(publication.shown))
    return Sheet("survey", columns, rows)


def _rows(shown: PublicResults) -> Iterator[SheetRow]:
    results = shown.results
    if results is None:
        yield _row("summary", Line("answers", "", NOTHING, hidden=not shown.is_empty))
        return
    yield from (_row("summary", line) for line in _summary(shown, results))
    for name, lines in shown.tables.items():
        yield from (_row(name, line) for line in lines)
    yield from (_count("outcomes", each.id, each.label, each.count) for each in results.outcomes)
    yield from (_count("flags", flag.value, "", n) for flag, n in results.flags.items())


def _summary(shown: PublicResults, results: Results) -> Iterator[Line]:
    overall_hidden = not results.overall.n
    score = Measure(
        n=results.answers,
        unused=0,
        counts=(),
        mean=results.score,
        mean_low=results.score_low,
        mean_high=results.score_high,
        score=results.score_of_100,
    )
    yield Line("score", "", score, results.answers, hidden=results.score is None)
    yield Line("overall", "", results.overall, results.answers, hidden=overall_hidden)
    hidden = overall_hidden or shown.hides_flagged
    yield Line("all_answers", "", results.overall_with_flagged, results.all_answers, hidden=hidden)


def _row(table: str, line: Line) -> SheetRow:
    if line.hidden:
        return (table, line.id, line.label, "yes", *_blank(len(FIELDS) - 4))
    each = line.measure
    counts: tuple[CellValue, ...] = (each.n, each.unused, *each.counts) if each.counts else _blank(7)
    return (
        table,
        line.id,
        line.label,
        "",
        line.answers,
        *counts,
        *(getattr(each, name) for name in MEASURES),
    )


def _count(table: str, id: str, label: str, count: int) -> SheetRow:
    return (table, id, label, "", count, *_blank(len(FIELDS) - 5))


def _blank(cells: int) -> tuple[CellValue, ...]:
    return (None,) * cells


# --- JSON ------------------------------------------------------------------------------------------------


def object_of(publication: Publication) -> dict[str, Any]:
    round, shown, span = publication.round, publication.shown, publication.period.span
    agency, bands = publication.agency, BAND_SETS[publication.round.bands]
    return {
        "format": FORMAT,
        "agency": {"id": agency.id, "name": agency.name, "province": agency.province},
        "round": {
            "year": publication.period.year,
            "number": publication.period.number,
            "from": span.start.isoformat(),
            "to": span.end.isoformat(),
            "closed": round.closed.isoformat() if round.closed else None,
            "published": publication.published.isoformat(),
            "questions": list(round.questions),
        },
        "sampling": SAMPLING,
        "small_cells": {"least": shown.least},
        "bands": [
            {"from": float(band.least), "to": float(band.most), "word": band.word} for band in bands.bands
        ],
        "results": _results(shown),
        "wishes": [{"about": each.about, "texts": list(each.texts)} for each in publication.wishes],
        "decisions": [
            {
                "text": decision.text,
                "position": decision.position,
                "date": day_of(decision.at).isoformat(),
            }
            for decision in round.decisions
        ],
        "improvements": [_improvement(each) for each in publication.improvements],
        "streams": [{"point": each.code, "name": each.name, "head": each.hash} for each in publication.seals],
    }


def _results(shown: PublicResults) -> dict[str, Any]:
    results = shown.results
    if results is None:
        return {"answers": 0 if shown.is_empty else None, "fewer_than": shown.least}
    return {
        "answers": results.answers,
        "flagged": results.flagged,
        "flags": {flag.value: n for flag, n in results.flags.items()},
        "band": results.band.word if results.band else None,
        "summary": {line.id: _line(line) for line in _summary(shown, results)},
        **{name: [_line(line) for line in lines] for name, lines in shown.tables.items()},
        "outcomes": None
        if shown.hides_outcomes
        else [{"id": each.id, "label": each.label, "answers": each.count} for each in results.outcomes],
    }


def _line(line: Line) -> dict[str, Any]:
    named = {"id": line.id, "label": line.label}
    if line.hidden:
        return {**named, "hidden": True}
    each = line.measure
    rated: Mapping[str, Any] = {}
    if each.counts:
        counts = {str(rating): count for rating, count in zip(RATINGS, each.counts, strict=True)}
        rated = {"rated": each.n, "unused": each.unused, "ratings": counts}
    figures = {name: _number(getattr(each, name)) for name in MEASURES}
    return {**named, "answers": line.answers, **rated, **figures}


def _improvement(each: Improvement) -> dict[str, Any]:
    return {
        "year": each.period.year,
        "round": each.period.number,
        "text": each.text,
        "state": each.state.value,
        "due": each.due.isoformat() if each.due else None,
        "result": each.result,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
