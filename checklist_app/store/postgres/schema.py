"""What the database holds, as steps that each release adds to. A step is a list of statements that may be
run again, so a step that was cut off is simply begun anew. Who brings the database up to date holds one row
meanwhile; the server frees it when that process dies. A release works with a database that a later one has
brought further, as long as that says so: a step names the first step whose release can still work beside it.
"""

from typing import Final, NamedTuple

TEXT: Final = 'text COLLATE "C"'  # in the order of the letters' numbers, as everywhere in the program


class Step(NamedTuple):
    number: int
    works_with: int
    statements: tuple[str, ...]


FOUNDATION: Final = """
    CREATE TABLE IF NOT EXISTS installation (
        id int NOT NULL PRIMARY KEY,
        step int NOT NULL,
        works_with int NOT NULL,
        mark text NOT NULL,
        copying text NOT NULL
    )"""
INSTALLED: Final = "SELECT step, works_with, mark, copying FROM installation WHERE id = 1"
TURN: Final = f"{INSTALLED} FOR UPDATE"
BEGIN_INSTALLATION: Final = """
    INSERT INTO installation (id, step, works_with, mark, copying) VALUES (1, 0, 0, '', '')
    ON CONFLICT (id) DO NOTHING"""
REACHED: Final = "UPDATE installation SET step = %s, works_with = %s WHERE id = 1"
OWN: Final = "UPDATE installation SET mark = %s WHERE id = 1"
COPYING: Final = "UPDATE installation SET copying = %s WHERE id = 1"

DECLARED: Final = "SELECT number, fields FROM kinds WHERE kind = %s ORDER BY number DESC"
DECLARE: Final = "INSERT INTO kinds (kind, number, fields) VALUES (%s, %s, %s)"

DOCUMENTS: Final = f"""
    CREATE TABLE IF NOT EXISTS documents (
        id {TEXT} NOT NULL,
        kind {TEXT} NOT NULL,
        version bigint NOT NULL,
        shape int NOT NULL,
        keys text NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (id, kind)
    )"""
DOCUMENT_KEYS: Final = f"""
    CREATE TABLE IF NOT EXISTS document_keys (
        id {TEXT} NOT NULL,
        kind {TEXT} NOT NULL,
        field {TEXT} NOT NULL,
        key {TEXT} NOT NULL,
        PRIMARY KEY (id, kind, field, key)
    )"""
TAKEN: Final = f"""
    CREATE TABLE IF NOT EXISTS taken (
        key {TEXT} NOT NULL,
        kind {TEXT} NOT NULL,
        field {TEXT} NOT NULL,
        id {TEXT} NOT NULL,
        PRIMARY KEY (key, kind, field)
    )"""
HEADS: Final = f"""
    CREATE TABLE IF NOT EXISTS heads (
        stream {TEXT} NOT NULL,
        seq bigint NOT NULL,
        hash text NOT NULL,
        PRIMARY KEY (stream)
    )"""
ENTRIES: Final = f"""
    CREATE TABLE IF NOT EXISTS entries (
        stream {TEXT} NOT NULL,
        seq bigint NOT NULL,
        id {TEXT} NOT NULL,
        hash text NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (stream, seq)
    )"""
COMMITS: Final = (
    f"CREATE TABLE IF NOT EXISTS commits (id {TEXT} NOT NULL, at bigint NOT NULL, PRIMARY KEY (id))"
)
KINDS: Final = f"""
    CREATE TABLE IF NOT EXISTS kinds (
        kind {TEXT} NOT NULL,
        number int NOT NULL,
        fields text NOT NULL,
        PRIMARY KEY (kind, number)
    )"""
PIECES: Final = f"""
    CREATE TABLE IF NOT EXISTS pieces (
        queue {TEXT} NOT NULL,
        id {TEXT} NOT NULL,
        holder {TEXT} NOT NULL,
        held_until bigint NOT NULL,
        PRIMARY KEY (queue, id)
    )"""
SEEN: Final = f"""
    CREATE UNLOGGED TABLE IF NOT EXISTS seen (
        key {TEXT} NOT NULL,
        minute bigint NOT NULL,
        day {TEXT} NOT NULL,
        n bigint NOT NULL,
        PRIMARY KEY (key, minute)
    )"""
SALTS: Final = (
    f"CREATE UNLOGGED TABLE IF NOT EXISTS salts (day {TEXT} NOT NULL, salt text NOT NULL, PRIMARY KEY (day))"
)

STEPS: Final = (
    Step(
        1,
        1,
        (
            DOCUMENTS,
            "CREATE INDEX IF NOT EXISTS documents_of_kind ON documents (kind, id)",
            "CREATE INDEX IF NOT EXISTS documents_of_shape ON documents (kind, shape)",
            DOCUMENT_KEYS,
            "CREATE INDEX IF NOT EXISTS documents_by_key ON document_keys (kind, field, key, id)",
            TAKEN,
            HEADS,
            ENTRIES,
            "CREATE UNIQUE INDEX IF NOT EXISTS entries_by_id ON entries (stream, id)",
            COMMITS,
            "CREATE INDEX IF NOT EXISTS commits_by_age ON commits (at)",
            KINDS,
        ),
    ),
    Step(2, 1, (PIECES,)),
    Step(3, 1, (SEEN, SALTS, "CREATE INDEX IF NOT EXISTS seen_by_day ON seen (day)")),
)
LATEST: Final = STEPS[-1].number


def _look(definition: str) -> str:
    table, columns = definition.split("TABLE IF NOT EXISTS", 1)[1].split("PRIMARY KEY")[0].split("(", 1)
    names = ", ".join(column.split()[0] for column in columns.split(",") if column.strip())
    return f"SELECT {names} FROM {table.strip()} LIMIT 0"  # noqa: S608 - our own words


# Each answers nothing, or fails when the table is not as a step describes it.
LOOKS: Final = tuple(_look(said) for step in STEPS for said in step.statements if " TABLE " in said)
