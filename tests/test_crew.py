"""A crew keeps processes ready; none of them can hang or harm the server."""

import os
import resource
import signal
import subprocess
import sys
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


@pytest.mark.slow
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


def test_those_that_wait_are_few_and_the_next_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody who waits holds a thread that others need for their answers."""
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    crew = Crew(size=1)
    monkeypatch.setattr(module, "PATIENCE", 600)
    with crew._place(), ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(crew.do, who_am_i)
        while crew._rooms._value:  # until the other has its room
            time.sleep(0.01)
        with pytest.raises(Problem) as caught:
            crew.do(who_am_i)
        crew._places.release()
        assert waiting.result()
        crew._places.acquire()
    assert caught.value.code == "aside.busy"
    crew.close()


def test_a_server_with_more_than_a_thousand_open_files_is_served(crew: Crew) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(2_000, before[0]), before[1]))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_030)]
    try:
        assert crew.do(echo, b"served") == b"served"
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_member_that_stands_still_keeps_nobody_waiting_who_brings_much(crew: Crew) -> None:
    still = crew.do(who_am_i)
    os.kill(still, signal.SIGSTOP)
    with pytest.raises(Problem) as caught:
        crew.do(echo, bytes(3_000_000), seconds=0.5)
    assert caught.value.code == "aside.too_long"
    assert crew.do(who_am_i) != still


@pytest.mark.slow
def test_a_member_that_lost_its_server_ends_when_its_time_is_over() -> None:
    """It is told so by the end of its error stream, which only it holds then."""
    script = (
        "import os, threading, time; from checklist_app.crew import Crew; crew = Crew(1); crew.do(os.getpid);"
        "late = {'seconds': 2};"
        "threading.Thread(target=crew.do, args=(time.sleep, 600), kwargs=late, daemon=True).start();"
        "time.sleep(1); os._exit(0)"
    )
    ended = subprocess.run([sys.executable, "-c", script], stderr=subprocess.PIPE, timeout=120, check=True)
    assert ended.stderr == b""


def test_the_end_of_the_server_by_its_terminal_lets_a_piece_of_work_end(crew: Crew) -> None:
    member = crew.do(who_am_i)
    os.kill(member, signal.SIGINT)
    assert crew.do(who_am_i) == member
