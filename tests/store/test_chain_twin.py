"""The phone computes the same canonical bytes and the same hashes as the store."""

import hashlib
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from checklist_app.store.chain import canonical, chain_hash
from tests.node import Calls, Twin, answer

STREAM = "visits/0123456789abcdef-01"
Entries = list[dict[str, Any]]


def _canonical(body: Any) -> str:
    return canonical(body).decode("utf-8")


def _chain_hash(previous: str, stream: str, seq: int, id: str, body: Any) -> str:
    return chain_hash(previous, stream=stream, seq=seq, id=id, body=canonical(body))


def _follow(head: str, stream: str, entries: Entries) -> str:
    for entry in entries:
        head = _chain_hash(head, stream, entry["seq"], entry["id"], entry["body"])
    return head


CALLS: Final[Calls] = {
    "canonical": _canonical,
    "sorted": sorted,
    "chain_hash": _chain_hash,
    "follow": _follow,
    "digest": lambda text: hashlib.sha256(text.encode()).hexdigest(),
}

# Control characters and what JSON escapes; the borders are both sides of the surrogates.
letter = st.characters(exclude_categories=["Cs"]) | st.sampled_from('\0\x1f\x7f"\\/\u2028😀')
text = st.text(letter, max_size=12)
borders = st.text("\ud7ff\ue000\uffff𐀀😀", max_size=3)
plain = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text
json_value = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=15,
)
body = st.dictionaries(text, json_value, max_size=5)
wrong = st.one_of(
    st.floats(-1e9, 1e9).filter(lambda number: not number.is_integer()),
    st.integers(2**53, 2**70) | st.integers(-(2**70), -(2**53)),
    st.sampled_from(["\ud800", "ก\udfff", {"\udc00": 1}]),
)


def nested(value: Any, levels: int, in_list: bool) -> Any:
    for _ in range(levels):
        value = [value] if in_list else {"a": value}
    return value


def compare(javascript: Twin, asked: list[tuple[str, list[Any]]]) -> None:
    for (call, args), there in zip(asked, javascript.answers("store", asked), strict=True):
        assert answer(CALLS, call, args) == there, (call, args)


@given(body=body, words=st.lists(text | borders, max_size=6), seq=st.integers(1, 10**6), previous=text)
@settings(max_examples=200, deadline=None)
def test_canonical_text_and_hashes_are_the_same(
    javascript: Twin, body: Any, words: list[str], seq: int, previous: str
) -> None:
    compare(
        javascript,
        [
            ("canonical", [body]),
            ("sorted", [words]),
            ("chain_hash", [previous, STREAM, seq, "op", body]),
            ("digest", ["".join(words)]),
        ],
    )


@given(value=json_value | wrong, levels=st.integers(0, 35), in_list=st.booleans())
@settings(max_examples=200, deadline=None)
def test_what_cannot_be_stored_is_refused_for_the_same_reason(
    javascript: Twin, value: Any, levels: int, in_list: bool
) -> None:
    compare(javascript, [("canonical", [{"value": nested(value, levels, in_list)}])])


@given(bodies=st.lists(body, max_size=6), first=st.integers(1, 100), head=text)
@settings(max_examples=50, deadline=None)
def test_the_phone_reaches_the_head_of_the_server(
    javascript: Twin, bodies: list[Any], first: int, head: str
) -> None:
    entries = [{"seq": seq, "id": f"op{seq}", "body": body} for seq, body in enumerate(bodies, start=first)]
    compare(javascript, [("follow", [head, STREAM, entries])])
