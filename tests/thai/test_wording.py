"""Every refusal has its sentence in both languages, and the sentence uses only what the refusal tells."""

import json
import re

import pytest

from checklist_app.resources import DATA
from tests.node import answer
from tests.thai.calls import CALLS
from tests.thai.test_vectors import CASES

WORDING = json.loads((DATA / "wording" / "problems" / "thai.json").read_text("utf-8"))
REFUSED = {
    str(given["refuses"]): given["parameters"]
    for call, case in CASES
    if "refuses" in (given := answer(CALLS, call, case["args"]))
}


def test_the_sentences_are_those_of_the_refusals() -> None:
    assert set(WORDING) == set(REFUSED)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("code", sorted(REFUSED))
def test_a_sentence_can_be_filled(code: str, language: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", WORDING[code][language])) <= set(REFUSED[code])
