"""What does not agree in a set of scores. It is kept as published all the same: a person decides. Each
caution is a code and its values; its sentence is in caution_words.py. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from checklist_app.agencies import ScoreSet
from checklist_app.catalog import Edition, Figures, Level, figures, indicator_score, level_of
from checklist_app.thai import format_score

TOLERANCE: Final = Decimal("0.01")

Value = str | int


@dataclass(frozen=True, slots=True)
class Caution:
    code: str
    values: Mapping[str, Value]


def cautions(scores: ScoreSet, edition: Edition) -> tuple[Caution, ...]:
    computed = figures(edition, scores.indicators)
    return (
        *_incomplete(scores, edition),
        *_total(scores, computed),
        *_level(scores, edition, computed),
        *_parts(scores, edition),
    )


def possible_levels(edition: Edition, total: Decimal, computed: Figures) -> tuple[Level, ...]:
    """The one that a total belongs to; where the instruments decide too and are not known to go with this
    total, all that it may belong to."""
    if computed.total is not None and abs(computed.total - total) <= TOLERANCE:
        level = level_of(edition, total, computed.means)
        return (level,) if level else ()
    reached = [level for level in edition.levels if total >= level.total]
    surely = next((n for n, level in enumerate(reached) if level.each_instrument is None), len(reached))
    return tuple(reached[: surely + 1])


def _incomplete(scores: ScoreSet, edition: Edition) -> Iterator[Caution]:
    missing = [known.id for known in edition.indicators if known.id not in scores.indicators]
    if missing:
        yield Caution("incomplete", {"n": len(missing), "missing": ", ".join(missing)})


def _total(scores: ScoreSet, computed: Figures) -> Iterator[Caution]:
    published, total = scores.published_total, computed.total
    if published is not None and total is not None and abs(published - total) > TOLERANCE:
        yield Caution("total", {"published": format_score(published), "computed": format_score(total)})


def _level(scores: ScoreSet, edition: Edition, computed: Figures) -> Iterator[Caution]:
    published = scores.published_level
    if not published or published == edition.incomplete:
        return
    names = [level.name for level in edition.levels]
    if published not in names:
        yield Caution("level_unknown", {"level": published, "year": edition.year, "known": ", ".join(names)})
        return
    total = computed.total if scores.published_total is None else scores.published_total
    if total is None:
        return
    possible = [level.name for level in possible_levels(edition, total, computed)]
    if published not in possible:
        said = {"level": published, "total": format_score(total), "computed": " / ".join(possible)}
        yield Caution("level", said)


def _parts(scores: ScoreSet, edition: Edition) -> Iterator[Caution]:
    for known in edition.indicators:
        own, mean = scores.indicators.get(known.id), indicator_score(known, scores.parts)
        if own is None or mean is None or abs(own - mean) <= TOLERANCE:
            continue
        said = {"indicator": known.id, "score": format_score(own), "computed": format_score(mean)}
        yield Caution("parts", {**said, "name": known.name})
