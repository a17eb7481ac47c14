"""What a place for files promises, whatever it is made of: a folder, or a bucket of a real storage."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import obstore
import pytest

from checklist_app.bucket import Bucket
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Files, Finished, Shelf, files_at, shelf_at
from checklist_app.store.files.bucket import _PIECE
from checklist_app.wording import say
from tests.servers.objects import raw

LARGE = bytes(range(256)) * 4096 * 9  # 9 MB: in several parts


@dataclass(frozen=True)
class Place:
    where: Path | Bucket

    @property
    def files(self) -> Files:
        """As every process opens it anew."""
        return files_at(self.where)

    @property
    def shelf(self) -> Shelf:
        return shelf_at(self.where)

    def spoil(self, name: str, content: bytes) -> None:
        """Past the program."""
        if isinstance(self.where, Path):
            path = self.where / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        else:
            obstore.put(raw(self.where), name, content)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Place(tmp_path / "files")
    return Place(request.getfixturevalue("bucket"))


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def key_of(name: str) -> str:
    return f"{name[:2]}/{name}"


# --- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"x" * 100, b"", LARGE], ids=["small", "empty", "large"])
def test_a_file_is_kept_under_the_hash_of_its_content(place: Place, content: bytes) -> None:
    name = place.files.put(content)
    assert name == hash_of(content)
    assert place.files.has(name)
    assert place.files.get(name) == content


def test_the_same_file_is_kept_once(place: Place) -> None:
    name = place.files.put(b"a photograph")
    assert place.files.put(b"a photograph", sha256=name) == name
    assert [*place.files.names()] == [name]


def test_content_that_does_not_agree_with_what_was_said_is_refused(place: Place) -> None:
    with pytest.raises(Problem, match=r"store\.file_differs"):
        place.files.put(b"y", sha256=hash_of(b"x"))
    assert [*place.files.names()] == []


def test_a_file_that_is_not_there_is_said_so(place: Place) -> None:
    assert not place.files.has("0" * 64)
    with pytest.raises(Problem, match=r"store\.no_file") as missing:
        place.files.get("0" * 64)
    assert missing.value.kind is ProblemKind.NOT_FOUND


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "", "A" * 64, "0" * 63 + "\n", "0" * 65, "0/" * 32])
def test_a_name_leads_nowhere_else(place: Place, hostile: str) -> None:
    asked: list[Callable[[str], object]] = [place.files.get, place.files.has]
    for ask in asked:
        with pytest.raises(Problem, match=r"store\.not_a_hash"):
            ask(hostile)


def test_names_are_told_in_order_and_of_files_alone(place: Place) -> None:
    place.files.require()
    names = sorted(place.files.put(f"{number}".encode()) for number in range(20))
    place.spoil("batches/one.zip", b"a parcel")
    place.spoil("00/notes.txt", b"of somebody")
    assert [*place.files.names()] == names


def test_many_may_put_the_same_and_others_at_once(place: Place) -> None:
    files = place.files
    contents = [f"photograph {number % 10}".encode() for number in range(60)]
    with ThreadPoolExecutor(12) as pool:
        names = [*pool.map(files.put, contents)]
    assert names == [hash_of(content) for content in contents]
    assert [*files.names()] == sorted({*names})
    assert {files.get(name) for name in names} == {*contents}


@pytest.mark.parametrize("wrong", [b"another photograph", b"a photo", b""])
def test_damage_is_said_and_not_shown_and_mended_by_who_sends_it_again(place: Place, wrong: bytes) -> None:
    name = place.files.put(b"a photograph")
    place.spoil(key_of(name), wrong)
    with pytest.raises(Problem, match=rf"store\.file_damaged.*{name}") as damaged:
        place.files.get(name)
    assert damaged.value.kind is ProblemKind.UNAVAILABLE
    assert "checklist verify" in say(damaged.value, "th")
    place.files.put(b"a photograph")
    assert place.files.get(name) == b"a photograph"


def test_a_place_that_will_do_is_ready_and_stays_empty(place: Place) -> None:
    place.files.require()
    assert place.files.answers()
    assert [*place.files.names()] == []


# --- finished parcels ------------------------------------------------------------------------------------


def draft_of(place: Place, tmp_path: Path, content: bytes) -> Path:
    folder = place.where / "batches" if isinstance(place.where, Path) else tmp_path / "work"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "one.part"
    draft.write_bytes(content)
    return draft


def content_of(finished: Finished | None) -> bytes:
    assert finished is not None
    return finished.read_bytes() if isinstance(finished, Path) else b"".join(finished)


def test_a_parcel_lies_on_the_shelf_until_it_is_removed(place: Place, tmp_path: Path) -> None:
    place.shelf.take(draft_of(place, tmp_path, LARGE), "one.zip")
    place.files.put(b"a photograph")
    assert [*place.shelf.names()] == ["one.zip"]
    assert content_of(place.shelf.open("one.zip")) == LARGE
    place.shelf.remove("one.zip")
    place.shelf.remove("one.zip")
    assert place.shelf.open("one.zip") is None
    assert [*place.shelf.names()] == []


def test_no_file_is_named_for_a_parcel(place: Place, tmp_path: Path) -> None:
    place.shelf.take(draft_of(place, tmp_path, b"PK"), "one.zip")
    assert [*place.files.names()] == []


def test_a_parcel_from_a_bucket_comes_piece_by_piece(bucket: Bucket, tmp_path: Path) -> None:
    place = Place(bucket)
    place.shelf.take(draft_of(place, tmp_path, LARGE), "one.zip")
    pieces = place.shelf.open("one.zip")
    assert pieces is not None
    assert not isinstance(pieces, Path)
    sizes = [len(piece) for piece in pieces]
    assert sum(sizes) == len(LARGE)
    assert max(sizes) == _PIECE
