"""The charts of a comparison, for pages and papers alike. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from checklist_app.documents import Bar, Chart
from checklist_app.ita.comparing.comparison import Comparison, Score
from checklist_app.thai import format_score
from checklist_app.wording import DEFAULT_LANGUAGE, Language, translate

TOTALS: Final = "คะแนนรวมแต่ละปี (เต็ม 100)"
INDICATORS: Final = "คะแนนรายตัวชี้วัดแต่ละปี (เต็ม 100)"


class Charts(NamedTuple):
    """Each has a mark where an indicator of the newest year passes."""

    totals: Chart
    indicators: Chart


def charts_of(comparison: Comparison, language: Language = DEFAULT_LANGUAGE) -> Charts:
    mark = comparison.scored_years[-1].edition.pass_mark
    return Charts(
        Chart(translate(TOTALS, language), tuple(_totals(comparison)), mark=mark),
        Chart(translate(INDICATORS, language), tuple(_indicators(comparison)), mark=mark),
    )


def _totals(comparison: Comparison) -> Iterator[Bar]:
    for scored in comparison.scored_years:
        label = " · ".join(filter(None, [str(scored.scores.year), scored.level]))
        yield Bar(label, _printed(scored.total))


def _indicators(comparison: Comparison) -> Iterator[Bar]:
    """An indicator is named at its first year alone."""
    for line in comparison.indicators:
        for place, (year, score) in enumerate(zip(comparison.years, line.scores, strict=True)):
            label = str(year) if place else f"{line.id}. {line.name} · {year}"
            yield Bar(label, _printed(score))


def _printed(score: Score) -> Score:
    """With the two decimals that it is printed with."""
    return None if score is None else Decimal(format_score(score))
