"""Each case in tests/vectors/thai-*.json; tests/js/thai/vectors.test.js runs the same ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.node import answer
from tests.thai.calls import CALLS

VECTORS = sorted((Path(__file__).parent.parent / "vectors").glob("thai-*.json"))
CASES = [
    (call, case)
    for file in VECTORS
    for call, cases in json.loads(file.read_text("utf-8")).items()
    for case in cases
]


@pytest.mark.parametrize(("call", "case"), CASES)
def test_python_answers_as_the_vector_says(call: str, case: dict[str, Any]) -> None:
    given = answer(CALLS, call, case["args"])
    assert given.get("gives") == case.get("gives")
    assert given.get("refuses") == case.get("refuses")


def test_every_call_has_a_vector() -> None:
    assert {call for call, _ in CASES} == set(CALLS)
