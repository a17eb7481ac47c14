"""The questions of a year by their indicators, to choose findings from. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from checklist_app.catalog import Edition, Indicator
from checklist_app.ita.analysing.advice import indicator_of, number_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A question to choose; `text` is empty where the year's list is not known."""

    id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """`indicator` is None for questions of which nobody knows what they are about."""

    indicator: Indicator | None
    choices: tuple[Choice, ...]


def groups_of(edition: Edition, beside: Iterable[str] = ()) -> tuple[Group, ...]:
    """All listed questions, and those beside that are not in the list."""
    choices = {each.id: Choice(each.id, each.text) for each in edition.questions}
    for id in beside:
        choices.setdefault(id, Choice(id))
    about = {id: indicator_of(edition, id) for id in choices}
    found = [
        Group(each, tuple(choices[id] for id in sorted(choices, key=_place) if about[id] == each))
        for each in (*edition.indicators, None)
    ]
    return tuple(group for group in found if group.choices)


def _place(question: str) -> tuple[str, int]:
    return question[:1], number_of(question)
