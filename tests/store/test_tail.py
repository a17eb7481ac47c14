"""The end of the last segment: what was torn off is dropped, what was damaged is refused."""

import logging

import pytest

from checklist_app.errors import Problem
from checklist_app.store import NewEntry
from checklist_app.store.embedded import EmbeddedStore
from checklist_app.store.embedded.damage import Damage
from tests.store.conftest import KINDS, SMALL
from tests.store.simulated_disk import SimulatedDisk

LOG = "0000000001.log.jsonl"


def written() -> dict[str, bytes]:
    """Three entries, as a killed process leaves them."""
    disk = SimulatedDisk()
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    for n in (1, 2, 3):
        store.append("s", [NewEntry(str(n), {"n": n, "text": "ทดสอบ"})])
    return disk.files()


def ends_of_lines(content: bytes) -> list[int]:
    """Where the header and each record end; what follows is room written ahead."""
    lines = content.rstrip(b"\n").split(b"\n")
    ends = [len(lines[0]) + 1]
    for line in lines[1:]:
        ends.append(ends[-1] + len(line) + 1)
    return ends


def count(files: dict[str, bytes]) -> int:
    return EmbeddedStore(SimulatedDisk(files), KINDS, sizes=SMALL).head("s").seq


def test_a_journal_cut_at_any_byte_of_its_last_three_records_opens_with_the_whole_ones() -> None:
    content = written()[LOG]
    ends = ends_of_lines(content)
    for size in range(ends[0], ends[-1] + 1):
        whole = sum(end <= size for end in ends[1:])
        assert count({LOG: content[:size]}) == whole, f"cut at byte {size}"


def test_writing_goes_on_after_a_torn_tail_and_survives_the_next_start() -> None:
    content = written()[LOG]
    disk = SimulatedDisk({LOG: content[: ends_of_lines(content)[-1] - 5]})
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    store.append("s", [NewEntry("later", {})])
    assert count(disk.files()) == 3


def test_a_torn_tail_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    content = written()[LOG]
    torn_at = ends_of_lines(content)[-1] - 5
    with caplog.at_level(logging.WARNING):
        count({LOG: content[:torn_at]})
    assert f"{torn_at - ends_of_lines(content)[-2]} bytes" in caplog.text
    assert LOG in caplog.text


def test_damage_to_anything_a_later_record_vouches_for_is_refused_by_file_and_offset() -> None:
    content = written()[LOG]
    ends = ends_of_lines(content)
    for position in range(ends[1]):  # the header and the first record
        damaged = bytearray(content)
        damaged[position] ^= 0x01
        with pytest.raises(Damage) as refused:
            count({LOG: bytes(damaged)})
        assert refused.value.parameters["file"] == LOG
        assert refused.value.parameters["offset"] == (0 if position < ends[0] else ends[0])


def test_after_sealing_even_the_last_record_is_vouched_for() -> None:
    disk = SimulatedDisk(written())
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    store.append("s", [NewEntry("4", {})])
    unsealed = disk.files()[LOG]
    place = ends_of_lines(unsealed)[-1] - 10
    assert count({LOG: flip(unsealed, place)}) == 3  # it could as well be a torn tail
    store.storage.journal.seal()
    with pytest.raises(Damage):
        count({LOG: flip(disk.files()[LOG], place)})


def test_closing_seals() -> None:
    disk = SimulatedDisk()
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    store.append("s", [NewEntry("1", {})])
    store.close()
    content = disk.files()[LOG]
    with pytest.raises(Damage):
        count({LOG: flip(content, ends_of_lines(content)[0] + 30)})


@pytest.mark.parametrize("cut", ["shorter", "longer", "gone"])
def test_a_sealed_segment_that_is_not_whole_is_refused(cut: str) -> None:
    disk = SimulatedDisk()
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    for n in range(60):
        store.append("s", [NewEntry(str(n), {"text": "x" * 100})])
    store.close()
    files = disk.files()
    assert len(files) > 3
    second = "0000000002.log.jsonl"
    if cut == "gone":
        del files[second]
    else:
        files[second] = files[second][:-7] if cut == "shorter" else files[second]
    if cut == "longer":  # what follows the declared end belongs to writes that were refused
        files[second] += b"left by a failed write"
        assert count(files) == 60
        return
    with pytest.raises(Damage, match="damaged") as refused:
        count(files)
    assert refused.value.parameters["file"] == second


def test_a_store_of_a_lost_first_file_is_refused() -> None:
    with pytest.raises(Damage):
        count({"0000000002.log.jsonl": written()[LOG]})


@pytest.mark.parametrize(
    "content", [b"", b"\n" * 100, b"\0" * 4096, b"{}\n", b"\xff\xfe" * 50, b'{"c":"00000000",' + b"9" * 10**5]
)
def test_a_file_that_is_no_journal_is_refused(content: bytes) -> None:
    with pytest.raises(Problem, match="damaged"):
        count({LOG: content})


def flip(content: bytes, position: int) -> bytes:
    damaged = bytearray(content)
    damaged[position] ^= 0x10
    return bytes(damaged)


def test_what_a_killed_process_left_is_vouched_for_once_the_next_one_was_idle() -> None:
    disk = SimulatedDisk(written())
    store = EmbeddedStore(disk, KINDS, sizes=SMALL)
    place = ends_of_lines(disk.files()[LOG])[-1] - 10
    store.storage.journal.seal()
    with pytest.raises(Damage):
        count({LOG: flip(disk.files()[LOG], place)})


def test_opening_and_closing_again_and_again_does_not_grow_the_store() -> None:
    disk = SimulatedDisk(written())
    EmbeddedStore(disk, KINDS, sizes=SMALL).close()
    size = len(disk.files()[LOG])
    for _ in range(3):
        disk = SimulatedDisk(disk.files())
        EmbeddedStore(disk, KINDS, sizes=SMALL).close()
    assert len(disk.files()[LOG]) == size


def test_a_segment_of_another_store_is_refused_even_when_its_number_fits() -> None:
    def files() -> dict[str, bytes]:
        disk = SimulatedDisk()
        store = EmbeddedStore(disk, KINDS, sizes=SMALL)
        for n in range(30):
            store.append("s", [NewEntry(str(n), {"text": "x" * 100})])
        return disk.files()

    ours, theirs = files(), files()
    last = max(ours)
    with pytest.raises(Damage):
        count(ours | {last: theirs[last]})
