"""The results of a round, read from the collections: with the words of the questions that were answered,
beside the round before, and without what is too small to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from checklist_app.errors import not_found
from checklist_app.surveys.counting.result_changes import Change, compared
from checklist_app.surveys.counting.results import Results, results_of, versions_of
from checklist_app.surveys.counting.statistics import NOTHING
from checklist_app.surveys.everything import Surveys
from checklist_app.surveys.periods import Period
from checklist_app.surveys.publishing.small_cells import PublicResults, for_executive, for_executive_apart
from checklist_app.surveys.rounds.model import PointTally, Round
from checklist_app.wording import DEFAULT_LANGUAGE, Language


@dataclass(frozen=True, slots=True)
class Reading:
    """`whole` is of all points, `results` of the chosen `point` or the same. `secret` says that the point's
    own figures are hidden among those of all points, so that they may not be looked up by its name either."""

    round: Round
    whole: Results
    results: Results
    point: str
    changes: tuple[Change, ...]

    @property
    def secret(self) -> bool:
        return any(line.hidden for line in self.whole.points if line.id == self.point)

    @property
    def few(self) -> bool:
        return self.results.few or self.secret

    @property
    def place(self) -> str:
        """The name of the chosen point."""
        return next((line.label for line in self.whole.points if line.id == self.point), "")


def results_of_round(surveys: Surveys, round: Round, language: Language = DEFAULT_LANGUAGE) -> Results:
    """Everything, whatever its size."""
    return results_of_tallies(surveys, round, surveys.rounds.tallies(round), language)


def results_of_tallies(
    surveys: Surveys, round: Round, tallies: Iterable[PointTally], language: Language = DEFAULT_LANGUAGE
) -> Results:
    """Of the points of a round that are wanted."""
    known = [*tallies]
    versions = [surveys.questions.get(round.agency, version) for version in versions_of(known)]
    newest, *earlier = versions or [surveys.questions.current(round.agency)]
    return results_of(round.period, known, newest, round.bands, language, earlier=earlier)


def read_results(
    surveys: Surveys, agency: str, period: Period, point: str, language: Language
) -> Reading | None:
    """As an office sees them; None where there is no such round."""
    round = surveys.rounds.get(agency, period)
    if round is None:
        return None
    whole, results = _seen(surveys, round, point, language)
    return Reading(
        round=round,
        whole=whole,
        results=results,
        point=point,
        changes=_changes(surveys, results, agency, point, language),
    )


def _changes(
    surveys: Surveys, now: Results, agency: str, point: str, language: Language
) -> tuple[Change, ...]:
    before = surveys.rounds.get(agency, now.period.previous)
    if before is None or not _has(surveys, before, point):
        return ()
    whole, earlier = _seen(surveys, before, point, language)
    secret = any(line.hidden for line in whole.points if line.id == point)
    return compared(now, earlier) if earlier.answers and not secret else ()


def _has(surveys: Surveys, round: Round, point: str) -> bool:
    return not point or any(tally.code == point for tally in surveys.rounds.tallies(round))


def _seen(surveys: Surveys, round: Round, point: str, language: Language) -> tuple[Results, Results]:
    """Of all points, and of the chosen one or the same, by the rules for those who run the office."""
    tallies = surveys.rounds.tallies(round)
    everything = results_of_tallies(surveys, round, tallies, language)
    shown = for_executive(everything)
    whole = _told(everything, shown)
    if not point:
        return whole, whole
    chosen = [tally for tally in tallies if tally.code == point]
    if not chosen:
        raise not_found("surveys.no_point")
    results = results_of_tallies(surveys, round, chosen, language)
    small = {line.id for line in shown.tables.get("points", ()) if line.hidden}
    others = [[tally] for tally in tallies if tally.code != point and tally.code not in small]
    together = [tally for tally in tallies if tally.code in small]
    beside = [results_of_tallies(surveys, round, each, language) for each in (*others, together) if each]
    return whole, _told(results, for_executive_apart(results, shown, beside))


def _told(results: Results, shown: PublicResults) -> Results:
    """What is shown, with the names of the lines that are hidden. Of few answers nothing but their number is
    shown anyway."""
    if shown.results is None:
        return results
    flagged = NOTHING if shown.hides_flagged else shown.results.overall_with_flagged
    return replace(shown.results, **shown.tables, overall_with_flagged=flagged, late=results.late)  # type: ignore[arg-type]  # of tables only
