"""Whatever is sent as an operation or as a request is answered in words; nothing of it breaks the server,
and what was taken is what everybody is told."""

import gzip
import json
from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklist_app.catalog import Form
from checklist_app.ids import new_id
from checklist_app.visits.judging import sound
from tests.conftest import ClientOf
from tests.visits.conftest import PhoneOf
from tests.visits.phones import AT, SAME_ORIGIN, Phone

TICK = "answer:3.2.1-6/01"
ID = "0" * 26
ODD: Final = ["", "\0", "\ud800", "ก\u200b", "๑", "<b>", "a" * 5_000, "e\u0301", "=1+1", "../..", "{x}"]
LEAF = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(ODD)
)
PARTS = [
    *("option", "text", "name", "position", "file", "item", "caption", "taken", "place", "state", "field"),
    *("indicator", "signed_on", "strokes", "content", "seen", "reason", "latitude", "order", "x"),
]
VALUE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(PARTS), st.text(max_size=5)), inner),
    ),
    max_leaves=12,
)
SUBJECTS = ["", "3.2.1-6/01", "1.1.budget", "header.team", "header.objectives", "signatures.reporter",
            "3.1.scores", "nothing", ID, "\ud800"]  # fmt: skip
KINDS = ["visit", "visited_on", "answer", "row", "note", "photo", "advice", "sign", "member", "comment",
         "status", "nothing"]  # fmt: skip
FIELD = st.one_of(
    st.builds(
        lambda *parts: ":".join(part for part in parts if part),
        st.sampled_from(KINDS),
        st.sampled_from(SUBJECTS),
        st.sampled_from(["", "1", ID, "other"]),
    ),
    st.text(max_size=20),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=FIELD, value=VALUE)
def test_any_value_of_any_field_is_taken_or_refused_in_words(form: Form, name: str, value: Any) -> None:
    operation = sent(name, value)
    judged = sound(form, [operation])
    assert len(judged.operations) + len(judged.refused) == 1
    if judged.operations:
        again = sound(form, [sent(name, judged.operations[0].value)])
        assert [one.value for one in again.operations] == [judged.operations[0].value]
        assert again.mended == frozenset()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    part=st.sampled_from(["id", "field", "value", "replaces", "at", "by", "device", "n", "x"]), value=VALUE
)
def test_any_part_of_an_operation_may_be_anything(form: Form, part: str, value: Any) -> None:
    judged = sound(form, [{**sent(TICK, True), part: value}, sent(TICK, False)])
    assert judged.operations[-1].value is False
    assert len(judged.operations) + len(judged.refused) == 2


def sent(name: str, value: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "field": name,
        "value": value,
        "replaces": [],
        "at": AT,
        "by": ID,
        "device": "0" * 10,
        "n": 1,
    }


RAW: Final[Mapping[str, str]] = {
    "nan": "NaN",
    "infinity": "-Infinity",
    "huge": "9" * 4_000,
    "beyond": str(2**53),
    "longer than python reads": "9" * 5_000,
    "lone surrogate": r'"\ud800"',
    "null byte": r'"\u0000"',
    "deep": "[" * 500 + "]" * 500,
    "far too deep": "[" * 200_000 + "]" * 200_000,
    "twice": '{"text": "a", "text": "b"}',
    "fraction": "1.0",
    "exponent": "1e400",
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_json_at_its_edges_is_refused_singly_or_as_a_whole(phone: Phone, raw: str) -> None:
    phone.sync()
    good, odd = sent("answer:1.2.done", 3), sent("note:3.2.1-6/01", "RAW")
    for operation in (good, odd):
        operation |= {"id": new_id(), "by": phone.owner.id}
    body = json.dumps(phone.request({"id": phone.visit, "since": 1, "ops": [good, odd]}))
    answer = phone.client.post("/api/sync", data=body.replace('"RAW"', raw), headers=SAME_ORIGIN)
    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        told = answer.get_json()["visits"][0]
        assert [refused["id"] for refused in told["refused"]] in ([odd["id"]], [])
        assert good["id"] in [id for id, _ in told["acked"]]
    phone.sync()  # what is there now agrees with its hash, and every phone can read it


WRONG: Final[list[Any]] = [None, -1, 2**60, 1.5, "x", [], {}, True, "\ud800", [[[]]]]


@pytest.mark.parametrize("part", ["since", "waiting", "ops", "join", "id", "device", "known", "sent_at"])
def test_a_request_with_any_part_wrong_is_answered_in_words(phone: Phone, part: str) -> None:
    push = {"id": phone.visit, "since": 0, "ops": [*phone.operations.values()]}
    for value in WRONG:
        body = phone.request(
            {**push, part: value}, **{part: value} if part in {"device", "known", "sent_at"} else {}
        )
        answer = phone.client.post("/api/sync", data=json.dumps(body), headers=SAME_ORIGIN)
        assert answer.status_code in {200, 422}, value
        assert answer.status_code == 200 or answer.get_json()["error"]["message"], value


def test_three_hundred_visits_in_one_push_are_each_answered(phone: Phone) -> None:
    pushes = [{"id": f"{'0' * 16}-{new_id()}", "since": 0, "ops": []} for _ in range(299)]
    own = {"id": phone.visit, "since": 0, "ops": [*phone.operations.values()]}
    answer = phone.client.post("/api/sync", json=phone.request(*pushes, own), headers=SAME_ORIGIN)
    told = answer.get_json()["visits"]
    assert len(told) == 300
    assert len(told[-1]["acked"]) == 1
    one_more = phone.client.post("/api/sync", json=phone.request(*pushes, own, own), headers=SAME_ORIGIN)
    assert one_more.get_json()["error"]["code"] == "visits.sync_too_many"


@pytest.mark.parametrize("tail", [b"x", gzip.compress(b"more")], ids=["rubbish", "a second one"])
def test_what_follows_the_compressed_body_is_not_passed_over(phone: Phone, tail: bytes) -> None:
    whole = gzip.compress(json.dumps(phone.request()).encode()) + tail
    headers = {**SAME_ORIGIN, "Content-Encoding": "gzip"}
    assert phone.client.post("/api/sync", data=whole, headers=headers).status_code == 422


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip"])
def test_other_encodings_are_refused_in_words(phone: Phone, encoding: str) -> None:
    whole = gzip.compress(json.dumps(phone.request()).encode())
    answer = phone.client.post("/api/sync", data=whole, headers={**SAME_ORIGIN, "Content-Encoding": encoding})
    assert answer.get_json()["error"]["code"] == "visits.sync_not_json"


def test_statuses_without_end_are_refused(phone: Phone) -> None:
    """Each is judged by all that came before, while others wait."""
    phone.sync()
    for number in range(60):
        phone.write("status", {"state": "draft", "reason": str(number), "content": ""}, replaces=[])
    phone.sync()
    assert {error["code"] for error in phone.refused.values()} == {"visits.status_too_often"}
    assert len(phone.refused) == 10


def test_a_full_visit_takes_no_more_and_says_so(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.sync()
    monkeypatch.setattr("checklist_app.visits.judging.MOST_OPERATIONS", 2)
    phone.write(TICK, True)
    late = phone.write(TICK, False)
    phone.sync()
    assert phone.refused[late]["code"] == "visits.full"


def test_names_and_texts_are_shown_as_text(phone: Phone, client_of: ClientOf) -> None:
    phone.letter = "<"
    phone.sync(files=2)
    page = client_of("supervisor").get("/visits/office").text
    assert "เครื่อง &lt;" in page
    assert "เครื่อง <" not in page


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_overview_has_pages(
    phone_of: PhoneOf, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("checklist_app.visits.pages.ON_A_PAGE", 1)
    first, second = phone_of("inspector"), phone_of("inspector")
    for phone in (first, second):
        phone.sync()
    supervisor = client_of("supervisor")
    newest = supervisor.get(f"/visits/office?lang={language}").text
    older = supervisor.get("/visits/office?from=1").text
    assert ('rel="next"' in newest, 'rel="prev"' in newest) == (True, False)
    assert ('rel="next"' in older, 'rel="prev"' in older) == (False, True)
    assert {first.visit in newest, first.visit in older} == {True, False}
    for odd in ("-5", "x", "9" * 400):
        assert supervisor.get(f"/visits/office?from={odd}").status_code == 200
