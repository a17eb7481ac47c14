"""Measures ready to be taken, one an indicator: its steps are what a visit advised and what the findings ask
for. Each source is proposed until a measure holds it, however that measure is called by then. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from checklist_app.ita.analysing.advice import advice_for, advice_of, indicator_of
from checklist_app.ita.dossier import Dossier
from checklist_app.ita.measures.coverage import covered
from checklist_app.ita.measures.lists import flat, items
from checklist_app.ita.measures.model import MeasureDraft
from checklist_app.ita.measures.rules import LONGEST_LINE, LONGEST_TITLE, MOST_LINES
from checklist_app.ita.proposing.advised import Advised

LONGEST_OWN_TITLE: Final = 120  # characters of a phrase that belongs to no indicator
_SHOULD: Final = re.compile(r"ควร(?=[ก-ฮเ-ไ])")


class From(StrEnum):
    VISIT = "visit"
    FINDING = "finding"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Source:
    """`id` names it in the origin of a measure; `label` is a question, an item of a form or an indicator."""

    of: From
    id: str
    label: str
    indicator: str
    text: str
    link: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """`score` is that of the indicator, where it is known."""

    draft: MeasureDraft
    sources: tuple[Source, ...]
    score: Decimal | None = None
    failing: bool = False

    @property
    def indicator(self) -> str:
        return self.sources[0].indicator

    @property
    def origin(self) -> str:
        return self.draft.origin


def proposals(dossier: Dossier, advised: Sequence[Advised] = ()) -> tuple[Proposal, ...]:
    """The indicator with the lowest score first; what belongs to no indicator comes last."""
    taken = {id for measure in dossier.plan.measures for id in measure.origin.split()}
    waiting = [source for source in _sources(dossier, advised) if source.id not in taken]
    known = {row.indicator.id: row.score for row in dossier.ranked}
    groups: dict[str, list[Source]] = {}
    for source in waiting:
        groups.setdefault(source.indicator or source.id, []).append(source)
    found = [_proposal(dossier, group) for group in groups.values()]
    last = Decimal(101)
    return tuple(sorted(found, key=lambda each: (not each.indicator, known.get(each.indicator, last))))


def _sources(dossier: Dossier, advised: Sequence[Advised]) -> Iterator[Source]:
    yield from _of_findings(dossier)
    for each in advised:
        said = flat(each.text)
        of, id = From.VISIT, f"visit:{each.visit}:{each.key}"
        yield Source(of, id, "" if each.own else each.key, each.indicator, said, each.indicator, each.on)
    yield from _of_scores(dossier)


def _of_findings(dossier: Dossier) -> Iterator[Source]:
    """But for what a measure hangs on already. In a year whose questions are not told apart, each stands for
    itself."""
    linked = {link for measure in dossier.plan.measures for link in measure.links}
    for id, finding in dossier.analysis.findings.items():
        if id in linked:
            continue
        known = indicator_of(dossier.edition, id)
        said = advice_for(dossier.edition, finding)
        yield Source(From.FINDING, f"finding:{id}", id, known.id if known else "", said, id)


def _of_scores(dossier: Dossier) -> Iterator[Source]:
    """Failing and weak indicators that no measure hangs on."""
    if dossier.before is None:
        return
    done = covered(dossier.edition, dossier.plan.measures)
    rows = dict.fromkeys((*dossier.before.figures.failing, *dossier.weaknesses))
    for row in rows:
        id = row.indicator.id
        if id not in done:
            yield Source(From.SCORE, f"score:{id}", id, id, advice_of(dossier.edition, id), id)


def _proposal(dossier: Dossier, sources: Sequence[Source]) -> Proposal:
    """The general advice on an indicator counts only where nothing more is known."""
    told = [source for source in sources if source.of is not From.SCORE] or list(sources)
    indicator = dossier.edition.indicator(sources[0].indicator)
    year, span = dossier.cycle.year, dossier.cycle.span
    scores = dossier.before.scores.indicators if dossier.before else {}
    failing = dossier.before.figures.failing if dossier.before else ()
    draft = MeasureDraft(
        title=indicator.name if indicator else _own_title(sources[0]),
        links=_links(sources),
        steps=tuple(_steps(told))[:MOST_LINES],
        duration=f"ปีงบประมาณ พ.ศ. {year}",
        start=span.start,
        end=span.end,
        origin=" ".join(source.id for source in sources),
    )
    fails = any(indicator and row.indicator.id == indicator.id for row in failing)
    return Proposal(draft, tuple(sources), scores.get(indicator.id) if indicator else None, fails)


def _links(sources: Iterable[Source]) -> tuple[str, ...]:
    """The indicator, then the questions."""
    links = [link for source in sources for link in (source.indicator, source.link) if link]
    return tuple(dict.fromkeys(sorted(links, key=lambda link: not link.isdecimal())))[:20]


def _steps(sources: Iterable[Source]) -> Iterator[str]:
    seen: set[str] = set()
    for source in sources:
        for part in items(source.text)[1]:
            step = _SHOULD.sub("", part, count=1) if part.startswith("ควร") else part
            if step not in seen:
                seen.add(step)
                yield step[:LONGEST_LINE]


def _own_title(source: Source) -> str:
    told = items(source.text)[1]
    text = told[0] if told else source.label or source.id
    return text[: min(LONGEST_OWN_TITLE, LONGEST_TITLE)]
