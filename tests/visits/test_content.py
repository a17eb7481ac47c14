"""A signature covers the content as its signer saw it: a later change makes it void and is named."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from checklist_app.visits.content import changes_since, content_digest, seen, signatures
from tests.visits.calls import folded

VECTORS: Any = json.loads((Path(__file__).parent.parent / "vectors" / "visit-fold.json").read_text("utf-8"))
MINE, THEIRS = "a" * 10, "b" * 10

TICKED = {"id": "01", "field": "answer:1", "value": True, "device": MINE, "n": 1}
NOTED = {"id": "02", "field": "note:1", "value": "พบแล้ว", "device": THEIRS, "n": 1}


def signed(*operations: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A signature, written on the first phone, over what these operations say."""
    state = folded(operations)
    value = {"name": "คนนิเทศ", "content": content_digest(state), "seen": seen(state), **changed}
    return {"id": "03", "field": "sign:s", "value": value, "device": MINE, "n": 2}


@pytest.mark.parametrize("case", VECTORS["digests"], ids=lambda case: case["name"])
def test_the_digest_covers_what_the_vector_says(case: Any) -> None:
    digest = hashlib.sha256(case["covers"].encode()).hexdigest()
    assert content_digest(folded(case["operations"])) == digest


def test_a_fresh_signature_is_valid() -> None:
    (signature,) = signatures(folded([TICKED, NOTED, signed(TICKED, NOTED)]))
    assert (signature.field, signature.valid, signature.changes) == ("sign:s", True, ())


def test_a_change_makes_it_void_and_is_named() -> None:
    change = {"id": "04", "field": "note:1", "value": "ไม่พบ", "replaces": ["02"], "device": THEIRS, "n": 2}
    (signature,) = signatures(folded([TICKED, NOTED, signed(TICKED, NOTED), change]))
    assert not signature.valid
    assert [told.id for told in signature.changes] == ["04"]


def test_what_was_written_before_without_signal_and_came_later_makes_it_void() -> None:
    (signature,) = signatures(folded([TICKED, signed(TICKED), NOTED]))
    assert not signature.valid
    assert [told.id for told in signature.changes] == ["02"]


def test_a_change_taken_back_makes_it_valid_again() -> None:
    there = {"id": "04", "field": "answer:1", "value": False, "replaces": ["01"], "device": MINE, "n": 3}
    back = {"id": "05", "field": "answer:1", "value": True, "replaces": ["04"], "device": MINE, "n": 4}
    (signature,) = signatures(folded([TICKED, signed(TICKED), there, back]))
    assert signature.valid


@pytest.mark.parametrize("field", ["sign:other", "status", "comment:1", "member:1"])
def test_what_is_no_content_changes_nothing(field: str) -> None:
    later = {"id": "04", "field": field, "value": {"name": "ก"}, "device": THEIRS, "n": 1}
    state = folded([TICKED, signed(TICKED), later])
    assert all(signature.valid for signature in signatures(state) if signature.field == "sign:s")
    assert [told.id for told in changes_since(state, {})] == ["01"]


def test_two_signatures_in_one_place_are_judged_each() -> None:
    other = {**signed(TICKED, content="0" * 64), "id": "04", "device": THEIRS, "n": 1}
    judged = signatures(folded([TICKED, signed(TICKED), other]))
    assert sorted(signature.valid for signature in judged) == [False, True]


def test_a_signature_taken_back_is_none() -> None:
    gone = {"id": "04", "field": "sign:s", "value": None, "replaces": ["03"], "device": MINE, "n": 3}
    assert signatures(folded([TICKED, signed(TICKED), gone])) == ()


def test_a_signature_that_does_not_say_what_it_saw_saw_nothing() -> None:
    value = {"name": "ก", "content": "0" * 64}
    (signature,) = signatures(
        folded([TICKED, NOTED, {"id": "03", "field": "sign:s", "value": value, "n": 1}])
    )
    assert [told.id for told in signature.changes] == ["01", "02"]
