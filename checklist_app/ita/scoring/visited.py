"""The score table of a visit, which holds the same data as the set of scores of the year before its form:
what of it differs, and how it is taken over. Reads visits; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from checklist_app.agencies import Agency, ScoreSet
from checklist_app.catalog import Edition, Forms
from checklist_app.ita.scoring.entering import Row, rows_of, values_of
from checklist_app.visits import Answers, Visit, Visits, definition


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit says: `values` by the number of the indicator or part."""

    visit: str
    on: date | None
    values: Mapping[str, Decimal]
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """`row` is None for the total."""

    row: Row | None
    here: Decimal | None
    visited: Decimal

    @property
    def is_adoptable(self) -> bool:
        return self.row is not None or self.here is None


def latest_visited(visits: Visits, forms: Forms, agency: Agency, year: int) -> Visited | None:
    """Of the finished visit that was begun last among those whose table holds scores of this year. An Agency
    in hand is one that its reader may see; scores are no secret of the visit."""
    of_year = [visit for visit in visits.finished_of(agency.id) if visit.year - 1 == year]
    newest_first = sorted(of_year, key=lambda visit: (visit.begun, visit.id), reverse=True)
    found = (_visited(visits, forms, visit) for visit in newest_first)
    return next((visited for visited in found if visited.values), None)


def differences(scores: ScoreSet, visited: Visited, edition: Edition) -> tuple[Difference, ...]:
    """What the visit says otherwise; what it leaves out is no difference."""
    here = values_of(scores)
    rows = [
        Difference(row, here.get(row.id), visited.values[row.id])
        for row in rows_of(edition)
        if row.id in visited.values and here.get(row.id) != visited.values[row.id]
    ]
    if visited.total is not None and visited.total != scores.published_total:
        rows.append(Difference(None, scores.published_total, visited.total))
    return tuple(rows)


def adopted(scores: ScoreSet, visited: Visited, edition: Edition) -> ScoreSet:
    """With the values of the visit over what there was, but for a total that was published; the visit is the
    source only where none was named."""
    indicators = {known.id for known in edition.indicators}
    parts = {part.id for known in edition.indicators for part in known.parts}
    return replace(
        scores,
        indicators={**scores.indicators, **_only(visited.values, indicators)},
        parts={**scores.parts, **_only(visited.values, parts)},
        published_total=visited.total if scores.published_total is None else scores.published_total,
        source=scores.source or f"แบบนิเทศ ปีงบประมาณ พ.ศ. {scores.year + 1} ตาราง 3.1",
    )


def _visited(visits: Visits, forms: Forms, visit: Visit) -> Visited:
    kept = forms.kept_with_editions(visit.digest)
    state = visits.state(visit)
    answers = Answers(state, definition(kept.form, kept.editions.year, kept.editions.previous_year))
    table, day = answers.table(), state.value("visited_on")
    totals = (
        answers.score(question["id"])
        for question in answers.of_type("score")
        if question["settings"].get("edition") == "previous_year"
    )
    return Visited(
        visit=visit.id,
        on=date.fromisoformat(day) if isinstance(day, str) else None,
        values=answers.scores(table) if table else {},
        total=next((total for total in totals if total is not None), None),
    )


def _only(values: Mapping[str, Decimal], ids: set[str]) -> dict[str, Decimal]:
    return {id: value for id, value in values.items() if id in ids}
