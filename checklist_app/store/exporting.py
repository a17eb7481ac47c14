"""Everything in one JSON file that stock TinyDB opens: kinds as tables, streams as tables of their
entries. Taken from a copy, so that a running server is neither read half-way nor held up."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from checklist_app.durable import write_whole
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
            tables[f"stream/{stream}"] = {str(entry.seq): asdict(entry) for entry in copy.read(stream)}
    try:
        write_whole(target, json.dumps(tables, ensure_ascii=False).encode())
    except OSError as error:
        raise unavailable("store.not_exported", file=str(target), reason=error.strerror or "") from error
    return sum(len(rows) for rows in tables.values())


@contextmanager
def reading_copy(store: Path, kinds: Iterable[Kind] = ()) -> Iterator[EmbeddedStore]:
    """A store of its own with what is stored now. Copied, not linked: opening one cuts its tail."""
    with still_copy(store) as links, tempfile.TemporaryDirectory(prefix=".export-", dir=links) as scratch:
        for path in links.glob("*.jsonl"):
            shutil.copy2(path, scratch)
        opened = EmbeddedStore(FolderDisk(Path(scratch)), kinds)
        try:
            yield opened
        finally:
            opened.close()
