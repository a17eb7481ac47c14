"""Published ITA scores of an agency, one set a fiscal year, as they were announced: never recomputed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from checklist_app.agencies.model import Agency
from checklist_app.store import Body, Document, JsonValue, Kind, Store


@dataclass(frozen=True, slots=True)
class ScoreSet:
    agency: str
    province: str
    year: int  # fiscal year, Buddhist Era
    indicators: Mapping[str, Decimal]
    published_total: Decimal | None = None
    published_level: str | None = None
    source: str = ""

    @property
    def id(self) -> str:
        return f"{self.agency}-{self.year}"


class ScoreSets:
    KIND = Kind("score_sets", indexes=("agency", "province", "year"))

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, agency: Agency) -> list[ScoreSet]:
        """The newest year first. An Agency in hand is one that its reader may see."""
        documents = self._store.find(self.KIND.name, {"agency": agency.id})
        return sorted(map(_score_set, documents), key=lambda scores: -scores.year)

    def keep(self, scores: ScoreSet) -> bool:
        """Whether anything had to be written."""
        known, body = self._store.get(self.KIND.name, scores.id), _body(scores)
        if known and known.body == body:
            return False
        self._store.put(self.KIND.name, scores.id, body, version=known.version if known else 0)
        return True


def _body(scores: ScoreSet) -> Body:
    indicators: dict[str, JsonValue] = {number: str(score) for number, score in scores.indicators.items()}
    return {
        "agency": scores.agency,
        "province": scores.province,
        "year": scores.year,
        "indicators": indicators,
        "published_total": None if scores.published_total is None else str(scores.published_total),
        "published_level": scores.published_level,
        "source": scores.source,
    }


def _score_set(document: Document) -> ScoreSet:
    body = document.body
    indicators, total, level = body["indicators"], body["published_total"], body["published_level"]
    return ScoreSet(
        agency=str(body["agency"]),
        province=str(body["province"]),
        year=int(str(body["year"])),
        indicators={n: Decimal(str(s)) for n, s in indicators.items()}
        if isinstance(indicators, dict)
        else {},
        published_total=None if total is None else Decimal(str(total)),
        published_level=None if level is None else str(level),
        source=str(body["source"]),
    )
