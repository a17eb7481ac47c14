"""What the lines of the log look like, and what they carry."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest

from checklist_app import logs
from checklist_app.logs import Form, request_id

Written = Callable[[], list[str]]


@pytest.fixture
def writing() -> Iterator[Callable[[Form], Written]]:
    def start(form: Form) -> Written:
        stream = io.StringIO()
        logs.start(form, stream)
        return lambda: stream.getvalue().splitlines()

    yield start
    logs.stop()


def fail(said: str) -> None:
    try:
        raise ValueError(said)
    except ValueError:
        logging.getLogger("checklist_app.some.module").exception("it broke: %s", "ที่นี่")


def test_text_is_the_message_alone(writing: Callable[[Form], Written]) -> None:
    written = writing("text")
    logging.getLogger("anything").warning("disk %s", "full")
    assert written() == ["disk full"]


def test_text_names_the_request_that_is_being_answered(writing: Callable[[Form], Written]) -> None:
    written = writing("text")
    before = request_id.set("abc123defg")
    fail("reason")
    request_id.reset(before)
    assert written()[0] == "it broke: ที่นี่ (request abc123defg)"
    assert written()[-1] == "ValueError: reason"


def test_json_is_one_object_a_line_with_the_stack_inside(writing: Callable[[Form], Written]) -> None:
    written = writing("json")
    before = request_id.set("abc123defg")
    fail("two\nlines")
    request_id.reset(before)
    (line,) = written()
    told = json.loads(line)
    assert "ที่นี่" in line
    assert (told["level"], told["logger"]) == ("error", "checklist_app.some.module")
    assert (told["message"], told["request"]) == ("it broke: ที่นี่", "abc123defg")
    assert told["stack"].startswith("Traceback")
    assert told["stack"].endswith("ValueError: two\nlines")
    assert told["time"].endswith("Z")


def test_outside_of_requests_no_request_is_named(writing: Callable[[Form], Written]) -> None:
    written = writing("json")
    logging.getLogger("anything").warning("disk full")
    assert "request" not in json.loads(written()[0])


def test_requests_have_lines_in_json_only(writing: Callable[[Form], Written]) -> None:
    text = writing("text")
    logs.tell_request(route="/about", status=200)
    assert text() == []
    written = writing("json")
    logs.tell_request(route="/about", status=200)
    told = json.loads(written()[0])
    assert (told["message"], told["route"], told["status"]) == ("request", "/about", 200)


def test_starting_again_writes_nothing_twice(writing: Callable[[Form], Written]) -> None:
    earlier, written = writing("text"), writing("text")
    logging.getLogger("anything").warning("disk full")
    assert (earlier(), written()) == ([], ["disk full"])
