"""Everything in one JSON file that stock TinyDB opens: kinds as tables, streams as tables of their
entries. Taken from a copy, so that a running server is neither read half-way nor held up."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from checklist_app.durable import write_whole
from checklist_app.errors import unavailable
from checklist_app.store.embedded.disk import FolderDisk
from checklist_app.store.embedded.engine import EmbeddedStore
from checklist_app.store.embedded.whole import EmbeddedMoment
from checklist_app.store.protocol import Kind
from checklist_app.store.verify import still_copy
from checklist_app.store.whole import Moment, Row, Whole

Table = dict[str, dict[str, Any]]


def export_tinydb(store: Path, target: Path) -> int:
    """How many rows and entries the file holds."""
    with reading_copy(store) as copy:
        tables = {name: dict(rows.items()) for name, rows in (copy.storage.read() or {}).items()}
        return _export(tables, EmbeddedMoment(copy), target)


def export_whole(whole: Whole, target: Path) -> int:
    """Of a database: what it holds at one moment."""
    with whole.moment() as moment:
        return _export({kind: _table(moment.rows(kind)) for kind in moment.kinds()}, moment, target)


def _table(rows: Iterable[Row]) -> Table:
    return {
        str(number): {"id": row.id, "version": row.version, "body": json.loads(row.body)}
        for number, row in enumerate(rows, start=1)
    }


def _export(tables: dict[str, Table], moment: Moment, target: Path) -> int:
    for line in moment.all_lines():
        entry = {"seq": line.seq, "id": line.id, "hash": line.hash, "body": json.loads(line.body)}
        tables.setdefault(f"stream/{line.stream}", {})[str(line.seq)] = entry
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
