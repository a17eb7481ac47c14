"""The rounds of agencies: the only one that reads and writes them. They open and close by the calendar,
whoever looks first; closing freezes the numbers, and nothing changes them again."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies
from checklist_app.clock import day_of, today
from checklist_app.errors import conflict, forbidden, invalid, not_found
from checklist_app.store import Body, Document, Head, Kind, Store, again_when_stale, stale_as
from checklist_app.surveys.answering.answers import Answers, Place
from checklist_app.surveys.counting.tally import Tally, tally_of
from checklist_app.surveys.model import RULES, Point, Rules
from checklist_app.surveys.periods import Period, round_id
from checklist_app.surveys.points.records import Points
from checklist_app.surveys.rights import DECIDING
from checklist_app.surveys.rounds.model import Decision, PointTally, Round, RoundState
from checklist_app.surveys.rounds.settings import Settings
from checklist_app.thai import clean, sort_key

LONGEST_DECISION: Final = 2_000


class Rounds:
    KIND = Kind("survey_rounds", indexes=("agency", "state"))
    FROZEN = Kind("survey_frozen", indexes=("round",))

    def __init__(
        self,
        store: Store,
        audit: Audit,
        agencies: Agencies,
        points: Points,
        answers: Answers,
        settings: Settings,
    ) -> None:
        self._store = store
        self._audit = audit
        self._agencies = agencies
        self._points = points
        self._answers = answers
        self._settings = settings

    def get(self, agency: str, period: Period) -> Round | None:
        document = self._store.get(self.KIND.name, round_id(agency, period))
        return _round(document) if document else None

    def of(self, agency: str) -> list[Round]:
        """The newest first."""
        found = self._store.find(self.KIND.name, {"agency": agency})
        return sorted(map(_round, found), key=lambda held: held.period, reverse=True)

    def published(self, agency: str) -> list[Round]:
        """What everybody may see, the newest first."""
        return [held for held in self.of(agency) if held.state is RoundState.DECIDED]

    def all(self) -> list[Round]:
        return [_round(document) for document in self._store.find(self.KIND.name)]

    def tallies(self, round: Round) -> list[PointTally]:
        """Those that were frozen, or while it is open those of the days that are over, so that nobody at the
        counter sees what the last visitor has answered; in the order of the points."""
        if round.state is RoundState.OPEN:
            return [*self._counted(round, before=today())]
        frozen, points = self.frozen([round])[round.id], self._points.of(round.agency)
        known = {each.code for each in frozen}
        heads = self._answers.heads(
            (code, round.period) for code in known.union(each.code for each in points)
        )
        part = [replace(each, late=heads[each.code, round.period].seq - each.head.seq) for each in frozen]
        return sorted([*part, *late_elsewhere(round, points, known, heads)], key=_by_name)

    def frozen(self, rounds: Iterable[Round]) -> dict[str, list[PointTally]]:
        """Of rounds that are over, by their ids, as they were when they closed."""
        found = self._store.find_each(self.FROZEN.name, "round", [round.id for round in rounds])
        return {id: sorted(map(_frozen, documents), key=_by_name) for id, documents in found.items()}

    # --- the calendar ---------------------------------------------------------------------------------

    def settle(self, agency: str, *, at: datetime) -> None:
        """Open the rounds whose time has come and close those that are over. Doing it again changes nothing,
        and whoever else does it at the same moment does the same."""
        again_when_stale(lambda: self._settle(agency, at=at))

    def _settle(self, agency: str, *, at: datetime) -> None:
        held = {round.period: round for round in self.of(agency)}
        points = self._points.of(agency)
        for period in _periods(points, Period.of(day_of(at))):
            if period not in held and self._is_due(points, period):
                held[period] = self._open(agency, period, at=at)
        for round in held.values():
            if round.state is RoundState.OPEN and round.period.closes <= at:
                self._close(round, at=at)
            elif round.state is RoundState.OPEN:
                self._take_over_bands(round)

    def _open(self, agency: str, period: Period, *, at: datetime) -> Round:
        bands = self._settings.of(agency).bands
        return self._write(Round(agency, period, 0, RoundState.OPEN, opened=at, rules=RULES, bands=bands))

    def _is_due(self, points: list[Point], period: Period) -> bool:
        """A point was there, or answers name this half of the year all the same: from a tablet that was
        tried out, or copied from paper that is older than its point."""
        return any(_was_there(point, period) for point in points) or self._is_answered(points, period)

    def _is_answered(self, points: Iterable[Point], period: Period) -> bool:
        heads = self._answers.heads((point.code, period) for point in points)
        return any(head.seq for head in heads.values())

    def _take_over_bands(self, round: Round) -> None:
        """What the agency chose meanwhile holds for this round as long as nobody has answered."""
        chosen = self._settings.of(round.agency).bands
        if chosen != round.bands and not self._is_answered(self._points.of(round.agency), round.period):
            self._write(replace(round, bands=chosen))

    def _close(self, round: Round, *, at: datetime) -> None:
        """Counted before anything is locked; what comes in between is late, as whatever comes later."""
        tallies = [*self._counted(round)]
        asked = {version for each in tallies for version in each.tally.all.questions}
        closed = replace(round, state=RoundState.CLOSED, closed=at, questions=tuple(sorted(asked)))
        with self._store.transaction():
            self._write(closed)
            for tally in tallies:
                id = f"{round.id}/{tally.code}"
                self._store.put(self.FROZEN.name, id, _frozen_body(round, tally), version=0)

    # --- the decision ---------------------------------------------------------------------------------

    def decide(self, person: Person, agency: str, period: Period, text: str, *, at: datetime) -> Round:
        """What the executive orders on the results, which publishes the round. A further decision stands
        beside the earlier ones; the same one sent twice is one."""
        self._agencies.fetch(person.scope, agency)
        if person.role not in DECIDING:
            raise forbidden("surveys.not_yours_to_decide")
        decision = Decision(_checked(text), person.id, person.name, person.position, at)
        with stale_as(conflict("surveys.round_changed_meanwhile")):
            return again_when_stale(lambda: self._decide(self._closed(agency, period), decision))

    def _closed(self, agency: str, period: Period) -> Round:
        round = self.get(agency, period)
        if round is None:
            raise not_found("surveys.no_round")
        if round.state is RoundState.OPEN:
            raise conflict("surveys.round_still_open")
        return round

    def _decide(self, round: Round, decision: Decision) -> Round:
        last = round.decision
        if last and (last.text, last.by) == (decision.text, decision.by):
            return round
        decided = replace(round, state=RoundState.DECIDED, decisions=(*round.decisions, decision))
        with self._store.transaction():
            written = self._write(decided)
            self._audit.record(
                actor=decision.by,
                action="survey_round.decided",
                subject=round.agency,
                details={"round": round.period.key, "decisions": len(decided.decisions)},
            )
        return written

    # --- reading and writing --------------------------------------------------------------------------

    def _counted(self, round: Round, *, before: date | None = None) -> Iterator[PointTally]:
        """At this moment, or before that day, at every point that was there in this round."""
        for point in self._points.of(round.agency):
            counted = (
                self._answers.counted_before(point.code, round.period, before)
                if before
                else self._answers.counted(point.code, round.period)
            )
            if counted.head.seq or _was_there(point, round.period):
                yield PointTally(point.code, point.name, counted.head, counted.tally)

    def _write(self, round: Round) -> Round:
        document = self._store.put(self.KIND.name, round.id, _body(round), version=round.version)
        return _round(document)


def late_elsewhere(
    round: Round, points: Iterable[Point], known: Set[str], heads: Mapping[Place, Head]
) -> Iterator[PointTally]:
    """Of a round that is over, the points besides the `known` ones that had no part in it, and where answers
    of it came in since."""
    for point in points:
        if point.code not in known and (late := heads[point.code, round.period].seq):
            yield PointTally(point.code, point.name, Head(), Tally(), late, part=False)


def _by_name(tally: PointTally) -> tuple[str, str]:
    return sort_key(tally.name), tally.code


def _periods(points: list[Point], running: Period) -> Iterator[Period]:
    """From the one before the first point's on, because paper may be that old, to the running one."""
    if not points:
        return
    period = Period.of(min(point.created for point in points)).previous
    while period <= running:
        yield period
        period = period.following


def _was_there(point: Point, period: Period) -> bool:
    """Created by then, and open on one of its days."""
    span = period.span
    first = max(point.created, point.opens or point.created, span.start)
    return first <= min(point.ends or span.end, span.end)


def _checked(text: str) -> str:
    decision = clean(text)
    if not decision:
        raise invalid("surveys.decision_missing", field="text")
    if len(decision) > LONGEST_DECISION:
        raise invalid("surveys.decision_too_long", field="text", most=LONGEST_DECISION, length=len(decision))
    return decision


def _body(round: Round) -> Body:
    return {
        "agency": round.agency,
        "year": round.period.year,
        "number": round.period.number,
        "state": round.state.value,
        "opened": round.opened.isoformat(),
        "rules": asdict(round.rules),
        "bands": round.bands,
        "closed": round.closed.isoformat() if round.closed else None,
        "questions": list(round.questions),
        "decisions": [
            {
                "text": decision.text,
                "by": decision.by,
                "name": decision.name,
                "position": decision.position,
                "at": decision.at.isoformat(),
            }
            for decision in round.decisions
        ],
    }


def _frozen_body(round: Round, tally: PointTally) -> Body:
    return {
        "round": round.id,
        "point": tally.code,
        "name": tally.name,
        "seq": tally.head.seq,
        "hash": tally.head.hash,
        "tally": tally.tally.body,
    }


def _frozen(document: Document) -> PointTally:
    body: Mapping[str, Any] = document.body
    head = Head(body["seq"], body["hash"])
    return PointTally(body["point"], body["name"], head, tally_of(body["tally"]))


def _round(document: Document) -> Round:
    body: Mapping[str, Any] = document.body
    return Round(
        agency=body["agency"],
        period=Period(body["year"], body["number"]),
        version=document.version,
        state=RoundState(body["state"]),
        opened=datetime.fromisoformat(body["opened"]),
        rules=Rules(**body["rules"]),
        bands=body["bands"],
        closed=datetime.fromisoformat(body["closed"]) if body["closed"] else None,
        questions=tuple(body["questions"]),
        decisions=tuple(map(_decision, body["decisions"])),
    )


def _decision(body: Mapping[str, Any]) -> Decision:
    return Decision(
        body["text"], body["by"], body["name"], body["position"], datetime.fromisoformat(body["at"])
    )
