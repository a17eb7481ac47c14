"""Stories that are told elsewhere of one process, once more with two, each request at the other one."""

import subprocess
import sys

import pytest

from checklist_app.resources import ROOT
from tests.client import StrictClient
from tests.processes.alternating import in_turn
from tests.processes.conftest import Process

SHORT = {
    "people": ("tests/accounts/test_signing_in.py",),
    "visits": ("tests/visits/test_api.py",),
    "citizens": ("tests/surveys/test_form_pages.py", "tests/surveys/test_kiosk.py"),
}
LONG = {
    "register": ("tests/agencies/test_pages.py",),
    "surveys": ("tests/surveys/test_questions_pages.py", "tests/surveys/test_round_pages.py"),
    "cycle": ("tests/ita/test_import_pages.py", "tests/ita/test_scores_page.py", "tests/ita/test_signing.py"),
    "papers": ("tests/reports/test_pages.py",),
}
OF_ONE = ("tests/reports/test_pages.py::test_a_crew_that_is_busy_is_told_with_what_to_do",)
"""What a process has of its own."""


@pytest.mark.parametrize(
    "story",
    [
        *(pytest.param(story, id=name, marks=pytest.mark.slow) for name, story in SHORT.items()),
        *(pytest.param(story, id=name, marks=pytest.mark.long) for name, story in LONG.items()),
    ],
)
def test_a_story_goes_on_at_whichever_process_is_asked_next(story: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "tests.processes.alternating"]
    left_out = [word for test in OF_ONE for word in ("--deselect", test)]
    told = subprocess.run(
        [*command, *left_out, "-m", "not slow and not long", *story],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-5_000:]


def test_every_request_goes_to_the_other_process(one: Process, other: Process) -> None:
    asked: list[str] = []
    for name, process in (("one", one), ("other", other)):
        process.app.before_request(lambda name=name: asked.append(name))
    client = in_turn(one.app, other.app).test_client()
    assert isinstance(client, StrictClient)
    assert [client.get("/about").status_code for _ in range(4)] == [200] * 4
    assert asked == ["one", "other"] * 2
