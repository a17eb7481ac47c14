"""What a file of score sets would change, as values: a step, a fault or nothing for each row. Pure."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from checklist_app.agencies import Agency, FieldChange, RowError, ScoreSet
from checklist_app.ita.scoring.cautions import Caution
from checklist_app.store import Body
from checklist_app.thai import format_date, format_score


@dataclass(frozen=True, slots=True)
class Step:
    """`fields` are those that change; none where the set is new."""

    row: int
    agency: Agency
    scores: ScoreSet
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should look at; it hinders nothing."""

    row: int
    agency: Agency
    caution: Caution


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """`skipped` are rows without a score of an agency; `missing` are the indicators without a column."""

    added: tuple[Step, ...] = ()
    changed: tuple[Step, ...] = ()
    unchanged: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    errors: tuple[RowError, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return *self.added, *self.changed

    @property
    def fingerprint(self) -> str:
        """Of all that a person is shown: another one means that they would agree to something else."""
        lines = (
            *(f"{each.row}|{each.agency.id}|{each.agency.name}|{each.scores}" for each in self.steps),
            *(f"{each.row}|{each.column}|{each.problem.code}" for each in self.errors),
            *(f"{each.row}|{each.caution}" for each in self.remarks),
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def summary(self) -> Body:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "skipped": len(self.skipped),
        }


def cells_of(scores: ScoreSet) -> dict[str, str]:
    """Every field as people read it, by the id of its column."""
    total, day = scores.published_total, scores.published_on
    return {
        **{id: shown(score) for id, score in {**scores.indicators, **scores.parts}.items()},
        "total": "" if total is None else shown(total),
        "level": scores.published_level or "",
        "source": scores.source,
        "published_on": format_date(day) if day else "",
    }


def shown(score: Decimal) -> str:
    """With two decimals, or with all that are kept."""
    printed = format_score(score)
    return printed if Decimal(printed) == score else str(score)
