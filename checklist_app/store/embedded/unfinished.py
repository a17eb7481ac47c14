"""The mark on a folder that a copy is being made into: until the copy is whole, nobody else may use it."""

from pathlib import Path
from typing import Final

from checklist_app.durable import sync_folder, write_whole
from checklist_app.errors import unavailable

_MARK: Final = "COPYING"


def source_of_copy(folder: Path) -> str:
    """Where the copy comes from; empty when there is no unfinished one."""
    try:
        return (folder / _MARK).read_text("utf-8")
    except FileNotFoundError:
        return ""


def refuse_unfinished(folder: Path, *, copying: str = "") -> None:
    """`copying` names the copy that may go on."""
    source = source_of_copy(folder)
    if source not in {"", copying}:
        raise unavailable("store.copy_unfinished", source=source)


def mark_unfinished(folder: Path, source: str) -> None:
    write_whole(folder / _MARK, source.encode())
    sync_folder(folder)


def mark_finished(folder: Path) -> None:
    (folder / _MARK).unlink(missing_ok=True)
    sync_folder(folder)
