"""Heavy work happens in a process of its own and can harm nobody there."""

import os
import time
from pathlib import Path
from threading import BoundedSemaphore

import pytest

from checklist_app import aside as module
from checklist_app.aside import MOST_MEMORY, aside
from checklist_app.errors import Problem, ProblemKind, invalid
from checklist_app.resources import ROOT
from checklist_app.wording import problem_wording


@pytest.fixture(autouse=True)
def _tests_can_be_imported_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


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


def test_work_that_wants_too_much_memory_is_said() -> None:
    with pytest.raises(Problem) as refused:
        aside(take_all_memory)
    assert (refused.value.kind, refused.value.code) == (ProblemKind.UNAVAILABLE, "aside.too_much")
    assert {"aside.too_much", "aside.busy", "aside.too_long"} <= problem_wording().keys()


def test_no_more_than_two_run_at_once_and_every_place_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.AT_ONCE == 2
    monkeypatch.setattr(module, "PATIENCE", 0)
    places = BoundedSemaphore(1)
    monkeypatch.setattr(module, "_places", places)
    for work in (who_am_i, refuse, fail):  # the first fails for want of its argument
        with pytest.raises((Problem, RuntimeError)):
            aside(work)
    assert places.acquire(timeout=0)
    with pytest.raises(Problem, match=r"aside\.busy"):
        aside(who_am_i, "x")


def test_nothing_is_imported_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    assert aside(who_am_i, "x")[0] == "x"


@pytest.mark.parametrize("work", [fail, end_the_process])
def test_work_that_fails_harms_only_itself(work: object) -> None:
    with pytest.raises(RuntimeError, match="failed aside"):
        aside(work)  # type: ignore[arg-type]
