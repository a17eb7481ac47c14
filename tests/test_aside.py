"""Heavy work happens in a process of its own and can harm nobody there."""

import os
import time

import pytest

from checklist_app.aside import MOST_MEMORY, aside
from checklist_app.errors import Problem, invalid


def who_am_i(greeting: str) -> tuple[str, int, int]:
    print("printed by the way")
    return greeting, os.getpid(), os.nice(0)


def refuse() -> None:
    raise invalid("aside.test", field="file", row=7)


def fail() -> None:
    raise ZeroDivisionError


def never_end() -> None:
    time.sleep(600)


def take_all_memory() -> int:
    return len(bytearray(MOST_MEMORY))


def end_the_process() -> None:
    os._exit(3)


def test_the_answer_comes_from_another_process_at_low_priority() -> None:
    greeting, process, priority = aside(who_am_i, "สวัสดี")
    assert greeting == "สวัสดี"
    assert process != os.getpid()
    assert priority > os.nice(0)


def test_a_problem_comes_back_whole() -> None:
    with pytest.raises(Problem) as refused:
        aside(refuse)
    assert (refused.value.code, refused.value.field, refused.value.parameters) == (
        "aside.test",
        "file",
        {"row": 7},
    )


def test_work_without_end_is_stopped_and_said() -> None:
    with pytest.raises(Problem, match=r"aside\.too_long"):
        aside(never_end, seconds=1)


@pytest.mark.parametrize("work", [fail, take_all_memory, end_the_process])
def test_work_that_fails_harms_only_itself(work: object) -> None:
    with pytest.raises(RuntimeError, match="failed aside"):
        aside(work)  # type: ignore[arg-type]
