"""What the latest finished visit to an agency advised. Reads visits; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from checklist_app.agencies import Agency
from checklist_app.catalog import Forms
from checklist_app.visits import Visit, Visits, advice, definition

_KEPT: Final = "kept"


@dataclass(frozen=True, slots=True)
class Advised:
    """One recommendation; `key` is the item of the form, or that of a phrase of the inspectors' `own`."""

    visit: str
    key: str
    indicator: str
    text: str
    on: date | None = None
    own: bool = False


def latest_advice(visits: Visits, forms: Forms, agency: Agency) -> tuple[Advised, ...]:
    """An Agency in hand is one that its reader may see; what it was advised to do is said to it."""
    finished = visits.finished_of(agency.id)
    if not finished:
        return ()
    return _of(visits, forms, max(finished, key=lambda visit: (visit.begun, visit.id)))


def _of(visits: Visits, forms: Forms, visit: Visit) -> tuple[Advised, ...]:
    kept = forms.kept_with_editions(visit.digest)
    state = visits.state(visit)
    body = definition(kept.form, kept.editions.year, kept.editions.previous_year)
    day = state.value("visited_on")
    on = date.fromisoformat(day) if isinstance(day, str) else None
    said: list[Mapping[str, Any]] = [*advice(state, body)]
    return tuple(
        Advised(visit.id, str(each["key"]), str(each["indicator"]), str(each["text"]), on, each["own"])
        for each in said
        if each["state"] == _KEPT and each["text"]
    )
