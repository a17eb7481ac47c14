"""A store is moved from one engine to the other and back; it arrives to the byte, or says why not."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklist_app.errors import Problem
from checklist_app.store import Body, Kind, NewEntry, Store
from checklist_app.store.embedded import FolderStore
from checklist_app.store.embedded.whole import WholeFolder
from checklist_app.store.postgres import open_database
from checklist_app.store.verify import still_copy
from checklist_app.store.whole import Verified
from tests.servers.postgres import Server
from tests.store.conftest import KINDS, SECRET
from tests.store.copied import Place, content, copy, execute, opened, whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "folder"


def fill(store: Store) -> None:
    store.put("agencies", "a", {"code": "1", "name": "อบต.บ้านแลง\t\\N", "names": ["ก", "ข", True]}, version=0)
    store.put(
        "agencies", "a", {"code": "1", "name": "เทศบาล\u0000", "names": ["ก"], "n": 2**53 - 1}, version=1
    )
    store.put(
        "agencies", "b", {"code": "2", "province": "ระยอง", "deep": {"ข": [None, False], "ก": 1}}, version=0
    )
    store.put("rounds", "r/1", {"agency": "a"}, version=0)
    for stream, entries in (("visit/1", 5), ("visit/2", 1), ("ตรวจ", 20)):
        store.append(stream, [NewEntry(f"e{n}", {"n": n, "text": 'ก\n"\\'}) for n in range(entries)])


@pytest.mark.parametrize("way", ["to the database", "to the folder"])
def test_everything_arrives_as_it_was_and_is_usable(way: str, folder: Path, database: str) -> None:
    source, target = (folder, database) if way == "to the database" else (database, folder)
    with opened(source) as store:
        fill(store)
    copied = copy(source, target)
    assert (copied.documents, copied.removed, copied.entries) == (3, 0, 26)
    assert copied.checked == Verified(26, 3, 3, 0)
    assert content(target) == content(source)
    with opened(target) as store:
        assert [found.id for found in store.find("agencies", {"names": "ก"})] == ["a"]
        with pytest.raises(Problem, match=r"store\.taken"):
            store.put("agencies", "c", {"code": "2"}, version=0)
        assert store.append("visit/1", [NewEntry("e4", {"n": 4, "text": 'ก\n"\\'})])[0].seq == 5
        assert store.append("visit/1", [NewEntry("new", {})])[0].seq == 6
        assert store.put("agencies", "a", {"code": "9"}, version=2).version == 3


def test_a_second_run_brings_only_what_is_new_and_takes_away_what_is_gone(
    folder: Path, database: str
) -> None:
    with opened(folder) as store:
        fill(store)
    copy(folder, database)
    assert copy(folder, database).documents + copy(folder, database).entries == 0
    with opened(folder) as store:
        store.delete("agencies", "b", version=1)
        store.put("agencies", "a", {"code": "2"}, version=2)
        store.put("agencies", "c", {"code": "1"}, version=0)
        store.append("visit/2", [NewEntry("later", {})])
    copied = copy(folder, database)
    assert (copied.documents, copied.removed, copied.entries) == (2, 1, 1)
    assert content(database) == content(folder)


def test_two_that_changed_a_unique_value_between_them_both_arrive(folder: Path, database: str) -> None:
    with opened(folder) as store:
        store.put("agencies", "a", {"code": "1"}, version=0)
        store.put("agencies", "b", {"code": "2"}, version=0)
    copy(folder, database)
    with opened(folder) as store, store.transaction():
        store.put("agencies", "a", {}, version=1)
        store.put("agencies", "b", {"code": "1"}, version=1)
        store.put("agencies", "a", {"code": "2"}, version=2)
    copy(folder, database)
    with opened(database) as store:
        assert [found.id for found in store.find("agencies", {"code": "1"})] == ["b"]
        with pytest.raises(Problem, match=r"store\.taken"):
            store.put("agencies", "c", {"code": "2"}, version=0)


# --- refused, and nothing of it changed


def test_a_database_of_another_installation_is_left_as_it_is(folder: Path, database: str) -> None:
    with opened(folder) as store:
        fill(store)
    with closing(open_database(database, KINDS, secret="another" * 8)) as store:
        store.put("agencies", "z", {}, version=0)
    with pytest.raises(Problem, match=r"store\.database_of_another"):
        copy(folder, database)
    with closing(open_database(database, KINDS, secret="another" * 8)) as store:
        assert store.count("agencies") == 1


def go_on_there(store: Store) -> None:
    store.append("visit/1", [NewEntry("there", {})])


def begin_there(store: Store) -> None:
    store.append("visit/3", [NewEntry("there", {})])


def fork(store: Store) -> None:
    store.append("visit/2", [NewEntry("there", {})])


@pytest.mark.parametrize("act", [go_on_there, begin_there, fork])
@pytest.mark.parametrize("way", ["to the database", "to the folder"])
def test_where_work_went_on_after_a_copy_nothing_is_overwritten(
    act: Callable[[Store], None], way: str, folder: Path, database: str
) -> None:
    source, target = (folder, database) if way == "to the database" else (database, folder)
    with opened(source) as store:
        fill(store)
    copy(source, target)
    with opened(target) as store:
        act(store)
    with opened(source) as store:
        store.append("visit/2", [NewEntry("here", {}), NewEntry("too", {})])
    before = content(target)
    with pytest.raises(Problem, match=r"store\.copy_ahead"):
        copy(source, target)
    assert content(target) == before  # and it is still to be opened


def test_a_changed_entry_is_named_and_nothing_after_it_is_copied(
    folder: Path, database: str, tmp_path: Path
) -> None:
    with opened(database) as store:
        fill(store)
    execute(
        database, "UPDATE entries SET body = replace(body, '3', '4') WHERE stream = 'visit/1' AND seq = 4"
    )
    with pytest.raises(Problem, match=r"store\.chain_broken.*stream=visit/1, seq=4"):
        copy(database, folder)
    with pytest.raises(Problem, match=r"store\.copy_unfinished"):
        FolderStore(folder, KINDS)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM entries WHERE stream = 'visit/1' AND seq = 5",
        "DELETE FROM entries WHERE stream = 'visit/1' AND seq = 2",
        "DELETE FROM entries WHERE stream = 'visit/1'",
        "DELETE FROM heads WHERE stream = 'visit/1'",
    ],
)
def test_a_source_of_which_entries_are_lost_is_not_copied_as_if_it_were_whole(
    damage: str, folder: Path, database: str
) -> None:
    with opened(database) as store:
        fill(store)
    execute(database, damage)
    with pytest.raises(Problem, match=r"store\.(chain_broken|copy_differs)"):
        copy(database, folder)


def test_records_that_this_release_does_not_know_are_not_left_behind(folder: Path, database: str) -> None:
    with closing(FolderStore(folder, [*KINDS, Kind("old")])) as store:
        store.put("old", "x", {}, version=0)
    with pytest.raises(Problem, match=r"store\.copy_unknown_kind.*kind=old"):
        copy(folder, database)


def test_one_database_under_two_names_is_refused_and_stays_usable(database: str) -> None:
    with opened(database) as store:
        fill(store)
    with pytest.raises(Problem, match=r"store\.copy_onto_itself"):
        copy(database, f"{database}?sslmode=prefer")
    with opened(database) as store:
        assert store.count("agencies") == 2


def test_a_server_that_has_the_folder_open_must_be_stopped_first(folder: Path, database: str) -> None:
    with opened(folder), pytest.raises(Problem, match=r"store\.owned_by_another"):
        copy(folder, database)


def test_a_source_that_was_changed_meanwhile_is_told_and_the_next_run_mends_it(
    folder: Path, database: str
) -> None:
    with opened(database) as store:
        fill(store)

        def work_on(stage: str, _: int) -> None:
            if stage == "entries":
                store.append("visit/9", [NewEntry("meanwhile", {})])

        with pytest.raises(Problem, match=r"store\.copy_differs.*what=visit/9 1"):
            copy(database, folder, work_on)
    with pytest.raises(Problem, match=r"store\.copy_unfinished"):
        FolderStore(folder, KINDS)
    assert copy(database, folder).entries == 1
    assert content(folder) == content(database)


# --- an unfinished copy


def leave_unfinished(source: Place, target: Place) -> None:
    def stop(stage: str, _: int) -> None:
        if stage == "entries":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, target, stop)


def test_an_unfinished_copy_is_not_served_verified_or_backed_up(folder: Path, database: str) -> None:
    with opened(folder) as store:
        fill(store)
    leave_unfinished(folder, database)
    with pytest.raises(Problem, match=r"store\.copy_unfinished.*the source"):
        open_database(database, KINDS, secret=SECRET)
    copy(folder, database)
    other = folder.with_name("other")
    leave_unfinished(database, other)
    with pytest.raises(Problem, match=r"store\.copy_unfinished.*the source"):
        FolderStore(other, KINDS)
    with pytest.raises(Problem, match=r"store\.copy_unfinished"), still_copy(other):
        pass
    copy(database, other)
    FolderStore(other, KINDS).close()


def test_an_unfinished_copy_does_not_go_on_from_another_source(folder: Path, database: str) -> None:
    with opened(folder) as store:
        fill(store)
    leave_unfinished(folder, database)
    with closing(whole(folder)), pytest.raises(Problem, match=r"store\.copy_unfinished"):
        whole(database, copying="another source")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["to the database", "to the folder"])
def test_a_copy_that_is_killed_again_and_again_ends_whole(way: str, folder: Path, database: str) -> None:
    source, target = (folder, database) if way == "to the database" else (database, folder)
    with opened(source) as store:
        fill(store)
        for n in range(60):
            store.put("rounds", f"n{n}", {"agency": str(n)}, version=0)
            store.append(f"many/{n % 9}", [NewEntry(f"{n}", {"n": n})])
    lives = 0
    while not run_until(source, target, lines=8):
        lives += 1
        assert lives < 60
    assert lives >= 2
    assert content(target) == content(source)


def run_until(source: Place, target: Place, *, lines: int) -> bool:
    """Whether it ended by itself: it is killed when it has said this much."""
    command = [sys.executable, "-m", "tests.store.killed_copier", str(source), str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as copier:
        guard = threading.Timer(60, copier.kill)
        guard.start()
        assert copier.stdout is not None
        said = [line for _, line in zip(range(lines), copier.stdout, strict=False)]
        copier.send_signal(signal.SIGKILL)
        said += copier.stdout
        guard.cancel()
    assert said
    return said[-1] == "whole\n"


# --- any store


@dataclass(frozen=True)
class Do:
    verb: str
    id: str
    value: str


DOING = st.builds(
    Do,
    verb=st.sampled_from(["put", "put", "delete", "append"]),
    id=st.sampled_from("abcdé"),
    value=st.text(st.characters(codec="utf-8"), max_size=4),
)


def act(store: Store, doings: list[Do]) -> None:
    for number, do in enumerate(doings):
        if do.verb == "append":
            store.append(
                f"s/{do.id}", [NewEntry(f"{store.head('s/' + do.id).seq}-{number}", {"v": do.value})]
            )
            continue
        held = store.get("agencies", do.id)
        if do.verb == "put":
            body: Body = {"code": f"{do.id}{do.value}", "names": [do.value, do.id], "v": do.value}
            store.put("agencies", do.id, body, version=held.version if held else 0)
        elif held is not None:
            store.delete("agencies", do.id, version=held.version)


@pytest.fixture
def other_database(postgres: Server) -> str:
    return postgres.new_database()


def empty(*databases: str) -> None:
    for database in databases:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


@pytest.mark.parametrize(
    "examples", [3, pytest.param(10, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("way", ["to the database", "to the folder"])
def test_any_store_goes_there_and_back_also_in_parts(
    way: str, examples: int, database: str, other_database: str
) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(first=st.lists(DOING, max_size=15), then=st.lists(DOING, max_size=15))
    def goes(first: list[Do], then: list[Do]) -> None:
        empty(database, other_database)
        goes_there_and_back(way, database, other_database, first, then)

    goes()


def goes_there_and_back(
    way: str, database: str, other_database: str, first: list[Do], then: list[Do]
) -> None:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "one"
        source, target = (folder, database) if way == "to the database" else (database, folder)
        for doings in (first, then):
            with opened(source) as store:
                act(store, doings)
            copy(source, target)
            assert content(target) == content(source)
        back: Place = Path(scratch) / "two" if way == "to the database" else other_database
        copy(target, back)
        assert content(back) == content(source)


# --- a folder that is known to be whole


def test_a_copied_folder_opens_again_as_it_is(folder: Path, tmp_path: Path) -> None:
    with opened(folder) as store:
        fill(store)
    other = tmp_path / "other"
    copy(folder, other)
    shutil.rmtree(folder)
    with closing(WholeFolder(other, KINDS)) as held, held.moment() as moment:
        assert len(list(moment.all_lines())) == 26
    with pytest.raises(Problem, match=r"store\.none_here"), still_copy(folder):
        pass
