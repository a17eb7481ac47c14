"""Python and JavaScript judge answers and compute figures alike, whatever arrives."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.catalog import Editions, Forms
from checklist_app.errors import Problem
from tests.catalog.calls import CALLS, Definition, edition_definition, question_definition
from tests.catalog.test_figures import VECTORS as FIGURES
from tests.catalog.test_question_types import VECTORS, question_of
from tests.node import Twin, answer
from tests.thai import strategies as typed

Asked = list[tuple[str, list[Any]]]

QUESTIONS = [question_definition(question_of(vector)) for vector in VECTORS]

# No key is half a character, which the two languages sort apart; 1.0 is a whole number to JavaScript.
fraction = st.floats(-1e6, 1e6).filter(lambda number: not number.is_integer())
half_character = st.sampled_from(["\ud800", "ก\udfff"])
number = st.one_of(st.integers(-2, 110), st.integers(), fraction)
word = st.sampled_from(
    ["a", "b", "other", "z", "mid", "yes", "no", "complete", "incomplete", "100", "99.999"]
)
digest = st.sampled_from(["a" * 64, "b" * 64, "A" * 64, "a" * 63])
written = st.one_of(typed.thai_text, typed.number_text, typed.date_text, typed.slash_date, word, digest)
iso_date = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 2700), st.integers(0, 13), st.integers(0, 32))
plain = st.one_of(st.none(), st.booleans(), number, written, iso_date, half_character)
coordinate = st.one_of(st.integers(-1, 10_001), st.integers(0, 10_000), st.booleans())
point = st.lists(coordinate, min_size=2, max_size=2) | st.lists(plain, max_size=3)
strokes = st.lists(st.lists(point, max_size=3), max_size=3)
key = st.text(typed.any_character, max_size=9) | st.text("a😀", min_size=39, max_size=42)
shaped = st.fixed_dictionaries(
    {},
    optional={
        "option": word | plain,
        "text": plain,
        "name": plain,
        "position": plain,
        "signed_on": plain | iso_date,
        "strokes": strokes | plain,
        "content": digest | plain,
        "file": digest,
        "caption": plain,
        "1": plain,
        "9.1": plain,
        "__proto__": plain,
    },
)
value = st.one_of(
    plain,
    shaped,
    st.lists(word, max_size=4),
    st.lists(st.one_of(shaped, plain), max_size=4),
    st.lists(st.fixed_dictionaries({"file": digest}), max_size=3),
    st.dictionaries(key, plain, max_size=3),
    st.dictionaries(st.sampled_from(["1", "9.1"]), typed.number_text | number, max_size=2),
)

mark = st.decimals(0, 100, allow_nan=False, places=2).map(str)
score = st.one_of(mark, st.integers(0, 100).map(str), st.decimals(0, 100, places=6).map("{:f}".format))
INSTRUMENTS = ("X", "Y", "Z")
INDICATORS = tuple(str(number) for number in range(1, 13))
scores = st.dictionaries(st.sampled_from(INDICATORS), score) | st.fixed_dictionaries(
    dict.fromkeys(INDICATORS, score)
)
means = st.fixed_dictionaries(dict.fromkeys(INSTRUMENTS, mark | st.none()))
indicator = st.fixed_dictionaries(
    {
        "name": st.just(""),
        "instrument": st.sampled_from(INSTRUMENTS),
        "parts": st.lists(st.sampled_from(INDICATORS), unique=True, max_size=4),
    }
)
level = st.fixed_dictionaries({"id": word, "name": word, "total": mark, "each_instrument": st.none() | mark})
edition = st.fixed_dictionaries(
    {
        "instruments": st.lists(st.sampled_from(INSTRUMENTS), unique=True).flatmap(
            lambda ids: st.tuples(
                *(st.fixed_dictionaries({"id": st.just(id), "name": word, "weight": mark}) for id in ids)
            ).map(list)
        ),
        "indicators": st.lists(indicator, max_size=len(INDICATORS)).map(
            lambda known: [{**one, "id": id} for one, id in zip(known, INDICATORS, strict=False)]
        ),
        "levels": st.lists(level, max_size=4),
        "pass_mark": mark,
    }
)

count = st.integers(0, 12) | st.integers(0, 10**9)
band = st.fixed_dictionaries({"option": word, "start": mark, "below": st.none() | mark})
level_question = st.fixed_dictionaries(
    {
        "id": st.just("q"),
        "type": st.just("level"),
        "settings": st.just({}),
        "score_rows": st.just([]),
        "options": st.lists(word, unique=True, max_size=3).map(
            lambda ids: [{"id": id, "label": id, "asks_text": False} for id in ids]
        ),
        "rounds": st.lists(
            st.fixed_dictionaries({"id": st.sampled_from("69"), "bands": st.lists(band, max_size=3)}),
            max_size=2,
        ),
    }
)
COMPUTED: dict[str, list[st.SearchStrategy[Any]]] = {
    "figures": [edition, scores],
    "instrument_means": [edition, scores],
    "weighted_total": [edition, means],
    "level_of": [edition, st.none() | mark, means],
    "ranking": [edition, scores],
    "failing": [edition, scores],
    "indicator_score": [indicator.map(lambda known: known | {"id": "1"}), scores],
    "mean": [st.lists(score) | st.lists(score | st.none(), max_size=3)],
    "percent_done": [count, count],
    "level_for": [level_question, st.sampled_from("69"), count, count],
    "parent_state": [st.lists(st.booleans(), max_size=4)],
}
computed = st.tuples(
    *(st.tuples(st.just(call), st.tuples(*args).map(list)) for call, args in COMPUTED.items())
).map(list)


def compare(javascript: Twin, asked: Asked) -> None:
    given_there = javascript.answers("catalog", asked)
    for (call, args), there in zip(asked, given_there, strict=True):
        assert exact(answer(CALLS, call, args)) == exact(there), (call, args)


def exact(answered: Any) -> str:
    """Text, because True equals 1 in Python and must not here."""
    return json.dumps(answered, sort_keys=True)


@given(values=st.lists(value, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_both_twins_judge_an_answer_alike(javascript: Twin, values: list[Any]) -> None:
    judge_everywhere(javascript, values)


@pytest.mark.parametrize("most", [20, 40, 50, 300, 500, 2_000, 5_000, 10_000])
def test_both_twins_draw_the_line_at_the_same_place(javascript: Twin, most: int) -> None:
    for count in (most, most + 1):
        values: list[Any] = ["ก" * count, "😀" * count, " " * (4 * count), f"{count}.00", count]
        values += [{"option": option, "text": "ก" * count} for option in ("other", "no", "incomplete")]
        values += [[{"name": "ก"}] * count, [{"file": f"{number:064x}"} for number in range(count)]]
        values += [
            {"strokes": [[[0, 1]]] * count},
            {"strokes": [[[0, 1]] * count]},
            {"strokes": [[[0, count]]]},
        ]
        judge_everywhere(javascript, values)


@pytest.mark.parametrize("length", [200, 201, 300, 301])
def test_both_twins_allow_names_and_captions_of_the_same_length(javascript: Twin, length: int) -> None:
    text = "ก" * length
    parts: list[dict[str, str]] = [{"name": text}, {"position": text}, {"file": "a" * 64, "caption": text}]
    judge_everywhere(javascript, [*parts, *([part] for part in parts)])


@pytest.mark.parametrize("year", [0, 1, 99, 100, 1899, 2024, 2100, 2400, 2401, 2442, 2443, 2567, 2644, 9999])
def test_both_twins_know_the_same_days(javascript: Twin, year: int) -> None:
    ends = ("01-01", "02-28", "02-29", "02-30", "12-31", "13-01", "00-10", "01-00")
    judge_everywhere(javascript, [f"{year:04}-{end}" for end in ends])


def judge_everywhere(javascript: Twin, values: list[Any]) -> None:
    """Every value as the answer to every question of the vectors."""
    asked = [("canonical", [question, one]) for question in QUESTIONS for one in values]
    compare(javascript, asked + shown_after(asked))


def test_both_twins_judge_every_vector_alike(javascript: Twin) -> None:
    asked = [
        ("canonical", [question, case[0]])
        for question, vector in zip(QUESTIONS, VECTORS, strict=True)
        for case in vector["valid"] + vector["invalid"]
    ]
    compare(javascript, asked + shown_after(asked))


def shown_after(asked: Asked) -> Asked:
    """What a person reads of each answer that was accepted."""
    kept: Asked = []
    for _, (question, one) in asked:
        try:
            kept.append(("shown", [question, CALLS["canonical"](question, one)]))
        except Problem:
            continue
    return kept


@pytest.mark.slow
@given(asked=computed)
@settings(max_examples=150, deadline=None)
def test_both_twins_compute_alike(javascript: Twin, asked: Asked) -> None:
    compare(javascript, asked)


@pytest.mark.parametrize("year", sorted({case["year"] for case in FIGURES["figures"]}))
def test_both_twins_reproduce_the_published_figures(javascript: Twin, year: int, editions: Editions) -> None:
    edition = edition_definition(editions.get(year))
    cases = [case for case in FIGURES["figures"] if case["year"] == year]
    asked: Asked = [("figures", [edition, case["scores"]]) for case in cases]
    compare(javascript, asked)
    for case, found in zip(cases, javascript.answers("catalog", asked), strict=True):
        figures = found["gives"]
        assert {**figures["means"]} == case["means"]
        assert figures["total"] == case["total"]
        assert (figures["level"] and figures["level"]["id"]) == case["level"]
        assert [row["indicator"] for row in figures["ranking"]] == case["ranking"]
        assert [row["indicator"] for row in figures["failing"]] == case["failing"]


def test_both_twins_find_the_levels_of_the_editions(javascript: Twin, editions: Editions) -> None:
    asked: Asked = [
        ("level_of", [edition_definition(editions.get(case["year"])), case["total"], all_of(case["total"])])
        for case in FIGURES["levels"]
    ]
    found = javascript.answers("catalog", asked)
    assert [one["gives"]["id"] for one in found] == [case["level"] for case in FIGURES["levels"]]


def all_of(total: str) -> Definition:
    return dict.fromkeys(("IIT", "EIT", "OIT"), total)


def test_both_twins_find_the_bands_of_the_form(javascript: Twin, forms: Forms) -> None:
    question = forms.get("nacc-2563").question("2.1")
    assert question is not None
    compare(
        javascript,
        [
            ("level_for", [question_definition(question), case["round"], case["done"], case["planned"]])
            for case in FIGURES["progress"]
        ],
    )


def test_every_call_is_compared() -> None:
    assert {"canonical", "shown"} | set(COMPUTED) == set(CALLS)
