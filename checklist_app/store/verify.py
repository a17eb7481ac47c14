"""Proving that a store is whole: every checksum, every number, every hash of every chain, every
file against its name. Works beside a server that has the store open."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from checklist_app.durable import new_file
from checklist_app.errors import not_found, unavailable
from checklist_app.store.chain import canonical, chain_hash
from checklist_app.store.embedded.damage import Damage
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.layout import Layout, read_layout
from checklist_app.store.embedded.replay import replay
from checklist_app.store.embedded.unfinished import refuse_unfinished
from checklist_app.store.files import Files
from checklist_app.store.proving import prove
from checklist_app.store.whole import Verified, Whole

# A compaction may replace files while they are being listed.
_TRIES = 20
_PAUSE = 0.05
_CHUNK = 1024 * 1024


def verify(store: Path, files: Files | None) -> Verified:
    with still_copy(store) as copy:
        checked = verify_store(copy)
    return Verified(checked.entries, checked.streams, checked.rows, _verify_files(files) if files else 0)


def verify_whole(whole: Whole, files: Files) -> Verified:
    """Of a database: what it holds at one moment."""
    with whole.moment() as moment:
        return replace(prove(moment), files=_verify_files(files))


def verify_store(folder: Path) -> Verified:
    disk = FolderDisk(folder)
    chains = Chains()
    replay(disk, _layout_of(folder), chains.check)
    return Verified(chains.entries, len(chains.heads), len(chains.rows), 0)


@contextmanager
def still_copy(store: Path) -> Iterator[Path]:
    """The store's files as they are now, whatever a server does meanwhile: sealed ones by hard
    links, the last one copied."""
    try:
        require_store(store)
        refuse_unfinished(store)
        copy = Path(tempfile.mkdtemp(prefix=f".still-{os.getpid()}-", dir=store))
        try:
            _copy_still(store, copy)
        except BaseException:
            shutil.rmtree(copy, ignore_errors=True)
            raise
    except OSError as error:
        raise unavailable("store.no_copy", folder=str(store), reason=error.strerror or "") from error
    try:
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _copy_still(store: Path, copy: Path) -> None:
    for attempt in range(_TRIES):
        try:
            names = _layout_of(store).files
            for name in names[:-1]:
                os.link(store / name, copy / name)
            _copy_backwards(store / names[-1], copy / names[-1])
        except (FileNotFoundError, Damage):  # compacted between the look and the link
            if attempt == _TRIES - 1:
                raise
            for copied in list(copy.iterdir()):
                copied.unlink()
            time.sleep(_PAUSE)
        else:
            return


def _copy_backwards(source: Path, target: Path) -> None:
    """A record vouches for those before it. Read from the end, the copy of a file that grows never
    holds a record without the ones that it vouches for."""
    with source.open("rb") as reader, new_file(target) as writer:
        size = os.fstat(reader.fileno()).st_size
        for start in reversed(range(0, size, _CHUNK)):
            reader.seek(start)
            writer.seek(start)
            writer.write(reader.read(min(_CHUNK, size - start)))


def require_store(folder: Path) -> None:
    _layout_of(folder)


def _layout_of(folder: Path) -> Layout:
    layout = read_layout([path.name for path in folder.iterdir()]) if folder.is_dir() else None
    if layout is None or not layout.files:
        raise not_found("store.none_here", folder=str(folder))
    return layout


class Chains:
    """Checks every entry against the one before it while a store is replayed."""

    def __init__(self) -> None:
        self.entries = 0
        self.heads: dict[str, tuple[int, str]] = {}
        self.rows: set[tuple[str, int]] = set()

    def check(self, writes: list[list[Any]]) -> None:
        for write in writes:
            if len(write) == 5:
                self._check_entry(*write)
            elif len(write) == 3:
                place = (write[0], write[1])
                self.rows.discard(place) if write[2] is None else self.rows.add(place)
            elif len(write) == 1:
                self.rows = {place for place in self.rows if place[0] != write[0]}

    def _check_entry(self, stream: str, seq: int, id: str, chained: str, body: dict[str, Any]) -> None:
        before, previous = self.heads.get(stream, (0, ""))
        expected = chain_hash(previous, stream=stream, seq=seq, id=id, body=canonical(body))
        if seq != before + 1 or chained != expected:
            raise Damage(stream, seq, "chain")
        self.heads[stream] = (seq, chained)
        self.entries += 1


def _verify_files(files: Files) -> int:
    count = 0
    for name in files.names():
        files.get(name)  # which proves it
        count += 1
    return count
