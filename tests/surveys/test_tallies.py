"""What was counted once is not counted again, and a copy that does not fit is thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from checklist_app.errors import unavailable
from checklist_app.store import Entry, Head, NewEntry
from checklist_app.surveys.counting.tallies import WORTH_KEEPING, Tallies
from checklist_app.surveys.counting.tally import Tally
from tests.cast import World
from tests.store.model import ModelStore
from tests.surveys.world import GOOD

STREAM = "survey/abc123/2570-1"
A_DAY, NEXT_DAY = date(2026, 11, 20), date(2026, 11, 21)


def answers(store: ModelStore, many: int, *, first: int = 0, day: date = A_DAY) -> None:
    body: dict[str, Any] = {
        "day": day.isoformat(),
        "channel": "open",
        "questions": "standard-1",
        "given": dict(GOOD),
        "flags": [],
    }
    store.append(STREAM, [NewEntry(f"answer{n}", body) for n in range(first, first + many)])


@contextmanager
def entries_read(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    read, seen = store.read, list[int]()

    def spying(stream: str, **how: Any) -> Any:
        found = read(stream, **how)
        seen.extend(entry.seq for entry in found)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(store, "read", spying)
        yield seen


def test_only_what_came_since_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tallies = Tallies(world.store)
    answers(world.store, 30)
    assert tallies.of(STREAM).tally.all.answers == 30
    answers(world.store, 2, first=30)
    with entries_read(world.store, monkeypatch) as seen:
        assert tallies.of(STREAM).tally.all.answers == 32
    assert seen == [31, 32]


def test_after_a_start_the_copy_spares_counting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(world.store, WORTH_KEEPING + 3)
    before = Tallies(world.store).before(STREAM, NEXT_DAY)
    with entries_read(world.store, monkeypatch) as seen:
        assert Tallies(world.store).of(STREAM) == before
    assert seen == []  # the hash of the last one proves that the copy is of this stream
    answers(world.store, 2, first=WORTH_KEEPING + 3)
    with entries_read(world.store, monkeypatch) as seen:
        assert Tallies(world.store).of(STREAM).tally.all.answers == WORTH_KEEPING + 5
    assert seen == [WORTH_KEEPING + 3, WORTH_KEEPING + 4, WORTH_KEEPING + 5]  # the first one proves it


def test_a_copy_of_another_past_is_thrown_away(world: World) -> None:
    answers(world.store, WORTH_KEEPING)
    right = Tallies(world.store).before(STREAM, NEXT_DAY)
    document = world.store.get(Tallies.KIND.name, STREAM)
    assert document is not None
    for wrong in ({"hash": "0" * 64}, {"seq": WORTH_KEEPING + 100}):
        known = world.store.get(Tallies.KIND.name, STREAM)
        assert known is not None
        body = {**document.body, **wrong, "tally": {}}
        world.store.put(Tallies.KIND.name, STREAM, body, version=known.version)
        assert Tallies(world.store).of(STREAM) == right


def test_a_process_that_is_behind_does_not_replace_the_copy_of_one_that_is_ahead(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = Tallies(world.store)
    answers(world.store, WORTH_KEEPING)
    read = world.store.read

    def others_go_on(stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
        found = read(stream, after=after, limit=limit)
        if after == WORTH_KEEPING:  # while the last one is looked for
            monkeypatch.undo()
            answers(world.store, WORTH_KEEPING, first=WORTH_KEEPING)
            Tallies(world.store).before(STREAM, NEXT_DAY)
        return found

    monkeypatch.setattr(world.store, "read", others_go_on)
    assert behind.before(STREAM, NEXT_DAY).head.seq == WORTH_KEEPING
    kept = world.store.get(Tallies.KIND.name, STREAM)
    assert kept is not None
    assert kept.body["seq"] == 2 * WORTH_KEEPING


def test_that_the_copy_cannot_be_written_keeps_nobody_from_reading(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(world.store, WORTH_KEEPING)

    def refuse(*_: object, **__: object) -> None:
        raise unavailable("store.disk_full")

    monkeypatch.setattr(world.store, "put", refuse)
    assert Tallies(world.store).before(STREAM, NEXT_DAY).tally.all.answers == WORTH_KEEPING


def test_who_was_given_a_tally_never_sees_it_change(world: World) -> None:
    tallies = Tallies(world.store)
    answers(world.store, 3)
    earlier = tallies.of(STREAM)
    answers(world.store, 3, first=3)
    tallies.of(STREAM)
    assert (earlier.head.seq, earlier.tally.all.answers) == (3, 3)


def test_a_day_that_is_not_over_is_not_told_by_differences(world: World) -> None:
    tallies = Tallies(world.store)
    answers(world.store, 3)
    answers(world.store, 1, first=3, day=NEXT_DAY)
    answers(world.store, 1, first=4)  # of a tablet that had been without network
    assert tallies.before(STREAM, NEXT_DAY).tally.all.answers == 3
    assert tallies.of(STREAM).tally.all.answers == 5
    answers(world.store, 1, first=5, day=NEXT_DAY)
    assert tallies.before(STREAM, NEXT_DAY).head.seq == 3
    assert tallies.before(STREAM, date(2026, 11, 22)) == tallies.of(STREAM)


def test_what_is_not_over_is_not_read_again_and_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tallies = Tallies(world.store)
    answers(world.store, 3)
    answers(world.store, 500, first=3, day=NEXT_DAY)
    tallies.before(STREAM, NEXT_DAY)
    with entries_read(world.store, monkeypatch) as seen:
        tallies.before(STREAM, NEXT_DAY)
    assert seen == [4]


def test_a_stream_without_answers_adds_up_to_nothing(world: World) -> None:
    counted = Tallies(world.store).of("survey/none/2570-1")
    assert (counted.head, counted.tally) == (Head(), Tally())
