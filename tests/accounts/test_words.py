"""Every action that is recorded has a name that people can read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from checklist_app.accounts.words import ACTION_NAMES
from checklist_app.wording import problem_wording, texts
from tests.conftest import ClientOf

PACKAGE = Path(__file__).parent.parent.parent / "checklist_app"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def test_every_recorded_action_has_a_name_in_both_languages(app: Flask) -> None:
    recorded = set(dotted_texts_of_recording_modules()) - set(problem_wording()) - set(app.view_functions)
    assert {"person.created", "session.began", "agency.edited", "edition.saved", "edition.reset"} <= recorded
    assert {action for action in recorded if ACTION_NAMES.get(action) not in texts("en")} == set()


def test_a_saved_edition_is_shown_by_its_name(app: Flask, client_of: ClientOf) -> None:
    app.extensions["checklist"].audit.record(actor="", action="edition.saved", subject="2569")
    page = client_of("auditor").get("/accounts/audit").text
    assert "แก้ไขเกณฑ์การประเมิน" in page
    assert "edition.saved" not in page


def dotted_texts_of_recording_modules() -> Iterator[str]:
    """What looks like noun.verb in the modules that write to the trail; codes of problems and names
    of pages look alike, and are taken out by who asks."""
    for file in PACKAGE.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        if not any(is_recording(node) for node in ast.walk(tree)):
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and ACTION.fullmatch(node.value)
            ):
                yield node.value


def is_recording(node: ast.AST) -> bool:
    """A call of `….audit.record(…)`, whatever holds the trail."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "record"
        and "audit" in ast.unparse(node.func.value)
    )
