"""The few things the journal asks of a disk, in one folder. Tests replace it by a simulated disk
that forgets what was not synced, so nothing else in the engine may touch a file."""

import fcntl
import os
from pathlib import Path
from typing import BinaryIO, Protocol

from checklist_app.durable import sync_folder


class File(Protocol):
    def write_at(self, data: bytes, offset: int) -> None: ...

    def sync(self) -> None:
        """What was written, and the size, survive a power cut from here on."""
        ...

    def truncate(self, size: int) -> None: ...

    def close(self) -> None: ...


class Disk(Protocol):
    def names(self) -> list[str]: ...

    def create(self, name: str) -> File:
        """A new file, or an old one emptied."""
        ...

    def open(self, name: str) -> File: ...

    def reader(self, name: str) -> BinaryIO: ...

    def rename(self, old: str, new: str) -> None: ...

    def unlink(self, name: str) -> None: ...

    def sync_names(self) -> None:
        """Names created, changed and removed survive a power cut from here on."""
        ...


class FolderFile:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write_at(self, data: bytes, offset: int) -> None:
        rest = memoryview(data)
        while rest:
            written = os.pwrite(self._descriptor, rest, offset)
            rest, offset = rest[written:], offset + written

    def sync(self) -> None:
        _flush(self._descriptor)

    def truncate(self, size: int) -> None:
        os.ftruncate(self._descriptor, size)

    def close(self) -> None:
        os.close(self._descriptor)


class FolderDisk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def create(self, name: str) -> File:
        return self._open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC)

    def open(self, name: str) -> File:
        return self._open(name, os.O_RDWR)

    def reader(self, name: str) -> BinaryIO:
        return (self.folder / name).open("rb", buffering=1 << 20)

    def rename(self, old: str, new: str) -> None:
        (self.folder / old).rename(self.folder / new)

    def unlink(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def sync_names(self) -> None:
        sync_folder(self.folder)

    def _open(self, name: str, flags: int) -> File:
        return FolderFile(os.open(self.folder / name, flags | os.O_CLOEXEC, 0o600))


def _flush(descriptor: int) -> None:
    full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: fsync alone leaves the data in the drive's cache
    if full is not None:
        fcntl.fcntl(descriptor, full)
    else:
        os.fdatasync(descriptor)
