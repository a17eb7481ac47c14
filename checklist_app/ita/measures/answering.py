"""Which step of a measure a result answers, when the steps are no longer those that it was written for.
Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from checklist_app.ita.measures.lists import squashed
from checklist_app.ita.measures.model import Result

REWORDED: Final = 0.6  # from which likeness a step is the same one in other words
_COMPARED: Final = 200  # characters of a step


def answering(
    results: Iterable[Result], written_for: Sequence[str], now: Sequence[str]
) -> tuple[Result, ...]:
    """A result stays with its step, wherever that was moved to and in whatever words; when the step is gone,
    the result stays as something beyond the plan. It never slips to another step."""
    places = _places([*map(squashed, written_for)], [*map(squashed, now)])
    moved = [replace(each, step=None if each.step is None else places.get(each.step)) for each in results]
    return tuple(sorted(moved, key=lambda each: len(now) if each.step is None else each.step))


def _places(before: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """The same words first, then what is most alike."""
    places: dict[int, int] = {}
    free = [*range(len(now))]
    for one, text in enumerate(before):
        same = next((other for other in free if now[other] == text), None)
        if same is not None:
            places[one] = same
            free.remove(same)
    for one in (one for one in range(len(before)) if one not in places):
        near = max(free, key=lambda other: _likeness(before[one], now[other]), default=None)
        if near is not None and _likeness(before[one], now[near]) >= REWORDED:
            places[one] = near
            free.remove(near)
    return places


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= REWORDED else 0.0
