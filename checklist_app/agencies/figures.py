"""Published score sets beside the means of their instruments, by the ITA edition of each year. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from checklist_app.agencies.scores import ScoreSet
from checklist_app.catalog import Edition, instrument_means


@dataclass(frozen=True, slots=True)
class PublishedYear:
    scores: ScoreSet
    means: Mapping[str, Decimal | None]  # by instrument; empty for a year without an edition


def published_years(
    score_sets: Iterable[ScoreSet], edition_of: Callable[[int], Edition | None]
) -> list[PublishedYear]:
    return [_published_year(scores, edition_of(scores.year)) for scores in score_sets]


def instruments_of(years: Iterable[PublishedYear]) -> list[str]:
    """The instruments of all years, each once, in the order of the newest."""
    return list(dict.fromkeys(instrument for year in years for instrument in year.means))


def _published_year(scores: ScoreSet, edition: Edition | None) -> PublishedYear:
    return PublishedYear(scores, instrument_means(edition, scores.indicators) if edition else {})
