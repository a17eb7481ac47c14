"""The statements that read or write the whole database: for copying, verifying and exporting. As in
statements.py, each names the key by which its table is spread; those in ACROSS ask all machines."""

from typing import Final

UNFINISHED: Final = "SELECT copying FROM installation WHERE id = 1"

# --- reading everything as it was at one moment, page by page in the order of the primary keys

BEGIN_READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
KINDS: Final = "SELECT DISTINCT kind FROM kinds ORDER BY kind"
HEADS: Final = "SELECT stream, seq, hash FROM heads WHERE stream > %s ORDER BY stream LIMIT %s"
ENTRIES: Final = """
    SELECT stream, seq, id, hash, body FROM entries WHERE (stream, seq) > (%s, %s)
    ORDER BY stream, seq LIMIT %s"""
DOCUMENTS: Final = """
    SELECT id, kind, version, shape, keys, body FROM documents WHERE (id, kind) > (%s, %s)
    ORDER BY id, kind LIMIT %s"""
KEYS: Final = """
    SELECT id, kind, field, key FROM document_keys WHERE (id, kind, field, key) > (%s, %s, %s, %s)
    ORDER BY id, kind, field, key LIMIT %s"""
TAKEN: Final = "SELECT key, kind, field, id FROM taken WHERE key = ANY(%s)"
COUNT_TAKEN: Final = "SELECT count(*) FROM taken"

# --- writing many rows as they were elsewhere

STANDING: Final = "SELECT id, keys FROM documents WHERE kind = %s AND id = ANY(%s)"
REMOVE: Final = "DELETE FROM documents WHERE id = %s AND kind = %s"
REMOVE_KEYS: Final = "DELETE FROM document_keys WHERE id = %s AND kind = %s"
FREE: Final = "DELETE FROM taken WHERE key = %s AND kind = %s AND field = %s"
COPY_DOCUMENTS: Final = "COPY documents (id, kind, version, shape, keys, body) FROM STDIN"
COPY_KEYS: Final = "COPY document_keys (id, kind, field, key) FROM STDIN"
COPY_ENTRIES: Final = "COPY entries (stream, seq, id, hash, body) FROM STDIN"

ACROSS: Final = {
    "UNFINISHED": "one row on one machine, read once",
    "KINDS": "one small table, read once",
    "HEADS": "everything is read",
    "ENTRIES": "everything is read",
    "DOCUMENTS": "everything is read",
    "KEYS": "everything is read",
    "TAKEN": "those of a page of documents",
    "COUNT_TAKEN": "everything is read",
    "STANDING": "those of a batch",
    "COPY_DOCUMENTS": "rows go where they belong",
    "COPY_KEYS": "rows go where they belong",
    "COPY_ENTRIES": "rows go where they belong",
}
