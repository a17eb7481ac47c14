"""Declared indexes of one table, rebuilt when the store opens and never stored.

A posting is one row number, or an array of them in order: most keys of a large table have few
rows, and a Python list of numbers would cost eight times the memory."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import Any

from checklist_app.store.protocol import Key


class Index:
    def __init__(self) -> None:
        self._postings: dict[Key, Any] = {}

    def add(self, number: int, value: Any) -> None:
        """`value` is what the row has in the field: nothing, one key, or a list of keys."""
        if value.__class__ is str:  # the short way for what nearly every field of every row is
            posting = self._postings.get(value)
            if posting.__class__ is array and posting[-1] < number:
                posting.append(number)
            else:
                self._add(number, value)
        else:
            for key in keys_of(value):
                self._add(number, key)

    def discard(self, number: int, value: Any) -> None:
        for key in keys_of(value):
            self._discard(number, key)

    def rows(self, key: Key) -> Sequence[int]:
        posting = self._postings.get(key, ())
        return (posting,) if isinstance(posting, int) else posting

    def _add(self, number: int, key: Key) -> None:
        posting = self._postings.get(key)
        if posting is None:
            self._postings[key] = number
        elif isinstance(posting, int):
            self._postings[key] = array("Q", sorted((posting, number)))
        elif posting[-1] < number:
            posting.append(number)
        else:
            insort(posting, number)

    def _discard(self, number: int, key: Key) -> None:
        posting = self._postings[key]
        if isinstance(posting, int):
            del self._postings[key]
            return
        del posting[bisect_left(posting, number)]
        if not posting:
            del self._postings[key]


class UniqueIndex(Index):
    """Kept under the hash of the key, which needs half the memory of the text itself. What it
    answers are candidates: whoever asks compares the row."""

    def rows(self, key: Key) -> Sequence[int]:
        return super().rows(hash(key))

    def _add(self, number: int, key: Key) -> None:
        slot = hash(key)
        if slot not in self._postings:
            self._postings[slot] = number
        elif number not in super().rows(slot):  # -1 and -2 have one hash
            super()._add(number, slot)

    def _discard(self, number: int, key: Key) -> None:
        slot = hash(key)
        if number in super().rows(slot):
            super()._discard(number, slot)


def keys_of(value: Any) -> Iterable[Key]:
    if isinstance(value, list):
        return {member for member in value if isinstance(member, str | int)}
    return (value,) if isinstance(value, str | int) else ()
