"""The rounds of agencies: the only one that reads and writes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from checklist_app.accounts import Audit
from checklist_app.agencies import Agencies
from checklist_app.store import Document, Head, Kind, Store
from checklist_app.surveys.answers import Answers
from checklist_app.surveys.model import Rules
from checklist_app.surveys.periods import Period
from checklist_app.surveys.points import Points
from checklist_app.surveys.round_model import Decision, PointTally, Round, RoundState
from checklist_app.surveys.settings import Settings
from checklist_app.surveys.tally import tally_of


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
        document = self._store.get(self.KIND.name, f"{agency}/{period.key}")
        return _round(document) if document else None

    def of(self, agency: str) -> list[Round]:
        """The newest first."""
        found = self._store.find(self.KIND.name, {"agency": agency})
        return sorted(map(_round, found), key=lambda held: held.period, reverse=True)

    def tallies(self, round: Round) -> list[PointTally]:
        """Those that were frozen, or while it is open those of this moment; in the order of the points."""
        if round.state is RoundState.OPEN:
            return [
                PointTally(point.code, point.name, counted.head, counted.tally)
                for point in self._points.of(round.agency)
                if (counted := self._answers.counted(point.code, round.period)).head.seq
            ]
        return [
            self._frozen(document) for document in self._store.find(self.FROZEN.name, {"round": round.id})
        ]

    def _frozen(self, document: Document) -> PointTally:
        body: Mapping[str, Any] = document.body
        return PointTally(
            body["point"], body["name"], Head(body["seq"], body["hash"]), tally_of(body["tally"])
        )


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
