"""ITA scores of an agency, one set a fiscal year, as they were announced: never recomputed here. The only
place that reads and writes them; a visit's score table begins with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from checklist_app.accounts import COMMAND_LINE, Audit, Person, Role
from checklist_app.agencies.model import Agency
from checklist_app.errors import conflict, forbidden
from checklist_app.store import Body, Document, JsonValue, Kind, Store, stale_as, together

SCORING: Final = frozenset({Role.STAFF, Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who enters the scores of agencies that they may see."""


@dataclass(frozen=True, slots=True)
class ScoreSet:
    """`indicators` and `parts` (such as 9.1) are by their numbers. `published_level` is as it was printed."""

    agency: str
    province: str
    year: int  # fiscal year, Buddhist Era
    indicators: Mapping[str, Decimal]
    published_total: Decimal | None = None
    published_level: str | None = None
    source: str = ""
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    published_on: date | None = None
    version: int = 0

    @property
    def id(self) -> str:
        return f"{self.agency}-{self.year}"


class ScoreSets:
    KIND = Kind("score_sets", indexes=("agency", "province", "year"))

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store = store
        self._audit = audit

    def of(self, agency: Agency) -> list[ScoreSet]:
        """The newest year first. An Agency in hand is one that its reader may see."""
        return self.of_each([agency])[agency.id]

    def of_each(self, agencies: Iterable[Agency]) -> dict[str, list[ScoreSet]]:
        """As `of`, by agency."""
        found = self._store.find_each(self.KIND.name, "agency", [agency.id for agency in agencies])
        return {
            id: sorted(map(_score_set, documents), key=lambda scores: -scores.year)
            for id, documents in found.items()
        }

    def find(self, agency: Agency, year: int) -> ScoreSet | None:
        document = self._store.get(self.KIND.name, f"{agency.id}-{year}")
        return _score_set(document) if document else None

    def of_year(self, year: int, agencies: Iterable[Agency]) -> dict[str, ScoreSet]:
        """By agency, also where it lay in another province when they were written."""
        found = self._store.get_all(self.KIND.name, [f"{agency.id}-{year}" for agency in agencies])
        return {scores.agency: scores for scores in map(_score_set, found.values())}

    def keep(self, scores: ScoreSet) -> bool:
        """Whether anything had to be written. For what is shipped, which nobody edits beside it."""
        return together(self._store, lambda: self._keep(scores))

    def _keep(self, scores: ScoreSet) -> bool:
        known, body = self._store.get(self.KIND.name, scores.id), _body(scores)
        if known and known.body == body:
            return False
        self._store.put(self.KIND.name, scores.id, body, version=known.version if known else 0)
        self._audit.record(actor=COMMAND_LINE.id, action="score_set.changed", subject=scores.id, details=body)
        return True

    def change(self, person: Person, agency: Agency, scores: ScoreSet) -> ScoreSet:
        """Write what was edited from its version (0: there was none)."""
        require_scoring(person)
        scores = replace(scores, agency=agency.id, province=agency.province)
        meanwhile = conflict("ita.scores_changed_meanwhile", year=scores.year)
        with stale_as(meanwhile), self._store.transaction():
            document = self._store.put(self.KIND.name, scores.id, _body(scores), version=scores.version)
            self._audit.record(
                actor=person.id, action="score_set.changed", subject=scores.id, details=_body(scores)
            )
        return _score_set(document)

    def change_all(self, person: Person, edited: Iterable[tuple[Agency, ScoreSet]], *, summary: Body) -> None:
        """Many sets at once, or none of them."""
        with stale_as(conflict("ita.import_outdated")), self._store.transaction():
            for agency, scores in edited:
                self.change(person, agency, scores)
            self._audit.record(
                actor=person.id, action="score_sets.imported", subject=self.KIND.name, details=summary
            )


def require_scoring(person: Person) -> None:
    if person.role not in SCORING:
        raise forbidden("ita.not_yours_to_score")


def _body(scores: ScoreSet) -> Body:
    return {
        "agency": scores.agency,
        "province": scores.province,
        "year": scores.year,
        "indicators": _texts(scores.indicators),
        "parts": _texts(scores.parts),
        "published_total": None if scores.published_total is None else str(scores.published_total),
        "published_level": scores.published_level,
        "published_on": scores.published_on.isoformat() if scores.published_on else None,
        "source": scores.source,
    }


def _texts(numbers: Mapping[str, Decimal]) -> dict[str, JsonValue]:
    return {id: str(score) for id, score in numbers.items()}


def _score_set(document: Document) -> ScoreSet:
    body: Mapping[str, Any] = document.body
    total, day = body["published_total"], body.get("published_on")
    return ScoreSet(
        agency=body["agency"],
        province=body["province"],
        year=body["year"],
        indicators={id: Decimal(score) for id, score in body["indicators"].items()},
        published_total=None if total is None else Decimal(total),
        published_level=body["published_level"],
        source=body["source"],
        parts={id: Decimal(score) for id, score in body.get("parts", {}).items()},
        published_on=date.fromisoformat(day) if day else None,
        version=document.version,
    )
