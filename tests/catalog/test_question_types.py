"""Every question type, against vectors that its twin in JavaScript runs too."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.catalog import QUESTION_TYPES, Forms, Question, ScoreRow
from checklist_app.catalog.reading import COMMON_KEYS, read_question
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store.chain import canonical
from checklist_app.wording import problem_wording, texts

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "question-types.json").read_text("utf-8")
)


def cases(part: str) -> list[Any]:
    return [
        pytest.param(vector, case, id=f"{vector['type']}-{number}-{row}")
        for number, vector in enumerate(VECTORS)
        for row, case in enumerate(vector[part])
    ]


def question_of(vector: dict[str, Any]) -> Question:
    question = read_question(vector["question"])
    rows = [ScoreRow(id, id, id, False, "", "") for id in vector.get("rows", ())]
    return replace(question, score_rows=tuple(rows))


@pytest.mark.parametrize(("vector", "case"), cases("valid"))
def test_an_answer_becomes_its_canonical_value(vector: dict[str, Any], case: list[Any]) -> None:
    given_value, expected = case
    found = QUESTION_TYPES[vector["type"]].canonical(question_of(vector), given_value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("vector", "case"), cases("valid"))
def test_a_canonical_value_stays_as_it_is(vector: dict[str, Any], case: list[Any]) -> None:
    assert QUESTION_TYPES[vector["type"]].canonical(question_of(vector), case[1]) == case[1]


@pytest.mark.parametrize(("vector", "case"), cases("invalid"))
def test_a_wrong_answer_is_refused_with_its_reason(vector: dict[str, Any], case: list[Any]) -> None:
    with pytest.raises(Problem) as refused:
        QUESTION_TYPES[vector["type"]].canonical(question_of(vector), case[0])
    assert (refused.value.kind, refused.value.code) == (ProblemKind.INVALID, case[1])
    assert refused.value.field == "q"


@pytest.mark.parametrize(("vector", "case"), cases("cells"))
def test_a_value_becomes_the_text_of_a_cell(vector: dict[str, Any], case: list[Any]) -> None:
    assert QUESTION_TYPES[vector["type"]].export(question_of(vector), case[0]) == case[1]


@pytest.mark.parametrize(
    "vector", [vector for vector in VECTORS if "summary" in vector], ids=lambda v: v["type"]
)
def test_many_answers_are_summed_up(vector: dict[str, Any]) -> None:
    expected = vector["summary"]
    summary = QUESTION_TYPES[vector["type"]].summarise(question_of(vector), expected["values"])
    assert summary.answered == expected["answered"]
    assert {count.id: count.count for count in summary.counts} == expected.get("counts", {})
    for figure in ("mean", "least", "most", "total"):
        wanted = expected.get(figure)
        assert getattr(summary, figure) == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize("type", QUESTION_TYPES)
def test_every_type_has_vectors_of_every_sort(type: str) -> None:
    own = [vector for vector in VECTORS if vector["type"] == type]
    assert any(len(vector["valid"]) > 4 for vector in own)
    assert any(vector["invalid"] for vector in own)
    assert any(vector["cells"] for vector in own)
    assert any("summary" in vector for vector in own)


def test_vectors_are_of_known_types() -> None:
    assert {vector["type"] for vector in VECTORS} == QUESTION_TYPES.keys()


def test_every_code_of_the_vectors_has_a_sentence() -> None:
    codes = {code for vector in VECTORS for _, code in vector["invalid"]}
    assert codes <= problem_wording().keys()


@pytest.mark.parametrize("type", QUESTION_TYPES)
def test_every_type_is_explained_in_both_languages(type: str) -> None:
    entry = QUESTION_TYPES[type]
    assert {entry.label, entry.explanation} <= texts("en").keys()


@pytest.mark.parametrize("type", QUESTION_TYPES)
def test_settings_of_a_type_are_not_keys_that_all_share(type: str) -> None:
    assert not QUESTION_TYPES[type].settings.keys() & COMMON_KEYS


def test_every_type_is_used_by_a_shipped_form(forms: Forms) -> None:
    used = {question.type for form in forms.all() for question in form.questions()}
    assert used == QUESTION_TYPES.keys()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("option", "text", "name", "position", "file", "caption", "1", "9.1"), JSON),
        **dict.fromkeys(("strokes", "signed_on", "content"), JSON),
    },
)


@settings(deadline=None)
@given(value=JSON | SHAPED | st.lists(SHAPED, max_size=3), number=st.integers(0, len(VECTORS) - 1))
def test_whatever_arrives_is_stored_canonically_or_refused_clearly(value: Any, number: int) -> None:
    vector = VECTORS[number]
    question, entry = question_of(vector), QUESTION_TYPES[vector["type"]]
    found, refused = None, ProblemKind.INVALID
    try:
        found = entry.canonical(question, value)
    except Problem as problem:
        refused = problem.kind
    assert refused is ProblemKind.INVALID
    canonical({"value": found})
    assert entry.canonical(question, found) == found
    assert isinstance(entry.export(question, found), str)
    entry.summarise(question, [found])
