"""Everything in one JSON file that stock TinyDB opens: kinds as tables, streams as tables of their
entries. Taken from a copy, so that a running server is neither read half-way nor held up."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from checklist_app.errors import unavailable
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.engine import EmbeddedStore
from checklist_app.store.protocol import Kind
from checklist_app.store.verify import still_copy


def export_tinydb(store: Path, target: Path) -> int:
    """How many rows and entries the file holds."""
    with reading_copy(store) as copy:
        tables = {name: dict(rows.items()) for name, rows in (copy.storage.read() or {}).items()}
        for stream in copy.streams():
            tables[stream] = {str(entry.seq): asdict(entry) for entry in copy.read(stream)}
    _write(target, json.dumps(tables, ensure_ascii=False))
    return sum(len(rows) for rows in tables.values())


@contextmanager
def reading_copy(store: Path, kinds: Iterable[Kind] = ()) -> Iterator[EmbeddedStore]:
    """A store of its own with what is stored now. Copied, not linked: opening one cuts its tail."""
    with tempfile.TemporaryDirectory(prefix=".export-", dir=store.parent) as scratch:
        with still_copy(store) as links:
            for path in links.iterdir():
                shutil.copy2(path, scratch)
        opened = EmbeddedStore(FolderDisk(Path(scratch)), kinds)
        yield opened
        opened.close()


def _write(target: Path, content: str) -> None:
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise unavailable("store.not_exported", file=str(target), reason=error.strerror or "") from error
