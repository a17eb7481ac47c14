"""Which indicators the measures of a plan are meant to improve, and which they leave out. Pure."""

from collections.abc import Iterable, Sequence

from checklist_app.catalog import Edition, Ranked
from checklist_app.ita.analysing.advice import indicator_of
from checklist_app.ita.measures.model import Measure, MeasureState


def covered(edition: Edition, measures: Iterable[Measure]) -> frozenset[str]:
    """The indicators that a measure hangs on, be it by a part or a question. What was dropped improves
    nothing."""
    standing = (each for each in measures if each.state is not MeasureState.DROPPED)
    found = (indicator_of(edition, link) for each in standing for link in each.links)
    return frozenset(indicator.id for indicator in found if indicator)


def uncovered(rows: Sequence[Ranked], edition: Edition, measures: Iterable[Measure]) -> tuple[Ranked, ...]:
    """Those of the rows that no measure hangs on."""
    known = covered(edition, measures)
    return tuple(row for row in rows if row.indicator.id not in known)
