"""What every engine promises (checklist_app/store/protocol.py), in sentences."""

import threading
from contextlib import suppress

import pytest

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Body, Head, NewEntry, Store


def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    body: Body = {"name": "อบต.บ้านแลง", "code": "1", "scores": ["98.66", None], "active": True, "count": 3}
    put = store.put("agencies", "a", body, version=0)
    assert put.version == 1
    assert store.get("agencies", "a") == put
    assert put.body == body


def test_changing_what_was_answered_changes_nothing_stored(store: Store) -> None:
    store.put("agencies", "a", {"code": "1", "names": ["x"]}, version=0)
    found = store.get("agencies", "a")
    assert found is not None
    found.body["code"] = "changed"
    found.body["names"].append("y")  # type: ignore[union-attr]
    assert store.get("agencies", "a").body == {"code": "1", "names": ["x"]}  # type: ignore[union-attr]


def test_changing_the_body_after_putting_it_changes_nothing_stored(store: Store) -> None:
    body: Body = {"code": "1"}
    store.put("agencies", "a", body, version=0)
    body["code"] = "2"
    assert store.get("agencies", "a").body == {"code": "1"}  # type: ignore[union-attr]


def test_many_are_got_at_once_those_that_there_are_in_the_order_asked_for(store: Store) -> None:
    for id in "abc":
        store.put("agencies", id, {"code": id}, version=0)
    asked = ["c", "unknown", "a", "c", "with\0nul", ""]
    found = store.get_all("agencies", asked)
    assert found == {id: store.get("agencies", id) for id in "ca"}
    assert list(found) == ["c", "a"]
    assert store.get_all("agencies", []) == {}
    _refused("store.unknown_kind", ProblemKind.INVALID, lambda: store.get_all("nothing", ["a"]))


def test_inside_a_block_many_are_got_as_the_block_has_left_them(store: Store) -> None:
    for id in "ab":
        store.put("agencies", id, {"code": id}, version=0)
    with store.transaction():
        store.delete("agencies", "a", version=1)
        store.put("agencies", "b", {"code": "new"}, version=1)
        store.put("agencies", "c", {"code": "c"}, version=0)
        found = store.get_all("agencies", "abc")
        assert {id: each.body["code"] for id, each in found.items()} == {"b": "new", "c": "c"}


def test_documents_are_found_under_many_values_at_once(store: Store) -> None:
    for id, names in (("c", ["x", "y"]), ("a", ["x"]), ("b", ["z"])):
        store.put("agencies", id, {"code": id, "names": names}, version=0)  # type: ignore[dict-item]
    asked = ["y", "x", "unknown", "y", "with\0nul", "x" * 400]
    found = store.find_each("agencies", "names", asked)
    assert found == {value: store.find("agencies", {"names": value}) for value in asked}
    assert {value: [each.id for each in documents] for value, documents in found.items() if documents} == {
        "y": ["c"],
        "x": ["a", "c"],
    }
    assert store.find_each("agencies", "names", []) == {}
    _refused("store.unknown_kind", ProblemKind.INVALID, lambda: store.find_each("nothing", "names", []))
    _refused("store.not_indexed", ProblemKind.INVALID, lambda: store.find_each("agencies", "name", ["x"]))


def test_inside_a_block_many_are_found_as_the_block_has_left_them(store: Store) -> None:
    for id in "abc":
        store.put("agencies", id, {"code": id, "province": "ลำปาง"}, version=0)
    with store.transaction():
        store.delete("agencies", "a", version=1)
        store.put("agencies", "b", {"code": "b", "province": "ขอนแก่น"}, version=1)
        found = store.find_each("agencies", "province", ["ลำปาง", "ขอนแก่น"])
        assert {value: [each.id for each in documents] for value, documents in found.items()} == {
            "ลำปาง": ["c"],
            "ขอนแก่น": ["b"],
        }


def test_each_put_counts_the_version_up(store: Store) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    assert store.put("agencies", "a", {"code": "2"}, version=1).version == 2


@pytest.mark.parametrize("version", [0, 2, 7])
def test_a_stale_put_is_a_conflict_and_changes_nothing(store: Store, version: int) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    _refused("store.stale", ProblemKind.CONFLICT, lambda: store.put("agencies", "a", {}, version=version))
    assert store.get("agencies", "a").body == {"code": "1"}  # type: ignore[union-attr]


def test_a_document_that_does_not_exist_cannot_be_edited(store: Store) -> None:
    _refused("store.stale", ProblemKind.CONFLICT, lambda: store.put("agencies", "a", {}, version=1))
    assert store.get("agencies", "a") is None


def test_a_deleted_document_is_gone_and_its_id_can_begin_again(store: Store) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    store.delete("agencies", "a", version=1)
    assert store.get("agencies", "a") is None
    assert store.find("agencies") == []
    assert store.put("agencies", "a", {"code": "1"}, version=0).version == 1


def test_deleting_needs_the_present_version(store: Store) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    _refused("store.stale", ProblemKind.CONFLICT, lambda: store.delete("agencies", "a", version=2))
    _refused("store.no_document", ProblemKind.NOT_FOUND, lambda: store.delete("agencies", "b", version=1))
    assert store.count("agencies") == 1


def test_documents_are_found_by_declared_fields_in_order_of_id(store: Store) -> None:
    for id, province in [("c", "ลำปาง"), ("a", "ลำปาง"), ("b", "ขอนแก่น"), ("d", "ลำปาง")]:
        store.put("agencies", id, {"code": id, "province": province}, version=0)
    assert [d.id for d in store.find("agencies", {"province": "ลำปาง"})] == ["a", "c", "d"]
    assert [d.id for d in store.find("agencies", {"province": "ลำปาง"}, after="a", limit=1)] == ["c"]
    assert [d.id for d in store.find("agencies")] == ["a", "b", "c", "d"]
    assert [d.id for d in store.find("agencies", {"code": "b"})] == ["b"]
    assert [d.id for d in store.find("agencies", {"code": "b", "province": "ลำปาง"})] == []
    assert store.count("agencies", {"province": "ลำปาง"}) == 3
    assert store.count("agencies", {"province": "สกลนคร"}) == 0


def test_a_field_with_a_list_is_found_under_each_member(store: Store) -> None:
    store.put("agencies", "a", {"code": "1", "names": ["x", "y"]}, version=0)
    store.put("agencies", "b", {"code": "2", "names": ["y"]}, version=0)
    assert [d.id for d in store.find("agencies", {"names": "y"})] == ["a", "b"]
    assert store.count("agencies", {"names": "x"}) == 1


def test_an_index_follows_a_change(store: Store) -> None:
    store.put("agencies", "a", {"code": "1", "province": "ลำปาง"}, version=0)
    store.put("agencies", "a", {"code": "1", "province": "ขอนแก่น"}, version=1)
    assert store.find("agencies", {"province": "ลำปาง"}) == []
    assert store.count("agencies", {"province": "ขอนแก่น"}) == 1


def test_a_value_taken_in_a_unique_field_is_a_conflict_that_names_the_field(store: Store) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    problem = _refused(
        "store.taken", ProblemKind.CONFLICT, lambda: store.put("agencies", "b", {"code": "1"}, version=0)
    )
    assert problem.field == "code"
    store.put("agencies", "a", {"code": "1", "province": "x"}, version=1)  # its own value is not taken
    store.put("agencies", "c", {}, version=0)
    store.put("agencies", "d", {}, version=0)  # no value is no duplicate


def test_entries_are_numbered_in_their_own_stream(store: Store) -> None:
    first = store.append("visit/1", [NewEntry("x", {"v": 1}), NewEntry("y", {"v": 2})])
    second = store.append("visit/2", [NewEntry("x", {"v": 3})])
    assert [entry.seq for entry in first] == [1, 2]
    assert [entry.seq for entry in second] == [1]
    assert store.read("visit/1") == first
    assert store.head("visit/1") == Head(2, first[1].hash)
    assert store.head("visit/none") == Head()
    assert store.read("visit/none") == []


def test_an_entry_is_found_by_its_id(store: Store) -> None:
    added = store.append("s", [NewEntry(str(n), {"n": n}) for n in range(3)])
    assert [store.entry("s", str(n)) for n in range(3)] == added
    assert store.entry("s", "3") is store.entry("t", "0") is store.entry("s", "with\0nul") is None


def test_inside_a_block_an_entry_of_the_block_is_found_and_of_one_that_failed_is_not(store: Store) -> None:
    store.append("s", [NewEntry("before", {})])
    with suppress(ZeroDivisionError), store.transaction():
        store.append("s", [NewEntry("mine", {})])
        assert [entry and entry.seq for id in ("before", "mine") for entry in [store.entry("s", id)]] == [
            1,
            2,
        ]
        raise ZeroDivisionError
    assert store.entry("s", "mine") is None
    store.append("s", [NewEntry("other", {})])
    assert store.entry("s", "mine") is None


def test_the_heads_of_many_streams_are_answered_at_once(store: Store) -> None:
    for name, number in (("s", 2), ("t", 1)):
        store.append(name, [NewEntry(str(n), {"of": name}) for n in range(number)])
    asked = ["t", "none", "s", "t", "with\0nul", ""]
    heads = store.heads(asked)
    assert heads == {stream: store.head(stream) for stream in asked}
    assert {stream: head.seq for stream, head in heads.items() if head.seq} == {"t": 1, "s": 2}
    assert store.heads([]) == {}


def test_inside_a_block_heads_are_as_the_block_has_left_them(store: Store) -> None:
    store.append("s", [NewEntry("x", {})])
    with store.transaction():
        store.append("s", [NewEntry("y", {})])
        assert store.heads(["s", "t"]) == {"s": store.head("s"), "t": Head()}
        assert store.heads(["s"])["s"].seq == 2


def test_reading_goes_on_after_a_number(store: Store) -> None:
    store.append("s", [NewEntry(str(n), {"n": n}) for n in range(1, 8)])
    assert [entry.seq for entry in store.read("s", after=5)] == [6, 7]
    assert [entry.seq for entry in store.read("s", after=2, limit=2)] == [3, 4]
    assert store.read("s", after=7) == []
    assert store.read("s", after=99, limit=3) == []


def test_a_repeated_delivery_is_answered_as_it_stands(store: Store) -> None:
    first = store.append("s", [NewEntry("x", {"v": 1})])
    again = store.append("s", [NewEntry("x", {"v": 1}), NewEntry("y", {"v": 2}), NewEntry("x", {"v": 1})])
    assert again[0] == first[0] == again[2]
    assert [entry.seq for entry in again] == [1, 2, 1]
    assert len(store.read("s")) == 2


def test_the_same_id_with_other_words_is_refused_with_all_that_came_with_it(store: Store) -> None:
    store.append("s", [NewEntry("x", {"v": 1})])
    for entries in (
        [NewEntry("y", {"v": 2}), NewEntry("x", {"v": 9})],
        [NewEntry("y", {"v": 2}), NewEntry("y", {"v": 3})],
    ):
        _refused("store.entry_differs", ProblemKind.CONFLICT, lambda e=entries: store.append("s", e))
    assert [entry.id for entry in store.read("s")] == ["x"]


def test_every_entry_proves_the_one_before_it(store: Store) -> None:
    one = store.append("s", [NewEntry("x", {"v": 1}), NewEntry("y", {"v": 2})])
    other = store.append("t", [NewEntry("x", {"v": 9}), NewEntry("y", {"v": 2})])
    assert one[1].hash != other[1].hash  # same words, another history
    assert len({entry.hash for entry in one + other}) == 4


def test_streams_are_listed_by_prefix_in_order(store: Store) -> None:
    for name in ("visit/2", "survey/1", "visit/1", "visit/3"):
        store.append(name, [NewEntry("x", {})])
    store.append("visit/empty", [])
    assert store.streams("visit/") == ["visit/1", "visit/2", "visit/3"]
    assert store.streams("visit/", after="visit/1", limit=1) == ["visit/2"]
    assert len(store.streams()) == 4


def test_a_transaction_happens_as_one(store: Store) -> None:
    with store.transaction():
        store.put("agencies", "a", {"code": "1"}, version=0)
        store.append("audit", [NewEntry("x", {"did": "a"})])
        assert store.get("agencies", "a") is not None  # its own writes are seen inside
    assert store.get("agencies", "a") is not None
    assert store.head("audit").seq == 1


def test_a_thread_knows_whether_it_is_inside_a_transaction(store: Store) -> None:
    seen = [store.in_transaction]
    with store.transaction():
        with store.transaction():
            seen.append(store.in_transaction)
        seen.append(store.in_transaction)
        elsewhere = threading.Thread(target=lambda: seen.append(store.in_transaction))
        elsewhere.start()
        elsewhere.join()
    seen.append(store.in_transaction)
    assert seen == [False, True, True, False, False]


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    store.put("agencies", "a", {"code": "1", "province": "ลำปาง"}, version=0)
    store.append("audit", [NewEntry("x", {})])

    def fail() -> None:
        with store.transaction():
            store.put("agencies", "a", {"code": "2"}, version=1)
            store.put("agencies", "b", {"code": "1"}, version=0)
            store.append("audit", [NewEntry("y", {})])
            store.append("other", [NewEntry("y", {})])
            store.delete("agencies", "b", version=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [d.body for d in store.find("agencies", {"province": "ลำปาง"})] == [
        {"code": "1", "province": "ลำปาง"}
    ]
    assert store.count("agencies") == 1
    assert [entry.id for entry in store.read("audit")] == ["x"]
    assert store.streams() == ["audit"]
    assert store.append("audit", [NewEntry("y", {"again": True})])[0].seq == 2


def test_a_refusal_inside_a_transaction_can_be_answered_and_the_rest_kept(store: Store) -> None:
    store.put("agencies", "a", {"code": "1"}, version=0)
    with store.transaction():
        _refused(
            "store.taken", ProblemKind.CONFLICT, lambda: store.put("agencies", "b", {"code": "1"}, version=0)
        )
        store.put("agencies", "b", {"code": "2"}, version=0)
    assert store.get("agencies", "b").body == {"code": "2"}  # type: ignore[union-attr]


def test_many_writers_lose_nothing(store: Store) -> None:
    def write(writer: int) -> None:
        for n in range(25):
            store.append("s", [NewEntry(f"{writer}-{n}", {"writer": writer})])
            store.put("rounds", f"{writer}-{n}", {"agency": str(writer)}, version=0)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = store.read("s")
    assert [entry.seq for entry in entries] == list(range(1, 201))
    assert len({entry.id for entry in entries}) == 200
    assert all(store.count("rounds", {"agency": str(writer)}) == 25 for writer in range(8))


def test_only_one_of_two_who_edit_the_same_version_succeeds(store: Store) -> None:
    store.put("agencies", "a", {"code": "0"}, version=0)
    outcomes = []

    def edit(code: str) -> None:
        try:
            store.put("agencies", "a", {"code": code}, version=1)
            outcomes.append("done")
        except Problem as problem:
            outcomes.append(problem.code)

    threads = [threading.Thread(target=edit, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["store.stale"] * 5


BAD_BODIES = {
    "a fraction": {"score": 98.66},
    "not a number": {"score": float("nan")},
    "a number JavaScript cannot hold": {"n": 2**53},
    "half a character": {"text": "\ud800"},
    "a key that is not text": {1: "x"},
    "bytes": {"x": b"x"},
    "a set": {"x": {1}},
    "a list instead of an object": [1],
    "nesting without end": {"x": None},
}
_deep: dict[str, object] = {}
for _ in range(100):
    _deep = {"x": _deep}
BAD_BODIES["nesting without end"] = _deep


@pytest.mark.parametrize("bad", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_body_that_is_not_plain_json_is_refused(store: Store, bad: Body) -> None:
    for write in (
        lambda: store.put("agencies", "a", bad, version=0),
        lambda: store.append("s", [NewEntry("fine", {}), NewEntry("x", bad)]),
    ):
        with pytest.raises(Problem) as refused:
            write()
        assert refused.value.kind is ProblemKind.INVALID
    assert store.count("agencies") == 0
    assert store.streams() == []


@pytest.mark.parametrize("name", ["", "x" * 201, "line\nend", "nul\0"])
def test_a_bad_name_is_refused(store: Store, name: str) -> None:
    for write in (
        lambda: store.put("agencies", name, {}, version=0),
        lambda: store.append(name, [NewEntry("x", {})]),
        lambda: store.append("s", [NewEntry(name, {})]),
    ):
        with pytest.raises(Problem) as refused:
            write()
        assert refused.value.code == "store.bad_name"
    assert store.streams() == []


def test_an_undeclared_kind_or_field_is_refused(store: Store) -> None:
    with pytest.raises(Problem, match=r"store\.unknown_kind"):
        store.put("unknown", "a", {}, version=0)
    store.put("agencies", "a", {"code": "1", "name": "x"}, version=0)
    with pytest.raises(Problem, match=r"store\.not_indexed"):
        store.find("agencies", {"name": "x"})


def _refused(code: str, kind: ProblemKind, act: object) -> Problem:
    with pytest.raises(Problem) as refused:
        act()  # type: ignore[operator]
    assert (refused.value.code, refused.value.kind) == (code, kind)
    return refused.value


def test_a_transaction_inside_another_that_fails_and_is_caught_leaves_only_the_outer(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.put("agencies", "inner", {"code": "2"}, version=0)
            store.append("s", [NewEntry("x", {})])
            raise ZeroDivisionError

    with store.transaction():
        store.put("agencies", "outer", {"code": "1"}, version=0)
        with pytest.raises(ZeroDivisionError):
            fail()
        store.append("s", [NewEntry("y", {})])
    assert [document.id for document in store.find("agencies")] == ["outer"]
    assert [entry.id for entry in store.read("s")] == ["y"]


def test_odd_bounds_and_questions_are_answered_alike(store: Store) -> None:
    store.append("s", [NewEntry("x", {}), NewEntry("y", {})])
    store.put("agencies", "a", {"code": "1", "names": ["x", "x"]}, version=0)
    assert [entry.seq for entry in store.read("s", after=-5)] == [1, 2]
    assert (store.read("s", limit=-1), store.find("agencies", limit=-1)) == ([], [])
    assert store.streams(limit=-1) == []
    assert store.count("agencies", {"names": "x"}) == 1
    for wrong in (None, ["x"], {"x": 1}):
        with pytest.raises(Problem, match=r"store\.not_indexed"):
            store.find("agencies", {"province": wrong})  # type: ignore[dict-item]


def test_keys_that_share_a_hash_are_told_apart(store: Store) -> None:
    store.put("agencies", "a", {"code": -1}, version=0)
    store.put("agencies", "b", {"code": -2}, version=0)
    assert [document.id for document in store.find("agencies", {"code": -1})] == ["a"]
    store.put("agencies", "c", {"code": [-1, -2]}, version=0)
    store.delete("agencies", "a", version=1)
    assert [document.id for document in store.find("agencies", {"code": -2})] == ["b", "c"]
