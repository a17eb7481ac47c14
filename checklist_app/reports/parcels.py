"""The ZIP of a batch while it grows on the disk of one machine, one report after another, none of it in
memory, until it lies finished where every machine can fetch it. As long as somebody works on it, the file is
locked: the kernel frees the lock however that process ends."""

import fcntl
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from checklist_app.clock import BANGKOK
from checklist_app.config import Config
from checklist_app.durable import new_file, sync_folder
from checklist_app.errors import Problem, unavailable
from checklist_app.store import Shelf, shelf_at

RESERVE: Final = 500 * 1024 * 1024  # what stays free for the work itself: a parcel can be made again
_MEGABYTE: Final = 1024 * 1024
_UNFINISHED: Final = ".part"
_FINISHED: Final = ".zip"
_FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_LONGEST: Final = (
    150  # bytes of one part of a name; systems allow 255 for all that stands between two slashes
)


@dataclass(frozen=True, slots=True)
class Parcels:
    """The folder where this machine makes them, and the shelf where finished ones wait for whoever asked."""

    folder: Path
    shelf: Shelf


def parcels_at(config: Config) -> Parcels:
    beside = config.files if isinstance(config.files, Path) else config.work
    return Parcels(beside / "batches", shelf_at(config.files))


def named(id: str) -> str:
    return f"{id}{_FINISHED}"


def check_room(folder: Path, wanted: int) -> None:
    """The last space of the disk belongs to the answers and photos of people."""
    free = shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists())).free
    if free < wanted + RESERVE:
        raise unavailable(
            "reports.batch_no_room", free=free // _MEGABYTE, needed=(wanted + RESERVE) // _MEGABYTE
        )


class Parcel:
    def __init__(self, folder: Path, id: str, *, at: datetime) -> None:
        self._id, self._path = id, _unfinished(folder, id)
        self._moment = at.astimezone(BANGKOK).timetuple()[:6]
        self._names: set[str] = set()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _locked(self._path)
        except OSError as error:
            raise _not_written(error) from error
        self._zip = ZipFile(self._file, "w", ZIP_STORED)

    def add(self, name: str, content: bytes) -> str:
        """Under this name, or one like it where there is one already; the name that it got."""
        check_room(self._path.parent, len(content))
        free = _free(name, self._names)
        entry = ZipInfo(free, self._moment)
        entry.external_attr = 0o644 << 16
        try:
            self._zip.writestr(entry, content)
            self._file.flush()
            os.fsync(self._file.fileno())  # little by little: what waits for the disk would hold up answers
        except OSError as error:
            raise _not_written(error) from error
        return free

    def finish(self) -> int:
        """Its size, when it is whole on the disk."""
        try:
            self._zip.close()
            size = self._file.tell()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _not_written(error) from error
        return size

    def lay(self, shelf: Shelf) -> None:
        """It stays locked until it is discarded, so that nobody takes it for one that was left behind."""
        try:
            shelf.take(self._path, named(self._id))
        except OSError as error:
            raise _not_written(error) from error

    def discard(self) -> None:
        """Nothing is left of it here, unless the shelf is here."""
        self._path.unlink(missing_ok=True)
        for held in (self._zip, self._file):
            with suppress(OSError, ValueError):  # a full disk, or it was closed as finished
                held.close()


def parcels_in(parcels: Parcels) -> Iterator[str]:
    """The ids of all that are finished, and of those that their makers have abandoned here."""
    yield from (name.removesuffix(_FINISHED) for name in parcels.shelf.names())
    abandoned = filter(_is_nobodys, parcels.folder.glob(f"*{_UNFINISHED}"))
    yield from (path.stem for path in abandoned)


def remove(parcels: Parcels, id: str) -> None:
    """With whatever is unfinished of it."""
    parcels.shelf.remove(named(id))
    _unfinished(parcels.folder, id).unlink(missing_ok=True)


def _is_nobodys(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # there is none, or its maker lives
        return False
    return True


def _locked(path: Path) -> BinaryIO:
    """A new file that is ours until it is closed, and whose name a power cut leaves standing."""
    file = new_file(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        sync_folder(path.parent)
    except OSError:
        path.unlink()
        file.close()
        raise
    return file


def _unfinished(folder: Path, id: str) -> Path:
    return folder / f"{id}{_UNFINISHED}"


# --- names -------------------------------------------------------------------------------------------


def safe_part(text: str, *, otherwise: str) -> str:
    """One part of a name that every system can unpack, and that leads nowhere else."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    seen = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    plain = _FORBIDDEN.sub("-", seen)
    short = plain.encode()[:_LONGEST].decode(errors="ignore").strip(" .")
    return f"_{short}" if _RESERVED.match(short) else short or otherwise


def _free(name: str, taken: set[str]) -> str:
    """Systems that do not tell large letters from small ones must not overwrite one with another."""
    stem, dot, ending = name.rpartition(".")
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    taken.add(free.casefold())
    return free


def _not_written(error: OSError) -> Problem:
    return unavailable("reports.batch_not_written", reason=error.strerror or "")
