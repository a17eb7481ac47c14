"""What is wrong at the start is said in one sentence, in Thai and in English, and nothing is harmed by it."""

import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import NewEntry
from checklist_app.store.postgres import open_database, opening, schema
from checklist_app.store.postgres.opening import Address, address_of
from tests.servers.postgres import Server, free_port
from tests.store.conftest import KINDS, SECRET
from tests.store.postgres.conftest import Opened

WORDING = json.loads(
    (Path(opening.__file__).parents[3] / "data/wording/problems/store.json").read_text("utf-8")
)
PASSWORD = "Sesame-%-ลับ"


def refused(url: str, *, secret: str = SECRET) -> str:
    with pytest.raises(Problem) as told:
        open_database(url, KINDS, secret=secret).close()
    assert told.value.kind is ProblemKind.UNAVAILABLE
    assert {"th", "en"} <= WORDING[told.value.code].keys()
    return told.value.code


def name_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


@pytest.fixture
def role(postgres: Server) -> Iterator[str]:
    postgres.execute("CREATE ROLE guest LOGIN")
    yield "guest"
    for (name,) in postgres.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%'"):
        postgres.execute("DROP OWNED BY guest", database=str(name))
    postgres.execute("DROP ROLE guest")


def test_a_wrong_address_is_said(database: str, postgres: Server) -> None:
    name = name_of(database)
    wrong = {
        f"postgresql://postgres@127.0.0.1:{free_port()}/{name}": "store.database_nowhere",
        f"postgresql://postgres@nobody.invalid/{name}": "store.database_nowhere",
        f"postgresql://postgres@/{name}?host=/nowhere": "store.database_nowhere",
        postgres.url("no_such_database"): "store.database_missing",
        postgres.url(name, user="no_such_user"): "store.database_login",
    }
    assert {url: refused(url) for url in wrong} == wrong


@pytest.mark.parametrize(
    "spoilt",
    [
        "postgresql://user:Sesame/ลับ@127.0.0.1/x",
        "postgresql://user:Sesame%zz@127.0.0.1/x",
        "postgresql://user:Sesame@[::1/x",
        "postgresql://user:Sesame@127.0.0.1:Sesame/x",
        "postgresql://user:Sesame@127.0.0.1/x?no_such_thing=Sesame",
        "postgresql://user:Sesame@127.0.0.1/x?connect_timeout=Sesame",
        "postgresql://user:Sesame@127.0.0.1/x\0",
        "postgresql://user:Sesame\ud800@127.0.0.1/x",
    ],
)
def test_a_spoilt_address_is_not_repeated_to_anybody(spoilt: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Problem) as told:
        open_database(spoilt, KINDS, secret=SECRET)
    assert told.value.code == "store.database_url"
    assert "Sesame" not in caplog.text + str(told.value) + repr(told.value)
    assert told.value.__cause__ is None


def test_a_wrong_password_is_said_and_the_right_one_shown_nowhere(
    database: str, postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rules = postgres.folder / "pg_hba.conf"
    before = rules.read_text()
    postgres.execute(f"CREATE ROLE keeper LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
    rules.write_text("host all keeper all scram-sha-256\n" + before)
    postgres.execute("SELECT pg_reload_conf()")
    try:
        url = f"postgresql://keeper:{quote(PASSWORD)}@127.0.0.1:{postgres.port}/{name_of(database)}"
        assert refused(url.replace("Sesame", "Nutmeg")) == "store.database_login"
        assert refused(url.replace(f":{quote(PASSWORD)}", "")) == "store.database_login"
        with closing(open_database(url, KINDS, secret=SECRET)) as store:
            store.append("s", [NewEntry("x", {})])
            shown = caplog.text + repr(store) + repr(store.connections) + repr(address_of(url))
            shown += repr(postgres.execute("SELECT * FROM pg_stat_activity"))
        shown += "".join(map(_command_line, Path("/proc").glob("[0-9]*/cmdline")))
        for spelling in (PASSWORD, quote(PASSWORD), "Sesame"):
            assert spelling not in shown
    finally:
        rules.write_text(before)
        postgres.execute("SELECT pg_reload_conf()")
        postgres.execute("DROP OWNED BY keeper", database=name_of(database))
        postgres.execute("DROP ROLE keeper")


def _command_line(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"N\x00\x00", b""]
)
def test_a_server_of_something_else_is_said(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    client.recv(100)
                    client.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        port = listener.getsockname()[1]
        said = refused(f"postgresql://postgres@127.0.0.1:{port}/x")
        listener.shutdown(socket.SHUT_RDWR)
    assert said == "store.not_postgres" if answer[:1] in {b"H", b"S"} else said in {
        "store.unreachable", "store.not_postgres", "store.database_nowhere",
    }  # fmt: skip


def test_a_server_that_is_too_old_is_said(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "OLDEST", 990_000)
    assert refused(database) == "store.database_old"
    assert tables(database) == []


def test_missing_rights_are_said(database: str, postgres: Server, role: str) -> None:
    mine = postgres.url(name_of(database), user=role)
    assert refused(mine) == "store.database_rights"  # may not make tables
    assert tables(database) == []
    open_database(database, KINDS, secret=SECRET).close()
    assert refused(mine) == "store.database_rights"  # may not even read
    postgres.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}", database=name_of(database))
    with closing(open_database(mine, KINDS, secret=SECRET)) as reader:
        assert reader.find("rounds") == []
        with pytest.raises(Problem, match=r"store\.database_rights"):
            reader.append("s", [NewEntry("x", {})])


def test_who_may_write_but_make_no_tables_starts_once_they_are_there(
    database: str, postgres: Server, role: str
) -> None:
    open_database(database, KINDS, secret=SECRET).close()
    rights = f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    postgres.execute(rights, database=name_of(database))
    with closing(open_database(postgres.url(name_of(database), user=role), KINDS, secret=SECRET)) as store:
        assert store.append("s", [NewEntry("x", {})])[0].seq == 1


def test_a_database_of_another_installation_is_refused(database: str) -> None:
    open_database(database, KINDS, secret=SECRET).close()
    assert refused(database, secret="t" * 32) == "store.database_of_another"
    open_database(database, KINDS, secret=SECRET).close()


def test_a_database_that_a_later_release_needs_for_itself_is_refused(database: str) -> None:
    open_database(database, KINDS, secret=SECRET).close()
    later = schema.LATEST + 1
    said(database, f"UPDATE installation SET step = {later}, works_with = 1")
    open_database(database, KINDS, secret=SECRET).close()  # that one says that they go together
    said(database, f"UPDATE installation SET works_with = {later}")
    assert refused(database) == "store.database_newer"


def test_an_unfinished_copy_is_refused(database: str) -> None:
    open_database(database, KINDS, secret=SECRET).close()
    said(database, "UPDATE installation SET copying = '/srv/store'")
    assert refused(database) == "store.copy_unfinished"


@pytest.mark.parametrize(
    "theirs",
    [
        "CREATE TABLE documents (id int PRIMARY KEY, title text)",
        "CREATE TABLE entries (stream text, seq bigint, id text, hash text, body text)",
        "CREATE TABLE installation (version text)",
        "CREATE VIEW taken AS SELECT 1 AS one",
    ],
)
def test_nothing_is_made_in_a_database_of_another_program(theirs: str, database: str) -> None:
    said(database, theirs)
    before = tables(database)
    assert refused(database) == "store.database_foreign"
    assert tables(database) == before


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE documents DROP COLUMN keys",
        "ALTER TABLE heads RENAME TO streams",
        "DROP TABLE taken",
        "DELETE FROM installation",
    ],
)
def test_tables_that_somebody_changed_are_refused(change: str, database: str) -> None:
    open_database(database, KINDS, secret=SECRET).close()
    said(database, change)
    assert refused(database) == "store.database_foreign"


def test_a_table_that_somebody_drops_meanwhile_is_said(database: str, opened: Opened) -> None:
    store = opened(database)
    said(database, "DROP TABLE entries")
    with pytest.raises(Problem, match=r"store\.database_foreign"):
        store.append("s", [NewEntry("x", {})])


def test_what_the_address_asks_for_counts(database: str, opened: Opened) -> None:
    said(database, "CREATE SCHEMA ours")
    store = opened(f"{database}?options=-c%20search_path%3Dours&application_name=one+two&connect_timeout=3")
    store.append("s", [NewEntry("x", {})])
    found = said(database, "SELECT table_schema FROM information_schema.tables WHERE table_name = 'entries'")
    assert found == [("ours",)]
    shown = store.connections.run(
        lambda one: (one.info.get_parameters(), one.execute("SHOW statement_timeout").fetchone())
    )
    assert (shown[0]["application_name"], shown[0]["connect_timeout"], shown[1]) == ("one+two", "3", ("15s",))


def test_of_several_servers_the_one_that_can_write_is_asked_for() -> None:
    assert address_of("postgresql://a@x,y/z?pooler=yes&sslmode=require") == Address(
        "postgresql://a@x,y/z?sslmode=require&target_session_attrs=read-write", True
    )
    given = "postgresql://a@x,y/z?target_session_attrs=any"
    assert address_of(given) == Address(given, False)


def tables(url: str) -> list[tuple[object, ...]]:
    return said(
        url, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    )


def said(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
