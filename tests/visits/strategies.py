"""What hypothesis may do to a visit: operations that claim anything, phones that meet when they can, and
answers to the official form."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from checklist_app.accounts import Audit
from checklist_app.catalog import Editions, Forms
from checklist_app.store import Body
from checklist_app.visits.definition import definition
from tests.store.model import ModelStore
from tests.visits.calls import DEFAULTS

YEARS = (2563, 2568, 2570)


@cache
def official(year: int) -> Body:
    """The definition of the official form in a fiscal year."""
    store = ModelStore([Editions.KIND, Forms.KIND])
    editions = Editions(store, Audit(store))
    form = Forms(store, editions).rendered("nacc-2563", year)
    return definition(form, editions.find(year), editions.find(year - 1))


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
plain = st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), any_text)
any_value = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
# Few ids, fields and values, so that operations meet, clash and replace each other by chance.
some_id = st.integers(1, 9).map("{:026}".format)
some_field = st.sampled_from(["answer:a", "answer:b", "note:\U0001f33e", "note:\uffee", "photo:1", "status"])
few_values: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 1, False, 0, "", "ก", "\U0001f33e", "\uffee", [], {}]
)


def _operations(value: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Whatever a wire can carry, forged rings and doubled ids included."""
    one = st.fixed_dictionaries(
        {
            "id": some_id,
            "field": some_field,
            "value": value,
            "replaces": st.lists(some_id, max_size=3, unique=True),
            "device": st.sampled_from(["a" * 10, "b" * 10, "c" * 10]),
            "n": st.integers(1, 6),
        }
    )
    return st.lists(one.map(lambda wire: {**DEFAULTS, **wire}), max_size=12)


operations = _operations(st.one_of(few_values, any_value))

# What five phones do: write a field, delete it, or hand some of what they hold to another.
phone = st.integers(0, 4)
writing = st.tuples(st.just("write"), phone, some_field, st.one_of(few_values, any_value))
meeting = st.tuples(st.just("meet"), phone, phone, st.integers(0, 2**30))
afternoon = st.lists(st.one_of(writing, writing, meeting), max_size=30)

hundredths = st.integers(0, 10_000).map(lambda number: f"{number // 100}.{number % 100:02}")
near_the_marks = st.sampled_from(["84.99", "85.00", "85.01", "95.00", "94.99", "0.00", "100.00"])
score = st.one_of(hundredths, near_the_marks)
mostly_score = st.integers(0, 30).flatmap(lambda chance: st.none() if chance == 30 else score)
COMPUTED = ("answer:1.", "answer:2.1", "answer:3.1.")
wrong_shape = st.sampled_from([True, "", "x", -1, [], {"option": 5}, {}])
note = st.one_of(any_text, st.none())


def _answers(question: dict[str, Any]) -> list[tuple[str, st.SearchStrategy[Any]]]:
    """The fields of one question, each with what it may hold."""
    id, options = question["id"], [option["id"] for option in question["options"]]
    chosen = st.fixed_dictionaries({"option": st.sampled_from(options or [""])}, optional={"text": any_text})
    if question["type"] == "multiple_choice":
        marks = st.sampled_from([True, False, None, {"text": "อื่น"}])
        return [(f"answer:{id}:{option}", marks) for option in options]
    if question["type"] == "score_table":
        return [(f"answer:{id}:{row['id']}", mostly_score) for row in question["score_rows"]]
    if question["type"] == "people":
        return [(f"row:{id}:{'3' * 26}", st.sampled_from([{"name": "ก"}, None]))]
    if question["type"] == "signature":
        return [(f"sign:{id}", st.sampled_from([{"name": "ก"}, None]))]
    by_type = {
        "tick": st.sampled_from([True, False, None]),
        "integer": st.integers(0, 90),
        "score": st.one_of(score, st.just("incomplete")),
    }
    return [(f"answer:{id}", by_type.get(question["type"], chosen if options else note))]


advice_text = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(["", "1", "9"]),
        "text": any_text,
        "state": st.sampled_from(["kept", "dropped"]),
    }
)


BESIDES: list[tuple[str, st.SearchStrategy[Any]]] = [
    *((f"advice:{key}", advice_text) for key in ("3.2.9/01", "3.2.3/12", "3.3.3", "4" * 26)),
    ("visited_on", st.sampled_from(["2024-01-31", "2019-10-01", "2025-09-30", "2025-10-01"])),
    (f"photo:{'5' * 26}", st.just({"item": "3.3.3"})),
]


@st.composite
def visit(draw: st.DrawFn) -> tuple[int, list[tuple[str, Any]]]:
    """A fiscal year, and fields of the official form with values: most of what is computed with, some of
    the rest. A field that comes twice is disputed."""
    year = draw(st.sampled_from(YEARS))
    questions: Any = official(year)["questions"]
    fields = [field for question in questions.values() for field in _answers(question)]
    computed = [field for field in fields if field[0].startswith(COMPUTED)]
    rest = [field for field in fields if not field[0].startswith(COMPUTED)]
    some = [
        *draw(st.one_of(st.just(computed), st.lists(st.sampled_from(computed), max_size=20))),
        *draw(st.lists(st.sampled_from(rest), max_size=15)),
        *draw(st.lists(st.sampled_from(BESIDES), max_size=4)),
    ]
    pairs = [(name, draw(held)) for name, held in some]
    spoiled: bool = draw(st.booleans())
    if pairs and spoiled:
        at = draw(st.integers(0, len(pairs) - 1))
        pairs[at] = (pairs[at][0], draw(wrong_shape))
    return year, pairs
