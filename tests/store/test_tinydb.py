"""TinyDB's public behaviour on our storage: what its users rely on, and what it does better here."""

import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import add, decrement, delete, increment, subtract
from tinydb.operations import set as set_to
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from checklist_app.store.embedded.storage import JournalStorage
from checklist_app.store.embedded.tinydb_face import JournaledTinyDB
from tests.store.conftest import SMALL
from tests.store.simulated_disk import SimulatedDisk


@pytest.fixture
def disk() -> SimulatedDisk:
    return SimulatedDisk()


@pytest.fixture(params=["stock", "ours"])
def db(request: pytest.FixtureRequest, disk: SimulatedDisk) -> Iterator[TinyDB]:
    """The same sentences hold for TinyDB as it comes and for TinyDB on our storage."""
    opened = TinyDB(storage=MemoryStorage) if request.param == "stock" else open_ours(disk)
    opened.insert_multiple({"int": 1, "char": char} for char in "abc")
    yield opened
    opened.close()


def open_ours(disk: SimulatedDisk) -> JournaledTinyDB:
    return JournaledTinyDB(JournalStorage(disk, sizes=SMALL))


@pytest.fixture
def ours(disk: SimulatedDisk) -> JournaledTinyDB:
    opened = open_ours(disk)
    opened.insert_multiple({"int": 1, "char": char} for char in "abc")
    return opened


def test_inserting_answers_numbers_that_count_up(db: TinyDB) -> None:
    assert db.insert({}) == 4
    assert db.insert({"int": 1}) == 5
    assert db.insert_multiple([{"int": 1}, {"int": 2}]) == [6, 7]
    assert len(db) == 7


def test_inserting_with_a_chosen_number(db: TinyDB) -> None:
    assert db.insert(Document({"x": 1}, doc_id=77)) == 77
    assert db.insert({"x": 2}) == 78
    assert db.get(doc_id=77) == {"x": 1}
    with pytest.raises(ValueError, match="77 already exists"):
        db.insert(Document({"x": 3}, doc_id=77))
    assert db.insert_multiple([Document({"x": 4}, doc_id=90), {"x": 5}])[0] == 90


def test_inserting_what_is_no_mapping_is_refused_and_changes_nothing(db: TinyDB) -> None:
    for wrong in ([1], "text", {1, 2}):
        with pytest.raises(ValueError, match="not a Mapping"):
            db.insert(wrong)
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert_multiple([1, 2])
    assert len(db) == 3


def test_any_mapping_can_be_inserted(db: TinyDB) -> None:
    class Custom(Mapping[str, int]):
        def __getitem__(self, key: str) -> int:
            return {"int": 7}[key]

        def __iter__(self) -> Iterator[str]:
            return iter(["int"])

        def __len__(self) -> int:
            return 1

    number = db.insert(Custom())
    assert db.get(doc_id=number) == {"int": 7}


def test_nested_documents_come_back_whole(db: TinyDB) -> None:
    number = db.insert({"a": {"b": {"c": [1, None, True, "ไทย", 1.5, {"d": []}]}}})
    assert db.get(doc_id=number) == {"a": {"b": {"c": [1, None, True, "ไทย", 1.5, {"d": []}]}}}


def test_searching(db: TinyDB) -> None:
    assert len(db.search(where("int") == 1)) == 3
    assert [document["char"] for document in db.search(where("char") == "b")] == ["b"]
    assert db.search(where("int") == 2) == []
    assert [document.doc_id for document in db.search(Query().char.one_of(["a", "c"]))] == [1, 3]
    assert len(db.search((where("int") == 1) & ~(where("char") == "a"))) == 2
    assert len(db.search((where("char") == "a") | (where("char") == "b"))) == 2
    assert db.count(where("int") == 1) == 3


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (Query().char.matches("[ab]"), [1, 2]),
        (Query().char.search("c", flags=re.IGNORECASE), [3]),
        (Query().char.test(lambda value: value > "a"), [2, 3]),
        (Query().missing.exists(), []),
        (Query().int.exists(), [1, 2, 3]),
        (Query().fragment({"int": 1, "char": "b"}), [2]),
        (Query().noop(), [1, 2, 3]),
        (where("char").map(str.upper) == "A", [1]),
        (Query().int > 0, [1, 2, 3]),
    ],
)
def test_queries_of_every_form(db: TinyDB, query: Any, numbers: list[int]) -> None:
    assert [document.doc_id for document in db.search(query)] == numbers


def test_getting_one(db: TinyDB) -> None:
    first = db.get(where("char") == "b")
    assert isinstance(first, Document)
    assert (first.doc_id, first["char"]) == (2, "b")
    assert db.get(doc_id=3)["char"] == "c"
    assert db.get(where("char") == "z") is None
    assert db.get(doc_id=99) is None
    assert [document["char"] for document in db.get(doc_ids=[1, 3, 99])] == ["a", "c"]
    with pytest.raises(RuntimeError):
        db.get()


def test_asking_whether_something_is_there(db: TinyDB) -> None:
    assert db.contains(where("char") == "a")
    assert not db.contains(where("char") == "z")
    assert db.contains(doc_id=1)
    assert not db.contains(doc_id=9)
    with pytest.raises(RuntimeError):
        db.contains()


def test_iterating_and_all(db: TinyDB) -> None:
    assert [document["char"] for document in db] == ["a", "b", "c"]
    assert [document.doc_id for document in db.all()] == [1, 2, 3]


def test_updating(db: TinyDB) -> None:
    assert db.update({"int": 2}, where("char") == "a") == [1]
    assert db.update({"new": "x"}) == [1, 2, 3]
    assert db.update({"int": 5}, doc_ids=[2, 99]) == [2]
    assert [document["int"] for document in db] == [2, 5, 1]
    assert db.count(where("new") == "x") == 3


def test_updating_by_operations(db: TinyDB) -> None:
    db.update(increment("int"), where("char") == "a")
    db.update(add("int", 5), where("char") == "b")
    db.update(subtract("int", 5), where("char") == "c")
    assert [document["int"] for document in db] == [2, 6, -4]
    db.update(decrement("int"))
    db.update(set_to("char", "xyz"), doc_ids=[1])
    db.update(delete("int"), doc_ids=[1])
    assert db.get(doc_id=1) == {"char": "xyz"}


def test_updating_many_things_at_once(db: TinyDB) -> None:
    db.update_multiple([({"int": 2}, where("char") == "a"), ({"int": 4}, where("char") == "b")])
    assert [document["int"] for document in db] == [2, 4, 1]


def test_upserting(db: TinyDB) -> None:
    assert len(db.upsert({"int": 5, "char": "a"}, where("char") == "a")) == 1
    assert db.get(where("char") == "a") == {"int": 5, "char": "a"}
    assert db.upsert({"int": 9, "char": "x"}, where("char") == "x") == [4]
    assert db.upsert(Document({"int": 10}, doc_id=4)) == [4]
    assert db.get(doc_id=4) == {"int": 10, "char": "x"}
    assert db.upsert(Document({"int": 11}, doc_id=50)) == [50]
    with pytest.raises(ValueError, match="doc_id"):
        db.upsert({"no": "condition"})


def test_removing(db: TinyDB) -> None:
    assert db.remove(where("char") == "b") == [2]
    assert db.remove(doc_ids=[1, 99]) == [1]
    assert len(db) == 1
    with pytest.raises(RuntimeError):
        db.remove()


def test_truncating_begins_again_at_one(db: TinyDB) -> None:
    db.truncate()
    assert len(db) == 0
    assert db.insert({}) == 1


def test_tables_are_apart_and_can_be_dropped(db: TinyDB) -> None:
    table = db.table("other")
    table.insert({"x": 1})
    assert db.tables() == {"_default", "other"}
    assert len(db) == 3
    assert db.table("other") is table
    db.drop_table("other")
    assert db.tables() == {"_default"}
    db.table("other").insert({"x": 2})
    assert [document["x"] for document in db.table("other")] == [2]
    db.drop_tables()
    assert db.tables() == set()
    assert len(db.table("other")) == 0


def test_an_empty_table_can_be_kept(db: TinyDB) -> None:
    db.table("empty", persist_empty=True)
    assert "empty" in db.tables()


def test_a_condition_that_raises_changes_nothing(db: TinyDB) -> None:
    def fail(value: object) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        db.update({"int": 9}, where("char").test(fail))
    assert [document["int"] for document in db] == [1, 1, 1]


def test_with_closes_it(disk: SimulatedDisk) -> None:
    with open_ours(disk) as db:
        db.insert({"x": 1})
    assert [document["x"] for document in open_ours(disk)] == [1]


def test_everything_is_there_after_reopening(ours: JournaledTinyDB, disk: SimulatedDisk) -> None:
    ours.remove(doc_ids=[2])
    ours.update({"int": 7}, doc_ids=[3])
    ours.table("other", persist_empty=True)
    reopened = open_ours(SimulatedDisk(disk.files()))
    assert [(document.doc_id, document["int"]) for document in reopened] == [(1, 1), (3, 7)]
    assert reopened.tables() == {"_default", "other"}


def test_the_number_of_a_removed_document_is_not_given_again_after_reopening(
    ours: JournaledTinyDB, disk: SimulatedDisk
) -> None:
    ours.remove(doc_ids=[3])
    assert open_ours(SimulatedDisk(disk.files())).insert({}) == 4


def test_an_updater_that_fails_half_way_changes_nothing(ours: JournaledTinyDB) -> None:
    def fail_at_b(document: Any) -> None:
        document["int"] = 9
        if document["char"] == "b":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ours.update(fail_at_b)
    assert [document["int"] for document in ours] == [1, 1, 1]


def test_changing_an_answer_changes_nothing_stored(ours: JournaledTinyDB) -> None:
    ours.insert({"nested": {"list": [1]}})
    ours.get(doc_id=4)["nested"]["list"].append(2)
    ours.search(where("char") == "a")[0]["char"] = "changed"
    assert ours.get(doc_id=4) == {"nested": {"list": [1]}}
    assert ours.get(doc_id=1)["char"] == "a"


def test_eight_threads_lose_nothing(ours: JournaledTinyDB) -> None:
    def write(writer: int) -> None:
        for n in range(30):
            ours.insert({"writer": writer, "n": n})
            ours.upsert({"counter": writer, "n": n}, where("counter") == writer)
            ours.update(increment("int"), doc_ids=[1])

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ours.count(where("writer").exists()) == 240
    assert ours.count(where("counter").exists()) == 8
    assert ours.get(doc_id=1)["int"] == 241
    assert len({document.doc_id for document in ours}) == len(ours)
