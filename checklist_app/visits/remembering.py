"""What whoever visits next takes along of a visit. It is worked out once for each length of the visit, so
that a province full of phones does not fold its visits again with every morning."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from checklist_app.store import Body
from checklist_app.visits.fold import State
from checklist_app.visits.model import Visit
from checklist_app.visits.records import Visits

MOST_KEPT: Final = 2_000  # visits, of some ten thousand characters each
# Kinds of fields that help whoever comes next; photos and signatures belong to their own visit.
_KINDS: Final = ("answer:", "row:", "note:", "advice:")


@dataclass(frozen=True, slots=True)
class Remembered:
    """`found` is what the visit found; `phrases` are the indicator and the text of each advice given."""

    found: Body
    phrases: tuple[tuple[str, str], ...]


class Memory:
    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, Remembered]] = OrderedDict()
        self._guard = threading.Lock()

    def of_each(self, found: Sequence[Visit], visits: Visits) -> dict[str, Remembered]:
        """By visit, in the order given."""
        lengths = visits.lengths(found)
        return {visit.id: self._of(visit, lengths[visit.id], visits) for visit in found}

    def _of(self, visit: Visit, length: int, visits: Visits) -> Remembered:
        with self._guard:
            known = self._kept.get(visit.id)
        if known is not None and known[0] == length:
            return known[1]
        remembered = _remembered(visit, visits.state(visit))
        with self._guard:
            self._kept[visit.id] = (length, remembered)
            self._kept.move_to_end(visit.id)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return remembered


def _remembered(visit: Visit, state: State) -> Remembered:
    values: Body = {name: state.value(name) for name in state.fields if name.startswith(_KINDS)}
    known: Body = {name: value for name, value in values.items() if value is not None}
    on = state.value("visited_on") or visit.begun
    found: Body = {"visit": visit.id, "on": on, "year": visit.year, "form": visit.form, "values": known}
    return Remembered(found, tuple(_advice(state)))


def _advice(state: State) -> list[tuple[str, str]]:
    values = [state.value(name) for name in state.fields if name.startswith("advice:")]
    kept = [value for value in values if isinstance(value, dict) and value.get("state") == "kept"]
    return [(str(value["indicator"]), str(value["text"])) for value in kept if value.get("text")]
