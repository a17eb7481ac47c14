"""A crew keeps processes ready; none of them can hang or harm the server."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from checklist_app import crew as module
from checklist_app.aside import MOST_MEMORY
from checklist_app.crew import Crew
from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.resources import ROOT


@pytest.fixture(autouse=True)
def _tests_can_be_imported_by_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def crew() -> Iterator[Crew]:
    crew = Crew(size=2)
    yield crew
    crew.close()


def who_am_i() -> int:
    print("printed by the way")
    return os.getpid()


def refuse() -> None:
    raise invalid("aside.test", field="file", row=7)


def fail() -> None:
    raise ZeroDivisionError


def die() -> None:
    os._exit(3)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def take_all_memory() -> int:
    return len(bytearray(MOST_MEMORY))


def echo(content: bytes) -> bytes:
    return content


def test_a_member_stays_for_the_next_piece_of_work(crew: Crew) -> None:
    first = crew.do(who_am_i)
    assert first != os.getpid()
    assert crew.do(who_am_i) == first


def test_what_is_large_goes_and_comes_whole(crew: Crew) -> None:
    content = os.urandom(3_000_000)
    assert crew.do(echo, content) == content


def test_a_problem_is_raised_to_who_asked_and_the_member_stays(crew: Crew) -> None:
    before = crew.do(who_am_i)
    with pytest.raises(Problem) as caught:
        crew.do(refuse)
    assert (caught.value.kind, caught.value.field) == (ProblemKind.INVALID, "file")
    assert crew.do(who_am_i) == before


def test_a_fault_is_told_with_its_place(crew: Crew) -> None:
    with pytest.raises(RuntimeError, match=r"fail failed in the crew[\s\S]*ZeroDivisionError"):
        crew.do(fail)


def test_too_long_a_piece_ends_its_member_and_a_new_one_takes_the_next(crew: Crew) -> None:
    before = crew.do(who_am_i)
    with pytest.raises(Problem) as caught:
        crew.do(sleep, 600, seconds=0.3)
    assert caught.value.code == "aside.too_long"
    assert crew.do(who_am_i) != before


def test_a_member_that_dies_over_its_work_is_told_once_and_replaced(crew: Crew) -> None:
    crew.do(who_am_i)
    with pytest.raises(RuntimeError, match="ended without an answer"):
        crew.do(die)
    assert crew.do(who_am_i)


def test_a_member_that_went_home_meanwhile_is_not_missed(crew: Crew) -> None:
    gone = crew.do(who_am_i)
    os.kill(gone, 9)
    assert crew.do(who_am_i) != gone


def test_memory_is_bounded(crew: Crew) -> None:
    with pytest.raises(Problem) as caught:
        crew.do(take_all_memory)
    assert caught.value.code == "aside.too_much"


def test_two_work_at_once_and_a_third_waits_its_time(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    crew.do(who_am_i)
    with ThreadPoolExecutor(2) as threads:
        working = [threads.submit(crew.do, sleep, 3.0) for _ in range(2)]
        time.sleep(0.5)
        with pytest.raises(Problem) as caught:
            crew.do(who_am_i)
        assert caught.value.code == "aside.busy"
        assert [future.result() for future in working] == [3.0, 3.0]


def test_one_that_has_grown_too_large_is_replaced(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_MEMBER", 1)
    assert crew.do(who_am_i) != crew.do(who_am_i)
