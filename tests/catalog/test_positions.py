"""The JSON reader that knows where everything stands agrees with Python's own."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.catalog.positions import Node, NotJson, parse

WHOLE = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(max_size=20)
VALUES = st.recursive(
    WHOLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(member) for key, member in node.value.items()}
    if isinstance(node.value, list):
        return [plain(member) for member in node.value]
    return node.value


@settings(deadline=None)
@given(value=VALUES, indent=st.sampled_from([None, 0, 2]), ascii=st.booleans())
def test_it_reads_what_python_writes(value: Any, indent: int | None, ascii: bool) -> None:
    assert plain(parse(json.dumps(value, indent=indent, ensure_ascii=ascii)).root) == value


@settings(deadline=None)
@given(text=st.text(alphabet='{}[]",:0123-.eE\\ ntf\n', max_size=12))
def test_what_it_takes_python_takes_too(text: str) -> None:
    try:
        found = plain(parse(text).root)
    except NotJson:
        return
    assert found == json.loads(text)


def test_every_value_has_its_line_and_column() -> None:
    root = parse('{\n  "ก": [1,\n    "b"]\n}').root
    one, text = root.get("ก").entries
    assert (root.line, root.column) == (1, 1)
    assert (one.line, one.column) == (2, 9)
    assert (text.line, text.column) == (3, 5)


def test_a_repeated_key_is_told_with_its_line() -> None:
    (repeat,) = parse('{"a": 1,\n"a": 2}').repeats
    assert (repeat.key, repeat.line) == ("a", 2)


@pytest.mark.parametrize(
    "text", ["01", "1.0", "1e5", "NaN", "Infinity", "-", "'a'", "{a: 1}", "[1,]", "\x00", "1 2"]
)
def test_what_is_not_strict_json_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        parse(text)
