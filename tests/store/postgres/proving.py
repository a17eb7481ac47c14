"""What must be true of a database after whatever happened to it."""

import json
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import psycopg

from checklist_app.store import Kind, Store
from checklist_app.store.chain import canonical, chain_hash
from checklist_app.store.postgres.keys import claims_of, keys_of
from tests.store.conftest import KINDS

Rows = list[tuple[str, ...]]


def prove(store: Store, url: str) -> None:
    prove_chains(store)
    prove_indexes(url)


def prove_chains(store: Store) -> None:
    for stream in store.streams():
        before, entries = "", store.read(stream)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert len({entry.id for entry in entries}) == len(entries)
        for entry in entries:
            body = canonical(entry.body)
            assert entry.hash == chain_hash(before, stream=stream, seq=entry.seq, id=entry.id, body=body)
            before = entry.hash
        assert (store.head(stream).seq, store.head(stream).hash) == (len(entries), before)


def prove_indexes(url: str, declared: Iterable[Kind] = KINDS) -> None:
    """Keys and unique values are those of the documents, and nothing stands in for anything any more."""
    kinds = {kind.name: kind for kind in declared}
    documents = [
        (id, kinds[kind], json.loads(body)) for id, kind, body in _rows(url, "id, kind, body", "documents")
    ]
    keys = {(id, kind.name, *key) for id, kind, body in documents for key in keys_of(kind, body)}
    claims = {(id, kind.name, *claim) for id, kind, body in documents for claim in claims_of(kind, body)}
    assert sorted(_rows(url, "id, kind, field, key", "document_keys")) == sorted(keys)
    taken = _rows(url, "id, kind, field, key", "taken")
    assert sorted(taken) == sorted(claims)
    assert _rows(url, "id", "documents WHERE version = 0") == []
    assert _rows(url, "stream", "heads WHERE seq = 0") == []
    assert _rows(url, "stream", "entries e WHERE stream NOT IN (SELECT stream FROM heads)") == []


def until_quiet(url: str) -> None:
    """The server goes on with what it was told last, also when the line was cut behind it."""
    busy = (
        "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    for _ in range(1000):
        if not _rows(url, "state", busy):
            return
        time.sleep(0.005)
    raise AssertionError("the server does not come to rest")


def _rows(url: str, columns: str, table: str) -> Rows:
    assert urlsplit(url).hostname == "127.0.0.1"
    with psycopg.connect(url) as connection:
        return connection.execute(f"SELECT {columns} FROM {table}".encode()).fetchall()
