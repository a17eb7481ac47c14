"""What the tests of the ITA cycle share: the agency of the cast's staff, and the figures of the sources."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agencies, Agency, ScoreSet, ScoreSets
from checklist_app.catalog import Editions
from checklist_app.ita import Cycle, Dossier, Ita, MeasureDraft, Plan
from checklist_app.store import Store
from tests.cast import World

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)  # noon in Thailand, fiscal year 2570
CYCLE = Cycle(2570)
SOURCES: Mapping[str, Any] = json.loads((Path(__file__).parent / "cycle-fixtures.json").read_text("utf-8"))


def scores_of(case: str) -> Mapping[str, Decimal]:
    """The ten scores of a source document: 000, 001-2567, 001-2568, 002, 004."""
    found = next(each for each in SOURCES["scores"] if each["case"] == case)
    return {id: Decimal(score) for id, score in found["values"].items()}


class HeldFiles(dict[str, bytes]):
    """Files in memory, by their SHA-256."""

    def put(self, content: bytes, *, sha256: str | None = None) -> str:
        name = hashlib.sha256(content).hexdigest()
        self[name] = content
        return name

    def get(self, sha256: str) -> bytes:  # type: ignore[override]  # as folders of files do
        return self[sha256]

    def has(self, sha256: str) -> bool:
        return sha256 in self


@dataclass(frozen=True)
class Bureau:
    """The cycle of one store, and the agency that the cast's staff and executive belong to."""

    world: World
    ita: Ita
    store: Store

    def __getitem__(self, who: str) -> Person:
        return self.world[who]

    @property
    def agency(self) -> Agency:
        staff = self.world["staff"]
        return self.ita.agencies.fetch(staff.scope, staff.agency or "")

    def score(
        self,
        indicators: Mapping[str, Decimal],
        year: int = CYCLE.scores_year,
        *,
        total: str | None = None,
        level: str | None = None,
    ) -> ScoreSet:
        known = self.ita.scores.find(self.agency, year)
        published = None if total is None else Decimal(total)
        scores = ScoreSet(self.agency.id, self.agency.province, year, indicators, published, level)
        if known:
            scores = ScoreSet(
                self.agency.id,
                self.agency.province,
                year,
                indicators,
                published,
                level,
                version=known.version,
            )
        return self.ita.scores.change(self.world["staff"], self.agency, scores)

    def plan(self, *drafts: MeasureDraft, cycle: Cycle = CYCLE) -> Plan:
        return self.ita.plans.add(self.world["staff"], self.agency, cycle, [("", draft) for draft in drafts])

    def dossier(self, cycle: Cycle = CYCLE) -> Dossier:
        return self.ita.dossier_of(self.agency, cycle)


def bureau_of(world: World, store: Store | None = None) -> Bureau:
    held = store or world.store
    audit = Audit(held)
    register, scores = Agencies(held, audit), ScoreSets(held, audit)
    ita = Ita.build(held, audit, register, Editions(held, audit), scores, HeldFiles())
    return Bureau(world, ita, held)
