"""Files that are there whole or not at all, and still there after a power cut."""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from checklist_app.ids import new_code

PRIVATE = 0o600
AS_USUAL = 0o666  # what the user's own mask leaves of it


def write_whole(target: Path, content: bytes, *, mode: int = PRIVATE) -> None:
    """What stood there before stays until the new content is on the disk."""
    unfinished = target.with_name(f".{target.name}.{new_code(8)}")
    try:
        with new_file(unfinished, mode=mode) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError, ValueError):
            unfinished.unlink(missing_ok=True)
        raise


def new_file(path: Path, *, mode: int = PRIVATE) -> BinaryIO:
    """Readable by its owner only, unless said otherwise: it may hold secrets and names of people."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "w+b")


def sync_folder(folder: Path) -> None:
    """Names given in the folder survive a power cut from here on."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
