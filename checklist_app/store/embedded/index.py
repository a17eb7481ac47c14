"""Declared indexes of one table, rebuilt when the store opens and never stored.

A posting is one row number, or an array of them in order: most keys of a large table have few
rows, and a Python list of numbers would cost eight times the memory."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import Any

from checklist_app.store.protocol import Key


class Index:
    def __init__(self, path: tuple[str, ...]) -> None:
        self._path = path
        self._postings: dict[Key, int | array[int]] = {}

    def keys(self, row: dict[str, Any]) -> Iterable[Key]:
        value: Any = row
        for step in self._path:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, list):
            return {member for member in value if isinstance(member, str | int)}
        return (value,) if isinstance(value, str | int) else ()

    def add(self, number: int, row: dict[str, Any]) -> None:
        for key in self.keys(row):
            posting = self._postings.setdefault(self._slot(key), number)
            if posting is number:
                continue
            if isinstance(posting, int):
                self._postings[self._slot(key)] = array("Q", sorted((posting, number)))
            elif posting[-1] < number:
                posting.append(number)
            else:
                insort(posting, number)

    def discard(self, number: int, row: dict[str, Any]) -> None:
        for key in self.keys(row):
            posting = self._postings.get(self._slot(key))
            if isinstance(posting, int):
                del self._postings[self._slot(key)]
            elif posting is not None:
                del posting[bisect_left(posting, number)]
                if not posting:
                    del self._postings[self._slot(key)]

    def rows(self, key: Key) -> Sequence[int]:
        posting = self._postings.get(self._slot(key), ())
        return (posting,) if isinstance(posting, int) else posting

    def _slot(self, key: Key) -> Key:
        return key


class UniqueIndex(Index):
    """Kept under the hash of the key, which needs half the memory of the text itself. What it
    answers are candidates: whoever asks compares the row."""

    def _slot(self, key: Key) -> Key:
        return hash(key)
