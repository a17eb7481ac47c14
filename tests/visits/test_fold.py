"""What is known of a visit follows from its operations, by the vectors that JavaScript follows too; nothing
that an operation claims can break that."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.visits.calls import exactly, folded, operation, shown

VECTORS: Any = json.loads((Path(__file__).parent.parent / "vectors" / "visit-fold.json").read_text("utf-8"))
NAMED = pytest.mark.parametrize("case", VECTORS["folds"], ids=lambda case: case["name"])


@NAMED
def test_python_folds_as_the_vector_says(case: Any) -> None:
    known = shown(folded(case["operations"]))
    parts = {part: {name: f[part] for name, f in known["fields"].items()} for part in ("heads", "values")}
    expected = {part: case[part] for part in ("heads", "values", "disputed", "seen")}
    assert exactly({**parts, "disputed": known["disputed"], "seen": known["seen"]}) == exactly(expected)


@NAMED
def test_a_field_has_a_value_only_while_it_is_not_disputed(case: Any) -> None:
    state = folded(case["operations"])
    for name, values in case["values"].items():
        assert state.is_disputed(name) == (name in case["disputed"])
        assert exactly(state.value(name)) == exactly(None if state.is_disputed(name) else values[0])


def test_a_field_that_nobody_wrote_has_no_value() -> None:
    assert folded([]).value("answer:1") is None
    assert not folded([]).is_disputed("answer:1")


def test_the_history_keeps_what_was_replaced_and_what_was_removed() -> None:
    case = next(case for case in VECTORS["folds"] if "deleted" in case["name"])
    history = folded(case["operations"]).fields["note:1"].history
    assert [told.value for told in history] == ["เดิม", None, "ใหม่"]


def test_more_operations_leave_the_state_before_them_as_it_was() -> None:
    first, second = (
        {"id": "01", "field": "note:1", "value": "ก"},
        {"id": "02", "field": "note:1", "value": "ข"},
    )
    before = folded([first])
    after = before.with_operations([operation({**second, "replaces": ["01"]})])
    assert (before.value("note:1"), after.value("note:1")) == ("ก", "ข")
    assert (before.has("02"), after.has("02")) == (False, True)


def test_a_field_whose_only_operation_was_a_forged_double_is_gone_with_it() -> None:
    state = folded(
        [{"id": "01", "field": "answer:2", "value": 1}, {"id": "01", "field": "answer:1", "value": 1}]
    )
    assert list(state.fields) == ["answer:1"]
