"""Everything that a paper about a round of surveys says, gathered once and frozen: the builders of the paper
read nothing else. `gather` asks the collections; all the rest is pure."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from checklist_app.agencies import Agency
from checklist_app.store import Body, JsonValue, canonical
from checklist_app.surveys import (
    Comment,
    CommentState,
    Improvement,
    Period,
    PointTally,
    PublicResults,
    Results,
    Round,
    RoundState,
    Surveys,
    for_executive,
    results_of_round,
    results_of_tallies,
)

MOST_EARLIER: Final = 4


@dataclass(frozen=True, slots=True)
class Earlier:
    """A round before this one, with what may be shown of it."""

    round: Round
    results: Results

    @property
    def shown(self) -> PublicResults:
        return for_executive(self.results)


@dataclass(frozen=True, slots=True)
class Material:
    """`results` are all that was counted, and `shown` what may be told apart of it. `earlier` the oldest
    first. `comments` are those that somebody approved; `unread` and `hidden` count
    the others. `promised` came of earlier rounds, `planned` of this one."""

    agency: str
    agency_name: str
    province: str
    round: Round
    results: Results
    tallies: tuple[PointTally, ...]
    earlier: tuple[Earlier, ...] = ()
    comments: tuple[Comment, ...] = ()
    unread: int = 0
    hidden: int = 0
    promised: tuple[Improvement, ...] = ()
    planned: tuple[Improvement, ...] = ()

    @property
    def period(self) -> Period:
        return self.round.period

    @property
    def is_open(self) -> bool:
        return self.round.state is RoundState.OPEN

    @property
    def shown(self) -> PublicResults:
        return for_executive(self.results)

    @property
    def last(self) -> Earlier | None:
        """The round that this one is compared with."""
        return self.earlier[-1] if self.earlier else None


def gather(surveys: Surveys, agency: Agency, round: Round) -> Material:
    comments = surveys.comments.of(agency.id, round.period)
    improvements = surveys.improvements.of(agency.id)[::-1]
    tallies = tuple(surveys.rounds.tallies(round))
    return Material(
        agency=agency.id,
        agency_name=agency.name,
        province=agency.province,
        round=round,
        results=results_of_tallies(surveys, round, tallies),
        tallies=tallies,
        earlier=tuple(_earlier(surveys, round)),
        comments=tuple(sorted(_in_state(comments, CommentState.APPROVED), key=lambda said: said.id)),
        unread=len(_in_state(comments, CommentState.WAITING)),
        hidden=len(_in_state(comments, CommentState.HIDDEN)),
        promised=tuple(each for each in improvements if each.period < round.period),
        planned=tuple(each for each in improvements if each.period == round.period),
    )


def content_of(material: Material) -> str:
    """The digest of what a paper about the round says, whatever its wording: the answers by the heads of
    their streams, and what people wrote about them."""
    said: Body = {
        "agency": [material.agency_name, material.province],
        "round": _round_body(material.round),
        "points": [[point.code, point.name, point.head.hash, point.late] for point in material.tallies],
        "earlier": [_round_body(each.round) for each in material.earlier],
        "comments": [[said.id, said.group, said.shown] for said in material.comments],
        "uncertain": [material.unread, material.hidden],
        "improvements": [_promise(each) for each in (*material.promised, *material.planned)],
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def _earlier(surveys: Surveys, round: Round) -> Iterator[Earlier]:
    before = [known for known in surveys.rounds.of(round.agency) if known.period < round.period]
    closed = [known for known in before if known.state is not RoundState.OPEN][:MOST_EARLIER]
    for known in reversed(closed):
        yield Earlier(known, results_of_round(surveys, known))


def _in_state(comments: list[Comment], state: CommentState) -> list[Comment]:
    return [said for said in comments if said.state is state]


def _round_body(round: Round) -> Body:
    return {
        "period": round.period.key,
        "state": round.state.value,
        "bands": round.bands,
        "rules": asdict(round.rules),
        "decisions": [
            [decision.text, decision.name, decision.position, decision.at.isoformat()]
            for decision in round.decisions
        ],
    }


def _promise(improvement: Improvement) -> list[JsonValue]:
    due = improvement.due.isoformat() if improvement.due else ""
    said = [improvement.text, improvement.aspect, due, improvement.state.value, improvement.result]
    return [improvement.period.key, *said]
