"""Which indicator, part or question a title names, by the names of the edition. Pure."""

from collections.abc import Iterator
from typing import Final

from checklist_app.catalog import Edition
from checklist_app.ita.measures.lists import squashed

SHORTEST: Final = 12  # characters of a question that is found inside a title


def links_of(title: str, edition: Edition) -> tuple[str, ...]:
    """The indicators that the title names; else the part or the questions."""
    said = squashed(title)
    named = tuple(id for id, name, _ in _names(edition) if squashed(name) in said)
    return tuple(dict.fromkeys(named)) or _part(said, edition) or _questions(said, edition)


def other_name(title: str, edition: Edition) -> tuple[str, str] | None:
    """A name that the title uses for an indicator, and the official one, where they differ."""
    said = squashed(title)
    for _, name, official in _names(edition):
        if name != official and squashed(name) in said and squashed(official) not in said:
            return name, official
    return None


def _names(edition: Edition) -> Iterator[tuple[str, str, str]]:
    for known in edition.indicators:
        for name in (known.name, *known.aliases):
            yield known.id, name, known.name


def _part(said: str, edition: Edition) -> tuple[str, ...]:
    parts = (part for known in edition.indicators for part in known.parts)
    found = (part.id for part in parts if said in {squashed(part.name), squashed(part.short)})
    return tuple(found)[:1]


def _questions(said: str, edition: Edition) -> tuple[str, ...]:
    texts = ((question.id, squashed(question.text)) for question in edition.questions)
    return tuple(id for id, text in texts if len(text) >= SHORTEST and text in said)
