"""Identifiers sort by time of birth, whoever asks for them at the same moment and whatever the clock says."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from checklist_app.ids import ALPHABET, new_id


def test_what_is_born_later_sorts_later_also_within_one_millisecond() -> None:
    born = [new_id() for _ in range(5_000)]
    assert born == sorted(set(born))


def test_many_at_once_get_one_each() -> None:
    with ThreadPoolExecutor(8) as people:
        born = list(people.map(lambda _: new_id(), range(4_000)))
    assert len(set(born)) == len(born)


def test_a_clock_that_is_set_back_makes_nothing_older(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert first < new_id()


def test_an_identifier_is_spelled_so_that_it_survives_being_read_aloud() -> None:
    assert len(new_id()) == 26
    assert set(new_id()) <= set(ALPHABET)
