"""Opening the store: is this a server that will do, a database that is ours, a state that this release
understands? Then it is brought up to date, by whichever process comes first; the others wait."""

import hashlib
import hmac
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import errors

from checklist_app.errors import Problem, unavailable
from checklist_app.store.postgres import schema
from checklist_app.store.postgres.caretaker import Caretaker
from checklist_app.store.postgres.committing import Shape
from checklist_app.store.postgres.connecting import (
    PATIENCE,
    Connection,
    Connections,
    Patience,
    code_of,
    options,
)
from checklist_app.store.postgres.engine import PostgresStore
from checklist_app.store.protocol import Kind

OLDEST: Final = 130_000
CONNECTIONS: Final = 16
WITHOUT_END: Final = Patience(statement=0)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """`pooled` is ours (…?pooler=yes), the rest is libpq's. Whoever prints it prints no password."""

    url: str = field(repr=False)
    pooled: bool


class Installed(NamedTuple):
    step: int
    works_with: int
    mark: str
    copying: str


def address_of(url: str) -> Address:
    """The rest of what is asked stays as it was written: libpq spells its addresses in its own way."""
    try:
        parts = urlsplit(url)
        spelled = url.isprintable() and ("," in parts.netloc or parts.port != 0)
    except ValueError:  # as when a password has a character that must be spelled with %
        spelled = False
    if not spelled:
        raise unavailable("store.database_url") from None
    asked = [pair for pair in parts.query.split("&") if pair]
    given = [pair for pair in asked if pair != "pooler=yes"]
    if "," in parts.netloc and not any(pair.startswith("target_session_attrs=") for pair in given):
        given.append("target_session_attrs=read-write")  # of several servers, the one that can write
    return Address(urlunsplit(parts._replace(query="&".join(given))), "pooler=yes" in asked)


def open_database(
    url: str,
    kinds: Iterable[Kind],
    *,
    secret: str,
    connections: int = CONNECTIONS,
    patience: Patience = PATIENCE,
) -> PostgresStore:
    address = address_of(url)
    shapes = prepare(address, kinds, secret=secret)
    pool = Connections(address.url, most=connections, pooled=address.pooled, patience=patience)
    caretaker = Caretaker(pool, shapes)
    try:
        caretaker.index_anew()
    except BaseException:
        pool.close()
        raise
    caretaker.start()
    return PostgresStore(pool, shapes)


def prepare(
    address: Address, kinds: Iterable[Kind], *, secret: str, copying: str = ""
) -> Mapping[str, Shape]:
    """`copying` names the copy that may go on here; else a database with an unfinished one is refused."""
    with connected(address) as first:
        _check_server(first)
        _prepare(first, mark=mark_of(secret), copying=copying, address=address)
        return {kind.name: Shape(kind, _declared(first, kind)) for kind in kinds}


def mark_of(secret: str) -> str:
    """Tells one installation from another, and nothing of its secret."""
    return hmac.new(secret.encode(), b"installation", hashlib.sha256).hexdigest()[:32]


# --- the server


@contextmanager
def connected(address: Address) -> Iterator[Connection]:
    connection = _connect(address)
    try:
        yield connection
    except psycopg.Error as error:
        _log.warning("store: %s", error)
        raise unavailable(code_of(error)) from error
    finally:
        connection.close()


def _connect(address: Address) -> Connection:
    """Without the limits of everyday work: a step may take long, and who waits for it waits."""
    try:
        given = options(address.url, pooled=address.pooled, patience=WITHOUT_END)
        return psycopg.connect(address.url, **given)
    except (psycopg.ProgrammingError, UnicodeError, ValueError):  # quotes parts of it, perhaps the password
        raise unavailable("store.database_url") from None
    except psycopg.Error as error:
        raise _not_reached(error) from None


def _not_reached(error: psycopg.Error) -> Problem:
    """The server's own words go to the log: they may name the user, never the password."""
    said = str(error).strip()
    code = next((code for code, words in _SAID if any(word in said for word in words)), "store.unreachable")
    if code != "store.database_url":
        _log.warning("store: %s", said)
    return unavailable(code)


_SAID: Final = (
    (
        "store.database_login",
        ("password authentication failed", "no password supplied", "no pg_hba.conf entry", 'role "'),
    ),
    ("store.database_missing", ("does not exist",)),
    ("store.not_postgres", ("invalid response", "unexpected response", "expected authentication request")),
    ("store.database_full", ("No space left",)),
    ("store.database_read_only", ("session is read-only", "server is in hot standby")),
    (
        "store.database_nowhere",
        (
            "could not translate host name",
            "failed to resolve",
            "Connection refused",
            "timeout expired",
            "No route to host",
            "unreachable",
            "No such file",
        ),
    ),
    ("store.database_url", ("invalid", "missing ")),
)


def _check_server(connection: Connection) -> None:
    if connection.info.server_version < OLDEST:
        raise unavailable(
            "store.database_old", version=connection.info.parameter_status("server_version") or ""
        )


# --- the state of the database


def _prepare(connection: Connection, *, mark: str, copying: str, address: Address) -> None:
    installed = _look(connection)
    if installed is None:
        _check_unused(connection)
        _run_again(connection, schema.FOUNDATION)
        connection.execute(schema.BEGIN_INSTALLATION)
    else:
        _check_installed(installed, mark=mark, copying=copying)
    if installed is None or installed.step < schema.LATEST or not installed.mark:
        with closing(_connect(address)) as holder:
            _bring_up_to_date(connection, holder, mark=mark, copying=copying)
    for look in schema.LOOKS:
        connection.execute(look)


def _look(connection: Connection) -> Installed | None:
    try:
        row = connection.execute(schema.INSTALLED).fetchone()
    except errors.UndefinedTable:
        return None
    return Installed(*row) if row else None


def _check_unused(connection: Connection) -> None:
    """Nothing is made in a database where somebody else keeps something under a name of ours."""
    for look in schema.LOOKS:
        try:
            connection.execute(look)
        except errors.UndefinedTable:
            continue
        except errors.UndefinedColumn as error:
            raise unavailable("store.database_foreign") from error
        if _look(connection) is None:  # else another process has begun meanwhile
            raise unavailable("store.database_foreign")


def _bring_up_to_date(connection: Connection, holder: Connection, *, mark: str, copying: str) -> None:
    holder.isolation_level = psycopg.IsolationLevel.READ_COMMITTED  # who waited sees what was done
    with holder.transaction():
        installed = _take_turn(holder)
        _check_installed(installed, mark=mark, copying=copying)
        for step in schema.STEPS[installed.step :]:
            for statement in step.statements:
                _run_again(connection, statement)
            holder.execute(schema.REACHED, (step.number, step.works_with))
        if not installed.mark:
            holder.execute(schema.OWN, (mark,))


def _take_turn(holder: Connection) -> Installed:
    row = holder.execute(schema.TURN).fetchone()
    if row is None:
        raise unavailable("store.database_foreign")
    return Installed(*row)


def _check_installed(installed: Installed, *, mark: str, copying: str) -> None:
    if installed.works_with > schema.LATEST:
        raise unavailable("store.database_newer")
    if installed.mark and installed.mark != mark:
        raise unavailable("store.database_of_another")
    if installed.copying and installed.copying != copying:
        raise unavailable("store.copy_unfinished", source=installed.copying)


def _run_again(connection: Connection, statement: str) -> None:
    """IF NOT EXISTS is no promise where two do it at the same moment: the second then finds it there."""
    try:
        connection.execute(statement)
    except (errors.UniqueViolation, errors.DuplicateTable, errors.DuplicateObject):
        connection.execute(statement)


def _declared(connection: Connection, kind: Kind) -> int:
    """The number of this declaration. Where it asks for a field that the newest one does not have, it becomes
    the newest. Else it is an earlier one that has come back, and takes nothing away from the newest."""
    fields = json.dumps([sorted(kind.indexes), sorted(kind.unique)])
    while True:
        rows = connection.execute(schema.DECLARED, (kind.name,)).fetchall()
        if not rows or not _covers(rows[0][1], kind):
            number = int(rows[0][0]) + 1 if rows else 1
        elif known := [number for number, said in rows if said == fields]:
            return int(known[0])
        else:
            number = int(rows[-1][0]) - 1
        try:
            connection.execute(schema.DECLARE, (kind.name, number, fields))
        except errors.UniqueViolation:
            continue
        return number


def _covers(fields: str, kind: Kind) -> bool:
    """Whether documents indexed so are found under every field of this kind."""
    indexes, unique = map(set, json.loads(fields))
    return unique >= set(kind.unique) and indexes | unique >= {*kind.indexes, *kind.unique}
