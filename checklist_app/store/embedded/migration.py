"""Opening a store that an earlier release wrote: a copy is kept, then every write is brought up to
the present format, one format at a time. A store that a later release wrote is refused."""

import os
from collections.abc import Mapping
from pathlib import Path

from checklist_app.durable import sync_folder
from checklist_app.errors import invalid
from checklist_app.store.embedded.compaction import Change, rewrite
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.layout import FORMAT, Layout, read_layout
from checklist_app.store.embedded.replay import format_of

# What turns a write of format n into one of format n + 1. Format 1 is the first.
MIGRATIONS: Mapping[int, Change] = {}


def migrate(folder: Path, *, to: int = FORMAT, migrations: Mapping[int, Change] = MIGRATIONS) -> None:
    disk = FolderDisk(folder)
    layout = read_layout(disk.names())
    if not layout.files:
        return
    found = format_of(disk, layout)
    if found > to:
        raise invalid("store.newer_format", found=found, known=to)
    if found < to:
        _keep_copy(folder, layout, found)
    for step in range(found, to):
        rewrite(disk, read_layout(disk.names()), format=step + 1, change=migrations[step])


def _keep_copy(folder: Path, layout: Layout, format: int) -> None:
    kept = folder / f"before-format-{format + 1}"
    kept.mkdir(exist_ok=True)
    for name in layout.files:
        if not (kept / name).exists():
            os.link(folder / name, kept / name)
    sync_folder(kept)
    sync_folder(folder)
