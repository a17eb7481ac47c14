"""Every statement that the engine sends, in one place: a test reads them and holds them to what PostgreSQL,
Citus, YugabyteDB and CockroachDB have in common. Each names the key by which its table may be spread over
machines (DISTRIBUTED_BY), but for those in ACROSS, which ask all of them.

Ids and times are made by the program; the server's clock and its counters decide nothing.
"""

from typing import Final

DISTRIBUTED_BY: Final = {
    "documents": "id",
    "document_keys": "id",
    "taken": "key",
    "heads": "stream",
    "entries": "stream",
    "commits": "id",
    "pieces": "queue",
    "seen": "key",
    "salts": "day",
}

BEGIN: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
COMMIT: Final = "COMMIT"
PING: Final = "SELECT 1"

# --- documents

GET: Final = "SELECT version, body FROM documents WHERE id = %s AND kind = %s"
GET_ALL: Final = "SELECT id, version, body FROM documents WHERE id = ANY(%s) AND kind = %s"
LOCK: Final = "SELECT version, keys FROM documents WHERE id = %s AND kind = %s FOR UPDATE"
HOLD: Final = "SELECT version, keys FROM documents WHERE id = %s AND kind = %s FOR SHARE"
INSERT: Final = "INSERT INTO documents (id, kind, version, shape, keys, body) VALUES (%s, %s, %s, %s, %s, %s)"
_NOW: Final = "version = %s, shape = %s, keys = %s, body = %s"
UPDATE: Final = f"UPDATE documents SET {_NOW} WHERE id = %s AND kind = %s AND version = %s"  # noqa: S608 - ours
DELETE: Final = "DELETE FROM documents WHERE id = %s AND kind = %s AND version = %s"
STAND_IN: Final = (
    "INSERT INTO documents (id, kind, version, shape, keys, body) VALUES (%s, %s, 0, 0, '[[], []]', '')"
    " ON CONFLICT (id, kind) DO NOTHING"
)
ADD_KEY: Final = "INSERT INTO document_keys (id, kind, field, key) VALUES (%s, %s, %s, %s)"
DROP_KEY: Final = "DELETE FROM document_keys WHERE id = %s AND kind = %s AND field = %s AND key = %s"

HOLDER: Final = "SELECT id FROM taken WHERE key = %s AND kind = %s AND field = %s"
TAKE: Final = "INSERT INTO taken (key, kind, field, id) VALUES (%s, %s, %s, %s)"
RELEASE: Final = "DELETE FROM taken WHERE key = %s AND kind = %s AND field = %s AND id = %s"

FIND_ALL: Final = "SELECT id, version, body FROM documents WHERE kind = %s AND id > %s ORDER BY id LIMIT %s"
FIND_EACH: Final = """
    SELECT k.key, d.id, d.version, d.body FROM document_keys k
    JOIN documents d ON d.id = k.id AND d.kind = k.kind
    WHERE k.kind = %s AND k.field = %s AND k.key = ANY(%s) ORDER BY k.id"""
COUNT_ALL: Final = "SELECT count(*) FROM documents WHERE kind = %s"
_BY_KEYS: Final = "FROM document_keys k JOIN documents d ON d.id = k.id AND d.kind = k.kind"
_AND_KEY: Final = (
    "JOIN document_keys k{n} ON k{n}.id = k.id AND k{n}.kind = k.kind AND k{n}.field = %s AND k{n}.key = %s"
)
_OF_KEY: Final = "WHERE k.kind = %s AND k.field = %s AND k.key = %s"


def find_by(fields: int) -> str:
    """Parameters: field and key of every further field, then kind, field, key, after, limit."""
    found = f"{_BY_KEYS} {_joins(fields)}{_OF_KEY} AND k.id > %s"
    return f"SELECT d.id, d.version, d.body {found} ORDER BY k.id LIMIT %s"


def count_by(fields: int) -> str:
    return f"SELECT count(*) FROM document_keys k {_joins(fields)}{_OF_KEY}"  # noqa: S608 - our own words


def _joins(fields: int) -> str:
    return "".join(_AND_KEY.format(n=n) + " " for n in range(1, fields))


# --- streams

HEAD: Final = "SELECT seq, hash FROM heads WHERE stream = %s"
HEAD_OF_EACH: Final = "SELECT stream, seq, hash FROM heads WHERE stream = ANY(%s)"
LOCK_HEAD: Final = "SELECT seq, hash FROM heads WHERE stream = %s FOR UPDATE"
ADD_HEAD: Final = "INSERT INTO heads (stream, seq, hash) VALUES (%s, %s, %s)"
MOVE_HEAD: Final = "UPDATE heads SET seq = %s, hash = %s WHERE stream = %s"
STAND_IN_HEAD: Final = (
    "INSERT INTO heads (stream, seq, hash) VALUES (%s, 0, '') ON CONFLICT (stream) DO NOTHING"
)
DROP_HEAD: Final = "DELETE FROM heads WHERE stream = %s AND seq = %s"
KNOWN: Final = "SELECT seq, id, hash, body FROM entries WHERE stream = %s AND id = ANY(%s)"
ADD_ENTRY: Final = "INSERT INTO entries (stream, seq, id, hash, body) VALUES (%s, %s, %s, %s, %s)"
NEXT: Final = """
    WITH moved AS (
        UPDATE heads SET seq = %s, hash = %s WHERE stream = %s AND seq = %s AND hash = %s
        RETURNING stream, seq, hash
    )
    INSERT INTO entries (stream, seq, id, hash, body) SELECT stream, seq, %s, hash, %s FROM moved"""
READ: Final = "SELECT seq, id, hash, body FROM entries WHERE stream = %s AND seq > %s ORDER BY seq LIMIT %s"
STREAMS: Final = (
    "SELECT stream FROM heads WHERE stream >= %s AND stream < %s AND stream > %s ORDER BY stream LIMIT %s"
)

# --- what is needed to repeat a commit whose answer was lost

NOTE_COMMIT: Final = "INSERT INTO commits (id, at) VALUES (%s, %s) ON CONFLICT (id) DO NOTHING RETURNING id"
NOTE_AGAIN: Final = "UPDATE commits SET at = %s WHERE id = %s"
OLD_COMMITS: Final = "SELECT id FROM commits WHERE at < %s LIMIT %s"
FORGET_COMMIT: Final = "DELETE FROM commits WHERE id = %s"

# --- pieces of work that wait

ENQUEUE: Final = (
    "INSERT INTO pieces (queue, id, holder, held_until) VALUES (%s, %s, '', 0)"
    " ON CONFLICT (queue, id) DO NOTHING"
)
HELD_PIECE: Final = "SELECT id FROM pieces WHERE queue = %s AND holder = %s LIMIT 1 FOR UPDATE SKIP LOCKED"
NEXT_PIECE: Final = (
    "SELECT id FROM pieces WHERE queue = %s AND held_until <= %s ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
HOLD_PIECE: Final = "UPDATE pieces SET holder = %s, held_until = %s WHERE queue = %s AND id = %s"
KEEP_PIECE: Final = "UPDATE pieces SET held_until = %s WHERE queue = %s AND id = %s AND holder = %s"
RETURN_PIECE: Final = (
    "UPDATE pieces SET holder = '', held_until = 0 WHERE queue = %s AND id = %s AND holder = %s"
)
DROP_PIECE: Final = "DELETE FROM pieces WHERE queue = %s AND id = %s AND holder = %s"

# --- counters

COUNT_SEEN: Final = (
    "INSERT INTO seen (key, minute, day, n) VALUES (%s, %s, %s, 1)"
    " ON CONFLICT (key, minute) DO UPDATE SET n = seen.n + 1 RETURNING n"
)
SEEN: Final = (
    "SELECT coalesce(sum(n), 0), coalesce(sum(CASE WHEN minute > %s THEN n ELSE 0 END), 0)"
    " FROM seen WHERE key = %s AND minute <> %s"
)
UNCOUNT_SEEN: Final = "UPDATE seen SET n = n - 1 WHERE key = %s AND minute = %s AND n > 0"
ADD_SALT: Final = "INSERT INTO salts (day, salt) VALUES (%s, %s) ON CONFLICT (day) DO NOTHING"
SALT: Final = "SELECT salt FROM salts WHERE day = %s"
FORGET_SALTS: Final = "DELETE FROM salts WHERE day < %s OR day > %s"
FORGET_SEEN: Final = "DELETE FROM seen WHERE day < %s OR day > %s"

# --- looking after documents that an earlier release indexed

OF_OLD_SHAPE: Final = (
    "SELECT id, version, body FROM documents WHERE kind = %s AND shape < %s AND id > %s ORDER BY id LIMIT %s"
)

ACROSS: Final = {
    "GET_ALL": "documents by many ids: each machine is asked for its own",
    "FIND_ALL": "lists of one kind: the register, the people",
    "COUNT_ALL": "as the lists",
    "find_by": "documents by a declared field: each machine answers from its own index",
    "count_by": "as find_by",
    "FIND_EACH": "as find_by",
    "HEAD_OF_EACH": "heads of many streams: each machine is asked for its own",
    "STREAMS": "names of streams, for verifying and copying",
    "OLD_COMMITS": "housekeeping",
    "FORGET_SALTS": "housekeeping: a handful of rows",
    "FORGET_SEEN": "housekeeping: once a day there is anything",
    "OF_OLD_SHAPE": "housekeeping after a release that indexes more",
}
