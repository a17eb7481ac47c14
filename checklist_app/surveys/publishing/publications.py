"""All that the public may know of a round, read from the collections and nothing else: what small_cells.py
lets through, comments that somebody approved, the decision, the promises, the last hash of each stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from checklist_app.agencies import Agency
from checklist_app.store import Head
from checklist_app.surveys.asking.questions import worded
from checklist_app.surveys.counting.result_reading import results_of_tallies
from checklist_app.surveys.counting.results import age_of_version
from checklist_app.surveys.everything import Surveys
from checklist_app.surveys.listening.comments import ENOUGH
from checklist_app.surveys.listening.improvements import UNFINISHED, Improvement
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.small_cells import PublicResults, public_of
from checklist_app.surveys.rounds.model import PointTally, Round, RoundState
from checklist_app.wording import DEFAULT_LANGUAGE, Language

NO_ASPECT: Final = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What citizens wrote about one aspect, as it was approved."""

    about: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """The last hash of what came in at a point until the round closed: it names every answer before it."""

    code: str
    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Publication:
    agency: Agency
    round: Round
    shown: PublicResults
    wishes: tuple[Wishes, ...]
    improvements: tuple[Improvement, ...]
    seals: tuple[Seal, ...]

    @property
    def period(self) -> Period:
        return self.round.period

    @property
    def published(self) -> datetime:
        """When the executive decided first."""
        return self.round.decisions[0].at


def publication_of(
    surveys: Surveys, agency: Agency, period: Period, language: Language = DEFAULT_LANGUAGE
) -> Publication | None:
    """None unless the round was decided."""
    round = surveys.rounds.get(agency.id, period)
    if round is None or round.state is not RoundState.DECIDED:
        return None
    tallies = surveys.rounds.tallies(round)
    shown = public_of(results_of_tallies(surveys, round, tallies, language))
    return Publication(
        agency=agency,
        round=round,
        shown=shown,
        wishes=_wishes(surveys, round, language) if _may_tell_wishes(shown) else (),
        improvements=_promised(surveys.improvements.of(agency.id), period),
        seals=_seals(tallies),
    )


def _may_tell_wishes(shown: PublicResults) -> bool:
    return shown.results is not None and shown.results.answers >= ENOUGH


def _wishes(surveys: Surveys, round: Round, language: Language) -> tuple[Wishes, ...]:
    """Sorted by their texts, which tells nothing of when they were written."""
    names = {
        aspect.id: worded(aspect.name, language)
        for version in sorted(round.questions, key=age_of_version)
        for aspect in surveys.questions.get(round.agency, version).aspects
    }
    grouped: dict[str, list[str]] = {}
    for comment in surveys.comments.approved(round.agency, round.period):
        if not comment.flagged:
            grouped.setdefault(names.get(comment.group, NO_ASPECT), []).append(comment.shown)
    about = sorted(grouped, key=lambda name: (name == NO_ASPECT, name))
    return tuple(Wishes(name, tuple(sorted(grouped[name]))) for name in about)


def _promised(improvements: Sequence[Improvement], period: Period) -> tuple[Improvement, ...]:
    """Of this round and the one before, and of earlier ones what is not done yet."""
    return tuple(
        each
        for each in improvements
        if each.period <= period and (each.period >= period.previous or each.state in UNFINISHED)
    )


def _seals(tallies: Sequence[PointTally]) -> tuple[Seal, ...]:
    return tuple(Seal(each.code, each.name, each.head.hash) for each in tallies if each.head != Head())
