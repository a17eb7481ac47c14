"""What may head the columns of a file that people write, in the words they use. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from checklist_app.thai import clean, to_arabic

_REMEMBERED: Final = 5_000  # texts; headings and names come again and again
_BETWEEN_WORDS: Final = re.compile(r"[\s.*:_()/\\\-]+")

Need: TypeAlias = tuple[frozenset[str], ...]
"""Ids of columns: a row heads a table when it has one of each group."""


@dataclass(frozen=True, slots=True)
class Column:
    id: str
    heading: str
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return self.id, self.heading, *self.aliases


@dataclass(frozen=True, slots=True)
class Columns:
    """All that one kind of file may have. The first of `needs` that some row meets says which row heads the
    table; `missing` is the code of the Problem when none does."""

    all: tuple[Column, ...]
    needs: tuple[Need, ...]
    missing: str
    _by_word: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_word: dict[str, Column] = {}
        for column in self.all:
            for word in column.words:
                by_word.setdefault(fold(word), column)
        object.__setattr__(self, "_by_word", by_word)

    def of(self, heading: str) -> Column | None:
        return self._by_word.get(fold(heading))

    def ids_of(self, headings: Iterable[str]) -> list[str]:
        """Of those that are known."""
        return [column.id for heading in headings if (column := self.of(heading))]

    def heading_of(self, id: str) -> str:
        return next((column.heading for column in self.all if column.id == id), id)


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """What two spellings of one word in a cell share."""
    return _BETWEEN_WORDS.sub("", to_arabic(clean(text))).casefold()
